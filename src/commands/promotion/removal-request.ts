/** What takes a workflow out of an environment, made into a request that the planner can decide. */

import { problem } from '../../base/problem.ts';
import { historyOf, type PromotionRequest } from '../../core/promotion/facts.ts';
import { currentOf } from '../../core/promotion/history.ts';
import { environmentBefore } from '../../core/promotion/policy.ts';
import { notPinned } from '../environment/target.ts';
import { changeFacts } from './change-facts.ts';
import type { Wish, WishContext } from './requests.ts';

/** Returns the request to remove what an environment holds; there is nothing to validate, and its contract ends. */
export async function removalRequest(
  wish: Wish,
  { repository }: Pick<WishContext, 'repository'>,
): Promise<PromotionRequest> {
  const { workflow, environment, merge, reason, automatic, liftHold, now } = wish;
  const place = { workflow, environment: environment.name };
  const stay = currentOf(historyOf(repository.facts, workflow, environment.name));
  const before = environmentBefore(repository.config, environment);
  const asked = {
    ...place,
    action: 'remove',
    ...{ merge, reason, liftHold, now },
    ...(automatic === undefined ? {} : { automatic }),
  } as const;
  if (stay === undefined) {
    const why = 'there is no candidate';
    const validation = { state: 'unverifiable', problems: [], why } as const;
    return { ...asked, problems: [notPinned(workflow, environment.name)], validation };
  }
  const { release, rendering, lastCommit: commit } = stay;
  return {
    ...asked,
    ...(before === undefined ? {} : { source: { environment: before.name, rendering, commit } }),
    candidate: { release, rendering, files: new Map(), rerendered: false, removed: true },
    problems: [problem('promotion/removes', place, place)],
    validation: { state: 'passed', problems: [] },
    ...(await changeFacts(repository, place, new Map())),
  };
}
