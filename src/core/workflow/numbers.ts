/** The normal spelling of a number in an INT or FLOAT input, where 7.0 and 7 are one number. */

import {
  isJsonInteger,
  isJsonNumber,
  type Json,
  numberOf,
  spellingOf,
  toBigInt,
  toDouble,
} from '../../base/json.ts';

/**
 * Returns the number in its normal spelling: an integral value as an integer with every digit, anything else as the
 * shortest text that gives the same double. Other values, and infinite ones, come back as they are.
 */
export function normalNumber(value: Json): Json {
  if (!isJsonNumber(value)) return value;
  if (isJsonInteger(value)) return numberOf(toBigInt(value).toString());
  const double = toDouble(value);
  if (!Number.isFinite(double)) return value;
  return numberOf(Number.isInteger(double) ? BigInt(double).toString() : String(double));
}

/** True where the spelling in the document is not the normal one. */
export function hasOddSpelling(value: Json | undefined): boolean {
  if (!isJsonNumber(value)) return false;
  const normal = normalNumber(value);
  return isJsonNumber(normal) && spellingOf(normal) !== spellingOf(value);
}

/** True for the types whose values the server turns into a number (ComfyUI's execution.py). */
export function isNumberType(type: string): boolean {
  return type === 'INT' || type === 'FLOAT';
}
