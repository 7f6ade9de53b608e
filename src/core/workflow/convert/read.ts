/** Reads a canvas for conversion alone: fast, since a conversion needs neither spellings nor the order of keys. */

import { isJsonObject } from '../../../base/json.ts';
import { parseJson } from '../../../base/json-parse.ts';
import type { CanvasWorkflow } from '../types.ts';

/** Returns the canvas; undefined where the text is no JSON object. Integers beyond 2^53 keep every digit. */
export function readCanvas(text: string): CanvasWorkflow | undefined {
  const value = /\d{16}/.test(text) ? lossless(text) : quick(text);
  return isJsonObject(value) ? value : undefined;
}

function lossless(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}

function quick(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
