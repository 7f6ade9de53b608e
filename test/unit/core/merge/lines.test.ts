import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLines } from '../../../../src/core/merge/lines.ts';

const merged = (base: string, ours: string, theirs: string) => [
  mergeLines({ base, ours, theirs }),
  mergeLines({ base, ours: theirs, theirs: ours }),
];
const both = (text: string | undefined) => [text, text];

describe('a text that two people edited', () => {
  it('holds both edits of different lines, also of neighbours', () => {
    expect(merged('a\nb\nc', 'A\nb\nc', 'a\nb\nC')).toEqual(both('A\nb\nC'));
    expect(merged('a\nb\nc', 'A\nb\nc', 'a\nB\nc')).toEqual(both('A\nB\nc'));
    expect(merged('a fox', 'a red fox', 'a fox\nat dawn')).toEqual(both('a red fox\nat dawn'));
    expect(merged('a fox', 'a red fox', 'oil on canvas\na fox')).toEqual(
      both('oil on canvas\na red fox'),
    );
  });

  it('is in question where one line became two, or both added in one place', () => {
    expect(merged('a\nb', 'A\nb', 'x\nb')).toEqual(both(undefined));
    expect(merged('a', 'a\nb', 'a\nc')).toEqual(both(undefined));
    expect(merged('a\nb\nc', 'a\nc', 'a\nB\nc')).toEqual(both(undefined));
    expect(merged('a\nb\nc', 'x', 'a\nnew\nb\nc')).toEqual(both(undefined));
  });

  it('holds once what both did alike', () => {
    expect(merged('a\nb', 'A\nb\nc', 'A\nb\nc')).toEqual(both('A\nb\nc'));
    expect(merged('a\nb\nc', 'A\nb\nc', 'A\nb\nC')).toEqual(both('A\nb\nC'));
  });

  it('is the other side where one side changed nothing', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (base, side) => {
        expect(merged(base, side, base)).toEqual(both(side));
      }),
    );
  });
});
