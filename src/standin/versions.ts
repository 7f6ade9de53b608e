/** What differs between ComfyUI versions in how a server runs prompts, as a table that grows by rows. */

import { type Json, numberOf } from '../base/json.ts';

export interface ServerRules {
  /** The first version with these rules. */
  readonly from: readonly [number, number, number];
  /** `any`: every value is taken and made a text. `uuid`: a lowercase UUID with hyphens or 400. */
  readonly promptId: 'any' | 'uuid';
  readonly features: { readonly [key: string]: Json };
  /** Milliseconds between two progress frames of one node; the first and the last are always sent. */
  readonly progressEveryMs: number;
  /** extra_data in history carries the server's own `create_time`. */
  readonly hasCreateTime: boolean;
  /** Times of user files: float seconds or integer milliseconds. */
  readonly fileTime: (milliseconds: number) => Json;
  /** `/experiment/models` tells the extensions of each folder. */
  readonly tellsExtensions: boolean;
  readonly hasNodeReplacements: boolean;
  readonly hidesSniffing: boolean;
  /** Sounds are named `name_00001.flac`, with no underscore after the number. */
  readonly hasBareNumbers: boolean;
}

/** Newest first; 0.3.64 and 0.33.0 were observed, what lies between follows the older. */
const rulesTable: readonly ServerRules[] = [
  {
    from: [0, 33, 0],
    promptId: 'uuid',
    features: {
      supports_preview_metadata: true,
      supports_model_type_tags: true,
      max_upload_size: 104857600,
      extension: { manager: { supports_v4: true } },
      node_replacements: true,
      assets: false,
    },
    progressEveryMs: 100,
    hasCreateTime: true,
    fileTime: (milliseconds) => Math.round(milliseconds),
    tellsExtensions: true,
    hasNodeReplacements: true,
    hidesSniffing: true,
    hasBareNumbers: true,
  },
  {
    from: [0, 0, 0],
    promptId: 'any',
    features: { supports_preview_metadata: true, max_upload_size: 104857600 },
    progressEveryMs: 0,
    hasCreateTime: false,
    fileTime: (milliseconds) => numberOf((milliseconds / 1000).toFixed(7)),
    tellsExtensions: false,
    hasNodeReplacements: false,
    hidesSniffing: false,
    hasBareNumbers: false,
  },
];

/** Returns the rules of a version; the newest known ones where it is unknown. */
export function rulesOf(version: string | undefined): ServerRules {
  const newest = rulesTable[0] as ServerRules;
  const numbers = /^(\d+)\.(\d+)\.(\d+)/
    .exec(version ?? '')
    ?.slice(1)
    .map(Number);
  if (numbers === undefined) return newest;
  return rulesTable.find((row) => compare(numbers, row.from) >= 0) ?? newest;
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((number, index) => number !== right[index]);
  return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
