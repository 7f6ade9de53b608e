import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/comparison.md', root), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );

it('has each of the sixty rows once, and counts them rightly', () => {
  expect(rows.map(([number]) => Number(number))).toEqual(
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  const count = (word: string) => rows.filter(([, , status]) => status === word).length;
  const [have, partly, notYet] = ['have', 'partly', 'not yet'].map(count);
  expect(text).toContain(`${have} have, ${partly} partly, ${notYet} not yet.`);
  expect((have ?? 0) + (partly ?? 0) + (notYet ?? 0)).toBe(60);
});

describe.each(rows)('%s %s', (_, __, status, how = '', shown = '', toCome = '') => {
  it('names a test that is there, and what is missing where something is', () => {
    const named = shown.split('<br>').filter((each) => each !== '');
    if (status !== 'not yet') expect(named.length).toBeGreaterThan(0);
    if (status !== 'have') expect(toCome).not.toBe('');
    if (status === 'have') expect(how).not.toBe('');
    for (const each of named) {
      const [, path = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(each) ?? [];
      expect(existsSync(new URL(path, root)), path).toBe(true);
      expect(readFileSync(new URL(path, root), 'utf8')).toContain(title);
    }
  });
});
