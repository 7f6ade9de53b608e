/** The plan over everything: what is due by itself, and what keeps records and pull requests true. Pure. */

import { missingAdoptions, missingBypassRecords } from './edits.ts';
import type { OpenPullRequest, PromotionFacts, RepositoryFacts } from './facts.ts';
import { planPromotions } from './plan.ts';
import type { PlanItem, ReconcilePlan, Step } from './plan-types.ts';
import { missingRecords } from './promotion-record.ts';
import { runnerSteps } from './runner-work.ts';
import { standingOf } from './standing.ts';
import { liftRecord } from './stop-records.ts';
import type { Waiting } from './tasks.ts';

/** Returns the items of the requests and the steps that belong to none; nothing to do is an empty list. */
export function planReconcile(
  facts: PromotionFacts & { readonly waiting: readonly Waiting[] },
): ReconcilePlan {
  const { base, items } = planPromotions(facts);
  return {
    base,
    items,
    waiting: facts.waiting,
    steps: [...recordSteps(facts), ...refreshSteps(facts, items), ...runnerSteps(facts, items)],
  };
}

/** Merges without a record, changes past the gates, and holds whose rollback was given up. */
function recordSteps(facts: RepositoryFacts): readonly Step[] {
  const records = [
    ...missingRecords(facts.slots, facts.records),
    ...missingBypassRecords(facts),
    ...missingAdoptions(facts),
    ...liftsOfClosed(facts),
  ];
  return records.length === 0
    ? []
    : [{ kind: 'append-records', records, why: 'record what was merged' }];
}

function liftsOfClosed(facts: RepositoryFacts) {
  const closed = facts.closedRollbacks ?? [];
  return standingOf(facts.records, [], facts.now).stops.flatMap((hold) => {
    const found = closed.find(
      (each) => each.branch === hold.rollback?.branch && each.closedAt >= hold.since,
    );
    if (found === undefined) return [];
    const reason = 'the pull request of its rollback was closed';
    return liftRecord([hold], { name: facts.me, reason, at: found.closedAt }) ?? [];
  });
}

/** What an item moves, merges or closes is asked about there. */
function refreshSteps(facts: RepositoryFacts, items: readonly PlanItem[]): readonly Step[] {
  const handled = new Set(
    items.flatMap((item) =>
      item.steps.flatMap((step) => {
        if (step.kind === 'close-pull-request') return [step.number];
        const branch = 'branch' in step ? step.branch : undefined;
        return facts.pullRequests
          .filter((each: OpenPullRequest) => each.branch === branch)
          .map((each) => each.number);
      }),
    ),
  );
  const open = [
    ...facts.pullRequests.map((each) => each.number),
    ...(facts.otherPullRequests ?? []),
  ];
  return [...new Set(open)]
    .filter((number) => !handled.has(number))
    .sort((a, b) => a - b)
    .map((number) => ({ kind: 'refresh', number }));
}
