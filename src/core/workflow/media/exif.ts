/** Takes text out of an EXIF part: ComfyUI writes `prompt:…` and `workflow:…` into tags of its first directory. */

import { cutOff, failed, keepText, latin1, looseText, type MediaTexts, viewOf } from './texts.ts';

const ascii = 2;

/** Reads the first image file directory of a TIFF structure (TIFF 6.0, section 2); the answer is what is wrong with it. */
export function readExif(part: Uint8Array, texts: Map<string, string>): MediaTexts | undefined {
  const bytes = latin1(part.subarray(0, 6)) === 'Exif\0\0' ? part.subarray(6) : part;
  if (bytes.length < 8) return cutOff;
  const view = viewOf(bytes);
  const order = latin1(bytes.subarray(0, 2));
  if (order !== 'II' && order !== 'MM') return failed('its EXIF part cannot be read');
  const little = order === 'II';
  const directory = view.getUint32(4, little);
  if (directory + 2 > bytes.length) return cutOff;
  const count = view.getUint16(directory, little);
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > bytes.length) return cutOff;
    if (view.getUint16(entry + 2, little) !== ascii) continue;
    const length = view.getUint32(entry + 4, little);
    const start = length <= 4 ? entry + 8 : view.getUint32(entry + 8, little);
    if (start + length > bytes.length) return cutOff;
    // Tags that share their bytes would let a small file hold texts without end.
    total += length;
    if (total > bytes.length) return failed('its EXIF tags overlap');
    const text = looseText(bytes.subarray(start, start + length));
    const colon = text.indexOf(':');
    if (colon > 0) keepText(texts, text.slice(0, colon), text.slice(colon + 1));
  }
  return undefined;
}
