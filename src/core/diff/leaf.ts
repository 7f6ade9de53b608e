/** Leaf texts: one text per JSON value, equal exactly when `jsonEqual` holds, so that comparing and hashing lose nothing. */

import {
  isJsonArray,
  isJsonInteger,
  isJsonNumber,
  type Json,
  type JsonNumber,
  type JsonObject,
  toBigInt,
  toDouble,
} from '../../base/json.ts';

/** Returns the text of a value; key order aside, `7` and `7.0` apart, integers with every digit. */
export function leafText(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isJsonNumber(value)) return numberLeaf(value);
  if (isJsonArray(value)) return `[${value.map(leafText).join(',')}]`;
  const object = value as JsonObject;
  const pairs = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${leafText(object[key] as Json)}`);
  return `{${pairs.join(',')}}`;
}

function numberLeaf(value: JsonNumber): string {
  if (isJsonInteger(value)) {
    return typeof value === 'number' ? String(value) : toBigInt(value).toString();
  }
  const double = toDouble(value);
  return `${Object.is(double, -0) ? '-0' : String(double)}f`;
}
