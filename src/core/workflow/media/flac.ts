/** Takes text out of a FLAC file: its tags are a metadata block of Vorbis comments. */

import { type MediaTexts, viewOf, withWhatCame } from './texts.ts';
import { readVorbisComments } from './vorbis.ts';

const vorbisComment = 4;

/** Walks the metadata blocks (RFC 9639, section 8); the sound after them is not looked at. */
export function readFlacTexts(bytes: Uint8Array): MediaTexts {
  const view = viewOf(bytes);
  const texts = new Map<string, string>();
  for (let at = 4; ; ) {
    if (at + 4 > bytes.length) return withWhatCame(texts);
    const head = view.getUint32(at);
    const type = (head >>> 24) & 0x7f;
    const end = at + 4 + (head & 0xffffff);
    if (end > bytes.length) return withWhatCame(texts);
    if (type === vorbisComment) {
      const wrong = readVorbisComments(bytes.subarray(at + 4, end), texts);
      if (wrong !== undefined) return wrong;
    }
    if (head >>> 31 === 1) return { ok: true, texts };
    at = end;
  }
}
