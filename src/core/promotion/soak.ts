/** How long a release has stayed in an environment: the longest continuous occupancy since something spoke against it. */

import type { Digest } from '../../base/digest.ts';
import type { Occupancy } from './history.ts';

/** One active run of a rendering in the environment. */
export interface ActiveRun {
  readonly rendering: Digest;
  readonly passed: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface SoakFacts {
  readonly release: Digest;
  /** Of the environment in which it soaks, oldest first. */
  readonly occupancies: readonly Occupancy[];
  /** Definite runs only, passed or failed. */
  readonly runs: readonly ActiveRun[];
  /** When the release was banned; lifted bans count too. */
  readonly bans: readonly number[];
  /** False where no active evidence is asked for: then it counts from the merge. */
  readonly needsEvidence: boolean;
  readonly now: number;
}

export interface Soak {
  /** Milliseconds of the longest continuous stay. */
  readonly reached: number;
  /** When the stay that still lasts began to count; absent where none does. */
  readonly runningSince?: number;
}

/** Counts as design section 8 rule 12 says: from the later of merge and active evidence, after the last rollback away, ban or failed run. */
export function soakOf(facts: SoakFacts): Soak {
  const after = lastObjection(facts);
  let reached = 0;
  let runningSince: number | undefined;
  for (const stay of facts.occupancies) {
    if (stay.release !== facts.release) continue;
    const end = Math.min(stay.until ?? facts.now, facts.now);
    const start = startOf(stay, facts, after);
    if (start === undefined || start > end) continue;
    reached = Math.max(reached, end - start);
    if (stay.until === undefined) runningSince = start;
  }
  return runningSince === undefined ? { reached } : { reached, runningSince };
}

function startOf(stay: Occupancy, facts: SoakFacts, after: number): number | undefined {
  const start = Math.max(stay.since, after);
  if (!facts.needsEvidence) return start;
  const runs = facts.runs.filter((run) => run.rendering === stay.rendering);
  const failed = Math.max(...runs.filter((run) => !run.passed).map((run) => run.at), -Infinity);
  const passed = runs.filter((run) => run.passed && run.at > failed).map((run) => run.at);
  return passed.length === 0 ? undefined : Math.max(start, Math.min(...passed));
}

function lastObjection(facts: SoakFacts): number {
  const away = facts.occupancies.flatMap((stay, index) => {
    const next = facts.occupancies[index + 1];
    const left = stay.release === facts.release && next?.release !== facts.release;
    return left && next?.action === 'rollback' && stay.until !== undefined ? [stay.until] : [];
  });
  const renderings = new Set(
    facts.occupancies
      .filter((stay) => stay.release === facts.release)
      .map((stay) => stay.rendering),
  );
  const failed = facts.runs
    .filter((run) => !run.passed && renderings.has(run.rendering))
    .map((run) => run.at);
  return Math.max(...away, ...facts.bans, ...failed, -Infinity);
}
