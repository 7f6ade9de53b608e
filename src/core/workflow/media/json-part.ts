/** Files whose metadata is a JSON part: SVG pictures, glTF meshes, latents; as ComfyUI's save nodes write them. */

import { isJsonObject, type Json, member } from '../../../base/json.ts';
import { parseJson } from '../../../base/json-parse.ts';
import { writeJson } from '../../../base/json-write.ts';
import { cutOff, failed, latin1, type MediaTexts, maxTextBytes, utf8, viewOf } from './texts.ts';

/** `<metadata><![CDATA[{…}]]></metadata>`, whose values are JSON (comfy_extras/nodes_images.py, SaveSVGNode). */
export function readSvgTexts(bytes: Uint8Array): MediaTexts {
  const text = utf8(bytes);
  if (text === undefined) return failed('it is no UTF-8 text');
  const lower = text.toLowerCase();
  const opening = '<metadata>';
  const mark = '<![CDATA[';
  for (let at = lower.indexOf(opening); at !== -1; at = lower.indexOf(opening, at + 1)) {
    let start = at + opening.length;
    while (/\s/.test(text[start] ?? '')) start += 1;
    if (!text.startsWith(mark, start)) continue;
    const end = text.indexOf(']]>', start);
    if (end === -1) return cutOff;
    return textsIn(text.slice(start + mark.length, end), []);
  }
  return lower.includes('</svg>') ? { ok: true, texts: new Map() } : cutOff;
}

/** The first chunk of a binary glTF file (version 2, section 4.4) is JSON; the texts stand in `asset.extras`. */
export function readGltfTexts(bytes: Uint8Array): MediaTexts {
  if (bytes.length < 20) return cutOff;
  const length = viewOf(bytes).getUint32(12, true);
  if (latin1(bytes.subarray(16, 20)) !== 'JSON') return failed('its first part is not JSON');
  return jsonAt(bytes, 20, length, ['asset', 'extras']);
}

/** A safetensors file begins with the length of its JSON header, whose `__metadata__` holds texts (nodes.py, SaveLatent). */
export function readSafetensorsTexts(bytes: Uint8Array): MediaTexts {
  return jsonAt(bytes, 8, viewOf(bytes).getUint32(0, true), ['__metadata__']);
}

function jsonAt(
  bytes: Uint8Array,
  start: number,
  length: number,
  path: readonly string[],
): MediaTexts {
  if (start + length > bytes.length) return cutOff;
  if (length > maxTextBytes) return failed('its JSON part is too long');
  const text = utf8(bytes.subarray(start, start + length));
  return text === undefined ? failed('its JSON part is no UTF-8 text') : textsIn(text, path);
}

/** What stands under the path: texts as they are, other values as their JSON text. */
export function textsIn(text: string, path: readonly string[]): MediaTexts {
  const parsed = parseJson(text.trim(), 'python');
  if (!parsed.ok) return failed('its JSON part cannot be read');
  let found: Json | undefined = parsed.value;
  for (const key of path) found = isJsonObject(found) ? member(found, key) : undefined;
  const texts = new Map<string, string>();
  for (const key of ['prompt', 'workflow', 'comfypin']) {
    const value = isJsonObject(found) ? member(found, key) : undefined;
    if (typeof value === 'string') texts.set(key, value);
    else if (isJsonObject(value)) texts.set(key, writeJson(value));
  }
  return { ok: true, texts };
}
