/** `reconcile`: the planner over all workflows and environments. */

import type { Problem } from '../base/problem.ts';
import type { PromoteItem } from '../report/promotion-answers.ts';
import type { ReconcileAnswer } from '../report/reconcile-answers.ts';
import { renderReconcile } from '../report/text/reconcile.ts';
import { command, type Outcome } from './command.ts';
import { openProject } from './project/project.ts';
import { describeStep } from './promotion/apply.ts';
import { itemAnswer } from './promotion/promotion-answer.ts';
import { applyPlan, readPlan, waitingLines } from './promotion/reconciling.ts';

export const reconcile = command({
  name: 'reconcile',
  summary: 'Do what is due by itself: promotions, rollbacks, statuses, records',
  description:
    'Reads the default branch, the records and the open pull requests once, plans, and applies the plan step by step. Run it on every push and on a schedule: asked again it writes nothing. It never calls a ComfyUI server; work that needs one is asked of the environment’s runner.',
  arguments: [],
  options: { dryRun: { type: 'flag', summary: 'show the plan and do nothing' } },
  examples: ['comfypin reconcile', 'comfypin reconcile --dry-run'],
  run: async ({ options: { dryRun } }, world): Promise<Outcome<ReconcileAnswer>> => {
    const project = await openProject(world);
    const items: PromoteItem[] = [];
    const did: string[] = [];
    const problems: Problem[] = [];
    for (let rounds = 1; ; rounds += 1) {
      const planned = await readPlan(project, world);
      const { facts, config } = planned.repository;
      const finished = (): Outcome<ReconcileAnswer> => {
        const value = { dryRun, rounds, items, did, waiting: waitingLines(planned) };
        return { value, problems: [...planned.repository.problems, ...problems] };
      };
      if (dryRun) {
        const { plan } = planned;
        items.push(...plan.items.map((item) => itemAnswer(unapplied(item), facts, true)));
        did.push(...plan.steps.map(describeStep));
        return finished();
      }
      const round = await applyPlan(planned, project, world);
      const merged = round.applied.some((each) => each.merged !== undefined);
      const isLast = !merged || rounds > config.environments.length;
      const shown = round.applied.filter((each) => isLast || each.done.length > 0);
      items.push(...shown.map((each) => itemAnswer(each, facts, false)));
      did.push(...round.done);
      problems.push(...round.problems);
      if (isLast) return finished();
    }
  },
  renderers: { text: renderReconcile },
});

function unapplied<I>(item: I) {
  return { item, done: [], problems: [] };
}
