/** How releases flow, as `status` answers it. */

import { changesIn, deliveryOf, type Spread } from '../../core/promotion/delivery.ts';
import type { RepositoryFacts } from '../../core/promotion/facts.ts';
import type { SpreadAnswer, StatusAnswer } from '../../report/promotion-answers.ts';
import { releaseAnswer } from './promotion-answer.ts';

/** More are in `history`. */
const mostEntries = 50;

export function deliveryAnswer(
  facts: RepositoryFacts,
  workflows: ReadonlySet<string>,
): Pick<StatusAnswer, 'delivery' | 'timeline'> {
  const changes = changesIn(facts, workflows);
  return {
    delivery: deliveryOf(facts, changes).map(({ leadTime, restore, ...each }) => ({
      ...each,
      ...(leadTime === undefined ? {} : { leadTime: inSeconds(leadTime) }),
      ...(restore === undefined ? {} : { restore: inSeconds(restore) }),
    })),
    timeline: changes.slice(0, mostEntries).map(({ workflow, environment, stay }) => ({
      at: new Date(stay.since).toISOString(),
      ...{ workflow, environment, action: stay.action, by: stay.by },
      release: releaseAnswer(stay.release, facts, workflow),
      ...(stay.pullRequest === undefined ? {} : { pullRequest: stay.pullRequest }),
    })),
  };
}

function inSeconds({ median, p90 }: Spread): SpreadAnswer {
  return { median: Math.round(median / 1000), p90: Math.round(p90 / 1000) };
}
