/** `pr show`: one pull request with its reviews and statuses. */

import { compareText } from '../base/order.ts';
import { renderPullRequest } from '../report/text/pull-request.ts';
import { command } from './command.ts';
import { factsOf, namedPull, openForge, reviewFacts } from './promotion/pull-requests.ts';

export const prShow = command({
  name: 'pr show',
  summary: 'Show a pull request: who approved which head, and what its checks say',
  arguments: [{ name: 'number', summary: 'its number, as 7', required: true }],
  options: {},
  examples: ['comfypin pr show 7'],
  run: async ({ words }, world) => {
    const { forge } = await openForge(world);
    const pull = await namedPull(forge, words[0]);
    const reviews = reviewFacts(await forge.reviews(pull.number), pull.head.commit);
    const statuses = [...(await forge.statuses(pull.head.commit))].sort((a, b) =>
      compareText(a.context, b.context),
    );
    return { value: { pullRequest: factsOf(pull), reviews, statuses }, problems: [] };
  },
  renderers: { text: renderPullRequest },
});
