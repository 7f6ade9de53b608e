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
  HEAD: 'def456',
  NUMBER: '12',
  WORKFLOWS: 'acme/hero',
  CANDIDATE: '--candidate',
  STALE: '--stale',
  SHARD: '1/2',
  REF: 'refs/pull/12/head',
  COMMIT: 'a'.repeat(40),
  MERGE: '--merge',
  NOW: '--now',
  RELEASE: 'v3',
  REASON: '--bad',
};
const empty = {
  ...filled,
  ...Object.fromEntries(
    ['MERGE', 'NOW', 'RELEASE', 'CANDIDATE', 'STALE', 'REF', 'COMMIT'].map((name) => [name, '']),
  ),
};

it.each(lines)('%s: %s', async (_, line) => {
  for (const variables of [filled, empty]) {
    const words = wordsOf(line.replace('$COMFYPIN ', ''), variables);
    const [one = '', two = ''] = words;
    const row =
      commandTable.find(({ name }) => name === `${one} ${two}`) ??
      commandTable.find(({ name }) => name === one);
    expect(row, line).toBeDefined();
    const rest = words.slice(row?.name.split(' ').length);
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
