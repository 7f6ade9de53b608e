/** Writes JSON as Python's `json.dumps` does by default: ASCII, `, ` and `: `, floats by their repr. */

import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonNumber,
  type Json,
  type JsonObject,
  toBigInt,
  toDouble,
} from '../../../base/json.ts';
import { jsonFloat } from './float.ts';

export function writePython(value: Json): string {
  if (typeof value === 'string') return textOf(value);
  if (isJsonNumber(value)) {
    return isJsonInteger(value) ? toBigInt(value).toString() : jsonFloat(toDouble(value));
  }
  if (value === null || typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(writePython).join(', ')}]`;
  const pairs = entriesOf(value as JsonObject);
  return `{${pairs.map(([key, item]) => `${textOf(key)}: ${writePython(item)}`).join(', ')}}`;
}

function textOf(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
