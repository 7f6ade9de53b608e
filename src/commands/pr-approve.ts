/** `pr approve`: says, under one's own name, that the head that is there now may be merged. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { renderApproval } from '../report/text/pull-request.ts';
import { command } from './command.ts';
import { checkHead, namedPull, openForge } from './promotion/pull-requests.ts';

export const prApprove = command({
  name: 'pr approve',
  summary: 'Approve a pull request at the head it has now',
  description: 'An approval is of one head: when the branch moves, it has to be given again.',
  arguments: [{ name: 'number', summary: 'its number, as 7', required: true }],
  options: {
    head: { type: 'text', value: 'commit', summary: 'only if this is still the head' },
    dryRun: { type: 'flag', summary: 'say what would be approved' },
  },
  examples: ['comfypin pr approve 7', 'comfypin pr approve 7 --head 3f1c2d4e5a6b'],
  run: async ({ words, options }, world) => {
    const { forge } = await openForge(world);
    const pull = await namedPull(forge, words[0]);
    const { number, head, state } = pull;
    checkHead(pull, options.head);
    if (state !== 'open') {
      throw new Failure(problem('forge/not-open', {}, { number, state }));
    }
    if (!options.dryRun) await forge.approve(number, head.commit);
    return {
      value: { number, head: head.commit, dryRun: options.dryRun },
      problems: [],
      next: `comfypin pr merge ${number}`,
    };
  },
  renderers: { text: renderApproval },
});
