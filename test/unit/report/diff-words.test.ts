import { expect, it } from 'vitest';
import { changedPlaces } from '../../../src/report/diff-words.ts';

const looks = {
  name: (text: string) => text,
  value: (text: string) => text,
  added: (text: string) => `{+${text}+}`,
  removed: (text: string) => `[-${text}-]`,
};
const told = (from: string, to: string) => changedPlaces(from, to, looks);
const filler = 'words that stay as they were, one after the other, for a long while';

it('shows the neighbourhood of a change alone', () => {
  expect(told(`${filler} red ${filler}`, `${filler} blue ${filler}`)).toBe(
    '… for a long while [-red-]{+blue+} words that stay …',
  );
});

it('shows a few places, and counts the others', () => {
  const text = (word: string) => Array.from({ length: 7 }, () => `${filler} ${word}`).join(' ');
  const shown = told(text('red'), text('blue'));
  expect(shown.match(/\{\+blue\+\}/g)).toHaveLength(3);
  expect(shown).toMatch(/ \+4 more$/);
});

it('takes addresses, numbers and names of files for one word each', () => {
  const link = (path: string) =>
    `${filler} [page](https://example.org/${path}/index.html) ${filler}`;
  expect(told(link('one/two'), link('one/three'))).toContain(
    '[-https://example.org/one/two/index.html-]{+https://example.org/one/three/index.html+}',
  );
  expect(told(`${filler} a-b_fp8.safetensors, 2.5`, `${filler} a-b_fp16.safetensors, 1.0`)).toMatch(
    /\[-a-b_fp8.safetensors, 2.5-\]\{\+a-b_fp16.safetensors, 1.0\+\}$/,
  );
});

it('shows two texts that have little in common from where they begin to differ', () => {
  const [from, to] = ['alpha beta gamma', 'one two three'].map(
    (end) => `same ${end.repeat(20)}`,
  ) as [string, string];
  expect(told(from, to)).toMatch(/^"same alpha beta .*…" → "same one two three.*…"$/);
  const start = 'x'.repeat(200);
  expect(told(`${start}${'a'.repeat(300)}`, `${start}${'b'.repeat(300)}`)).toMatch(
    /^"…x{18}a+…" → "…x{18}b+…"$/,
  );
});
