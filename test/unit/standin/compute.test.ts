/** The computing nodes against pixels worked out by hand from ComfyUI's formulas. */

import { describe, expect, it } from 'vitest';
import { solid } from '../../../src/standin/compute/raster.ts';
import { computeOf } from '../../../src/standin/compute/table.ts';
import type { Mask, Picture, Value } from '../../../src/standin/compute/values.ts';

const image = (...pictures: Picture[]): Value => ({ kind: 'image', pictures });
const plain = (value: string | number | boolean): Value => ({ kind: 'plain', value });

async function run(classType: string, inputs: Record<string, Value>): Promise<readonly Value[]> {
  const compute = computeOf(classType);
  if (compute === undefined) throw new Error(`${classType} is not computed`);
  return compute(new Map(Object.entries(inputs)), { signature: 'test' });
}

async function picture(classType: string, inputs: Record<string, Value>): Promise<Picture> {
  const value = (await run(classType, inputs))[0];
  if (value?.kind !== 'image' || value.pictures[0] === undefined) throw new Error('no picture');
  return value.pictures[0];
}

const pixel = (of: Picture, x: number, y: number) => {
  const at = (y * of.width + x) * of.channels;
  return [...of.data.subarray(at, at + of.channels)];
};

/** Two columns: black and white. */
const halves: Picture = {
  width: 2,
  height: 1,
  channels: 3,
  data: Uint8Array.of(0, 0, 0, 255, 255, 255),
};

describe('blending', () => {
  const half = solid(1, 1, 0x808080);
  const orange = solid(1, 1, 0xff8040);
  it.each([
    ['normal', 1, [255, 128, 64]],
    ['normal', 0.5, [192, 128, 96]],
    ['multiply', 1, [128, 64, 32]],
    ['screen', 1, [255, 192, 160]],
    ['overlay', 1, [255, 129, 65]],
    ['difference', 1, [0, 0, 64]],
  ])('%s by %d', async (mode, factor, expected) => {
    const blended = await picture('ImageBlend', {
      image1: image(half),
      image2: image(orange),
      blend_factor: plain(factor),
      blend_mode: plain(mode),
    });
    pixel(blended, 0, 0).forEach((sample, channel) => {
      expect(Math.abs(sample - (expected[channel] ?? 0))).toBeLessThanOrEqual(1);
    });
  });
});

describe('shape', () => {
  it('scales to the asked size, a side of 0 follows in proportion', async () => {
    const scale = (width: number, height: number, crop = 'disabled') =>
      picture('ImageScale', {
        image: image(solid(40, 20, 0x102030)),
        upscale_method: plain('lanczos'),
        width: plain(width),
        height: plain(height),
        crop: plain(crop),
      });
    expect(await scale(10, 0)).toMatchObject({ width: 10, height: 5 });
    expect(await scale(0, 0)).toMatchObject({ width: 40, height: 20 });
    expect(await scale(8, 8, 'center')).toMatchObject({ width: 8, height: 8 });
  });

  it('crops what lies inside of the picture', async () => {
    const cropped = await picture('ImageCrop', {
      image: image(halves),
      width: plain(5),
      height: plain(5),
      x: plain(1),
      y: plain(0),
    });
    expect(cropped).toMatchObject({ width: 1, height: 1 });
    expect(pixel(cropped, 0, 0)).toEqual([255, 255, 255]);
  });

  it('pads with grey and masks what is new', async () => {
    const [padded, mask] = await run('ImagePadForOutpaint', {
      image: image(solid(8, 8, 0xff0000)),
      left: plain(8),
      top: plain(0),
      right: plain(0),
      bottom: plain(0),
      feathering: plain(0),
    });
    const result = padded?.kind === 'image' ? (padded.pictures[0] as Picture) : halves;
    expect(result).toMatchObject({ width: 16, height: 8 });
    expect([pixel(result, 0, 0), pixel(result, 8, 0)]).toEqual([
      [127, 127, 127],
      [255, 0, 0],
    ]);
    const values = mask?.kind === 'mask' ? (mask.masks[0] as Mask) : undefined;
    expect([values?.data[0], values?.data[8]]).toEqual([255, 0]);
  });
});

describe('compositing', () => {
  const mask: Value = {
    kind: 'mask',
    masks: [{ width: 2, height: 1, data: Uint8Array.of(255, 0) }],
  };
  it('puts the source where the mask is full, and cuts what sticks out', async () => {
    const composed = await picture('ImageCompositeMasked', {
      destination: image(solid(3, 1, 0x0000ff)),
      source: image(solid(2, 1, 0xff0000)),
      x: plain(1),
      y: plain(0),
      resize_source: plain(false),
      mask,
    });
    expect([0, 1, 2].map((x) => pixel(composed, x, 0))).toEqual([
      [0, 0, 255],
      [255, 0, 0],
      [0, 0, 255],
    ]);
  });

  it('inverts masks and turns them into pictures and back', async () => {
    const [inverted] = await run('InvertMask', { mask });
    const grey = await picture('MaskToImage', { mask: inverted as Value });
    expect(pixel(grey, 1, 0)).toEqual([255, 255, 255]);
    const [back] = await run('ImageToMask', { image: image(grey), channel: plain('green') });
    expect(back).toMatchObject({ masks: [{ data: Uint8Array.of(0, 255) }] });
  });
});

describe('sampling', () => {
  const sampler = (steps: Record<string, Value>): Record<string, Value> => ({
    noise_seed: plain(5),
    latent_image: {
      kind: 'latent',
      latent: { width: 16, height: 16, count: 1, pictures: [solid(16, 16, 0x00ff00)] },
    },
    ...steps,
  });
  it('keeps the given picture where no step is made', async () => {
    const [value] = await run(
      'KSamplerAdvanced',
      sampler({ steps: plain(20), start_at_step: plain(20), end_at_step: plain(10000) }),
    );
    const kept = value?.kind === 'latent' ? value.latent.pictures[0] : undefined;
    expect(pixel(kept as Picture, 3, 3)).toEqual([0, 255, 0]);
  });

  it('makes as many pictures as the batch has', async () => {
    const [empty] = await run('EmptyLatentImage', {
      width: plain(16),
      height: plain(16),
      batch_size: plain(3),
    });
    const [sampled] = await run('KSampler', { seed: plain(1), latent_image: empty as Value });
    const pictures = sampled?.kind === 'latent' ? sampled.latent.pictures : [];
    expect(pictures).toHaveLength(3);
    expect(new Set(pictures.map((each) => Buffer.from(each.data).toString('hex'))).size).toBe(3);
  });

  it('raises as a node does where an input holds nothing of its kind', async () => {
    await expect(run('ImageInvert', {})).rejects.toMatchObject({ type: 'TypeError' });
  });
});
