/** What is due without anybody asking: automatic promotions, and rollbacks of what failed after its merge. Pure. */

import type { Digest } from '../../base/digest.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { backMergesDue, releasesWithChange } from './back-merges.ts';
import type { PromotionPolicy } from './config-policy.ts';
import type { Environment } from './config-types.ts';
import { isUndecidedEdit } from './edits.ts';
import { askEvidence, timeOf } from './evidence-facts.ts';
import { branchOf, historyOf, type RepositoryFacts } from './facts.ts';
import { stopReason } from './gates/stops.ts';
import { currentOf, type Occupancy } from './history.ts';
import { environmentBefore, environmentsBefore, policyFor } from './policy.ts';
import { goneFrom, goneProblem, removedAt } from './removals.ts';
import { holdsMade, stopsOn } from './standing.ts';
import type { PlannedAction } from './trailers.ts';
import { wantedRelease } from './wanted.ts';

export interface Task {
  readonly workflow: string;
  readonly environment: string;
  readonly action: PlannedAction;
  /** Absent for a rollback of one step. */
  readonly release?: Digest;
  /** Of a back-merge: where the change is. */
  readonly from?: string;
  readonly merge: boolean;
  readonly reason: string;
}

/** What would be due and is not, with the reason. */
export interface Waiting {
  readonly workflow: string;
  readonly environment: string;
  readonly release?: Digest;
  readonly reason: Problem;
}

export interface Due {
  readonly tasks: readonly Task[];
  readonly waiting: readonly Waiting[];
}

/** Returns the tasks of all workflows in all environments but the first, in the order of the slots. */
export function dueTasks(facts: RepositoryFacts): Due {
  const tasks: Task[] = [];
  const waiting: Waiting[] = [];
  const workflows = [...new Set(facts.slots.map((slot) => slot.workflow))];
  for (const { workflow, environment, from, stay } of backMergesDue(facts)) {
    const place = { workflow, environment };
    if (isOpen(facts, 'rollback', place)) continue;
    const reason = `commit ${stay.commit.slice(0, 12)} changed it in ${from}`;
    tasks.push({ ...place, action: 'adopt', from, release: stay.release, merge: false, reason });
  }
  for (const workflow of workflows) {
    for (const environment of facts.config.environments) {
      const before = environmentBefore(facts.config, environment);
      if (before === undefined) continue;
      const due = dueIn(facts, workflow, environment, before);
      if (due === undefined) continue;
      if ('action' in due) tasks.push(due);
      else waiting.push(due);
    }
  }
  return { tasks, waiting };
}

function dueIn(
  facts: RepositoryFacts,
  workflow: string,
  environment: Environment,
  before: Environment,
): Task | Waiting | undefined {
  const stay = currentOf(historyOf(facts, workflow, environment.name));
  const place = { workflow, environment: environment.name };
  if (isOpen(facts, 'rollback', place)) return undefined;
  const policy = policyFor(facts.config, environment, workflow);
  const gone = goneFrom(facts, place);
  if (gone?.removed === false && policy.edits !== 'revert') {
    return { ...place, reason: goneProblem(place, gone) };
  }
  if (stay !== undefined) {
    const removal = dueRemoval(facts, stay, place, { policy, before });
    if (removal !== undefined) return removal;
    const failed = failedSince(facts, stay, environment.name);
    if (failed !== undefined && policy.rollback !== 'off' && !isTried(facts, place, failed)) {
      const reason = 'its active smoke run failed';
      return { ...place, action: 'rollback', merge: policy.rollback === 'merge', reason };
    }
    if (isUndecidedEdit(facts, stay, place)) return dueOfEdit(facts, stay, place, policy.edits);
  }
  if (!policy.auto) return undefined;
  const release = wantedRelease(facts, workflow, before, environment);
  if (release === undefined || release === stay?.release) return undefined;
  const source = currentOf(historyOf(facts, workflow, before.name));
  if (gone?.removed === true && (source?.since ?? 0) <= gone.at) return undefined;
  const withChange = releasesWithChange(facts, workflow, environment.name);
  if (withChange !== undefined && !withChange.has(release)) {
    const reason = problem('promotion/waits-for-back-merge', place, { ...place, release });
    return { ...place, release, reason };
  }
  if (source !== undefined && before.after !== undefined) {
    const at = { workflow, environment: before.name };
    if (isUndecidedEdit(facts, source, at))
      return { ...place, release, reason: editedIn(at, source) };
  }
  const stop = stopsOn(facts.stops, { ...place, release }).at(-1);
  if (stop !== undefined) return { ...place, release, reason: stopReason(stop, place) };
  return { ...place, action: 'promote', release, merge: policy.merge === 'auto', reason: '' };
}

