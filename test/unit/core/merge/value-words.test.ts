import { expect, it } from 'vitest';
import { valueFor } from '../../../../src/core/merge/value-words.ts';

const of = (ours: string | number | boolean, word: string) =>
  valueFor({ kind: 'value', path: '3.x', base: ours, ours, theirs: ours }, word);

it('takes a word as the kind of value that stands there', () => {
  expect(of('a fox', '5')).toEqual({ value: '5' });
  expect(of('a fox', 'true')).toEqual({ value: 'true' });
  expect(of('a fox', '"5"')).toEqual({ value: '5' });
  expect(of(20, '28')).toEqual({ value: 28 });
  expect(of(true, 'false')).toEqual({ value: false });
});

it('refuses a value of another kind, with an example that fits', () => {
  expect(of(20, 'many')).toMatchObject({ problem: { code: 'merge/unfit-value' } });
  expect(of(true, '1')).toMatchObject({ problem: { args: { kind: 'boolean' } } });
});

it('goes by JSON where a side has a link or there is no one kind of value', () => {
  const link = { node: '4', output: 'INT' };
  const linked = { kind: 'link', path: '3.x', base: 20, ours: link, theirs: 28 } as const;
  expect(valueFor(linked, '25')).toEqual({ value: 25 });
  expect(valueFor(linked, 'many')).toHaveProperty('problem');
  const mixed = { kind: 'value', path: '3.x', ours: 1, theirs: 'a' } as const;
  expect(valueFor(mixed, '[1]')).toEqual({ value: [1] });
  expect(valueFor(mixed, 'b')).toEqual({ value: 'b' });
});
