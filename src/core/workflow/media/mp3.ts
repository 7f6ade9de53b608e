/** Takes text out of an MP3 file: its tags are TXXX frames of an ID3 part in front of the sound. */

import {
  cutOff,
  keepText,
  latin1,
  looseText,
  type MediaTexts,
  viewOf,
  withWhatCame,
} from './texts.ts';

/** Reads ID3 versions 2.3 and 2.4; a file without has no tags. Frames that are compressed or encrypted are passed over. */
export function readMp3Texts(bytes: Uint8Array): MediaTexts {
  const texts = new Map<string, string>();
  const version = bytes[3] ?? 0;
  if (latin1(bytes.subarray(0, 3)) !== 'ID3' || version < 3) return { ok: true, texts };
  if (bytes.length < 10) return cutOff;
  const flags = bytes[5] ?? 0;
  const end = 10 + synchsafe(bytes, 6);
  if (end > bytes.length) return cutOff;
  const whole = bytes.subarray(10, end);
  const part = (flags & 0x80) !== 0 && version === 3 ? synchronized(whole) : whole;
  const view = viewOf(part);
  let at = (flags & 0x40) === 0 ? 0 : extendedHeader(part, version);
  while (at + 10 <= part.length && part[at] !== 0) {
    const id = latin1(part.subarray(at, at + 4));
    const length = version === 3 ? view.getUint32(at + 4) : synchsafe(part, at + 4);
    const frameFlags = part[at + 9] ?? 0;
    const next = at + 10 + length;
    if (next > part.length) return withWhatCame(texts);
    const body = frameBody(part.subarray(at + 10, next), version, frameFlags);
    if (id === 'TXXX' && body !== undefined) keepUserText(body, texts);
    at = next;
  }
  return { ok: true, texts };
}

/** Four bytes of seven bits each (ID3v2.4.0 structure, section 6.2). */
function synchsafe(bytes: Uint8Array, at: number): number {
  return [0, 1, 2, 3].reduce((sum, index) => sum * 128 + ((bytes[at + index] ?? 0) & 0x7f), 0);
}

function extendedHeader(part: Uint8Array, version: number): number {
  if (part.length < 4) return part.length;
  return version === 3 ? 4 + viewOf(part).getUint32(0) : synchsafe(part, 0);
}

/** Takes out the zeros that keep players from taking tags for sound (section 6.1). */
function synchronized(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, index) => byte !== 0 || bytes[index - 1] !== 0xff);
}

/** Returns what is in a frame, or undefined where it is compressed or encrypted (2.3: section 3.3.1; 2.4: section 4.1.2). */
function frameBody(body: Uint8Array, version: number, flags: number): Uint8Array | undefined {
  if (version === 3) {
    if ((flags & 0xc0) !== 0) return undefined;
    return (flags & 0x20) === 0 ? body : body.subarray(1);
  }
  if ((flags & 0x0c) !== 0) return undefined;
  const skipped = ((flags & 0x40) === 0 ? 0 : 1) + ((flags & 0x01) === 0 ? 0 : 4);
  const rest = body.subarray(skipped);
  return (flags & 0x02) === 0 ? rest : synchronized(rest);
}

/** A user's text: its encoding, its name, a zero, the text (ID3v2.4.0 frames, section 4.2.6). */
function keepUserText(body: Uint8Array, texts: Map<string, string>): void {
  const encoding = body[0] ?? 0;
  const rest = body.subarray(1);
  const text = encoding === 1 || encoding === 2 ? utf16(rest, encoding === 2) : looseText(rest);
  const [name = '', value] = text.split('\0');
  if (value !== undefined) keepText(texts, name, value);
}

/** With a mark of the byte order before each part (encoding 1), or big end first (encoding 2). */
function utf16(bytes: Uint8Array, isBig: boolean): string {
  const marked = bytes[0] === 0xfe && bytes[1] === 0xff;
  const label = isBig || marked ? 'utf-16be' : 'utf-16le';
  return new TextDecoder(label).decode(bytes).replaceAll('\ufeff', '');
}
