/** `ban`: stops a release in every environment. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { releaseWords } from '../report/promotion-answers.ts';
import { renderStop } from '../report/text/stop.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { releaseAnswer } from './promotion/promotion-answer.ts';
import { releaseIn } from './promotion/requests.ts';
import { setOrLift, stopOptions } from './promotion/stops.ts';
import { readRepository } from './records/repository.ts';

export const ban = command({
  name: 'ban',
  summary: 'Stop a release in every environment',
  description:
    'Names the release by its digest, or by the workflow and --release. A banned release is never promoted and never rolled back to.',
  arguments: [
    { name: 'release', summary: 'a digest; or a workflow, with --release', required: true },
  ],
  options: {
    release: { type: 'text', value: 'release', summary: 'v14, an alias or a digest' },
    ...stopOptions,
  },
  examples: ['comfypin ban portrait --release v14 --reason "bad hands"'],
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const [word = ''] = words;
    const { slots } = repository.facts;
    const stays = slots
      .filter((slot) => options.release === undefined || slot.workflow === word)
      .flatMap((slot) => slot.history);
    if (options.release === undefined && slots.some((slot) => slot.workflow === word)) {
      const message = `"${word}" is a workflow: name the release too, with --release.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'ban' }));
    }
    const of = options.release === undefined ? 'The repository' : word;
    const release = releaseIn(options.release ?? word, of, stays, repository);
    const owner = slots.find((slot) => slot.history.some((stay) => stay.release === release));
    const name = releaseAnswer(release, repository.facts, owner?.workflow ?? word);
    const subject = `${owner?.workflow ?? word} ${releaseWords(name)}`;
    return setOrLift({ kind: 'ban', release, subject }, options, repository, { project, world });
  },
  renderers: { text: renderStop },
});
