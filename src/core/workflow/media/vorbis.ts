/** Reads Vorbis comments, the tags of FLAC, Opus and Vorbis files. */

import { cutOff, keepText, looseText, type MediaTexts, viewOf } from './texts.ts';

/** Reads `KEY=text` entries (Vorbis I, section 5.2.1) into `texts`; the answer is what is wrong with them. */
export function readVorbisComments(
  bytes: Uint8Array,
  texts: Map<string, string>,
): MediaTexts | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 4) return cutOff;
  let at = 4 + view.getUint32(0, true);
  if (at + 4 > bytes.length) return cutOff;
  const count = view.getUint32(at, true);
  at += 4;
  for (let index = 0; index < count; index += 1) {
    if (at + 4 > bytes.length) return cutOff;
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) return cutOff;
    const text = looseText(bytes.subarray(at + 4, end));
    const equals = text.indexOf('=');
    if (equals > 0) keepText(texts, text.slice(0, equals), text.slice(equals + 1));
    at = end;
  }
  return undefined;
}
