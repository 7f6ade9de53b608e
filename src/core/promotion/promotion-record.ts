/** The record of a promotion or rollback, made of its merge commit alone, so that any machine makes the same one. */

import { digestOfText } from '../../base/digest.ts';
import { type JsonObject, member } from '../../base/json.ts';
import type { Slot } from './facts.ts';
import type { GateAnswer } from './gates/gate.ts';
import { currentOf, type Occupancy } from './history.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { isoTime } from './stop-records.ts';
import { readTrailers, writeTrailers } from './trailers.ts';

export interface MergeNote {
  readonly action: string;
  readonly pullRequest: number;
  readonly head: string;
  readonly mergedBy: string;
  readonly approvers: readonly { readonly name: string; readonly head: string }[];
  readonly gates: readonly {
    readonly workflow: string;
    readonly environment: string;
    readonly answers: readonly GateAnswer[];
    readonly evidence: readonly string[];
  }[];
  readonly bypass?: string;
}

/** Returns the trailers of a merge commit: what held when it was merged. */
export function mergeMessage(note: MergeNote): string {
  const [only] = note.gates.length === 1 ? note.gates : [];
  const gates = note.gates.map(
    ({ workflow, environment, answers }) =>
      `${workflow}@${environment} ${answers.map(wordOf).join(' ')}`,
  );
  return writeTrailers({
    Action: note.action,
    Workflow: only?.workflow,
    Environment: only?.environment,
    'Pull-Request': String(note.pullRequest),
    Head: note.head,
    'Merged-By': note.mergedBy,
    'Approved-By': textOrNone(note.approvers.map(({ name, head }) => `${name} ${head}`).join(', ')),
    Gates: textOrNone(gates.join('; ')),
    Evidence: textOrNone([...new Set(note.gates.flatMap((each) => each.evidence))].join(' ')),
    Bypass: note.bypass,
  });
}

/** A gate that a hotfix skipped did not pass. */
function wordOf({ gate, state, reason }: GateAnswer): string {
  return `${gate}=${reason.code === 'gate/skipped' ? 'skipped' : state}`;
}

function textOrNone(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/**
 * Returns the record of an occupancy that the merge of a promotion or rollback began; undefined for an edit. A merge that
 * people made on the forge does not say which gates held; there the status comfypin/gate bound them.
 */
export function promotionRecord(slot: Slot, stay: Occupancy): RecordFile | undefined {
  const { trailers, action, pullRequest } = readTrailers(stay.message);
  const gates = trailers.get('gates');
  // a merge by rebase brings our own commit as it is: it names the release, and no pull request
  const ours = pullRequest !== undefined || trailers.get('release') === stay.release;
  if (gates === undefined && (action === 'edit' || !ours)) return undefined;
  const name = `${slot.workflow}@${slot.environment} `;
  const own = gates?.split('; ').find((each) => each.startsWith(name));
  const content: Record<string, JsonObject[string]> = {
    format: 'comfypin-promotion/1',
    workflow: slot.workflow,
    environment: slot.environment,
    action,
    release: stay.release,
    rendering: stay.rendering,
    merge: stay.commit,
    at: isoTime(stay.since),
    gates: Object.fromEntries(
      (own ?? '')
        .slice(name.length)
        .split(' ')
        .filter((each) => each.includes('='))
        .map((each) => each.split('=') as [string, string]),
    ),
    approvers: (trailers.get('approved-by') ?? '')
      .split(', ')
      .filter((each) => each !== '')
      .map((each) => ({
        name: each.slice(0, each.lastIndexOf(' ')),
        head: each.slice(each.lastIndexOf(' ') + 1),
      })),
    evidence: (trailers.get('evidence') ?? '').split(' ').filter((each) => each !== ''),
  };
  if (gates === undefined) content['mergedOn'] = 'forge';
  if (pullRequest !== undefined) content['pullRequest'] = pullRequest;
  for (const [key, trailer] of [
    ['head', 'head'],
    ['mergedBy', 'merged-by'],
    ['bypass', 'bypass'],
  ] as const) {
    const value = trailers.get(trailer);
    if (value !== undefined) content[key] = value;
  }
  return {
    kind: action === 'rollback' ? 'rollback' : action === 'remove' ? 'removal' : 'promotion',
    environment: slot.environment,
    key: digestOfText('record-key/v1', slot.workflow),
    content,
  };
}

/** Returns the merge of ours that took the workflow out, as the occupancy it ended. */
function removalIn(history: Slot['history']): Occupancy | undefined {
  const last = history.at(-1);
  if (last?.ended === undefined || readTrailers(last.ended.message).action !== 'remove') {
    return undefined;
  }
  return { ...last, ...last.ended, since: last.until ?? last.since };
}

/** Returns the records that merges of ours should have and have not: a process may have ended between merge and record. */
export function missingRecords(
  slots: readonly Slot[],
  records: readonly RecordFile[],
  /** What held at a merge whose commit does not say it. */
  noted?: { readonly commit: string; readonly message: string },
): readonly RecordFile[] {
  const recorded = new Set(
    (['promotion', 'rollback', 'removal'] as const)
      .flatMap((kind) => recordsOf(records, kind))
      .map(({ content, environment }) =>
        JSON.stringify([environment, member(content, 'workflow'), member(content, 'merge')]),
      ),
  );
  return slots.flatMap((slot) => {
    const stay = currentOf(slot.history) ?? removalIn(slot.history);
    if (stay === undefined) return [];
    if (recorded.has(JSON.stringify([slot.environment, slot.workflow, stay.commit]))) return [];
    const silent = !readTrailers(stay.message).trailers.has('gates');
    const told =
      silent && noted?.commit === stay.commit ? { ...stay, message: noted.message } : stay;
    return promotionRecord(slot, told) ?? [];
  });
}
