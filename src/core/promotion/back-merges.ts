/** Changes that came into a higher environment first, and have to come into the first one too. Pure. */

import { type Digest, digestOfText } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import { isEdit, isUndecidedEdit } from './edits.ts';
import { branchOf, historyOf, type RepositoryFacts } from './facts.ts';
import { currentOf, type Occupancy } from './history.ts';
import { hotfixesIn } from './hotfix.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { isoTime } from './stop-records.ts';

/** What an environment holds that the first one never held. */
export interface BackMerge {
  readonly workflow: string;
  /** Where it is. */
  readonly from: string;
  /** The first environment. */
  readonly environment: string;
  readonly stay: Occupancy;
  /** `done`: a back-merge came into the first environment since; `declined`: somebody closed its pull request. */
  readonly state: 'due' | 'open' | 'done' | 'declined';
}

type Known = Pick<RepositoryFacts, 'config' | 'slots' | 'records'> &
  Partial<Pick<RepositoryFacts, 'pullRequests' | 'closedAdoptions'>>;

/** Returns the back-merge of what an environment holds; undefined where it came the usual way, or nobody has decided on it. */
export function backMergeOf(
  facts: Known,
  workflow: string,
  environment: string,
): BackMerge | undefined {
  const first = facts.config.environments[0]?.name;
  if (first === undefined || first === environment) return undefined;
  const stay = currentOf(historyOf(facts, workflow, environment));
  if (stay === undefined || !isOwn(facts, workflow, environment, stay)) return undefined;
  const history = historyOf(facts, workflow, first);
  if (history.some((each) => each.release === stay.release)) return undefined;
  const base = { workflow, from: environment, environment: first, stay };
  const branch = branchOf('adopt', first, workflow);
  if (arrivalOf(facts, base) >= 0) return { ...base, state: 'done' };
  if ((facts.pullRequests ?? []).some((each) => each.branch === branch)) {
    return { ...base, state: 'open' };
  }
  const isClosed = (facts.closedAdoptions ?? []).some(
    (each) => each.branch === branch && each.closedAt >= stay.since,
  );
  return { ...base, state: isClosed ? 'declined' : 'due' };
}

/** An edit that somebody keeps, or a hotfix. */
function isOwn(facts: Known, workflow: string, environment: string, stay: Occupancy): boolean {
  const place = { workflow, environment };
  if (isEdit(stay)) return !isUndecidedEdit(facts, stay, place);
  return hotfixesIn(facts.records).some(
    (each) =>
      each.workflow === workflow &&
      each.environment === environment &&
      each.rendering === stay.rendering,
  );
}

/** Returns the back-merges of all workflows that are open to be proposed, one per workflow: of the lowest environment that has one. */
export function backMergesDue(facts: Known): readonly BackMerge[] {
  const workflows = [...new Set(facts.slots.map((slot) => slot.workflow))];
  return workflows.flatMap((workflow) => {
    const all = facts.config.environments.flatMap(
      ({ name }) => backMergeOf(facts, workflow, name) ?? [],
    );
    if (all.some((each) => each.state === 'open')) return [];
    return all.find((each) => each.state === 'due') ?? [];
  });
}

/**
 * Returns which releases an environment may take by itself while it holds something of its own: those that the first
 * environment held once the change was there. Undefined where any may come.
 */
export function releasesWithChange(
  facts: Known,
  workflow: string,
  environment: string,
): ReadonlySet<Digest> | undefined {
  const found = backMergeOf(facts, workflow, environment);
  if (found === undefined || found.state === 'declined') return undefined;
  if (found.state !== 'done') return new Set();
  const history = historyOf(facts, workflow, found.environment);
  return new Set(history.slice(arrivalOf(facts, found)).map((each) => each.release));
}

/** Returns where in the history of the first environment the change came in: by a back-merge, or found there by one. */
function arrivalOf(
  facts: Known,
  { workflow, environment, stay }: Pick<BackMerge, 'workflow' | 'environment' | 'stay'>,
): number {
  const found = recordsOf(facts.records, 'adoption').filter(
    ({ environment: where, content }) =>
      where === environment &&
      member(content, 'workflow') === workflow &&
      member(content, 'brings') === stay.rendering,
  );
  const merges = new Set(found.map(({ content }) => member(content, 'merge')));
  return historyOf(facts, workflow, environment).findIndex(
    (each) => (each.action === 'adopt' && each.since >= stay.since) || merges.has(each.commit),
  );
}

/** Returns the record that what the first environment holds has the change already, so that nothing is to be merged. */
export function arrivedRecord(
  { workflow, environment }: Pick<BackMerge, 'workflow' | 'environment'>,
  held: Occupancy,
  brings: Digest,
): RecordFile {
  return {
    kind: 'adoption',
    environment,
    key: digestOfText('record-key/v1', workflow),
    content: {
      ...{ format: 'comfypin-adoption/1', workflow, environment },
      ...{ release: held.release, rendering: held.rendering, merge: held.commit, brings },
      ...{ reason: 'it has the change already', by: held.by, at: isoTime(held.since) },
    },
  };
}
