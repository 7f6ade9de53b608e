/** `plan`: what `reconcile` would do now, to be looked at, saved and applied. */

import { renderPlan } from '../report/text/reconcile.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { planAnswer, readPlan } from './promotion/reconciling.ts';

export const plan = command({
  name: 'plan',
  summary: 'Show what reconcile would do now; saved, it is what apply does',
  arguments: [],
  options: {},
  examples: ['comfypin plan', 'comfypin plan --json --output plan.json'],
  run: async (_, world) => {
    const project = await openProject(world);
    const planned = await readPlan(project, world);
    return { value: planAnswer(planned), problems: planned.repository.problems };
  },
  renderers: { text: renderPlan },
});
