/** Lossless JSON values: what a number is, in which order keys stood, and how a value is written again. */

/**
 * A number that a JavaScript number would not hold as it is: an integer beyond 2^53, or a float whose spelling would be
 * lost (`20.0`, `1e5`, `1e400`, `NaN`). `String(literal)` is the spelling; `JSON.stringify` writes the nearest double.
 */
export interface NumberLiteral {
  readonly [numberText]: string;
}

export type JsonNumber = number | NumberLiteral;
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const numberText: unique symbol = Symbol('number text');
const keyOrder: unique symbol = Symbol('key order');

const literalMethods = {
  toJSON: {
    value(this: NumberLiteral) {
      return toDouble(this);
    },
  },
  toString: {
    value(this: NumberLiteral) {
      return this[numberText];
    },
  },
};

/** Returns the number that a JSON or Python text spells: a JavaScript number where that loses nothing, else a literal. */
export function numberOf(spelling: string): JsonNumber {
  const value = Number(spelling);
  if (integerSpelling.test(spelling)) {
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    return numberLiteral(spelling);
  }
  const kept = String(value) === spelling && !Number.isInteger(value) && !/[eIN]/.test(spelling);
  return kept ? value : numberLiteral(spelling);
}

const integerSpelling = /^-?\d+$/;

function numberLiteral(spelling: string): NumberLiteral {
  return Object.defineProperties({ [numberText]: spelling }, literalMethods);
}

export function isNumberLiteral(value: unknown): value is NumberLiteral {
  return typeof value === 'object' && value !== null && numberText in value;
}

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || isNumberLiteral(value);
}

/** True for what Python's json module reads as an int (never `20.0`). */
export function isJsonInteger(value: unknown): value is JsonNumber {
  if (typeof value === 'number') return Number.isInteger(value);
  return isNumberLiteral(value) && integerSpelling.test(value[numberText]);
}

/** Returns the spelling as it stood in the text, or JavaScript's of a plain number. */
export function spellingOf(value: JsonNumber): string {
  return isNumberLiteral(value) ? value[numberText] : String(value);
}

/** Returns the value as a double; integers beyond 2^53 are rounded. */
export function toDouble(value: JsonNumber): number {
  return typeof value === 'number' ? value : Number(value[numberText]);
}

/** Returns the exact value of an integer; a RangeError for anything else. */
export function toBigInt(value: JsonNumber): bigint {
  return BigInt(spellingOf(value));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumberLiteral(value)
  );
}

export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns the own value under `key`; never one that is inherited (`constructor`, `__proto__`). */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Returns the keys in the order of the text, where a JavaScript object would list `"10"` before `"a"`. */
export function keysOf(object: JsonObject): readonly string[] {
  return (object as { [keyOrder]?: readonly string[] })[keyOrder] ?? Object.keys(object);
}

/** Returns `[key, value]` pairs in the order of the text. */
export function entriesOf(object: JsonObject): [string, Json][] {
  return keysOf(object).map((key) => [key, object[key] as Json]);
}

/** Builds an object whose `keysOf` is the order of the pairs; a later pair of the same key wins, in the first one's place. */
export function jsonObject(pairs: Iterable<readonly [string, Json]>): JsonObject {
  const object: Record<string, Json> = {};
  const order: string[] = [];
  for (const [key, value] of pairs) {
    if (!Object.hasOwn(object, key)) order.push(key);
    setMember(object, key, value);
  }
  return withKeyOrder(object, order);
}

/** Returns the object with one member set, in its old place where it has one. */
export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  return jsonObject([...entriesOf(object), [key, value]]);
}

/** Sets a member also where the key is `__proto__`. */
export function setMember(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}

/** Remembers the order of keys where JavaScript would enumerate another one. */
export function withKeyOrder(object: JsonObject, order: readonly string[]): JsonObject {
  const natural = Object.keys(object);
  if (natural.every((key, index) => key === order[index])) return object;
  Object.defineProperty(object, keyOrder, { value: order, enumerable: false });
  return object;
}

/**
 * True when two values are the same JSON value: key order aside, numbers by kind and value (`7` is not `7.0`). Whole documents are
 * compared with it, so it makes no lists of keys.
 */
export function jsonEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return numbersEqual(left, right);
  if (left === null || right === null) return false;
  if (isJsonArray(left) || isJsonArray(right)) {
    return isJsonArray(left) && isJsonArray(right) && itemsEqual(left, right);
  }
  return membersEqual(left as JsonObject, right as JsonObject);
}

function itemsEqual(left: readonly Json[], right: readonly Json[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    if (!jsonEqual(left[index], right[index])) return false;
  }
  return true;
}

/** A literal has no members to enumerate, so whether there is one is asked last. */
function membersEqual(left: JsonObject, right: JsonObject): boolean {
  let more = 0;
  for (const key in left) {
    if (!Object.hasOwn(right, key) || !jsonEqual(left[key], right[key])) return false;
    more += 1;
  }
  for (const _ in right) more -= 1;
  if (more !== 0) return false;
  return isNumberLiteral(left) || isNumberLiteral(right) ? numbersEqual(left, right) : true;
}

function numbersEqual(left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left === 'number' && typeof right === 'number') return Object.is(left, right);
  if (!isJsonNumber(left) || !isJsonNumber(right)) return false;
  if (isJsonInteger(left) !== isJsonInteger(right)) return false;
  if (isJsonInteger(left)) return toBigInt(left) === toBigInt(right);
  return Object.is(toDouble(left), toDouble(right));
}
