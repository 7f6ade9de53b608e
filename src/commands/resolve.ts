/** `resolve`: shows what a merge left open in a workflow, and settles it. */

import { Failure } from '../base/failure.ts';
import type { JsonObject } from '../base/json.ts';
import { type Problem, problem } from '../base/problem.ts';
import { workflowText } from '../core/merge/file.ts';
import { type OpenConflict, openConflicts } from '../core/merge/records.ts';
import { settleConflicts } from '../core/merge/settle.ts';
import type { Choice } from '../core/merge/types.ts';
import { valueFor } from '../core/merge/value-words.ts';
import { renderResolve } from '../report/text/resolve.ts';
import { command, type World } from './command.ts';
import { askForChoices } from './merge/questions.ts';
import { rememberChoice, rememberedChoice } from './merge/remembered.ts';
import { readDocument } from './project/documents.ts';

export interface ResolveAnswer {
  readonly file: string;
  readonly settled: readonly { readonly path: string; readonly choice: Choice }[];
  readonly open: readonly (OpenConflict & {
    readonly number: number;
    readonly remembered?: Choice;
  })[];
  readonly dryRun: boolean;
}

const sides = ['ours', 'theirs', 'base'] as const;

export const resolve = command({
  name: 'resolve',
  summary: 'Show the conflicts that a merge left in a workflow, and settle them',
  description:
    'FILE is a canvas or a workflow in API format, or NAME@ENV (its canvas). A conflict is named by its path or by its\n' +
    'number in the list. What you choose is remembered on this machine and offered when the same comes again.',
  examples: [
    'comfypin resolve hero@dev --list',
    'comfypin resolve workflows/dev/hero/canvas.json --take theirs --at 3.steps',
    'comfypin resolve hero@dev --set 3.steps=28 && git add workflows',
  ],
  arguments: [{ name: 'file', summary: 'the workflow', required: true }],
  options: {
    list: { type: 'flag', summary: 'show the open conflicts, change nothing' },
    take: { type: 'text', value: 'ours|theirs|base', summary: 'the version to take' },
    at: { type: 'list', value: 'path', summary: 'the conflicts to take it for: paths or numbers' },
    all: { type: 'flag', summary: 'take it for all of them' },
    set: { type: 'list', value: 'path=value', summary: 'a value of your own; JSON, or a text' },
    remembered: { type: 'flag', summary: 'choose as before where the same conflict was settled' },
    interactive: { type: 'flag', summary: 'ask for each one' },
    dryRun: { type: 'flag', summary: 'tell what would be left, write nothing' },
  },
  run: async ({ words, options }, world) => {
    const [word = ''] = words;
    const document = await readDocument(word, world, 'canvas.json');
    const workflow = document.workflow as unknown as JsonObject;
    const open = openConflicts(workflow);
    const problems: Problem[] = [];
    const wanted = options.list
      ? new Map<string, Choice>()
      : await choices(open, options, world, problems);
    if (problems.length === 0 && !options.list && open.length > 0 && wanted.size === 0) {
      if (!options.interactive && !options.remembered) {
        problems.push(problem('merge/nothing-chosen', {}, { file: word }));
      }
    }
    const result = settleConflicts(workflow, wanted, document.catalog);
    if (!options.dryRun && result.settled.length > 0) {
      await world.disk.write(document.path, workflowText(result.workflow as never));
      for (const { conflict, choice } of result.settled)
        await rememberChoice(conflict, choice, world);
    }
    const left: ResolveAnswer['open'][number][] = [];
    for (const conflict of result.open) {
      const remembered = await rememberedChoice(conflict, world);
      const number = open.findIndex((each) => each.path === conflict.path) + 1;
      left.push({ ...conflict, number, ...(remembered === undefined ? {} : { remembered }) });
    }
    const value: ResolveAnswer = {
      file: word,
      settled: result.settled.map(({ conflict, choice }) => ({ path: conflict.path, choice })),
      open: left,
      dryRun: options.dryRun,
    };
    const isDone = left.length === 0 && value.settled.length > 0 && !options.dryRun;
    const next = { next: `comfypin pin, then git add ${word.includes('@') ? 'workflows' : word}` };
    return { value, problems: [...problems, ...result.problems], ...(isDone ? next : {}) };
  },
  renderers: { text: renderResolve },
});

interface Options {
  readonly take: string | undefined;
  readonly at: readonly string[];
  readonly all: boolean;
  readonly set: readonly string[];
  readonly remembered: boolean;
  readonly interactive: boolean;
}

async function choices(
  open: readonly OpenConflict[],
  options: Options,
  world: World,
  problems: Problem[],
): Promise<ReadonlyMap<string, Choice>> {
  const chosen = new Map<string, Choice>();
  if (options.remembered) {
    for (const conflict of open) {
      const choice = await rememberedChoice(conflict, world);
      if (choice !== undefined) chosen.set(conflict.path, choice);
    }
  }
  const side = sides.find((each) => each === options.take);
  if (options.take !== undefined && side === undefined) {
    const message = `"${options.take}" is none of ours, theirs, base.`;
    throw new Failure(problem('cli/usage', {}, { message, command: 'resolve' }));
  }
  if (side !== undefined) {
    const at = options.all ? open.map((each) => each.path) : options.at;
    for (const word of at) {
      const path = pathNamed(word, open);
      if (path === undefined) problems.push(unknown(word, open));
      else chosen.set(path, { take: side });
    }
  }
  for (const word of options.set) {
    const set = settingOf(word, open);
    if (set === undefined) {
      problems.push(unknown(word.slice(0, word.indexOf('=')), open));
      continue;
    }
    const fit = valueFor(set.conflict, set.word);
    if ('problem' in fit) problems.push(fit.problem);
    else chosen.set(set.conflict.path, fit);
  }
  if (!options.interactive) return chosen;
  const rest = open.filter((each) => !chosen.has(each.path));
  return new Map([...chosen, ...(await askForChoices(rest, world))]);
}

function unknown(path: string, open: readonly OpenConflict[]): Problem {
  return problem('merge/unknown-conflict', {}, { path, known: open.map((each) => each.path) });
}

function pathNamed(word: string, open: readonly OpenConflict[]): string | undefined {
  const byNumber = /^\d+$/.test(word) ? open[Number(word) - 1]?.path : undefined;
  return open.find((each) => each.path === word)?.path ?? byNumber;
}

/** A path may hold `=`, so the longest one that the word begins with counts. */
function settingOf(
  word: string,
  open: readonly OpenConflict[],
): { readonly conflict: OpenConflict; readonly word: string } | undefined {
  if (!word.includes('=')) {
    const message = `--set takes PATH=VALUE, and "${word}" has no "=".`;
    throw new Failure(problem('cli/usage', {}, { message, command: 'resolve' }));
  }
  const names = open.flatMap((conflict, at) => [
    { name: conflict.path, conflict },
    { name: String(at + 1), conflict },
  ]);
  const [longest] = names
    .filter(({ name }) => word.startsWith(`${name}=`))
    .sort((a, b) => b.name.length - a.name.length);
  if (longest === undefined) return undefined;
  return { conflict: longest.conflict, word: word.slice(longest.name.length + 1) };
}
