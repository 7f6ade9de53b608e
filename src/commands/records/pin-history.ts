/** What was pinned when, from the first-parent line of the default branch; only what is new since the last look is read. */

import type { Digest } from '../../base/digest.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Slot } from '../../core/promotion/facts.ts';
import {
  pinnedDigestsOf,
  type SlotChange,
  slotOfPin,
  slotsOf,
} from '../../core/promotion/slots.ts';
import type { Git } from '../../world/ports.ts';
import type { ReadCache } from '../project/read-cache.ts';

export interface PinHistory {
  readonly slots: readonly Slot[];
  readonly problems: readonly Problem[];
}

interface Read {
  readonly changes: readonly SlotChange[];
  readonly problems: readonly Problem[];
}

/** Two processes of git at most, whatever the number of workflows and commits; none where nothing is new. */
export async function readSlots(git: Git, commit: string, cache?: ReadCache): Promise<PinHistory> {
  const kept = await cache?.last('history');
  const before = kept && changesOf(kept.value as KeptChanges);
  if (kept?.at === commit && before !== undefined) return { slots: slotsOf(before), problems: [] };
  const isBefore =
    kept !== undefined && before !== undefined && (await isOnLine(git, kept.at, commit));
  const from = isBefore ? `${kept.at}..${commit}` : commit;
  const { changes, problems } = await changesIn(git, from);
  const all = isBefore ? [...(before ?? []), ...changes] : changes;
  if (problems.length === 0) await cache?.keep('history', commit, keptOf(all));
  return { slots: slotsOf(all), problems };
}

/** One commit may change thousands of pins, so commits stand once. */
interface KeptChanges {
  readonly commits: readonly Pick<SlotChange, 'commit' | 'time' | 'by' | 'message'>[];
  /** The last two are absent where the commit took the pin away. */
  readonly changes: readonly (readonly [
    commit: number,
    workflow: string,
    environment: string,
    release?: Digest,
    rendering?: Digest,
  ])[];
}

function keptOf(all: readonly SlotChange[]): KeptChanges {
  const commits = new Map<string, KeptChanges['commits'][number] & { readonly index: number }>();
  const changes = all.map((each): KeptChanges['changes'][number] => {
    const { commit, time, by, message, workflow, environment, pin } = each;
    const known = commits.get(commit) ?? { commit, time, by, message, index: commits.size };
    commits.set(commit, known);
    return pin === undefined
      ? [known.index, workflow, environment]
      : [known.index, workflow, environment, pin.release, pin.rendering];
  });
  return { commits: [...commits.values()].map(({ index: _, ...rest }) => rest), changes };
}

function changesOf({ commits, changes }: KeptChanges): readonly SlotChange[] {
  return changes.flatMap(([index, workflow, environment, release, rendering]): SlotChange[] => {
    const made = commits[index];
    if (made === undefined) return [];
    const pin =
      release === undefined || rendering === undefined ? {} : { pin: { release, rendering } };
    return [{ ...made, workflow, environment, ...pin }];
  });
}

/** True where the earlier tip is one of the first parents. */
async function isOnLine(git: Git, then: string, now: string): Promise<boolean> {
  if ((await git.missing([then])).length > 0) return false;
  const line = await git.log({ from: `${then}..${now}`, firstParent: true });
  return line.at(-1)?.parents[0] === then;
}

async function changesIn(git: Git, from: string): Promise<Read> {
  const line = await git.lineChanges(from, 'workflows');
  const touched = line.flatMap(({ commit: each, files }) =>
    files.flatMap(({ path, id }) => {
      const slot = slotOfPin(path);
      return slot === undefined ? [] : [{ ...slot, commit: each, path, id }];
    }),
  );
  const ids = [...new Set(touched.flatMap(({ id }) => (id === undefined ? [] : [id])))];
  const blobs = ids.length === 0 ? new Map<string, Uint8Array>() : await git.blobs(ids);
  const problems = new Map<string, Problem>();
  const changes = touched.map((each): SlotChange => {
    const { workflow, environment, commit: made, path, id } = each;
    const bytes = id === undefined ? undefined : blobs.get(id);
    const pin = bytes === undefined ? undefined : pinnedDigestsOf(new TextDecoder().decode(bytes));
    problems.delete(path);
    if (id !== undefined && pin === undefined) {
      const at = { file: path, workflow, environment };
      const reason = 'it names no release and rendering';
      problems.set(path, problem('promotion/unreadable-pin', at, { reason }));
    }
    return {
      workflow,
      environment,
      commit: made.id,
      time: made.commitTime * 1000,
      by: made.author.name,
      message: made.message,
      ...(pin === undefined ? {} : { pin }),
    };
  });
  return { changes, problems: [...problems.values()] };
}
