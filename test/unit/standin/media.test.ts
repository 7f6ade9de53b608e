import { expect, it } from 'vitest';
import { mediaFacts } from '../../../src/core/smoke/media/facts.ts';
import { animatedWebp, flac, mp3, mp4, webm } from '../../../src/standin/media.ts';

const sound = { seconds: 2.5, rate: 44_100, channels: 2 };
const pictures = [0, 50, 100, 150, 200].map((grey) => ({
  width: 40,
  height: 24,
  channels: 3 as const,
  data: new Uint8Array(40 * 24 * 3).fill(grey),
}));
const clip = { pictures, fps: 8 };

it('writes sounds whose length can be read', () => {
  expect(mediaFacts(flac(sound))).toMatchObject({ format: 'flac', seconds: 2.5 });
  expect(mediaFacts(flac({ seconds: 0.25, rate: 8000, channels: 1 }))?.seconds).toBe(0.25);
  expect(mediaFacts(mp3(sound))?.seconds).toBeCloseTo(2.5, 1);
});

it('writes videos whose length, size and pictures per second can be read', async () => {
  const told = { width: 40, height: 24, fps: 8 };
  expect(mediaFacts(mp4(clip))).toMatchObject({ format: 'mp4', seconds: 0.625, ...told });
  expect(mediaFacts(webm(clip))).toMatchObject({ format: 'webm', seconds: 0.625, ...told });
  expect(mediaFacts(await animatedWebp(clip))).toMatchObject({ seconds: 0.625, frames: 5 });
});
