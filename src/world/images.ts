/** The Images port over sharp: what a picture is, and its pixels. */

import sharp from 'sharp';
import type { ImageFacts, Images } from './ports.ts';

/** Larger pictures are refused: a hostile header may claim any size. */
const limitInputPixels = 128 * 1024 * 1024;

export const images: Images = {
  describe: async (bytes) => {
    try {
      const image = sharp(bytes, { limitInputPixels, failOn: 'error' });
      const [metadata, statistics] = await Promise.all([image.metadata(), image.stats()]);
      const colours = statistics.channels.slice(0, metadata.hasAlpha ? -1 : undefined);
      return {
        format: metadata.format,
        width: metadata.width,
        height: metadata.height,
        channels: statistics.channels.length,
        hasAlpha: metadata.hasAlpha,
        mean: colours.map((each) => each.mean),
        deviation: colours.map((each) => each.stdev),
        entropy: statistics.entropy,
      } satisfies ImageFacts;
    } catch {
      return undefined;
    }
  },
  pixels: async (bytes) => {
    try {
      const image = sharp(bytes, { limitInputPixels, failOn: 'error' });
      const { data, info } = await image
        .toColourspace('srgb')
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, data };
    } catch {
      return undefined;
    }
  },
  thumbnail: async (bytes, edge) => {
    try {
      return await sharp(bytes, { limitInputPixels, failOn: 'error' })
        .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 60 })
        .toBuffer();
    } catch {
      return undefined;
    }
  },
  png: ({ width, height, data }) =>
    sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
};
