import { expect, it } from 'vitest';
import type { Expectation } from '../../../../src/core/smoke/cases.ts';
import { checkOutput, type MeasuredFile } from '../../../../src/core/smoke/expectations.ts';
import { differenceHash, likeness, type Pixels } from '../../../../src/core/smoke/similarity.ts';

const picture = {
  format: 'png',
  width: 512,
  height: 256,
  hasAlpha: false,
  mean: [200, 10, 10],
  deviation: [9, 9, 9],
};
const file: MeasuredFile = { name: 'a_00001_.png', bytes: 2000, picture };

function unmet(
  expectation: Expectation,
  files: readonly MeasuredFile[] = [file],
  texts: readonly string[] = [],
) {
  return checkOutput({ name: 'hero', files, texts }, expectation, 'c').map(({ args }) => {
    const { what, expected, actual } = args as { what: string; expected: string; actual: string };
    return `${what}: ${expected} / ${actual}`;
  });
}

it.each<[string, Expectation, readonly string[]]>([
  [
    'all that holds',
    {
      count: { min: 1, max: 1 },
      kind: 'image',
      format: 'PNG',
      width: { min: 512 },
      alpha: false,
      colour: { red: { min: 150 }, brightness: { max: 80 } },
    },
    [],
  ],
  ['count', { count: { min: 2, max: 2 } }, ['the number of results: 2 / 1']],
  [
    'size',
    { width: { max: 100 }, height: { min: 1, max: 2 } },
    ['the width: at most 100 / 512', 'the height: at least 1 and at most 2 / 256'],
  ],
  [
    'kind and format',
    { kind: 'video', format: 'jpg' },
    ['the kind: video / image', 'the format: jpeg / png'],
  ],
  ['colour', { colour: { green: { min: 50 } } }, ['the mean green: at least 50 / 10']],
  ['alpha', { alpha: true }, ['having transparency: true / false']],
  ['bytes', { bytes: { max: 10 } }, ['the size in bytes: at most 10 / 2000']],
])('finds %s', (_, expectation, findings) => {
  expect(unmet(expectation)).toEqual(findings);
});

it('finds blank pictures unless they are allowed, and files that are none', () => {
  const blank = { ...file, picture: { ...picture, deviation: [0, 0, 0] } };
  expect(unmet({}, [blank])).toEqual(['the picture: more than one colour / blank']);
  expect(unmet({ blank: true }, [blank])).toEqual([]);
  expect(unmet({ width: { min: 1 } }, [{ name: 'a.mp4', bytes: 1 }])).toEqual([
    'a.mp4: a picture that can be decoded / video',
  ]);
});

it('finds texts that differ', () => {
  expect(unmet({ text: { equals: 'a' } }, [], ['a'])).toEqual([]);
  expect(unmet({ text: { contains: 'x' }, kind: 'text' }, [], ['abc'])).toEqual([
    'the text: text with "x" / "abc"',
  ]);
  expect(unmet({ text: { matches: '^b' } }, [], ['abc'])).toEqual([
    'the text: text that matches ^b / "abc"',
  ]);
  expect(unmet({ text: { matches: '(' } }, [], ['abc'])).toHaveLength(1);
});

function drawn(width: number, height: number, value: (x: number, y: number) => number): Pixels {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const grey = value(at % width, Math.floor(at / width));
    data.set([grey, grey, grey, 255], at * 4);
  }
  return { width, height, data };
}

const slope = drawn(64, 48, (x, y) => (x * 3 + y) % 256);

it('measures likeness: equal, brighter, another picture, another size', () => {
  expect(likeness(slope, slope)).toEqual({ pixel: 1, ssim: 1, hash: 0 });
  const brighter = likeness(
    slope,
    drawn(64, 48, (x, y) => Math.min(255, ((x * 3 + y) % 256) + 10)),
  );
  expect(brighter?.pixel).toBeGreaterThan(0.95);
  expect(brighter?.ssim).toBeGreaterThan(0.8);
  expect(brighter?.hash).toBeLessThan(4);
  const noise = likeness(
    slope,
    drawn(64, 48, (x, y) => (x * 7919 + y * 104_729) ** 2 % 251),
  );
  expect(noise?.ssim).toBeLessThan(0.3);
  expect(noise?.hash).toBeGreaterThan(15);
  expect(
    likeness(
      slope,
      drawn(63, 48, () => 0),
    ),
  ).toBeUndefined();
  expect(differenceHash(drawn(3, 2, (x) => x * 50))).toBeGreaterThan(0n);
});

it('checks likeness against thresholds; a golden alone asks for ssim 0.9', () => {
  const near = { ...file, likeness: { pixel: 0.99, ssim: 0.85, hash: 3 } };
  const golden = 'smoke/g.png';
  expect(unmet({ similar: { golden } }, [near])).toEqual([
    'the structural similarity to smoke/g.png: at least 0.9 / 0.85',
  ]);
  expect(unmet({ similar: { golden, pixel: 0.98, hash: 3 } }, [near])).toEqual([]);
  expect(unmet({ similar: { golden } }, [{ ...file, likeness: 'different-size' }])).toEqual([
    'the size: that of smoke/g.png / another',
  ]);
});
