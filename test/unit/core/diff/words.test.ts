import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffWordsOf } from '../../../../src/core/diff/words.ts';

const shown = (from: string, to: string) =>
  diffWordsOf(from, to)
    .map(({ kind, text }) =>
      kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`,
    )
    .join('');

it('keeps what stayed and joins words that changed together', () => {
  expect(shown('a red fox in snow', 'a grey fox in snow')).toBe('a [-red-]{+grey+} fox in snow');
  expect(shown('one two three four', 'one 2 3 four')).toBe('one [-two three-]{+2 3+} four');
  expect(shown('same', 'same')).toBe('same');
});

it('gives back both texts', () => {
  const texts = fc.array(fc.constantFrom('a', 'b ', ' ', 'c,', 'ü')).map((words) => words.join(''));
  fc.assert(
    fc.property(texts, texts, (from, to) => {
      const runs = diffWordsOf(from, to);
      const without = (kind: string) =>
        runs.filter((run) => run.kind !== kind).map((run) => run.text);
      expect(without('added').join('')).toBe(from);
      expect(without('removed').join('')).toBe(to);
    }),
  );
});

it('does not compare huge texts word by word', () => {
  const text = (word: string) => Array.from({ length: 3000 }, () => word).join(' ');
  expect(diffWordsOf(text('a'), text('b')).map((run) => run.kind)).toEqual(['removed', 'added']);
});
