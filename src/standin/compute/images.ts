/** The model-free image nodes, computed with the formulas of ComfyUI's own nodes. */

import {
  blur,
  clampByte,
  crop,
  cropToProportions,
  mapSamples,
  opaque,
  resize,
  resizeMask,
  solid,
} from './raster.ts';
import {
  flagIn,
  type Inputs,
  type Mask,
  masksIn,
  numberIn,
  type Picture,
  picturesIn,
  textIn,
  type Value,
} from './values.ts';

const image = (pictures: readonly Picture[]): Value[] => [{ kind: 'image', pictures }];

async function each(
  inputs: Inputs,
  change: (picture: Picture) => Picture | Promise<Picture>,
): Promise<Value[]> {
  return image(await Promise.all(picturesIn(inputs, 'image').map(change)));
}

export async function emptyImage(inputs: Inputs): Promise<Value[]> {
  const width = numberIn(inputs, 'width', 512);
  const height = numberIn(inputs, 'height', 512);
  const picture = solid(width, height, numberIn(inputs, 'color', 0));
  return image(Array.from({ length: numberIn(inputs, 'batch_size', 1) }, () => picture));
}

/** A side of 0 follows the other in proportion; both 0 leave the picture alone. */
export async function imageScale(inputs: Inputs): Promise<Value[]> {
  return each(inputs, (picture) => {
    let width = numberIn(inputs, 'width', 512);
    let height = numberIn(inputs, 'height', 512);
    if (width === 0 && height === 0) return picture;
    if (width === 0) width = Math.max(1, Math.round((picture.width * height) / picture.height));
    if (height === 0) height = Math.max(1, Math.round((picture.height * width) / picture.width));
    const cropped =
      textIn(inputs, 'crop') === 'center' ? cropToProportions(picture, width, height) : picture;
    return resize(cropped, width, height, textIn(inputs, 'upscale_method'));
  });
}

export async function imageScaleBy(inputs: Inputs): Promise<Value[]> {
  const factor = numberIn(inputs, 'scale_by', 1);
  return each(inputs, (picture) =>
    resize(
      picture,
      Math.max(1, Math.round(picture.width * factor)),
      Math.max(1, Math.round(picture.height * factor)),
      textIn(inputs, 'upscale_method'),
    ),
  );
}

export async function imageInvert(inputs: Inputs): Promise<Value[]> {
  return each(inputs, (picture) => mapSamples(opaque(picture), inverted));
}

/** In single precision and cut off, as the real server computes and saves: 204 gives 50, not 51. */
function inverted(sample: number): number {
  return Math.trunc(Math.fround(255 * Math.fround(1 - Math.fround(sample / 255))));
}

export async function imageCrop(inputs: Inputs): Promise<Value[]> {
  return each(inputs, (picture) =>
    crop(
      picture,
      numberIn(inputs, 'x', 0),
      numberIn(inputs, 'y', 0),
      numberIn(inputs, 'width', 512),
      numberIn(inputs, 'height', 512),
    ),
  );
}

export async function imageBlur(inputs: Inputs): Promise<Value[]> {
  const radius = numberIn(inputs, 'blur_radius', 1);
  if (radius === 0) return image(picturesIn(inputs, 'image'));
  return each(inputs, (picture) => blur(picture, numberIn(inputs, 'sigma', 1)));
}

export async function imageBatch(inputs: Inputs): Promise<Value[]> {
  const first = picturesIn(inputs, 'image1');
  const { width, height } = first[0] as Picture;
  const second = await Promise.all(
    picturesIn(inputs, 'image2').map((picture) => fitTo(picture, width, height, 'bilinear')),
  );
  return image([...first, ...second]);
}

function fitTo(picture: Picture, width: number, height: number, method: string) {
  if (picture.width === width && picture.height === height) return picture;
  return resize(cropToProportions(picture, width, height), width, height, method);
}

/** Blend modes on samples between 0 and 1. */
const blendModes: Readonly<Record<string, (first: number, second: number) => number>> = {
  normal: (_, second) => second,
  multiply: (first, second) => first * second,
  screen: (first, second) => 1 - (1 - first) * (1 - second),
  overlay: (first, second) =>
    first <= 0.5 ? 2 * first * second : 1 - 2 * (1 - first) * (1 - second),
  soft_light: (first, second) =>
    second <= 0.5
      ? first - (1 - 2 * second) * first * (1 - first)
      : first + (2 * second - 1) * (softCurve(first) - first),
  difference: (first, second) => first - second,
};

