/** Opens the pull requests that bring what a higher environment has of its own into the first one. */

import { backMergesDue } from '../../core/promotion/back-merges.ts';
import { environmentOf } from '../../core/promotion/environments.ts';
import { planPromotions } from '../../core/promotion/plan.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { readRepository } from '../records/repository.ts';
import { type Applied, applyItems } from './apply.ts';
import { backMergeRequest } from './back-merge-request.ts';

/** Reads everything anew, since what is due depends on what was just merged or recorded; none for workflows that have none due. */
export async function openBackMerges(
  workflows: readonly string[],
  { project, world }: { readonly project: Project; readonly world: World },
): Promise<readonly Applied[]> {
  const repository = await readRepository(project, world);
  const { facts, config } = repository;
  const requests = [];
  for (const { workflow, environment, from, stay } of backMergesDue(facts)) {
    if (!workflows.includes(workflow)) continue;
    const reason = `commit ${stay.commit.slice(0, 12)} changed it in ${from}`;
    const place = { workflow, environment: environmentOf(config, environment), from, reason };
    const wish = { ...place, merge: false, now: false, liftHold: false };
    requests.push(await backMergeRequest(wish, { repository, project, world }));
  }
  const plan = planPromotions({ ...facts, requests });
  return applyItems(plan.items, { repository, project, world });
}
