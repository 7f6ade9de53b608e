/** `hold`: keeps a workflow as it is in one environment. */

import { renderStop } from '../report/text/stop.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { checkKnown, slotNamed } from './project/slot-names.ts';
import { setOrLift, stopOptions } from './promotion/stops.ts';
import { readRepository } from './records/repository.ts';

export const hold = command({
  name: 'hold',
  summary: 'Keep a workflow as it is in an environment',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@prod',
      required: true,
    },
  ],
  options: stopOptions,
  examples: ['comfypin hold portrait@prod --reason "campaign" --until 7d'],
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const slot = slotNamed(words[0] ?? '', repository.facts, 'hold');
    checkKnown(slot, repository.facts);
    const { workflow, environment } = slot;
    const subject = `${workflow} in ${environment.name}`;
    const wish = { kind: 'hold', workflow, environment: environment.name, subject } as const;
    return setOrLift(wish, options, repository, { project, world });
  },
  renderers: { text: renderStop },
});
