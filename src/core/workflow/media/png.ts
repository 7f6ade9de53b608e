/** Takes text out of a PNG file: ComfyUI keeps the prompt and the canvas of a picture in text chunks. */

import { crc32, inflateSync } from 'node:zlib';
import {
  cutOff,
  failed,
  latin1,
  type MediaTexts,
  maxParts,
  maxTextBytes,
  utf8,
  viewOf,
} from './texts.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Chunk types that carry text; `comf` is ComfyUI's own in animated PNG files (nodes_images.py, SaveAnimatedPNG). */
const textChunks = new Set(['tEXt', 'zTXt', 'iTXt', 'comf']);

function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/**
 * Returns keyword → text of all text chunks, the first of a keyword winning, or why the file cannot be trusted. Chunks are
 * read by their lengths, nothing outside of the bytes, and no more than 64 MiB of text in all.
 */
export function readPngTexts(bytes: Uint8Array): MediaTexts {
  if (!isPng(bytes)) return failed('it does not begin as a PNG file');
  const view = viewOf(bytes);
  const texts = new Map<string, string>();
  let at = signature.length;
  let room = maxTextBytes;
  for (let count = 0; at < bytes.length; count += 1) {
    if (count > maxParts) return failed('it has too many chunks');
    if (at + 12 > bytes.length) return cutOff;
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) return cutOff;
    const type = latin1(bytes.subarray(at + 4, at + 8));
    if (textChunks.has(type)) {
      if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
        return failed(`a ${type} chunk is damaged (its checksum differs)`);
      }
      const found = readText(type, bytes.subarray(at + 8, end), room);
      if (found === undefined) return failed(`a ${type} chunk cannot be read`);
      const [keyword, text] = found;
      room -= text.length;
      if (!texts.has(keyword)) texts.set(keyword, text);
    }
    at = end + 4;
    if (type === 'IEND') break;
  }
  return { ok: true, texts };
}

/** The layouts of PNG (third edition) sections 11.3.3.2 to 11.3.3.4. */
function readText(
  type: string,
  data: Uint8Array,
  room: number,
): readonly [string, string] | undefined {
  const end = data.indexOf(0);
  if (end <= 0 || end > 79) return undefined;
  const keyword = latin1(data.subarray(0, end));
  const rest = data.subarray(end + 1);
  if (type === 'tEXt' || type === 'comf') return [keyword, loose(rest)];
  if (type === 'zTXt') {
    const text = rest[0] === 0 ? inflate(rest.subarray(1), room) : undefined;
    return text === undefined ? undefined : [keyword, loose(text)];
  }
  const [isCompressed, method] = rest;
  const afterLanguage = rest.indexOf(0, 2) + 1;
  const afterTranslation = afterLanguage === 0 ? 0 : rest.indexOf(0, afterLanguage) + 1;
  if (afterTranslation === 0) return undefined;
  const body = rest.subarray(afterTranslation);
  if (isCompressed === 0) return withKeyword(keyword, utf8(body));
  const inflated = isCompressed === 1 && method === 0 ? inflate(body, room) : undefined;
  return inflated === undefined ? undefined : withKeyword(keyword, utf8(inflated));
}

function withKeyword(keyword: string, text: string | undefined) {
  return text === undefined ? undefined : ([keyword, text] as const);
}

/** Small files can hold texts of any length: `room` is what may still come out, in bytes. */
function inflate(bytes: Uint8Array, room: number): Uint8Array | undefined {
  if (room <= 0) return undefined;
  try {
    return inflateSync(bytes, { maxOutputLength: room });
  } catch {
    return undefined;
  }
}

/** Latin-1 by the standard; tools that write UTF-8 there anyway are understood. */
function loose(bytes: Uint8Array): string {
  return utf8(bytes) ?? latin1(bytes);
}
