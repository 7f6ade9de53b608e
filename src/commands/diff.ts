/** `diff`: what changed between two workflows. */

import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';
import { kindOfChange } from '../core/diff/change-kind.ts';
import { diffWorkflows } from '../core/diff/diff.ts';
import { redactDiff } from '../core/diff/redact.ts';
import { canvasFile } from '../core/promotion/release-files.ts';
import { renderDiffNotices } from '../report/diff-notices.ts';
import { renderDiffsMarkdown } from '../report/markdown/diff.ts';
import { drawnDiff } from '../report/picture/drawn-diff.ts';
import { renderDiffFlat, renderDiffHtml, renderDiffSvg } from '../report/picture/render.ts';
import { type ChangesSince, type DiffAnswer, renderDiffs } from '../report/text/diff.ts';
import { command, type Outcome } from './command.ts';
import { changesSince } from './project/changes-since.ts';
import { readDocument } from './project/documents.ts';
import { sameValues } from './project/same-values.ts';

export const diff = command({
  name: 'diff',
  summary: 'Tell what changed between two workflows, node by node',
  description:
    'FROM and TO are each a file, a workflow in an environment (hero@dev), the one before its last\n' +
    'committed change (hero@dev~1), or a file in a revision (main:workflows/dev/hero/workflow.json).\n' +
    'FROM alone is a revision, or HEAD where there is none: every workflow that differs since then is told;\n' +
    'or a workflow in an environment: what is changed there and not committed. A canvas is compared where\n' +
    'it alone differs, as it does until it is pinned.\n' +
    'Nodes are recognised also where their ids changed.',
  examples: [
    'comfypin diff',
    'comfypin diff hero@dev hero@staging',
    'comfypin diff hero@dev~1 hero@dev --exit-code',
    'comfypin diff hero@dev hero@staging --format html --output diff.html',
    'comfypin diff hero@dev~1 hero@dev --format png --output diff.png',
    'comfypin diff main:workflows/dev/hero/workflow.json workflow_api.json --format markdown',
  ],
  arguments: [
    { name: 'from', summary: 'the workflow before, or a revision' },
    { name: 'to', summary: 'the workflow after' },
  ],
  options: {
    canvas: { type: 'flag', summary: 'take canvas.json of NAME@ENV and of folders' },
    idsOnly: { type: 'flag', summary: 'let ids alone decide which node is which' },
    all: { type: 'flag', summary: 'tell every change, layout and view too' },
    exitCode: { type: 'flag', summary: 'exit 1 where what runs differs' },
  },
  run: async ({ words, options }, world) => {
    const [fromWord = 'HEAD', toWord] = words;
    const file = options.canvas ? 'canvas.json' : 'workflow.json';
    const heuristics = !options.idsOnly;
    if (toWord === undefined) {
      const { all, exitCode } = options;
      const wanted = options.canvas ? 'canvas.json' : 'either';
      const { value, problems, drawing } = await changesSince(fromWord, world, wanted, {
        heuristics,
        all,
        renames: heuristics,
      });
      const count = value.workflows.reduce((sum, each) => sum + each.diff.counts.behaviour, 0);
      const counted = exitCode ? count : 0;
      const answer = answerOf(value, problems, counted, fromWord, 'the work tree');
      return { ...answer, drawing, ...(options.canvas ? {} : pinNext(value)) };
    }
    const from = await readDocument(fromWord, world, file);
    const to = await readDocument(toWord, world, file);
    if (from.format !== to.format) {
      throw new Failure(problem('cli/two-formats', {}, { from: fromWord, to: toWord }));
    }
    const catalog = to.catalog ?? from.catalog;
    const isSameValue = await sameValues(from.environment, to.environment, world);
    const found = diffWorkflows(from.workflow, to.workflow, catalog, {
      heuristics,
      ...(isSameValue === undefined ? {} : { isSameValue }),
    });
    const value: DiffAnswer = {
      from: fromWord,
      to: toWord,
      kind: kindOfChange(found),
      diff: redactDiff(found),
      all: options.all,
    };
    const count = options.exitCode ? found.counts.behaviour : 0;
    const drawing = () => [drawnDiff(value, from.workflow, to.workflow, catalog, { heuristics })];
    return { ...answerOf(value, found.problems, count, fromWord, toWord), drawing };
  },
  renderers: {
    text: renderDiffs,
    markdown: renderDiffsMarkdown,
    github: renderDiffNotices,
    svg: ({ drawing }) => renderDiffSvg(drawing?.() ?? []),
    png: ({ drawing }) => renderDiffFlat(drawing?.() ?? []),
    html: ({ drawing }) => renderDiffHtml(drawing?.() ?? []),
  },
});

/** A canvas that would run otherwise than its workflow.json is not pinned yet. */
function pinNext({ workflows }: ChangesSince): { readonly next?: string } {
  const open = workflows.filter(
    ({ file, diff }) => file.endsWith(canvasFile) && diff.counts.behaviour > 0,
  );
  const names = open.map(({ workflow }) => workflow).join(' ');
  return names === '' ? {} : { next: `comfypin pin ${names}, so that the canvas is what runs` };
}

/** Returns the outcome; changes of behaviour are a problem where they were asked for. */
function answerOf(
  value: DiffAnswer | ChangesSince,
  problems: readonly Problem[],
  count: number,
  from: string,
  to: string,
): Outcome<DiffAnswer | ChangesSince> {
  if (count === 0) return { value, problems };
  return { value, problems: [problem('diff/differs', {}, { from, to, count }), ...problems] };
}
