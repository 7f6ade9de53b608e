/** `pr list`: the open pull requests. */

import { renderPullRequests } from '../report/text/pull-request.ts';
import { command } from './command.ts';
import { baseBranch, factsOf, openForge } from './promotion/pull-requests.ts';

export const prList = command({
  name: 'pr list',
  summary: 'List the open pull requests, newest first',
  arguments: [],
  options: {
    base: {
      type: 'text',
      value: 'branch',
      summary: "those into this branch (default: the remote's own)",
    },
  },
  examples: ['comfypin pr list', 'comfypin pr list --json'],
  run: async ({ options }, world) => {
    const opened = await openForge(world);
    const base = options.base ?? (await baseBranch(opened));
    const found = await opened.forge.openPullRequests(base);
    const pullRequests = [...found].sort((a, b) => b.number - a.number).map(factsOf);
    return { value: { base, pullRequests }, problems: [] };
  },
  renderers: { text: renderPullRequests },
});
