import { expect, it } from 'vitest';
import { commandTable } from '../../src/commands/table.ts';

/** Verbs that change nothing outside of the answer and the files that their options name. */
const reading = new Set([
  ...['explain', 'convert', 'diff', 'git diff', 'git text', 'plan', 'status', 'why', 'verify'],
  ...['whence', 'history', 'pr list', 'pr show', 'pr check', 'doctor', 'smoke matrix', 'report'],
  ...['validate', 'models', 'environments', 'forecast', 'records key'],
]);

/** Verbs that change something, and how they are tried without it. */
const otherwise: Readonly<Record<string, string>> = {
  demo: 'works in a folder of its own that is gone afterwards',
  standin: 'is a server of its own',
  format: '--check',
  drift: 'writes an issue with --issue alone',
  comment: 'answers an event that happened',
};

it('gives --dry-run to every verb that changes something', async () => {
  for (const row of commandTable) {
    const { options } = await row.load();
    const isTried = Object.hasOwn(options, 'dryRun');
    const isExempt = reading.has(row.name) || Object.hasOwn(otherwise, row.name);
    expect([row.name, isTried]).toEqual([row.name, !isExempt]);
  }
});
