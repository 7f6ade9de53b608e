/** `/upload/image` and `/upload/mask`: names, folders and refusals as ComfyUI has them. */

import { join } from 'node:path';
import { isJsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { decode, encodePng, sharp } from '../compute/raster.ts';
import {
  type Folders,
  folderKind,
  pathWithin,
  readOrNothing,
  writeWithFolders,
} from '../folders.ts';
import { type Answer, empty, json, type Request, type Route } from '../http.ts';
import { type FormPart, parseMultipart } from '../multipart.ts';
import { textsOf, withTexts } from '../png.ts';

/** Where an upload goes, before its name is settled. */
interface Target {
  readonly kind: 'input' | 'output' | 'temp';
  readonly subfolder: string;
  readonly folder: string;
  readonly name: string;
  readonly overwrite: boolean;
}

type Form = ReadonlyMap<string, FormPart>;

export function uploadRoutes(folders: Folders): readonly Route[] {
  return [
    { method: 'POST', path: '/upload/image', handle: (request) => uploadImage(request, folders) },
    { method: 'POST', path: '/upload/mask', handle: (request) => uploadMask(request, folders) },
  ];
}

function formOf(request: Request): Form {
  const parts = parseMultipart(request.headers['content-type'], request.body);
  return new Map(parts.map((part) => [part.name, part]));
}

function fieldOf(form: Form, name: string): string {
  return form.get(name)?.data.toString('utf8') ?? '';
}

/** Returns where to write, or the refusal; an unknown type raises on a real server. */
function targetOf(form: Form, folders: Folders): Target | Answer {
  const image = form.get('image');
  if (image?.fileName === undefined || image.fileName === '') return empty(400);
  const kind = folderKind(fieldOf(form, 'type') || 'input');
  if (kind === undefined) throw new Error('no such folder');
  const subfolder = fieldOf(form, 'subfolder');
  const folder = pathWithin(folders.of(kind), subfolder);
  if (folder === undefined) return empty(400);
  if (image.fileName.startsWith('/')) throw new Error('the name is an absolute path');
  if (pathWithin(folders.of(kind), join(subfolder, image.fileName)) === undefined)
    return empty(400);
  const overwrite = ['true', '1'].includes(fieldOf(form, 'overwrite'));
  return { kind, subfolder, folder, name: image.fileName, overwrite };
}

async function uploadImage(request: Request, folders: Folders): Promise<Answer> {
  const form = formOf(request);
  const target = targetOf(form, folders);
  if ('status' in target) return target;
  const bytes = form.get('image')?.data ?? Buffer.alloc(0);
  const name = await settleName(target, bytes);
  await writeWithFolders(join(target.folder, name), bytes);
  return json({ name, subfolder: target.subfolder, type: target.kind });
}

/** Equal bytes keep the name, other bytes get ` (1)`, ` (2)` … before the extension. */
async function settleName(target: Target, bytes: Buffer): Promise<string> {
  const { name } = target;
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 0; ; number += 1) {
    const candidate = number === 0 ? name : `${stem} (${number})${extension}`;
    const there = await readOrNothing(join(target.folder, candidate));
    if (there === undefined || target.overwrite || there.equals(bytes)) return candidate;
  }
}

/** The mask's alpha channel goes into a copy of the original, whose text chunks are kept. A missing original writes nothing. */
async function uploadMask(request: Request, folders: Folders): Promise<Answer> {
  const form = formOf(request);
  const target = targetOf(form, folders);
  if ('status' in target) return target;
  const parsed = parseJson(fieldOf(form, 'original_ref'), 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('no original_ref');
  const reference = (key: string) => String(member(parsed.value as never, key) ?? '');
  const kind = folderKind(reference('type') || 'output') ?? 'output';
  const path = pathWithin(folders.of(kind), join(reference('subfolder'), reference('filename')));
  const original = path === undefined ? undefined : await readOrNothing(path);
  if (original !== undefined) {
    const bytes = form.get('image')?.data ?? Buffer.alloc(0);
    await writeWithFolders(join(target.folder, target.name), await withMask(original, bytes));
  }
  return json({ name: target.name, subfolder: target.subfolder, type: target.kind });
}

async function withMask(original: Buffer, mask: Buffer): Promise<Buffer> {
  const picture = await decode(original);
  if (picture === undefined) throw new Error('the original is no image');
  const { width, height } = picture;
  const library = await sharp();
  const alpha = await library(mask).ensureAlpha().extractChannel(3).resize(width, height, {
    fit: 'fill',
  });
  const values = await alpha.raw().toBuffer();
  const data = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const from = pixel * picture.channels;
    data.set(picture.data.subarray(from, from + 3), pixel * 4);
    data[pixel * 4 + 3] = values[pixel] ?? 255;
  }
  return withTexts(await encodePng({ width, height, channels: 4, data }, 4), textsOf(original));
}
