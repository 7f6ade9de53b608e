/** From words to an exit code: finds the verb, runs it, renders its outcome. The one place where failures are caught. */

import { CommanderError } from 'commander';
import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';
import { nearestName } from '../base/text.ts';
import type { Outcome, World } from '../commands/command.ts';
import { type AnyCommand, commandTable } from '../commands/table.ts';
import { renderGithub } from '../report/github.ts';
import { renderJson } from '../report/json.ts';
import { paint } from '../report/style.ts';
import { renderProblems } from '../report/text/problems.ts';
import { exitCodeOf } from './exit-code.ts';
import { overview } from './help.ts';
import { type Parsed, programOf, type SharedOptions } from './program.ts';
import type { Terminal } from './terminal.ts';

const plainOptions: SharedOptions = { format: 'text', color: true, quiet: false };

/** Runs one command line and returns the exit code. `makeWorld` is called once the words are known to be right. */
export async function run(
  words: readonly string[],
  makeWorld: (options: SharedOptions) => World,
  terminal: Terminal,
  version: string,
): Promise<number> {
  if (words.length === 0 || ['--help', '-h', 'help'].includes(words[0] ?? '')) {
    if (words[0] !== 'help' || words.length === 1) {
      terminal.out(overview(version));
      return 0;
    }
    return run([...words.slice(1), '--help'], makeWorld, terminal, version);
  }
  if (['--version', '-V', 'version'].includes(words[0] ?? '')) {
    terminal.out(`${version}\n`);
    return 0;
  }
  const found = findRow(words);
  if (found === undefined) return refuse(unknownCommand(words), plainOptions, '', terminal);
  return runVerb(await found.row.load(), found.rest, makeWorld, terminal);
}

function findRow(words: readonly string[]) {
  const two = commandTable.find((row) => row.name === `${words[0]} ${words[1]}`);
  if (two !== undefined) return { row: two, rest: words.slice(2) };
  const one = commandTable.find((row) => row.name === words[0]);
  return one === undefined ? undefined : { row: one, rest: words.slice(1) };
}

function unknownCommand(words: readonly string[]): Problem {
  const names = commandTable.map((row) => row.name);
  const nearest =
    nearestName(words.slice(0, 2).join(' '), names) ?? nearestName(words[0] ?? '', names);
  return problem('cli/unknown-command', {}, { word: words[0] ?? '', nearest });
}

async function runVerb(
  verb: AnyCommand,
  rest: readonly string[],
  makeWorld: (options: SharedOptions) => World,
  terminal: Terminal,
): Promise<number> {
  let parsed: Parsed | undefined;
  try {
    programOf(verb, terminal.out, (value) => {
      parsed = value;
    }).parse([...rest], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return 0;
    return refuse(usage(thrown.message, verb.name), plainOptions, verb.name, terminal);
  }
  if (parsed === undefined) return 0;
  const { shared } = parsed;
  const wrong = wrongFormat(verb, shared);
  if (wrong !== undefined) return refuse(wrong, plainOptions, verb.name, terminal);
  const world = makeWorld(shared);
  try {
    const outcome = await verb.run(
      { words: parsed.words, options: parsed.options as never },
      world,
    );
    world.progress.done();
    return await answer(verb, outcome, shared, terminal, world);
  } catch (thrown) {
    world.progress.done();
    return refuse(problemsOf(thrown, world), shared, verb.name, terminal);
  }
}

function usage(message: string, command: string): Problem {
  return problem('cli/usage', {}, { message: message.replace(/^error: /, ''), command });
}

function wrongFormat(verb: AnyCommand, shared: SharedOptions): Problem | undefined {
  const known = ['text', 'json', 'github', ...Object.keys(verb.renderers)];
  if (shared.format === 'png' && known.includes('png') && shared.output === undefined) {
    return problem('cli/no-file', {}, { command: verb.name });
  }
  if (known.includes(shared.format)) return undefined;
  return usage(`${verb.name} has no format "${shared.format}".`, verb.name);
}

function problemsOf(thrown: unknown, world: World): readonly Problem[] {
  if (world.signal.aborted) return [problem('cli/interrupted', {}, {})];
  if (thrown instanceof Failure) return thrown.problems;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const stack = (error.stack ?? '').split('\n').slice(1, 6).join('\n');
  return [problem('bug/unexpected', {}, { message: error.message, stack })];
}

function refuse(
  found: Problem | readonly Problem[],
  shared: SharedOptions,
  name: string,
  terminal: Terminal,
): number {
  const problems = Array.isArray(found) ? (found as readonly Problem[]) : [found as Problem];
  const exitCode = exitCodeOf(problems, false);
  if (shared.format === 'json') {
    terminal.out(renderJson({ command: name, exitCode, value: null, problems, pending: false }));
  } else if (shared.format === 'github') terminal.out(renderGithub(problems));
  else terminal.err(renderProblems(problems, terminal.color && shared.color));
  for (const each of problems) {
    if (each.code === 'bug/unexpected') terminal.err(`${(each.args as { stack: string }).stack}\n`);
  }
  return exitCode;
}

async function answer(
  verb: AnyCommand,
  outcome: Outcome<never>,
  shared: SharedOptions,
  terminal: Terminal,
  world: World,
): Promise<number> {
  const pending = outcome.pending === true;
  const exitCode = verb.exitCode?.(outcome) ?? exitCodeOf(outcome.problems, pending);
  const text = render(verb, outcome, shared, terminal, exitCode);
  if (shared.output === undefined) terminal.out(text);
  else {
    const content = shared.format === 'png' ? await world.images.drawn(text) : text;
    if (content === undefined) throw new Failure(problem('cli/not-drawn', {}, {}));
    await world.disk.write(resolvePath(world.folder, shared.output), content);
  }
  if (shared.format === 'text') {
    const color = terminal.color && shared.color;
    if (outcome.problems.length > 0) terminal.err(renderProblems(outcome.problems, color));
    if (outcome.next !== undefined && !shared.quiet) {
      terminal.err(`${paint(color, 'hint', 'next:')} ${outcome.next}\n`);
    }
  }
  return exitCode;
}

function resolvePath(folder: string, path: string): string {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) ? path : `${folder}/${path}`;
}

function render(
  verb: AnyCommand,
  outcome: Outcome<never>,
  shared: SharedOptions,
  terminal: Terminal,
  exitCode: number,
): string {
  const { value, problems } = outcome;
  if (shared.format === 'json') {
    return renderJson({
      command: verb.name,
      exitCode,
      value,
      problems,
      pending: outcome.pending === true,
    });
  }
  const renderer = verb.renderers[shared.format as 'text'];
  if (renderer === undefined) return renderGithub(problems);
  return renderer(outcome, { color: terminal.color && shared.color, width: terminal.width });
}
