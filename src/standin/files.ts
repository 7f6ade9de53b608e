/** Nodes that touch files: loading a picture, saving one under ComfyUI's counters, showing one. */

import { createHash, randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { entriesOf, type Json, type JsonObject } from '../base/json.ts';
import { channelOf, decode, encodePng, invertMask, opaque, solid } from './compute/raster.ts';
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
import {
  annotatedPath,
  type Folders,
  pathWithin,
  readOrNothing,
  writeWithFolders,
} from './folders.ts';
import type { GraphNode } from './graph.ts';
import { withTexts } from './png.ts';
import { pythonJson } from './python-json.ts';

/** What a node gives: values for those after it, and what `executed` and history say of it. */
export interface NodeResult {
  readonly values: readonly Value[];
  readonly ui?: JsonObject;
}

export interface FileTools {
  readonly folders: Folders;
  readonly prompt: JsonObject;
  readonly pictureInfo: JsonObject;
  readonly log: (line: string) => void;
}

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
  const letters = Array.from({ length: 5 }, () => String.fromCharCode(97 + randomInt(26))).join('');
  return writePictures(pictures, `ComfyUI_temp_${letters}`, 'temp', tools);
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

async function writePictures(
  pictures: readonly Picture[],
  prefix: string,
  kind: 'output' | 'temp',
  tools: FileTools,
): Promise<NodeResult> {
  const first = pictures[0] ?? solid(1, 1, 0);
  const folder = tools.folders.of(kind);
  const named = fillPrefix(prefix, first);
  const target = pathWithin(folder, dirname(named));
  if (target === undefined || named.startsWith('/')) {
    raise(
      'Exception',
      `Saving image outside the output folder is not allowed.\n full_output_folder: ${resolve(folder, dirname(named))}`,
    );
  }
  const name = basename(named);
  const texts: [string, string][] = [
    ['prompt', pythonJson(tools.prompt)],
    ...entriesOf(tools.pictureInfo).map(
      ([key, value]) => [key, pythonJson(value)] as [string, string],
    ),
  ];
  let counter = await nextCounter(target, name);
  const images: Json[] = [];
  for (const [index, picture] of pictures.entries()) {
    const stem = name.replaceAll('%batch_num%', String(index));
    const filename = `${stem}_${String(counter).padStart(5, '0')}_.png`;
    const png = await encodePng(picture, kind === 'temp' ? 1 : 4);
    await writeWithFolders(join(target, filename), withTexts(png, texts));
    const subfolder = dirname(named) === '.' ? '' : dirname(named);
    images.push({ filename, subfolder, type: kind });
    counter += 1;
  }
  return { values: [{ kind: 'image', pictures }], ui: { images } };
}

function fillPrefix(prefix: string, picture: Picture): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  const values: Readonly<Record<string, string>> = {
    '%width%': String(picture.width),
    '%height%': String(picture.height),
    '%year%': String(now.getFullYear()),
    '%month%': two(now.getMonth() + 1),
    '%day%': two(now.getDate()),
    '%hour%': two(now.getHours()),
    '%minute%': two(now.getMinutes()),
    '%second%': two(now.getSeconds()),
  };
  return Object.entries(values).reduce((text, [key, value]) => text.replaceAll(key, value), prefix);
}

/** One more than the highest number on disk of files that are named `<name>_<number>_…`. */
async function nextCounter(folder: string, name: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names
    .filter((each) => each.startsWith(`${name}_`))
    .map((each) => Number(each.slice(name.length + 1).split('_')[0]))
    .filter(Number.isInteger);
  return Math.max(0, ...numbers) + 1;
}
