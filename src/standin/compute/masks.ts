/** The mask nodes. */

import { channelOf, clampByte, greyOf, invertMask } from './raster.ts';
import { type Inputs, masksIn, numberIn, picturesIn, textIn, type Value } from './values.ts';

const channels: Readonly<Record<string, 0 | 1 | 2 | 3>> = { red: 0, green: 1, blue: 2, alpha: 3 };

export async function solidMask(inputs: Inputs): Promise<Value[]> {
  const width = numberIn(inputs, 'width', 512);
  const height = numberIn(inputs, 'height', 512);
  const data = new Uint8Array(width * height).fill(clampByte(numberIn(inputs, 'value', 1) * 255));
  return [{ kind: 'mask', masks: [{ width, height, data }] }];
}

export async function maskToImage(inputs: Inputs): Promise<Value[]> {
  return [{ kind: 'image', pictures: masksIn(inputs, 'mask').map(greyOf) }];
}

export async function imageToMask(inputs: Inputs): Promise<Value[]> {
  const channel = channels[textIn(inputs, 'channel')] ?? 0;
  const masks = picturesIn(inputs, 'image').map((picture) => channelOf(picture, channel));
  return [{ kind: 'mask', masks }];
}

export async function invertedMask(inputs: Inputs): Promise<Value[]> {
  return [{ kind: 'mask', masks: masksIn(inputs, 'mask').map(invertMask) }];
}
