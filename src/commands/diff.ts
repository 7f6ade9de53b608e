/** `diff`: what changed between two workflows. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { diffWorkflows } from '../core/diff/diff.ts';
import { redactDiff } from '../core/diff/redact.ts';
import { renderDiffMarkdown } from '../report/markdown/diff.ts';
import { type DiffAnswer, renderDiff } from '../report/text/diff.ts';
import { command } from './command.ts';
import { readDocument } from './shared/documents.ts';

export const diff = command({
  name: 'diff',
  summary: 'Tell what changed between two workflows, node by node',
  description:
    'FROM and TO are each a file, a workflow in an environment (hero@dev), the one before its last\n' +
    'committed change (hero@dev~1), or a file in a revision (main:workflows/dev/hero/workflow.json).\n' +
    'Nodes are recognised also where their ids changed.',
  examples: [
    'comfypin diff hero@dev hero@staging',
    'comfypin diff hero@dev~1 hero@dev --exit-code',
    'comfypin diff main:workflows/dev/hero/workflow.json workflow_api.json --format markdown',
  ],
  arguments: [
    { name: 'from', summary: 'the workflow before', required: true },
    { name: 'to', summary: 'the workflow after', required: true },
  ],
  options: {
    canvas: { type: 'flag', summary: 'take canvas.json of NAME@ENV and of folders' },
    idsOnly: { type: 'flag', summary: 'let ids alone decide which node is which' },
    all: { type: 'flag', summary: 'tell every change, layout and view too' },
    exitCode: { type: 'flag', summary: 'exit 1 where what runs differs' },
  },
  run: async ({ words, options }, world) => {
    const [fromWord = '', toWord = ''] = words;
    const file = options.canvas ? 'canvas.json' : 'workflow.json';
    const from = await readDocument(fromWord, world, file);
    const to = await readDocument(toWord, world, file);
    if (from.format !== to.format) {
      throw new Failure(problem('cli/two-formats', {}, { from: fromWord, to: toWord }));
    }
    const catalog = to.catalog ?? from.catalog;
    const heuristics = !options.idsOnly;
    const found = diffWorkflows(from.workflow, to.workflow, catalog, { heuristics });
    const value: DiffAnswer = {
      from: fromWord,
      to: toWord,
      diff: redactDiff(found),
      all: options.all,
    };
    const count = found.counts.behaviour;
    const differs = problem('diff/differs', {}, { from: fromWord, to: toWord, count });
    const problems = options.exitCode && count > 0 ? [differs, ...found.problems] : found.problems;
    return { value, problems };
  },
  renderers: { text: renderDiff, markdown: renderDiffMarkdown },
});
