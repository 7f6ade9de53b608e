/** Python values as ComfyUI's server holds them after `json.loads`: an int is a bigint here, a float a number. */

import {
  isJsonInteger,
  isJsonNumber,
  type Json,
  type JsonObject,
  numberOf,
  toBigInt,
  toDouble,
} from '../../../base/json.ts';
import { jsonFloat } from './float.ts';

/** Lists and dicts keep their items as JSON; only the outermost value is turned. */
export type PythonValue = null | boolean | string | bigint | number | readonly Json[] | JsonObject;

/** What Python would raise. */
export interface PythonError {
  readonly type: 'TypeError' | 'ValueError' | 'OverflowError' | 'KeyError' | 'IndexError';
  readonly text: string;
}

export function pythonOf(value: Json): PythonValue {
  if (isJsonNumber(value)) return isJsonInteger(value) ? toBigInt(value) : toDouble(value);
  return value as PythonValue;
}

/** Returns the JSON value that Python's json module writes for it. */
export function jsonOf(value: PythonValue): Json {
  if (typeof value === 'bigint') return numberOf(value.toString());
  if (typeof value === 'number') return numberOf(jsonFloat(value));
  return value;
}

/** Returns `type(value).__name__`. */
export function typeName(value: PythonValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  return Array.isArray(value) ? 'list' : 'dict';
}

/** Returns `bool(value)`. */
export function isTruthy(value: PythonValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}
