/** `whence`: from a picture, video, sound or prompt back to the release, the environment, the pull request and who approved it. */

import { isAbsolute, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { hasErrors, type Problem, problem } from '../base/problem.ts';
import { readIntake } from '../core/workflow/media/intake.ts';
import { renderWhence } from '../report/text/whence.ts';
import type { WhenceAnswer, WhenceFile } from '../report/whence-answer.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { readPast } from './records/history-facts.ts';
import { gitOf } from './records/repository.ts';
import { whenceOf } from './records/whence-file.ts';

export const whence = command({
  name: 'whence',
  summary: 'Tell which release a picture, video or sound came from, and who let it in',
  description:
    'The graph inside of the file is looked up among all pins that there ever were; what the file says of itself is\n' +
    'held against that and never believed. Ends with 1 where a file is of no release. Without a remote in reach it\n' +
    'answers by what this clone saw last.',
  examples: ['comfypin whence hero_00012_.png', 'comfypin whence delivery/*.webp --json'],
  arguments: [
    { name: 'file', summary: 'files that ComfyUI wrote, or prompts', required: true, many: true },
  ],
  options: { offline: { type: 'flag', summary: 'ask no remote' } },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const { git, remote } = gitOf(project, world);
    const facts = await readPast(git, remote, options);
    const first = project.config.environments[0]?.name ?? '';
    const files: WhenceFile[] = [];
    const problems: Problem[] = [...facts.problems];
    for (const file of words) {
      const bytes = await world.disk.read(isAbsolute(file) ? file : join(world.folder, file));
      if (bytes === undefined) {
        throw new Failure(
          problem('cli/no-document', {}, { word: file, tried: [`the file ${file}`] }),
        );
      }
      const intake = readIntake(bytes, file);
      if (hasErrors(intake.problems)) problems.push(...intake.problems);
      const found = await whenceOf({ file, bytes, intake }, facts, first);
      files.push(found);
      problems.push(...problemsOf(found, hasErrors(intake.problems)));
    }
    const value: WhenceAnswer = { files };
    return { value, problems };
  },
  renderers: { text: renderWhence },
});

function problemsOf({ file, match, claim }: WhenceFile, unread: boolean): readonly Problem[] {
  const at = { file };
  if (unread) return [];
  const { state, workflow = '', environment = '' } = claim ?? {};
  const claims = { file, workflow, environment };
  return [
    ...(match === 'none' || match === 'graph'
      ? [problem('whence/unknown', at, { file, near: match === 'graph' })]
      : []),
    ...(state === 'contradicted' ? [problem('whence/false-claim', at, claims)] : []),
    ...(state === 'unproven' ? [problem('whence/unproven-claim', at, claims)] : []),
  ];
}
