/** `merge`: the three-way merge of a workflow; also what git calls to merge a file of a workflow's folder. */

import { dirname, isAbsolute, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';
import { type FileMerge, mergeFile } from '../core/merge/file.ts';
import type { Conflict } from '../core/merge/types.ts';
import { canvasFile } from '../core/promotion/release-files.ts';
import { renderMerge } from '../report/text/merge.ts';
import { command, type World } from './command.ts';
import { rememberedChoice } from './merge/remembered.ts';
import { catalogBeside } from './project/documents.ts';

export interface MergeAnswer {
  /** The file that was written; in git the path in the repository. */
  readonly output: string;
  readonly inGit: boolean;
  readonly how: FileMerge['how'];
  readonly conflicts: readonly (Conflict & { readonly remembered?: string })[];
  /** Places in a text between markers. */
  readonly open: number;
}

export const merge = command({
  name: 'merge',
  summary: 'Merge two versions of a workflow that come from one, node by node',
  description:
    'What one side changed is taken; what both changed differently is a conflict (exit code 5). The result is\n' +
    'written to OURS, or to --output, and always opens in ComfyUI: our values live, a red group around each node\n' +
    'in question. git calls it with --git-driver; comfypin init --git-drivers sets that up.',
  examples: [
    'comfypin merge base.json mine.json theirs.json --output merged.json',
    'comfypin merge base.json mine.json theirs.json --dry-run',
  ],
  arguments: [
    { name: 'base', summary: 'the version that both come from', required: true },
    { name: 'ours', summary: 'our version', required: true },
    { name: 'theirs', summary: 'their version', required: true },
  ],
  options: {
    output: { type: 'text', value: 'file', summary: 'write the result here (default: OURS)' },
    gitDriver: {
      type: 'text',
      value: 'path',
      summary: 'merge as git asks for it: the path in the repository; exit 1 means conflict',
    },
    dryRun: { type: 'flag', summary: 'tell the conflicts, write nothing' },
  },
  run: async ({ words, options }, world) => {
    const [base = '', ours = '', theirs = ''] = words;
    const path = options.gitDriver ?? ours;
    const texts = {
      base: await textOf(base, world, options.gitDriver !== undefined),
      ours: await textOf(ours, world),
      theirs: await textOf(theirs, world),
    };
    const top = (await world.git(world.folder))?.top ?? world.folder;
    const place = options.gitDriver === undefined ? pathOf(ours, world) : join(top, path);
    const beside = await world.disk.read(join(dirname(place), canvasFile));
    const catalog = await catalogBeside(place, world);
    const merged = mergeFile(path, texts, { catalog, hasCanvas: beside !== undefined });
    const output = options.output ?? ours;
    if (!options.dryRun) await world.disk.write(pathOf(output, world), merged.text);
    const conflicts = await withMemory(merged.conflicts, world);
    const { how, open } = merged;
    const inGit = options.gitDriver !== undefined;
    const shown = options.gitDriver ?? output;
    const value: MergeAnswer = { output: shown, inGit, how, conflicts, open };
    return { value, problems: problemsOf(merged, shown, inGit) };
  },
  renderers: { text: renderMerge },
});

async function withMemory(
  conflicts: readonly Conflict[],
  world: World,
): Promise<MergeAnswer['conflicts']> {
  const rows: MergeAnswer['conflicts'][number][] = [];
  for (const conflict of conflicts) {
    const choice = await rememberedChoice(conflict, world);
    const said =
      choice === undefined ? undefined : 'take' in choice ? choice.take : 'another value';
    rows.push(said === undefined ? conflict : { ...conflict, remembered: said });
  }
  return rows;
}

function problemsOf(merged: FileMerge, file: string, inGit: boolean): readonly Problem[] {
  if (merged.unread !== undefined) {
    return [problem('merge/unreadable', { file }, { file, ...merged.unread })];
  }
  const marks = Array.from({ length: merged.open }, (_, at) => `place ${at + 1}`);
  const mixed = merged.conflicts.filter((each) => each.kind === 'invalid');
  const choices = merged.conflicts.filter((each) => each.kind !== 'invalid');
  const paths = [...choices.map((each) => each.path), ...marks];
  const code = inGit ? 'merge/in-git' : 'merge/conflicts';
  return [
    ...mixed.map(({ path, reason = '' }) =>
      problem('merge/mixed', { file }, { file, path, reason }),
    ),
    ...(paths.length === 0 ? [] : [problem(code, { file }, { file, paths })]),
  ];
}

function pathOf(word: string, world: World): string {
  return isAbsolute(word) ? word : join(world.folder, word);
}

/** git gives an empty file where there is no common version. */
async function textOf(word: string, world: World, mayBeAbsent = false): Promise<string> {
  const bytes = await world.disk.read(pathOf(word, world));
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  if (mayBeAbsent) return '';
  throw new Failure(problem('cli/no-document', {}, { word, tried: [`the file ${word}`] }));
}
