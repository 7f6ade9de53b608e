/** Files that output nodes write: under ComfyUI's counters, one for each picture or one for all. */

import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { entriesOf, type Json, type JsonObject } from '../base/json.ts';
import { encodePng, solid } from './compute/raster.ts';
import {
  type Inputs,
  numberIn,
  type Picture,
  picturesIn,
  raise,
  type Sound,
  textIn,
  type Value,
} from './compute/values.ts';
import { type Folders, pathWithin, writeWithFolders } from './folders.ts';
import { animatedWebp, type Clip, flac, mp3, mp4, webm } from './media.ts';
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
  /** Nodes of the newer kind write `name_00001.flac`, with nothing after the number. */
  readonly hasBareNumbers: boolean;
  readonly log: (line: string) => void;
}

type FileKind = 'output' | 'temp';

export async function writePictures(
  pictures: readonly Picture[],
  prefix: string,
  kind: FileKind,
  tools: FileTools,
): Promise<NodeResult> {
  const place = await placeOf(prefix, kind, tools, pictures[0]);
  const images: Json[] = [];
  for (const [index, picture] of pictures.entries()) {
    const png = withTexts(await encodePng(picture, kind === 'temp' ? 1 : 4), textsOf(tools));
    images.push(await place.write(png, '_.png', index));
  }
  return { values: [{ kind: 'image', pictures }], ui: { images } };
}

function textsOf({ prompt, pictureInfo }: FileTools): [string, string][] {
  const info = entriesOf(pictureInfo).map(
    ([key, value]) => [key, pythonJson(value)] as [string, string],
  );
  return [['prompt', pythonJson(prompt)], ...info];
}

interface Place {
  /** Returns what `executed` says of the file; each has the next number. */
  readonly write: (bytes: Uint8Array, ending: string, index?: number) => Promise<Json>;
}

async function placeOf(
  prefix: string,
  kind: FileKind,
  { folders }: FileTools,
  first: Picture = solid(1, 1, 0),
): Promise<Place> {
  const folder = folders.of(kind);
  const named = fillPrefix(prefix, first);
  const target = pathWithin(folder, dirname(named));
  if (target === undefined || named.startsWith('/')) {
    raise(
      'Exception',
      `Saving image outside the output folder is not allowed.\n full_output_folder: ${resolve(folder, dirname(named))}`,
    );
  }
  const name = basename(named);
  const subfolder = dirname(named) === '.' ? '' : dirname(named);
  let counter = await nextCounter(target, name);
  return {
    write: async (bytes, ending, index = 0) => {
      const stem = name.replaceAll('%batch_num%', String(index));
      const filename = `${stem}_${String(counter).padStart(5, '0')}${ending}`;
      await writeWithFolders(join(target, filename), bytes);
      counter += 1;
      return { filename, subfolder, type: kind };
    },
  };
}

type Saver = (inputs: Inputs, tools: FileTools) => Promise<NodeResult>;

/** One file for all pictures, which is said to move. */
function moving(
  extension: string,
  encode: (clip: Clip) => Buffer | Promise<Buffer>,
  input = 'images',
): Saver {
  return async (inputs, tools) => {
    const pictures = picturesIn(inputs, input);
    const value = inputs.get(input);
    const told = value?.kind === 'image' ? value.fps : undefined;
    const place = await placeOf(textIn(inputs, 'filename_prefix'), 'output', tools, pictures[0]);
    const bytes = await encode({ pictures, fps: told ?? numberIn(inputs, 'fps', 24) });
    const file = await place.write(bytes, `_.${extension}`);
    return { values: [], ui: { images: [file], animated: [true] } };
  };
}

function sounding(extension: string, encode: (sound: Sound) => Buffer, kind: FileKind): Saver {
  return async (inputs, tools) => {
    const given = inputs.get('audio');
    const sound = given?.kind === 'sound' ? given.sound : { seconds: 1, rate: 44_100, channels: 2 };
    const prefix = kind === 'temp' ? tempPrefix() : textIn(inputs, 'filename_prefix');
    const isBare = tools.hasBareNumbers && kind === 'output';
    const place = await placeOf(prefix, kind, tools);
    const file = await place.write(encode(sound), `${isBare ? '' : '_'}.${extension}`);
    return { values: [], ui: { audio: [file] } };
  };
}

const saveText: Saver = async (inputs, tools) => {
  const text = textIn(inputs, 'text');
  const place = await placeOf(textIn(inputs, 'filename_prefix'), 'output', tools);
  const file = await place.write(Buffer.from(text), `.${textIn(inputs, 'format') || 'txt'}`);
  return { values: [], ui: { text: [text], files: [file] } };
};

const saveAdvanced: Saver = async (inputs, tools) => {
  const pictures = picturesIn(inputs, 'images');
  const place = await placeOf(textIn(inputs, 'filename_prefix'), 'output', tools, pictures[0]);
  const images: Json[] = [];
  for (const [index, picture] of pictures.entries())
    images.push(
      await place.write(withTexts(await encodePng(picture, 4), textsOf(tools)), '.png', index),
    );
  return { values: [], ui: { images } };
};

/** The first picture alone: nothing here writes an animated PNG. */
const firstPng = async ({ pictures: [first] }: Clip): Promise<Buffer> =>
  Buffer.from(await encodePng(first ?? solid(1, 1, 0), 4));

const savers: ReadonlyMap<string, Saver> = new Map([
  ['SaveAnimatedWEBP', moving('webp', animatedWebp)],
  ['SaveAnimatedPNG', moving('png', firstPng)],
  ['SaveWEBM', moving('webm', webm)],
  ['SaveVideo', moving('mp4', mp4, 'video')],
  ['SaveAudio', sounding('flac', flac, 'output')],
  ['SaveAudioMP3', sounding('mp3', mp3, 'output')],
  ['PreviewAudio', sounding('flac', flac, 'temp')],
  ['SaveText', saveText],
  ['SaveImageAdvanced', saveAdvanced],
]);

export function saverOf(classType: string): Saver | undefined {
  return savers.get(classType);
}

/** Names in the temp folder differ between servers. */
export function tempPrefix(): string {
  const letters = Array.from({ length: 5 }, () => String.fromCharCode(97 + randomInt(26)));
  return `ComfyUI_temp_${letters.join('')}`;
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

/** One more than the highest number on disk of files that are named `<name>_<number>…`. */
async function nextCounter(folder: string, name: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names
    .filter((each) => each.startsWith(`${name}_`))
    .map((each) => Number(each.slice(name.length + 1).split(/[_.]/)[0]))
    .filter(Number.isInteger);
  return Math.max(0, ...numbers) + 1;
}
