/** What an environment held when: from the changes of a pin on the default branch's first-parent line to occupancies. */

import type { Digest } from '../../base/digest.ts';
import { type Action, readTrailers } from './trailers.ts';

export interface PinnedDigests {
  readonly release: Digest;
  readonly rendering: Digest;
}

/** One commit of the first-parent line that touched the pin; `pin` is absent where it took the pin away. */
export interface PinChange {
  readonly commit: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly by: string;
  readonly message: string;
  readonly pin?: PinnedDigests;
}

/** An unbroken time in which an environment held one rendering. */
export interface Occupancy extends PinnedDigests {
  /** The commit that began it. */
  readonly commit: string;
  /** The last commit that touched the pin in it: where its files are read. */
  readonly lastCommit: string;
  readonly since: number;
  /** Absent while it lasts. */
  readonly until?: number;
  readonly by: string;
  readonly action: Action;
  readonly pullRequest?: number;
  /** Of the commit that began it: its trailers say what held then. */
  readonly message: string;
  /** The commit that took the pin away, where that ended it. */
  readonly ended?: { readonly commit: string; readonly by: string; readonly message: string };
}

/** Folds the changes of one pin, oldest first. Time never runs backwards: a commit with an earlier clock counts from the one before. */
export function foldHistory(changes: readonly PinChange[]): readonly Occupancy[] {
  const occupancies: Occupancy[] = [];
  let time = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    time = Math.max(time, change.time);
    const last = occupancies.at(-1);
    const { pin } = change;
    if (last !== undefined && last.until === undefined) {
      if (pin !== undefined && pin.rendering === last.rendering && pin.release === last.release) {
        occupancies[occupancies.length - 1] = { ...last, lastCommit: change.commit };
        continue;
      }
      const { commit, by, message } = change;
      const ended = pin === undefined ? { ended: { commit, by, message } } : {};
      occupancies[occupancies.length - 1] = { ...last, until: time, ...ended };
    }
    if (pin !== undefined) occupancies.push(begun(change, pin, time));
  }
  return occupancies;
}

function begun(change: PinChange, pin: PinnedDigests, since: number): Occupancy {
  const { action, pullRequest } = readTrailers(change.message);
  return {
    release: pin.release,
    rendering: pin.rendering,
    commit: change.commit,
    lastCommit: change.commit,
    since,
    by: change.by,
    action,
    message: change.message,
    ...(pullRequest === undefined ? {} : { pullRequest }),
  };
}

/** Returns what is pinned now. */
export function currentOf(occupancies: readonly Occupancy[]): Occupancy | undefined {
  const last = occupancies.at(-1);
  return last?.until === undefined ? last : undefined;
}

/** Numbers the releases of a workflow: v1 is the first that its first environment held. */
export function numberReleases(
  firstEnvironment: readonly Occupancy[],
): ReadonlyMap<Digest, number> {
  const numbers = new Map<Digest, number>();
  for (const { release } of firstEnvironment) {
    if (!numbers.has(release)) numbers.set(release, numbers.size + 1);
  }
  return numbers;
}
