/** Takes text out of an AVIF picture: the same EXIF tags as in WebP, as an item that the `meta` box tells where to find. */

import { type Box, boxesOf, named } from './boxes.ts';
import { readExif } from './exif.ts';
import { cutOff, latin1, type MediaTexts, viewOf, withWhatCame } from './texts.ts';

/** Reads the first item of type `Exif` (ISO/IEC 23008-12, annex A); pictures in a row have it too. */
export function readAvifTexts(bytes: Uint8Array): MediaTexts {
  const texts = new Map<string, string>();
  const top = boxesOf(bytes);
  const [meta] = named(top.boxes, 'meta');
  if (meta === undefined) return top.isCut ? cutOff : { ok: true, texts };
  const { boxes } = boxesOf(meta.subarray(4));
  const item = exifItem(boxes);
  const part = item === undefined ? undefined : itemBytes(bytes, boxes, item);
  if (part === 'cut') return cutOff;
  if (part === undefined) return top.isCut ? withWhatCame(texts) : { ok: true, texts };
  // Four bytes, and perhaps a mark, stand in front of the TIFF structure.
  const buffer = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  const starts = ['II*\0', 'MM\0*'].map((head) => buffer.indexOf(head, 0, 'latin1'));
  const start = Math.min(...starts.filter((at) => at !== -1));
  if (!Number.isFinite(start)) return { ok: true, texts };
  return readExif(part.subarray(start), texts) ?? { ok: true, texts };
}

/** The number of the first item of EXIF data in `iinf` (ISO/IEC 14496-12, section 8.11.6); old entries name no type. */
function exifItem(boxes: readonly Box[]): number | undefined {
  for (const info of named(boxes, 'iinf')) {
    const head = info[0] === 0 ? 6 : 8;
    for (const entry of named(boxesOf(info.subarray(head)).boxes, 'infe')) {
      const version = entry[0] ?? 0;
      const width = version === 2 ? 2 : 4;
      if (version < 2 || entry.length < 10 + width) continue;
      if (latin1(entry.subarray(6 + width, 10 + width)) === 'Exif') {
        return integer(entry, 4, width);
      }
    }
  }
  return undefined;
}

/** The bytes of an item as `iloc` tells (section 8.11.3): parts of the file or of `idat`, joined. */
function itemBytes(
  bytes: Uint8Array,
  boxes: readonly Box[],
  item: number,
): Uint8Array | 'cut' | undefined {
  const [table] = named(boxes, 'iloc');
  if (table === undefined || table.length < 8) return undefined;
  const place = placeOf(table, item);
  if (place === undefined) return undefined;
  const source = place.isInside ? named(boxes, 'idat')[0] : bytes;
  if (source === undefined) return undefined;
  let total = 0;
  const parts: Uint8Array[] = [];
  for (const { offset, length } of place.extents) {
    const end = length === 0 ? source.length : offset + length;
    total += end - offset;
    // Parts that overlap would let a small file hold data without end.
    if (end > source.length || offset > end || total > source.length) return 'cut';
    parts.push(source.subarray(offset, end));
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

interface ItemPlace {
  /** The offsets are those of the `idat` box, not of the file. */
  readonly isInside: boolean;
  readonly extents: readonly { readonly offset: number; readonly length: number }[];
}

function placeOf(table: Uint8Array, wanted: number): ItemPlace | undefined {
  const version = table[0] ?? 0;
  const [sizes = 0, more = 0] = table.subarray(4, 6);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, more >> 4];
  const indexSize = version === 0 ? 0 : more & 15;
  const idSize = version < 2 ? 2 : 4;
  const count = integer(table, 6, idSize);
  let at = 6 + idSize;
  for (let index = 0; index < count && at < table.length; index += 1) {
    const id = integer(table, at, idSize);
    at += idSize;
    const method = version === 0 ? 0 : integer(table, at, 2) & 15;
    at += (version === 0 ? 0 : 2) + 2;
    const base = integer(table, at, baseSize);
    at += baseSize;
    const extentCount = integer(table, at, 2);
    at += 2;
    const width = indexSize + offsetSize + lengthSize;
    if (id === wanted) {
      if (method > 1 || at + extentCount * width > table.length) return undefined;
      const extents = Array.from({ length: extentCount }, (_, each) => {
        const start = at + each * width + indexSize;
        const offset = base + integer(table, start, offsetSize);
        return { offset, length: integer(table, start + offsetSize, lengthSize) };
      });
      return { isInside: method === 1, extents };
    }
    at += extentCount * width;
  }
  return undefined;
}

/** A number of 0, 2, 4 or 8 bytes, the first one the highest; 0 beyond the end. */
function integer(bytes: Uint8Array, at: number, length: number): number {
  if (at + length > bytes.length) return 0;
  const view = viewOf(bytes);
  if (length === 2) return view.getUint16(at);
  if (length === 4) return view.getUint32(at);
  return length === 8 ? view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4) : 0;
}
