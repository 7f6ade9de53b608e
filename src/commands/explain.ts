/** `explain`: what a problem code means. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { type ProblemCode, problemTable } from '../base/problems/table.ts';
import { nearestName } from '../base/text.ts';
import { describeProblem, renderProblemPage } from '../report/text/explain.ts';
import { command } from './command.ts';

export const explain = command({
  name: 'explain',
  summary: 'Tell what a problem code means and what to do about it',
  arguments: [{ name: 'code', summary: 'the code, as validate/unknown-node-type', required: true }],
  options: {},
  examples: ['comfypin explain validate/unknown-node-type'],
  run: async ({ words }) => {
    const code = words[0] ?? '';
    if (!Object.hasOwn(problemTable, code)) {
      const nearest = nearestName(code, Object.keys(problemTable));
      throw new Failure(problem('cli/unknown-problem', {}, { code, nearest }));
    }
    return { value: describeProblem(code as ProblemCode), problems: [] };
  },
  renderers: { text: renderProblemPage, markdown: renderProblemPage },
});
