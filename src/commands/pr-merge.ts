/** `pr merge`: merges a pull request at the head that was read, or not at all. */

import { problem } from '../base/problem.ts';
import { renderMerge } from '../report/text/pull-request.ts';
import { command } from './command.ts';
import { checkHead, namedPull, openForge } from './shared/pull-requests.ts';

export const prMerge = command({
  name: 'pr merge',
  summary: 'Merge a pull request, bound to the head that it has now',
  arguments: [{ name: 'number', summary: 'its number, as 7', required: true }],
  options: {
    head: { type: 'text', value: 'commit', summary: 'only if this is still the head' },
    dryRun: { type: 'flag', summary: 'say what would be merged' },
  },
  examples: ['comfypin pr merge 7', 'comfypin pr merge 7 --head 3f1c2d4e5a6b'],
  run: async ({ words, options }, world) => {
    const { forge } = await openForge(world);
    const pull = await namedPull(forge, words[0]);
    const { number, base, title } = pull;
    const head = pull.head.commit;
    if (pull.state !== 'merged') checkHead(pull, options.head);
    const about = { number, base, head, dryRun: options.dryRun };
    if (options.dryRun) return { value: about, problems: [] };
    const merged = await forge.merge(number, {
      expectedHead: head,
      title: `${title} (#${number})`,
      message: `Pull-request: ${pull.url}`,
    });
    if (merged.merged) {
      return { value: { ...about, commit: merged.commit }, problems: [], next: 'comfypin status' };
    }
    const code = merged.moved ? 'forge/head-moved' : 'forge/not-merged';
    return { value: about, problems: [problem(code, {}, { number, reason: merged.reason })] };
  },
  renderers: { text: renderMerge },
});
