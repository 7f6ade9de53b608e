/** Writes JSON values: as they were read, in lines for people, and in the canonical form that digests are taken of. */

import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonNumber,
  type Json,
  type JsonNumber,
  type JsonObject,
  spellingOf,
  toBigInt,
  toDouble,
} from './json.ts';
import { compareText } from './order.ts';

/** Returns compact or, with `indent`, indented text; every number keeps its spelling, every object its key order. */
export function writeJson(value: Json, indent = 0): string {
  return write(value, indent === 0 ? '' : ' '.repeat(indent), '\n');
}

function write(value: Json, indent: string, newline: string): string {
  if (isJsonNumber(value)) return spellingOf(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = newline + indent;
  const gap = indent === '' ? '' : inner;
  if (isJsonArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => write(item, indent, inner));
    if (indent !== '' && value.every(isScalar)) return `[${items.join(', ')}]`;
    return `[${gap}${items.join(`,${gap}`)}${indent === '' ? '' : newline}]`;
  }
  const colon = indent === '' ? ':' : ': ';
  let pairs = '';
  for (const [key, item] of entriesOf(value as JsonObject)) {
    if (item === undefined) continue;
    const comma = pairs === '' ? '' : ',';
    pairs += `${comma}${gap}${JSON.stringify(key)}${colon}${write(item, indent, inner)}`;
  }
  return pairs === '' ? '{}' : `{${pairs}${indent === '' ? '' : newline}}`;
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== 'object' || isJsonNumber(value);
}

/**
 * Returns the canonical text of RFC 8785 (JCS), with two extensions where a double would lose meaning: integers keep
 * every digit, and an integral float stays apart from the integer (`7.0`). Infinite values and NaN throw a RangeError.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (isJsonNumber(value)) return canonicalNumber(value);
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as JsonObject;
  const keys = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] as Json)}`).join(',')}}`;
}

/** Returns the values in the order of their canonical texts, for lists whose order means nothing. */
export function sortedCanonically(values: readonly Json[]): readonly Json[] {
  const keyed = values.map((value) => [canonicalJson(value), value] as const);
  return keyed.sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}

function canonicalNumber(value: JsonNumber): string {
  if (isJsonInteger(value)) return toBigInt(value).toString();
  const double = toDouble(value);
  if (!Number.isFinite(double)) throw new RangeError('NaN and infinity have no canonical form');
  const text = String(double === 0 ? 0 : double);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
