/** Takes text out of a WebM or Matroska file: its tags stand in `Segment/Tags/Tag/SimpleTag`, named in capitals. */

import { keepText, looseText, type MediaTexts, maxParts, withWhatCame } from './texts.ts';

/** Ids of the elements that lead to the tags (RFC 9559, section 5.1). */
const segment = 0x18538067;
const tags = 0x1254c367;
const tag = 0x7373;
const simpleTag = 0x67c8;
const tagName = 0x45a3;
const tagString = 0x4487;

/** Tags of tags lie deeper; nobody needs more levels than this. */
const maxDepth = 8;

/** Walks the elements that can hold tags and passes over the others, pictures and sound included. */
export function readMatroskaTexts(bytes: Uint8Array): MediaTexts {
  const texts = new Map<string, string>();
  const isWhole = walk(bytes, texts, 0, { count: 0 });
  return isWhole ? { ok: true, texts } : withWhatCame(texts);
}

/** Returns false where an element says that it is longer than what is there. */
function walk(
  bytes: Uint8Array,
  texts: Map<string, string>,
  depth: number,
  seen: { count: number },
): boolean {
  let name: string | undefined;
  let text: string | undefined;
  let isWhole = true;
  for (let at = 0; at < bytes.length && isWhole; ) {
    seen.count += 1;
    const id = variableInteger(bytes, at, 4, true);
    const size = id === undefined ? undefined : variableInteger(bytes, id.end, 8, false);
    if (id === undefined || size === undefined || seen.count > maxParts) return false;
    // A stream that was written live does not know its length; then it goes to the end.
    const end = size.value === undefined ? bytes.length : size.end + size.value;
    const body = bytes.subarray(size.end, end);
    isWhole = end <= bytes.length;
    if (id.value === tagName) name = looseText(body);
    else if (id.value === tagString) text = looseText(body);
    else if ([segment, tags, tag, simpleTag].includes(id.value ?? 0) && depth < maxDepth) {
      isWhole = walk(body, texts, depth + 1, seen) && isWhole;
    }
    at = end;
  }
  if (isWhole && name !== undefined && text !== undefined) keepText(texts, name, text);
  return isWhole;
}

/** Reads a number whose first byte tells its length (RFC 8794, section 4); undefined as value means an unknown size. */
function variableInteger(
  bytes: Uint8Array,
  at: number,
  maxLength: number,
  keepsMarker: boolean,
): { readonly value: number | undefined; readonly end: number } | undefined {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || length > maxLength || at + length > bytes.length) return undefined;
  const mask = keepsMarker ? 0xff : 0xff >> length;
  let value = first & mask;
  let isUnknown = !keepsMarker && value === mask;
  for (const byte of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value: isUnknown ? undefined : value, end: at + length };
}
