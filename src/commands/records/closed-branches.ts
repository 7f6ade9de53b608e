/** Which branches of ours were given up: their newest pull request was closed and not merged. */

import type { RecordFile } from '../../core/promotion/records.ts';
import { type ClosedRollback, standingOf } from '../../core/promotion/standing.ts';
import type { Forge } from '../../world/ports.ts';

/** A rollback that was given up lifts its hold; asked only where such a hold is. */
export function rollbackBranches(records: readonly RecordFile[]): ReadonlySet<string> {
  const { stops } = standingOf(records, [], 0);
  return new Set(stops.flatMap((stop) => stop.rollback?.branch ?? []));
}

/** Returns those of the branches whose newest pull request was closed unmerged. */
export async function closedIn(
  forge: Forge,
  branches: ReadonlySet<string>,
): Promise<readonly ClosedRollback[]> {
  const closed: ClosedRollback[] = [];
  for (const branch of branches) {
    const [newest] = await forge.pullRequestsOf(branch);
    if (newest?.state === 'closed') {
      closed.push({ branch, closedAt: newest.closedAt ?? newest.createdAt });
    }
  }
  return closed;
}