function softCurve(value: number): number {
  return value <= 0.25 ? ((16 * value - 12) * value + 4) * value : Math.sqrt(value);
}

export async function imageBlend(inputs: Inputs): Promise<Value[]> {
  const factor = numberIn(inputs, 'blend_factor', 0.5);
  const mode = blendModes[textIn(inputs, 'blend_mode')] ?? ((_, second) => second);
  const seconds = picturesIn(inputs, 'image2');
  const blended = picturesIn(inputs, 'image1').map(async (given, index) => {
    const first = opaque(given);
    const other = opaque(seconds[index % seconds.length] as Picture);
    const second = await fitTo(other, first.width, first.height, 'bicubic');
    return combine(first, second, (left, right) => {
      const value = mode(left / 255, right / 255);
      return (left / 255) * (1 - factor) * 255 + value * factor * 255;
    });
  });
  return image(await Promise.all(blended));
}

function combine(
  first: Picture,
  second: Picture,
  change: (left: number, right: number) => number,
): Picture {
  const data = first.data.map((sample, at) => clampByte(change(sample, second.data[at] ?? 0)));
  return { ...first, data };
}

export async function imageCompositeMasked(inputs: Inputs): Promise<Value[]> {
  const sources = picturesIn(inputs, 'source');
  const masks = inputs.has('mask') ? masksIn(inputs, 'mask') : [];
  const x = numberIn(inputs, 'x', 0);
  const y = numberIn(inputs, 'y', 0);
  const composed = picturesIn(inputs, 'destination').map(async (given, index) => {
    const destination = opaque(given);
    const plain = opaque(sources[index % sources.length] as Picture);
    const source = flagIn(inputs, 'resize_source')
      ? await resize(plain, destination.width, destination.height, 'bilinear')
      : plain;
    const mask = masks[index % Math.max(1, masks.length)];
    return paste(
      destination,
      source,
      mask === undefined ? undefined : await resizeMask(mask, source.width, source.height),
      { x, y },
    );
  });
  return image(await Promise.all(composed));
}

function paste(
  destination: Picture,
  source: Picture,
  mask: Mask | undefined,
  at: { readonly x: number; readonly y: number },
): Picture {
  const data = Uint8Array.from(destination.data);
  const columns = Math.min(source.width, destination.width - at.x);
  const rows = Math.min(source.height, destination.height - at.y);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const weight = mask === undefined ? 1 : (mask.data[row * mask.width + column] ?? 0) / 255;
      const from = (row * source.width + column) * 3;
      const to = ((row + at.y) * destination.width + column + at.x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const under = data[to + channel] ?? 0;
        data[to + channel] = clampByte(
          under + ((source.data[from + channel] ?? 0) - under) * weight,
        );
      }
    }
  }
  return { ...destination, data };
}

/** The new border is grey; the mask is full there and falls off inside over `feathering` pixels. */
export async function imagePad(inputs: Inputs): Promise<Value[]> {
  const side = (name: string) => numberIn(inputs, name, 0);
  const pictures = picturesIn(inputs, 'image').map(opaque);
  const { width, height } = pictures[0] as Picture;
  const frame = {
    width: width + side('left') + side('right'),
    height: height + side('top') + side('bottom'),
  };
  const padded = pictures.map((picture) =>
    paste(solid(frame.width, frame.height, 0x7f7f7f), picture, undefined, {
      x: side('left'),
      y: side('top'),
    }),
  );
  const mask: Mask = { ...frame, data: new Uint8Array(frame.width * frame.height).fill(255) };
  const feathering = numberIn(inputs, 'feathering', 40);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const distance = Math.min(
        side('left') > 0 ? column : width,
        side('right') > 0 ? width - column : width,
        side('top') > 0 ? row : height,
        side('bottom') > 0 ? height - row : height,
      );
      const inside = feathering === 0 ? 0 : Math.max(0, (feathering - distance) / feathering);
      mask.data[(row + side('top')) * frame.width + column + side('left')] = clampByte(
        inside * inside * 255,
      );
    }
  }
  return [...image(padded), { kind: 'mask', masks: [mask] }];
}
