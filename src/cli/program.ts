/** From a command's data to commander: arguments, options, help. */

import { Command as Program } from 'commander';
import type { ArgumentSpec, OptionSpec } from '../commands/command.ts';
import type { AnyCommand } from '../commands/table.ts';

export interface Parsed {
  readonly words: readonly string[];
  readonly options: Record<string, unknown>;
  readonly shared: SharedOptions;
}

export interface SharedOptions {
  readonly format: string;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly output?: string;
}

/** Returns a commander program for one verb; `onParsed` gets what was read, errors are thrown as CommanderError. */
export function programOf(
  verb: AnyCommand,
  write: (text: string) => void,
  onParsed: (parsed: Parsed) => void,
): Program {
  const program = new Program(`comfypin ${verb.name}`)
    .description(
      verb.description === undefined
        ? verb.summary
        : `${verb.summary}\n\n${reflowed(verb.description)}`,
    )
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined });
  for (const each of verb.arguments) program.argument(argumentOf(each), each.summary);
  for (const [key, spec] of Object.entries(verb.options)) addOption(program, key, spec);
  const formats = [
    'text',
    'json',
    ...Object.keys(verb.renderers).filter((name) => name !== 'text'),
    'github',
  ];
  program
    .option('--format <format>', `how to answer: ${[...new Set(formats)].join(', ')}`, 'text')
    .option('--json', 'short for --format json');
  // a verb whose answer is a file has an --output of its own
  const ownsOutput = Object.hasOwn(verb.options, 'output');
  if (!ownsOutput) program.option('--output <file>', 'write the answer to a file');
  program.option('--quiet', 'no progress, no hints').option('--no-color', 'no colours');
  if (verb.examples !== undefined) {
    program.addHelpText(
      'after',
      `\nExamples:\n${verb.examples.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  program.action((...given: unknown[]) => {
    const words = given
      .slice(0, verb.arguments.length)
      .flat()
      .filter((word) => word !== undefined);
    const options = program.opts();
    onParsed({
      words: words as string[],
      options: valuesOf(verb, options),
      shared: {
        format: options['json'] === true ? 'json' : String(options['format']),
        color: options['color'] !== false,
        quiet: options['quiet'] === true,
        ...(typeof options['output'] === 'string' && !ownsOutput
          ? { output: options['output'] }
          : {}),
      },
    });
  });
  return program;
}

/** Joins the lines of a paragraph, since commander wraps for the terminal's width; indented lines and sentences of their own stay lines. */
function reflowed(description: string): string {
  return description.replace(/([^.:\n])\n(?=\S)/g, '$1 ');
}

function argumentOf(spec: ArgumentSpec): string {
  const name = spec.many === true ? `${spec.name}...` : spec.name;
  return spec.required === true ? `<${name}>` : `[${name}]`;
}

function addOption(program: Program, key: string, spec: OptionSpec): void {
  const long = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const names = spec.short === undefined ? long : `-${spec.short}, ${long}`;
  if (spec.type === 'flag') program.option(names, spec.summary);
  else if (spec.type === 'list') {
    program.option(
      `${names} <${spec.value ?? 'value'}>`,
      `${spec.summary} (may be given several times)`,
      (word: string, before: readonly string[] = []) => [...before, word],
    );
  } else {
    const flags = `${names} <${spec.value ?? 'value'}>`;
    if (spec.required === true) program.requiredOption(flags, spec.summary);
    else program.option(flags, spec.summary);
  }
}

function valuesOf(verb: AnyCommand, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(verb.options).map(([key, spec]) => [
      key,
      spec.type === 'flag'
        ? isGiven(key, given)
        : (given[key] ?? (spec.type === 'list' ? [] : undefined)),
    ]),
  );
}

/** commander reads `--no-wait` as the option `wait` that is switched off. */
function isGiven(key: string, given: Record<string, unknown>): boolean {
  const negated = /^no([A-Z])(.*)$/.exec(key);
  if (negated === null) return given[key] === true;
  return given[`${negated[1]?.toLowerCase()}${negated[2]}`] === false;
}
