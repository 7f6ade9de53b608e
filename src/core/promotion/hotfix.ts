/** Hotfixes: named gates that a person skips for one rendering in one environment, with a reason. Never validation, never a ban. */

import { type Digest, digestOfText, isDigest } from '../../base/digest.ts';
import { isJsonArray, member } from '../../base/json.ts';
import { type GateName, gateNames } from './gates/gate.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { isoTime } from './stop-records.ts';

export interface Hotfix {
  readonly workflow: string;
  readonly environment: string;
  readonly rendering: Digest;
  readonly gates: readonly GateName[];
  readonly reason: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What no hotfix skips; a hold is lifted by its own option. */
const neverSkipped: readonly GateName[] = ['validation', 'ban', 'hold'];

/** Returns the gates that may be skipped. */
export const skippableGates: readonly GateName[] = gateNames.filter(
  (name) => !neverSkipped.includes(name),
);

/** Returns the hotfixes among the records; gates that may not be skipped are left out of them. */
export function hotfixesIn(records: readonly RecordFile[]): readonly Hotfix[] {
  const found = known.get(records) ?? readHotfixes(records);
  known.set(records, found);
  return found;
}

/** Asked for every workflow in every environment; it lives as long as its records. */
const known = new WeakMap<readonly RecordFile[], readonly Hotfix[]>();

function readHotfixes(records: readonly RecordFile[]): readonly Hotfix[] {
  return recordsOf(records, 'hotfix').flatMap(({ content, environment }): Hotfix[] => {
    const rendering = member(content, 'rendering');
    const gates = member(content, 'gates');
    const text = (key: string): string => String(member(content, key) ?? '');
    if (!isDigest(rendering) || gates === undefined || !isJsonArray(gates)) return [];
    const names = skippableGates.filter((name) => gates.includes(name));
    const at = Date.parse(text('at'));
    const { workflow, reason, by } = {
      workflow: text('workflow'),
      reason: text('reason'),
      by: text('by'),
    };
    return [{ workflow, environment, rendering, gates: names, reason, by, at }];
  });
}

/** Returns the record of a hotfix. */
export function hotfixRecord(hotfix: Hotfix): RecordFile {
  const { workflow, environment, rendering, gates, reason, by, at } = hotfix;
  return {
    kind: 'hotfix',
    environment,
    key: digestOfText('record-key/v1', workflow),
    content: {
      ...{ format: 'comfypin-hotfix/1', workflow, environment, rendering },
      gates: [...gates],
      ...{ reason, by, at: isoTime(at) },
    },
  };
}
