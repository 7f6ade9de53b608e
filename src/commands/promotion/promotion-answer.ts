/** From plans and what was applied to the answer of `promote` and `rollback`. */

import type { Digest } from '../../base/digest.ts';
import type { Problem } from '../../base/problem.ts';
import { historyOf, type RepositoryFacts } from '../../core/promotion/facts.ts';
import { stateOfAll } from '../../core/promotion/gates/table.ts';
import { numberReleases } from '../../core/promotion/history.ts';
import { nameRelease } from '../../core/promotion/naming.ts';
import {
  gateLineOf,
  type PromoteAnswer,
  type PromoteItem,
  type ReleaseAnswer,
} from '../../report/promotion-answers.ts';
import type { Outcome } from '../command.ts';
import { type Applied, answersOf, describeStep } from './apply.ts';

/** Returns number, alias and digest of a release. */
export function releaseAnswer(
  release: Digest,
  facts: RepositoryFacts,
  workflow: string,
): ReleaseAnswer {
  const first = facts.config.environments[0]?.name ?? '';
  const name = nameRelease(release, numberReleases(historyOf(facts, workflow, first)));
  const { number, alias } = name;
  return { digest: release, ...(number === undefined ? {} : { number }), alias };
}

/** For jobs: what waits is carried on by `reconcile`, and a red job would look like a fault. */
export const waitingOptions = {
  allowWaiting: { type: 'flag', summary: 'a gate that waits is no failure: exit 0, for jobs' },
} as const;

/** Returns the outcome of items that were applied, or only planned in a dry run. */
export function promoteOutcome(
  applied: readonly Applied[],
  facts: RepositoryFacts,
  options: {
    readonly dryRun: boolean;
    readonly merge: boolean;
    readonly allowWaiting?: boolean;
    readonly warnings: readonly Problem[];
  },
): Outcome<PromoteAnswer> {
  const items = applied.map((each) => itemAnswer(each, facts, options.dryRun));
  const waiting = applied.filter(
    ({ item, merged }) =>
      item.decision === 'propose' &&
      // a back-merge is for people to merge; nobody who promotes waits for it
      item.action !== 'adopt' &&
      merged === undefined &&
      !options.dryRun,
  );
  const next = nextOf(waiting) ?? afterMerge(applied);
  return {
    value: { dryRun: options.dryRun, items },
    problems: [...options.warnings, ...applied.flatMap(problemsOf)],
    pending:
      options.merge &&
      options.allowWaiting !== true &&
      waiting.some((each) => stateOf(each) !== 'failed'),
    ...(next === undefined ? {} : { next }),
  };
}

/** Returns one item, planned or applied. */
export function itemAnswer(applied: Applied, facts: RepositoryFacts, dryRun: boolean): PromoteItem {
  const { item, pullRequest, merged } = applied;
  const { workflow, environment, action, decision, from, candidate, current } = item;
  return {
    workflow,
    environment,
    action,
    decision,
    ...(from === undefined ? {} : { from }),
    ...(current === undefined ? {} : { current: releaseAnswer(current, facts, workflow) }),
    ...(candidate === undefined
      ? {}
      : { release: releaseAnswer(candidate.release, facts, workflow) }),
    rerendered: candidate?.rerendered ?? false,
    state: stateOf(applied),
    gates: answersOf(applied).map(gateLineOf),
    steps: dryRun ? item.steps.map(describeStep) : applied.done,
    ...(pullRequest === undefined
      ? {}
      : { pullRequest: { number: pullRequest.number, url: pullRequest.url } }),
    ...(merged === undefined ? {} : { merged }),
  };
}

function stateOf(applied: Applied) {
  return applied.evaluation?.state ?? stateOfAll(answersOf(applied));
}

function problemsOf({ item, evaluation, problems }: Applied): readonly Problem[] {
  if (item.decision !== 'propose') return [...item.problems, ...problems];
  return [...item.problems, ...problems, ...(evaluation?.problems ?? [])];
}

function nextOf(waiting: readonly Applied[]): string | undefined {
  const [first] = waiting;
  if (first?.pullRequest === undefined) return undefined;
  return stateOf(first) === 'passed'
    ? `comfypin pr merge ${first.pullRequest.number}`
    : `comfypin why ${first.item.workflow}@${first.item.environment}`;
}

/** What is merged has to run where it is now; the clone at hand does not have it yet. */
function afterMerge(applied: readonly Applied[]): string | undefined {
  const merged = applied.find(
    (each) => each.item.action === 'promote' && each.merged !== undefined,
  );
  if (merged === undefined) return undefined;
  const { workflow, environment } = merged.item;
  return `git pull, then comfypin smoke ${workflow} --env ${environment} --record`;
}
