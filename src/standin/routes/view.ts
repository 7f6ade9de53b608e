/** `/view`: files of input, output and temp, with previews, channels, ranges, and the refusals of the real server. */

import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { decode, encodePng, opaque, sharp } from '../compute/raster.ts';
import { annotatedPath, type Folders, folderKind, pathWithin, readOrNothing } from '../folders.ts';
import { type Answer, empty, type Request, type Route } from '../http.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.flac': 'audio/flac',
  '.mp3': 'audio/mpeg',
};

export function viewRoutes(folders: Folders, hidesSniffing: boolean): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/view',
      handle: (request) => view(request, folders, hidesSniffing),
    },
  ];
}

async function view(request: Request, folders: Folders, hidesSniffing: boolean): Promise<Answer> {
  const found = placeOf(request.query, folders);
  if ('status' in found) return found;
  const bytes = await readOrNothing(found.path);
  if (bytes === undefined) return empty(404);
  const headers = {
    'content-disposition': `filename="${basename(found.path).replaceAll(/["\r\n]/g, '_')}"`,
    ...(hidesSniffing ? { 'x-content-type-options': 'nosniff' } : {}),
  };
  const changed = await changedPicture(request.query, bytes);
  if (changed !== undefined) {
    return {
      status: 200,
      headers: { ...headers, 'content-type': changed.type },
      body: changed.body,
    };
  }
  return wholeFile(request, found.path, bytes, headers);
}

function placeOf(query: URLSearchParams, folders: Folders): { readonly path: string } | Answer {
  const name = query.get('filename');
  if (name === null) return empty(404);
  const annotation = annotatedPath(folders, name);
  const plain = name.replace(/ \[(input|output|temp)\]$/, '');
  if (plain === '' || plain.startsWith('/') || plain.includes('..')) return empty(400);
  const kind = plain === name ? folderKind(query.get('type') ?? 'output') : annotation.kind;
  if (kind === undefined) return empty(400);
  const folder = pathWithin(folders.of(kind), query.get('subfolder') ?? '');
  if (folder === undefined) return empty(403);
  return { path: join(folder, basename(plain)) };
}

/** `preview=webp;90` and `channel=rgb|a` give another picture; every other format of a preview becomes WebP. */
async function changedPicture(
  query: URLSearchParams,
  bytes: Buffer,
): Promise<{ readonly type: string; readonly body: Buffer } | undefined> {
  const preview = query.get('preview');
  const channel = query.get('channel');
  if (preview === null && channel !== 'rgb' && channel !== 'a') return undefined;
  const decoded = await decode(bytes);
  if (decoded === undefined) throw new Error('no picture');
  const picture = channel === 'rgb' ? opaque(decoded) : decoded;
  const library = await sharp();
  if (preview !== null) {
    const [format, quality] = preview.split(';');
    const { data, width, height, channels } = picture;
    const raw = library(data, { raw: { width, height, channels } });
    const options = { quality: Number(quality) || 90 };
    return format === 'jpeg'
      ? { type: 'image/jpeg', body: await raw.flatten().jpeg(options).toBuffer() }
      : { type: 'image/webp', body: await raw.webp(options).toBuffer() };
  }
  if (channel === 'rgb') return { type: 'image/png', body: await encodePng(picture, 6) };
  const { width, height } = picture;
  const data = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    data[pixel * 4 + 3] = picture.channels === 4 ? (picture.data[pixel * 4 + 3] ?? 0) : 255;
  }
  return { type: 'image/png', body: await encodePng({ width, height, channels: 4, data }, 6) };
}

async function wholeFile(
  request: Request,
  path: string,
  bytes: Buffer,
  given: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { mtimeMs } = await stat(path);
  const etag = `"${Math.round(mtimeMs * 1000).toString(16)}-${bytes.length.toString(16)}"`;
  const headers = {
    ...given,
    'content-type': contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    etag,
    'last-modified': new Date(mtimeMs).toUTCString(),
  };
  if (request.headers['if-none-match'] === etag) return { status: 304, headers };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers['range'] ?? '');
  const ranged = { ...headers, 'accept-ranges': 'bytes' };
  if (range === null) return { status: 200, headers: ranged, body: bytes };
  const first = Number(range[1]);
  const last = Math.min(bytes.length - 1, range[2] === '' ? bytes.length - 1 : Number(range[2]));
  return {
    status: 206,
    headers: { ...ranged, 'content-range': `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.subarray(first, last + 1),
  };
}
