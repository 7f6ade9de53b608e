/** Python's `==`, `<` and `in` on values that came from JSON. */

import { isJsonArray, type Json, type JsonObject, member } from '../../../base/json.ts';
import { type PythonError, type PythonValue, pythonOf, typeName } from './value.ts';

/** Returns `left == right`: `True == 1 == 1.0`, ints and floats by exact value. */
export function pythonEquals(left: Json, right: Json): boolean {
  if (typeof left === 'string' || typeof right === 'string') return left === right;
  return equals(pythonOf(left), pythonOf(right));
}

function equals(left: PythonValue, right: PythonValue): boolean {
  const a = numeric(left);
  const b = numeric(right);
  // biome-ignore lint/suspicious/noDoubleEquals: JavaScript compares a bigint and a number by exact value
  if (a !== undefined && b !== undefined) return a == b;
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || !left || !right) return false;
  if (isJsonArray(left) || isJsonArray(right)) {
    if (!isJsonArray(left) || !isJsonArray(right) || left.length !== right.length) return false;
    return left.every((item, at) => pythonEquals(item, right[at] as Json));
  }
  const one = left as JsonObject;
  const other = right as JsonObject;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => {
      const item = member(other, key);
      return item !== undefined && pythonEquals(one[key] as Json, item);
    })
  );
}

/** Returns `value in list`. */
export function isIn(value: Json, list: readonly Json[]): boolean {
  return list.some((item) => pythonEquals(value, item));
}

function numeric(value: PythonValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? (value ? 1n : 0n) : undefined;
}

export type Compared = { readonly value: boolean } | { readonly error: PythonError };

/** Returns `left < right` or `left > right`. */
export function pythonCompare(left: PythonValue, sign: '<' | '>', right: PythonValue): Compared {
  const a = numeric(left);
  const b = numeric(right);
  // JavaScript compares a bigint and a number by exact value, as Python does
  if (a !== undefined && b !== undefined) return { value: sign === '<' ? a < b : a > b };
  if (typeof left === 'string' && typeof right === 'string') {
    const order = compareCodePoints(left, right);
    return { value: sign === '<' ? order < 0 : order > 0 };
  }
  if (isJsonArray(left) && isJsonArray(right)) return compareLists(left, sign, right);
  const types = `'${typeName(left)}' and '${typeName(right)}'`;
  return {
    error: {
      type: 'TypeError',
      text: `'${sign}' not supported between instances of ${types}`,
    },
  };
}

function compareLists(left: readonly Json[], sign: '<' | '>', right: readonly Json[]): Compared {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [a, b] = [left[at] as Json, right[at] as Json];
    if (!pythonEquals(a, b)) return pythonCompare(pythonOf(a), sign, pythonOf(b));
  }
  return { value: sign === '<' ? left.length < right.length : left.length > right.length };
}

function compareCodePoints(left: string, right: string): number {
  const a = Array.from(left, (each) => each.codePointAt(0) ?? 0);
  const b = Array.from(right, (each) => each.codePointAt(0) ?? 0);
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
