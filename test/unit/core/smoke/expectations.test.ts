import { expect, it } from 'vitest';
import type { Expectation, Similarity } from '../../../../src/core/smoke/case-types.ts';
import { checkOutput, type MeasuredFile } from '../../../../src/core/smoke/expectations.ts';
import { measurePixels } from '../../../../src/core/smoke/picture-measures.ts';
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
  const likeness = { pixel: 0.99, ssim: 0.85, hash: 3 };
  const against = (similar: Similarity, found: typeof likeness | 'different-size' = likeness) =>
    unmet({}, [{ ...file, comparisons: [{ similar, with: 'smoke/g.png', likeness: found }] }]);
  expect(against({})).toEqual(['the structural similarity to smoke/g.png: at least 0.9 / 0.85']);
  expect(against({ pixel: 0.98, hash: 3 })).toEqual([]);
  expect(against({ hash: 2 })).toEqual(['the hash distance to smoke/g.png: at most 2 / 3']);
  expect(against({}, 'different-size')).toEqual(['the size: that of smoke/g.png / another']);
});

/** Bytes that look like chance, the same ones every time. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}

it('tells noise and blur from a picture', () => {
  const pixelNoise = chanceOf(1);
  const noise = measurePixels(drawn(96, 96, () => pixelNoise()));
  expect(noise.noise).toBeGreaterThan(0.9);
  const blockNoise = chanceOf(2);
  const blocks = Array.from({ length: 40 * 40 }, () => blockNoise());
  const latent = drawn(320, 320, (x, y) => blocks[(y >> 3) * 40 + (x >> 3)] ?? 0);
  expect(measurePixels(latent).noise).toBeGreaterThan(0.9);
  const smooth = measurePixels(drawn(320, 320, (x, y) => 128 + 100 * Math.sin((x + 2 * y) / 60)));
  expect(smooth.noise).toBeLessThan(0.2);
  expect(smooth.sharpness).toBeLessThan(5);
  const edges = measurePixels(drawn(320, 320, (x, y) => (((x >> 5) + (y >> 5)) % 2) * 255));
  expect(edges.noise).toBeLessThan(0.7);
  expect(edges.sharpness).toBeGreaterThan(500);
  expect(measurePixels(drawn(320, 320, (x) => 100 + (x % 2))).noise).toBe(0);
});

it('takes colours from what can be seen, and finds a shape that is only transparency', () => {
  const data = new Uint8Array([200, 0, 0, 255, 100, 0, 0, 255, 9, 250, 30, 0, 77, 1, 99, 0]);
  const half = measurePixels({ width: 2, height: 2, data });
  expect([half.mean, half.deviation, half.alphaDeviation]).toEqual([
    [150, 0, 0],
    [50, 0, 0],
    127.5,
  ]);
  const hidden = measurePixels({
    width: 2,
    height: 2,
    data: data.map((v, at) => (at % 4 === 3 ? 0 : v)),
  });
  const shape = measurePixels({
    width: 2,
    height: 2,
    data: data.map((v, at) => (at % 4 === 3 ? v : 0)),
  });
  const seen = (measures: typeof half) =>
    unmet({}, [{ ...file, picture: { ...picture, ...measures } }]);
  expect([seen(hidden), seen(shape), seen(half)]).toEqual([
    ['the picture: more than one colour / blank'],
    [],
    [],
  ]);
});

it('finds noise unless it is allowed, and blur where sharpness is asked for', () => {
  const noisy = { ...file, picture: { ...picture, noise: 0.97, sharpness: 12 } };
  expect(unmet({}, [noisy])).toEqual(['the picture: something / noise (0.97)']);
  expect(unmet({ noise: true }, [noisy])).toEqual([]);
  expect(unmet({ noise: { max: 0.99 }, sharpness: { min: 50 } }, [noisy])).toEqual([
    'the sharpness: at least 50 / 12',
  ]);
});

it('checks the length of videos and sounds, and the size of videos', () => {
  const media = { format: 'mp4', seconds: 2.04, fps: 24, width: 640, height: 360 };
  const video = { name: 'a.mp4', bytes: 9, media };
  const wanted = { kind: 'video', duration: { min: 2, max: 2.1 }, fps: { min: 24, max: 24 } };
  expect(unmet({ ...wanted, width: { min: 640 } }, [video])).toEqual([]);
  expect(unmet({ fps: { min: 25 }, height: { max: 300 } }, [video])).toEqual([
    'the height: at most 300 / 360',
    'the pictures per second: at least 25 / 24',
  ]);
  expect(unmet({ duration: { min: 1 } }, [{ name: 'a.flac', bytes: 9 }])).toEqual([
    'the duration in seconds: at least 1 / unknown',
  ]);
});

it('checks each dimension of a score apart', () => {
  const scores = [{ scorer: 'clip', scores: { alignment: 0.2, faces: 1 } }];
  const wanted: Expectation = {
    scores: { clip: { alignment: { min: 0.25 }, faces: { min: 1, max: 1 }, smile: { min: 1 } } },
  };
  const found = checkOutput({ name: 'hero', files: [], texts: [], scores }, wanted, 'c');
  expect(found.map(({ args }) => (args as { what: string; actual: string }).what)).toEqual([
    'the score clip.alignment',
    'the score clip.smile',
  ]);
});
