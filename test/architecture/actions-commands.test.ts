import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Parsed, programOf } from '../../src/cli/program.ts';
import { commandTable } from '../../src/commands/table.ts';

/** What the shell makes of a line, given the variables of its step. */
function wordsOf(line: string, variables: Record<string, string>): string[] {
  const value = (name: string) => variables[name] ?? '';
  return line
    .replace(/ >> .*$/, '')
    .replace(/\$\{(\w+):\+(.*?)\}/g, (_, name, text) => (value(name) === '' ? '' : text))
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => {
      const text = word.replace(/\$(\w+)/g, (_, name) => value(name)).replaceAll('"', '');
      return text === '' && !word.includes('"') ? [] : [text];
    });
}

const folder = new URL('../../.github/workflows/', import.meta.url);
const lines = readdirSync(folder).flatMap((name) => {
  const { jobs } = parse(readFileSync(new URL(name, folder), 'utf8'));
  const steps = Object.values<{ steps: { run?: string }[] }>(jobs).flatMap((job) => job.steps);
  return steps.flatMap(({ run }) => (run?.startsWith('$COMFYPIN ') ? [[name, run] as const] : []));
});

const filled = {
  WORKFLOW: '-odd name',
  ENVIRONMENT: 'prod',
  BASE: 'abc123',
  MERGE: '--merge',
  NOW: '--now',
  RELEASE: 'v3',
  REASON: '--bad',
};
const empty = { ...filled, MERGE: '', NOW: '', RELEASE: '' };

it.each(lines)('%s: %s', async (_, line) => {
  for (const variables of [filled, empty]) {
    const [verb, ...rest] = wordsOf(line.replace('$COMFYPIN ', ''), variables);
    const row = commandTable.find(({ name }) => name === verb);
    expect(row?.name).toBe(verb);
    const command = await row?.load();
    if (command === undefined) continue;
    let parsed: Parsed | undefined;
    const program = programOf(command, String, (found) => {
      parsed = found;
    });
    program.parse(rest, { from: 'user' });
    if (rest.includes('--')) expect(parsed?.words.at(-1)).toBe(rest.at(-1));
    expect(parsed?.options['reason'] ?? '--bad').toBe('--bad');
  }
});
