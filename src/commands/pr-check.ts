/** `pr check`: what a pull request changes and whether each environment would run it; reads alone, for anybody's pull request. */

import { resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { renderCheckMarkdown } from '../report/markdown/check.ts';
import { renderCheck } from '../report/text/pr-check.ts';
import { command } from './command.ts';
import { checkPull } from './hosted/check-pull.ts';

export const prCheck = command({
  name: 'pr check',
  summary: 'Tell what the checked-out pull request changes, and where it would run',
  description:
    'Compares with the revision that it goes to, verifies every pin, and judges the changed workflows against the\n' +
    'recording of every environment. Calls no server, needs no secret and no token. What is pinned must hold; where\n' +
    'a workflow has not come yet, it warns. --out writes the report for comfypin comment.',
  examples: [
    'comfypin pr check origin/main',
    'comfypin pr check origin/main --number 12 --out report/check.json --format github',
  ],
  arguments: [{ name: 'base', summary: 'the revision it goes to', required: true }],
  options: {
    number: { type: 'text', value: 'number', summary: 'of the pull request' },
    head: {
      type: 'text',
      value: 'commit',
      summary: 'its head, where a merge of it is checked out',
    },
    out: { type: 'text', value: 'file', summary: 'write the report as JSON there' },
    summary: { type: 'text', value: 'file', summary: 'write it in Markdown there' },
  },
  run: async ({ words, options }, world) => {
    const number = Number(options.number ?? 0);
    if (!Number.isSafeInteger(number) || number < 0) {
      const message = `--number is the number of a pull request, and not ${options.number}.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'pr check' }));
    }
    const { head } = options;
    const wish = { base: words[0] ?? '', pullRequest: number };
    const outcome = await checkPull(head === undefined ? wish : { ...wish, head }, world);
    const write = (file: string | undefined, text: string): Promise<void> | undefined =>
      file === undefined ? undefined : world.disk.write(resolve(world.folder, file), text);
    await write(options.out, `${JSON.stringify(outcome.value)}\n`);
    await write(options.summary, renderCheckMarkdown(outcome));
    return outcome;
  },
  renderers: { text: renderCheck, markdown: renderCheckMarkdown },
});
