/** Work on raw pixels: what sharp does well goes to sharp, loaded when first used; the rest is loops. */

import type sharpModule from 'sharp';
import type { Mask, Picture } from './values.ts';

type Sharp = typeof sharpModule;
let loading: Promise<Sharp> | undefined;

/** Returns the image library; the first call loads it. */
export function sharp(): Promise<Sharp> {
  loading ??= import('sharp').then((module) => module.default);
  return loading;
}

/** ComfyUI's scaling methods by what sharp calls its nearest kernel. */
const kernels: Readonly<Record<string, 'nearest' | 'linear' | 'cubic' | 'lanczos3'>> = {
  'nearest-exact': 'nearest',
  bilinear: 'linear',
  area: 'linear',
  bicubic: 'cubic',
  lanczos: 'lanczos3',
};

async function rawOf(picture: Picture) {
  const { width, height, channels, data } = picture;
  return (await sharp())(data, { raw: { width, height, channels } });
}

/** Returns the picture in another size; `method` is a name of ComfyUI's. */
export async function resize(
  picture: Picture,
  width: number,
  height: number,
  method: string,
): Promise<Picture> {
  if (width === picture.width && height === picture.height) return picture;
  const data = await (await rawOf(picture))
    .resize(width, height, { fit: 'fill', kernel: kernels[method] ?? 'cubic' })
    .raw()
    .toBuffer();
  return { width, height, channels: picture.channels, data };
}

/** Returns the largest middle part with the proportions of `width` to `height`, as `crop: center` does. */
export function cropToProportions(picture: Picture, width: number, height: number): Picture {
  const before = picture.width / picture.height;
  const after = width / height;
  if (before > after) {
    const kept = Math.round(picture.height * after);
    return crop(picture, Math.round((picture.width - kept) / 2), 0, kept, picture.height);
  }
  const kept = Math.round(picture.width / after);
  return crop(picture, 0, Math.round((picture.height - kept) / 2), picture.width, kept);
}

/** Returns the part of a picture that lies in the frame; the frame is moved inside as ComfyUI does. */
export function crop(
  picture: Picture,
  x: number,
  y: number,
  width: number,
  height: number,
): Picture {
  const { channels, data } = picture;
  const left = Math.min(x, picture.width - 1);
  const top = Math.min(y, picture.height - 1);
  const columns = Math.min(width, picture.width - left);
  const rows = Math.min(height, picture.height - top);
  const part = new Uint8Array(columns * rows * channels);
  for (let row = 0; row < rows; row += 1) {
    const from = ((top + row) * picture.width + left) * channels;
    part.set(data.subarray(from, from + columns * channels), row * columns * channels);
  }
  return { width: columns, height: rows, channels, data: part };
}

/** Returns the picture blurred by a Gaussian; below 0.3 there is nothing to see. */
export async function blur(picture: Picture, sigma: number): Promise<Picture> {
  if (sigma < 0.3) return picture;
  const data = await (await rawOf(picture)).blur(sigma).raw().toBuffer();
  return { ...picture, data };
}

/** Returns each sample of the picture changed by a table of 256 bytes. */
export function mapSamples(picture: Picture, change: (sample: number) => number): Picture {
  const table = Uint8Array.from({ length: 256 }, (_, sample) => clampByte(change(sample)));
  return { ...picture, data: picture.data.map((sample) => table[sample] ?? 0) };
}

export function clampByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Returns a picture of one colour, given as 0xRRGGBB. */
export function solid(width: number, height: number, color: number): Picture {
  const data = new Uint8Array(width * height * 3);
  const rgb = [(color >> 16) & 255, (color >> 8) & 255, color & 255];
  for (let at = 0; at < data.length; at += 1) data[at] = rgb[at % 3] ?? 0;
  return { width, height, channels: 3, data };
}

/** Returns the picture without its alpha channel; colours are left as they are. */
export function opaque(picture: Picture): Picture {
  if (picture.channels === 3) return picture;
  const data = new Uint8Array(picture.width * picture.height * 3);
  for (let pixel = 0; pixel < picture.width * picture.height; pixel += 1) {
    data.set(picture.data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  }
  return { ...picture, channels: 3, data };
}

/** Returns one channel of a picture as a mask; without an alpha channel alpha is full. */
export function channelOf(picture: Picture, channel: 0 | 1 | 2 | 3): Mask {
  const { width, height, channels } = picture;
  const data = new Uint8Array(width * height).fill(255);
  if (channel < channels) {
    for (let pixel = 0; pixel < data.length; pixel += 1) {
      data[pixel] = picture.data[pixel * channels + channel] ?? 0;
    }
  }
  return { width, height, data };
}

/** Returns the mask as a grey picture. */
export function greyOf(mask: Mask): Picture {
  const data = new Uint8Array(mask.data.length * 3);
  for (let at = 0; at < data.length; at += 1) data[at] = mask.data[Math.floor(at / 3)] ?? 0;
  return { width: mask.width, height: mask.height, channels: 3, data };
}

export function invertMask(mask: Mask): Mask {
  return { ...mask, data: mask.data.map((value) => 255 - value) };
}

/** Returns the mask in another size. */
export async function resizeMask(mask: Mask, width: number, height: number): Promise<Mask> {
  if (mask.width === width && mask.height === height) return mask;
  return channelOf(await resize(greyOf(mask), width, height, 'bilinear'), 0);
}

/** Returns decoded pixels, turned as the file's orientation says; undefined where the bytes are no image. */
export async function decode(bytes: Uint8Array): Promise<Picture | undefined> {
  const library = await sharp();
  try {
    const { data, info } = await library(bytes).rotate().toColourspace('srgb').raw().toBuffer({
      resolveWithObject: true,
    });
    if (info.channels === 3 || info.channels === 4) {
      return { width: info.width, height: info.height, channels: info.channels, data };
    }
    return grey(data, info.width, info.height, info.channels);
  } catch {
    return undefined;
  }
}

function grey(data: Uint8Array, width: number, height: number, channels: number): Picture {
  const mask = { width, height, data: new Uint8Array(width * height) };
  for (let pixel = 0; pixel < mask.data.length; pixel += 1) {
    mask.data[pixel] = data[pixel * channels] ?? 0;
  }
  return greyOf(mask);
}

/** Returns the picture as PNG; `level` is zlib's. */
export async function encodePng(picture: Picture, level: number): Promise<Buffer> {
  return (await rawOf(picture))
    .png({ compressionLevel: level, adaptiveFiltering: false })
    .toBuffer();
}
