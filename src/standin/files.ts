/** Nodes that touch files: loading a picture, saving one under ComfyUI's counters, showing one. */

import { createHash } from 'node:crypto';
import { channelOf, decode, invertMask, opaque } from './compute/raster.ts';
import { paint } from './compute/sampling.ts';
import {
  type Inputs,
  type Mask,
  type Picture,
  picturesIn,
  raise,
  textIn,
  type Value,
} from './compute/values.ts';
import { annotatedPath, type Folders, readOrNothing } from './folders.ts';
import type { GraphNode } from './graph.ts';
import { type FileTools, type NodeResult, tempPrefix, writePictures } from './saving.ts';

const loaders: ReadonlySet<string> = new Set(['LoadImage', 'LoadImageMask']);

export function isLoader(classType: string): boolean {
  return loaders.has(classType);
}

/** Returns a digest of the file that a loader names, so that a changed file is computed anew. */
export async function loadedContent(node: GraphNode, folders: Folders): Promise<string> {
  const name = node.inputs.find(([input]) => input === 'image')?.[1];
  if (typeof name !== 'string') return '';
  const { path } = annotatedPath(folders, name);
  const bytes = path === undefined ? undefined : await readOrNothing(path);
  return bytes === undefined ? '' : createHash('sha256').update(bytes).digest('hex');
}

/** A file that the catalog lists and that is not there is painted, so that recorded workflows run. */
export async function loadImage(
  classType: string,
  inputs: Inputs,
  tools: FileTools,
): Promise<NodeResult> {
  const name = textIn(inputs, 'image');
  const { path } = annotatedPath(tools.folders, name);
  if (path === undefined) raise('FileNotFoundError', `${name} lies outside of the folder`);
  const bytes = await readOrNothing(path);
  if (bytes === undefined) tools.log(`${name} is not in the input folder: painted in its place`);
  const picture = bytes === undefined ? await paint(name, name, 512, 512) : await decode(bytes);
  if (picture === undefined)
    raise('PIL.UnidentifiedImageError', `cannot identify image file ${name}`);
  if (classType === 'LoadImageMask')
    return { values: [maskOf(picture, textIn(inputs, 'channel'))] };
  return {
    values: [
      { kind: 'image', pictures: [opaque(picture)] },
      { kind: 'mask', masks: [transparency(picture)] },
    ],
  };
}

/** What is transparent is masked; a picture without alpha has an empty mask of 64×64. */
function transparency(picture: Picture): Mask {
  if (picture.channels === 4) return invertMask(channelOf(picture, 3));
  return { width: 64, height: 64, data: new Uint8Array(64 * 64) };
}

function maskOf(picture: Picture, channel: string): Value {
  if (channel === 'alpha') return { kind: 'mask', masks: [transparency(picture)] };
  const index = channel === 'green' ? 1 : channel === 'blue' ? 2 : 0;
  return { kind: 'mask', masks: [channelOf(picture, index)] };
}

/** SaveImage: PNG files in the output folder. */
export async function saveImages(inputs: Inputs, tools: FileTools): Promise<NodeResult> {
  const pictures = picturesIn(inputs, 'images');
  const prefix = inputs.has('filename_prefix') ? textIn(inputs, 'filename_prefix') : 'ComfyUI';
  return writePictures(pictures, prefix, 'output', tools);
}

/** PreviewImage: PNG files in the temp folder, under a name that differs between servers. */
export function previewImages(pictures: readonly Picture[], tools: FileTools): Promise<NodeResult> {
  return writePictures(pictures, tempPrefix(), 'temp', tools);
}

/** An output node that is not computed: its pictures are saved, of anything else it is said that nothing was made. */
export async function unknownOutput(
  classType: string,
  inputs: Inputs,
  tools: FileTools,
): Promise<NodeResult> {
  const pictures = [...inputs.values()].flatMap((value) =>
    value.kind === 'image' ? value.pictures : [],
  );
  if (pictures.length > 0) {
    const prefix = textIn(inputs, 'filename_prefix') || classType;
    return writePictures(pictures, prefix, 'output', tools);
  }
  return { values: [], ui: { text: [`${classType} is not computed by the stand-in`] } };
}
