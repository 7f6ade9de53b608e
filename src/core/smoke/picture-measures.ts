/** What the pixels of a picture say: its colours, how sharp it is, how much of it is noise. Pure arithmetic. */

import { greyOf, type Pixels } from './similarity.ts';

export interface PictureMeasures {
  /** Of red, green and blue, 0..255, over what is not wholly transparent. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Deviation of the transparency; absent where there is none. */
  readonly alphaDeviation?: number;
  /** Variance of the Laplacian of the grey values (Pech-Pacheco et al. 2000); absent in pictures too small to tell. */
  readonly sharpness?: number;
  /** 0 where neighbours are alike, 1 where pixels, or the 8 by 8 blocks of a decoded latent, are by chance. */
  readonly noise?: number;
}

/** Below this deviation of grey values nobody sees noise; it is a flat picture with some grain. */
const visible = 12;
/** A VAE decodes each value of a latent to 8 by 8 pixels. */
const latentScale = 8;
const fewestBlocks = 32;

export function measurePixels(pixels: Pixels): PictureMeasures {
  const colours = measureColours(pixels);
  if (pixels.width < 3 || pixels.height < 3) return colours;
  const grey = greyPlane(pixels);
  const blocks = shrunk(grey, latentScale);
  const isLarge = blocks.width >= fewestBlocks && blocks.height >= fewestBlocks;
  return {
    ...colours,
    sharpness: laplacianVariance(grey),
    noise: Math.max(chance(grey), isLarge ? chance(blocks) : 0),
  };
}

/** What lies under full transparency is nobody's colour: encoders leave anything there. */
function measureColours({ data }: Pixels): PictureMeasures {
  const colours = [0, 1, 2].map((channel) => channelOf(data, channel));
  const alpha = channelOf(data, 3, 0);
  const isOpaque = alpha.mean === 255;
  return {
    mean: colours.map(({ mean }) => mean),
    deviation: colours.map(({ deviation }) => deviation),
    ...(isOpaque ? {} : { alphaDeviation: alpha.deviation }),
  };
}

/** Mean and deviation of one channel over the pixels with at least this alpha; zero of none. */
function channelOf(data: Uint8Array, channel: number, leastAlpha = 1) {
  let [count, sum, squares] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) < leastAlpha) continue;
    const value = data[at + channel] ?? 0;
    count += 1;
    sum += value;
    squares += value * value;
  }
  const mean = count === 0 ? 0 : sum / count;
  const variance = count === 0 ? 0 : squares / count - mean * mean;
  return { mean, deviation: Math.sqrt(Math.max(0, variance)) };
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

function greyPlane({ width, height, data }: Pixels): Plane {
  const values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at += 1) values[at] = greyOf(data, at);
  return { width, height, values };
}

function shrunk(plane: Plane, scale: number): Plane {
  const width = Math.floor(plane.width / scale);
  const height = Math.floor(plane.height / scale);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height * scale; y += 1) {
    for (let x = 0; x < width * scale; x += 1) {
      const cell = Math.floor(y / scale) * width + Math.floor(x / scale);
      values[cell] = (values[cell] ?? 0) + (plane.values[y * plane.width + x] ?? 0);
    }
  }
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) / (scale * scale);
  return { width, height, values };
}

function laplacianVariance({ width, height, values }: Plane): number {
  let [count, sum, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around =
        (values[at - 1] ?? 0) +
        (values[at + 1] ?? 0) +
        (values[at - width] ?? 0) +
        (values[at + width] ?? 0);
      const value = around - 4 * (values[at] ?? 0);
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  return squares / count - (sum / count) ** 2;
}

/** One minus the correlation of each value with those right of it and below it. */
function chance({ width, height, values }: Plane): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const variance = squares / values.length - mean * mean;
  if (variance < visible * visible) return 0;
  let [product, pairs] = [0, 0];
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const at = y * width + x;
      const own = (values[at] ?? 0) - mean;
      product += own * ((values[at + 1] ?? 0) + (values[at + width] ?? 0) - 2 * mean);
      pairs += 2;
    }
  }
  return Math.min(1, Math.max(0, 1 - product / pairs / variance));
}
