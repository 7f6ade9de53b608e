/** The Images port over sharp: what a picture is, and its pixels. */

import sharp from 'sharp';
import type { Images } from './ports.ts';

/** Larger pictures are refused: a hostile header may claim any size. */
const limitInputPixels = 128 * 1024 * 1024;

export const images: Images = {
  read: async (bytes) => {
    try {
      const image = sharp(bytes, { limitInputPixels, failOn: 'error' });
      const { format, hasAlpha } = await image.metadata();
      const { data, info } = await image
        .toColourspace('srgb')
        .ensureAlpha()
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return { format, width: info.width, height: info.height, hasAlpha, data };
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
  drawn: async (svg) => {
    try {
      return await sharp(Buffer.from(svg), { limitInputPixels, unlimited: true })
        .png({ palette: true })
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
