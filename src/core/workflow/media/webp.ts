/** Takes text out of a WebP file: ComfyUI writes `prompt:…` and `workflow:…` into tags of its EXIF part. */

import { readExif } from './exif.ts';
import { latin1, type MediaTexts, viewOf, withWhatCame } from './texts.ts';

/** Returns keyword → text of the EXIF tags. ComfyUI counts down from tag 272; any ASCII tag of the first directory is read. */
export function readWebpTexts(bytes: Uint8Array): MediaTexts {
  const view = viewOf(bytes);
  const texts = new Map<string, string>();
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) return withWhatCame(texts);
    if (latin1(bytes.subarray(at, at + 4)) === 'EXIF') {
      const exif = readExif(bytes.subarray(at + 8, end), texts);
      if (exif !== undefined) return exif;
    }
    at = end + (length % 2);
  }
  return { ok: true, texts };
}
