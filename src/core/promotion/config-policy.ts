/** The key `promotion` of an environment or an override: what `reconcile` does there by itself. */

import { entriesOf, isJsonObject, type JsonObject, member } from '../../base/json.ts';

/** In which order releases pass from the environment before into this one. */
export type PromotionOrder = 'latest' | 'queue' | 'hold-while-soaking';

export interface PromotionPolicy {
  /** True where `reconcile` opens pull requests by itself. */
  readonly auto: boolean;
  /** `auto`: `reconcile` merges what it proposed when the gates pass. */
  readonly merge: 'auto' | 'manual';
  readonly policy: PromotionOrder;
  /** What a failed active run of what was promoted does. */
  readonly rollback: 'off' | 'open' | 'merge';
  /** What a change that came past the gates does. */
  readonly edits: 'block' | 'adopt' | 'revert';
}

export const policySchema = {
  type: 'object',
  description: 'What comfypin reconcile does in this environment by itself.',
  additionalProperties: false,
  properties: {
    auto: {
      type: 'boolean',
      description: 'Open the pull request of what the environment before holds. Default: false.',
    },
    merge: {
      enum: ['auto', 'manual'],
      description:
        'auto: merge what auto opened, as soon as its gates pass. Default: manual, a person merges.',
    },
    policy: {
      enum: ['latest', 'queue', 'hold-while-soaking'],
      description:
        'latest: always the newest release. queue: each release in its turn. hold-while-soaking: the environment before takes nothing new by itself while its release soaks. Default: hold-while-soaking where there is a soak gate, else latest.',
    },
    rollback: {
      enum: ['off', 'open', 'merge'],
      description:
        'When the active smoke run of a promoted release fails: open the rollback’s pull request, or merge it too. Default: open.',
    },
    edits: {
      enum: ['block', 'adopt', 'revert'],
      description:
        'A change that came past the gates: block stops promotions until someone decides, adopt keeps it and proposes it to the first environment, revert proposes the release before it. Default: block.',
    },
  },
} as const;

/** Returns what is written; nothing is filled in. The schema has checked the words. */
export function policyIn(row: JsonObject): Partial<PromotionPolicy> {
  const written = member(row, 'promotion');
  return isJsonObject(written) ? Object.fromEntries(entriesOf(written)) : {};
}

/** Fills in the defaults. */
export function policyOf(row: JsonObject, soak: number): PromotionPolicy {
  return {
    auto: false,
    merge: 'manual',
    policy: soak > 0 ? 'hold-while-soaking' : 'latest',
    rollback: 'open',
    edits: 'block',
    ...policyIn(row),
  };
}
