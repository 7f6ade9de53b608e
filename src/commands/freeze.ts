/** `freeze`: stops promotions into an environment. */

import { renderStop } from '../report/text/stop.ts';
import { command } from './command.ts';
import { environmentOf, openProject } from './project/project.ts';
import { setOrLift, stopOptions } from './promotion/stops.ts';
import { readRepository } from './records/repository.ts';

export const freeze = command({
  name: 'freeze',
  summary: 'Stop promotions into an environment; rollbacks go on',
  arguments: [{ name: 'env', summary: 'the environment', required: true }],
  options: stopOptions,
  examples: ['comfypin freeze prod --reason "holidays" --until 2026-12-27T08:00Z'],
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const environment = environmentOf(repository.config, words[0] ?? '').name;
    const wish = { kind: 'freeze', environment, subject: environment } as const;
    return setOrLift(wish, options, repository, { project, world });
  },
  renderers: { text: renderStop },
});