/** What the environment before took out on purpose, after what is here was there, goes from here too. */
function dueRemoval(
  facts: RepositoryFacts,
  stay: Occupancy,
  place: { readonly workflow: string; readonly environment: string },
  { policy, before }: { readonly policy: PromotionPolicy; readonly before: Environment },
): Task | Waiting | undefined {
  const found = facts.config.environments.find((each) => each.name === place.environment);
  const others = found === undefined ? [] : environmentsBefore(facts.config, found);
  const isGone = others.every(
    ({ name }) =>
      currentOf(historyOf(facts, place.workflow, name)) === undefined &&
      (name !== before.name || removedAt(facts, { ...place, environment: name }) !== undefined),
  );
  if (!isGone || !policy.auto) return undefined;
  const stop = stopsOn(facts.stops, place).at(-1);
  const { release } = stay;
  if (stop !== undefined) return { ...place, release, reason: stopReason(stop, place) };
  const reason = `it was removed from ${before.name}`;
  return { ...place, action: 'remove', release, merge: policy.merge === 'auto', reason };
}

function isOpen(
  facts: RepositoryFacts,
  action: PlannedAction,
  { workflow, environment }: { workflow: string; environment: string },
): boolean {
  const branch = branchOf(action, environment, workflow);
  return facts.pullRequests.some((each) => each.branch === branch);
}

/** Returns when the newest active run of what a promotion brought failed; a rollback is never rolled back by itself. */
function failedSince(
  facts: RepositoryFacts,
  stay: Occupancy,
  environment: string,
): number | undefined {
  if (stay.action === 'rollback') return undefined;
  const { rendering } = stay;
  const { state, evidence } = askEvidence(facts.evidence, {
    kind: 'active',
    environment,
    rendering,
  });
  if (state !== 'failed' || evidence === undefined) return undefined;
  const at = timeOf(evidence);
  return at >= stay.since ? at : undefined;
}

/** A rollback that somebody closed, or whose hold was lifted, is not proposed again for the same failure. */
function isTried(
  facts: RepositoryFacts,
  { workflow, environment }: { workflow: string; environment: string },
  failed: number,
): boolean {
  const inForce = new Set(facts.stops.map((stop) => stop.id));
  return holdsMade(facts.records).some(
    (hold) =>
      hold.rollback !== undefined &&
      hold.workflow === workflow &&
      hold.environment === environment &&
      hold.since >= failed &&
      !inForce.has(hold.id),
  );
}

function dueOfEdit(
  facts: RepositoryFacts,
  stay: Occupancy,
  place: { readonly workflow: string; readonly environment: string },
  policy: 'block' | 'adopt' | 'revert',
): Task | Waiting {
  const waiting = { ...place, release: stay.release, reason: editedIn(place, stay) };
  if (policy !== 'revert') return waiting;
  const history = historyOf(facts, place.workflow, place.environment);
  const earlier = history.findLast(
    (each) => each.until !== undefined && each.release !== stay.release,
  );
  const holds = stopsOn(facts.stops, place).filter((stop) => stop.kind === 'hold');
  const tried = holdsMade(facts.records).some(
    (hold) =>
      hold.workflow === place.workflow &&
      hold.environment === place.environment &&
      hold.rollback !== undefined &&
      hold.since >= stay.since &&
      !holds.some((each) => each.id === hold.id),
  );
  if (earlier === undefined || tried) return waiting;
  const reason = `commit ${stay.commit.slice(0, 12)} came past the gates`;
  return { ...place, action: 'rollback', release: earlier.release, merge: false, reason };
}

function editedIn(
  at: { readonly workflow: string; readonly environment: string },
  stay: Occupancy,
): Problem {
  return problem('promotion/edited', at, { ...at, commit: stay.commit, by: stay.by });
}
