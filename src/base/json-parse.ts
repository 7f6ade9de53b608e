/** Reads JSON text without losing a digit, a key or the order of keys; strictly (RFC 8259) or as Python's json module does. */

import {
  type Json,
  type JsonNumber,
  type JsonObject,
  numberOf,
  setMember,
  withKeyOrder,
} from './json.ts';

/** `strict` refuses duplicate keys, NaN, numbers beyond a double's range and lone surrogates; `python` takes them as `json.loads` does. */
export type JsonDialect = 'strict' | 'python';

export interface JsonSyntaxError {
  readonly message: string;
  readonly offset: number;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

export type JsonParseResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: JsonSyntaxError };

/** Deeper nesting is refused: no ComfyUI document comes near it, a hostile one may. */
const maxDepth = 900;

interface Reader {
  readonly text: string;
  readonly python: boolean;
  at: number;
}

/** The one thing thrown in here; caught in `parseJson`. */
interface Stop {
  readonly stop: string;
  readonly offset: number;
}

/** Returns the value, or where and why the text is no JSON. A byte order mark at the start is skipped in `strict`. */
export function parseJson(text: string, dialect: JsonDialect = 'strict'): JsonParseResult {
  const reader: Reader = { text, python: dialect === 'python', at: 0 };
  if (!reader.python && text.charCodeAt(0) === 0xfeff) reader.at = 1;
  try {
    skipSpace(reader);
    const value = readValue(reader, 0);
    skipSpace(reader);
    if (reader.at < text.length) stop(reader, 'There is more text after the end of the value');
    return { ok: true, value };
  } catch (thrown) {
    if (!isStop(thrown)) throw thrown;
    return { ok: false, error: { message: thrown.stop, ...positionOf(text, thrown.offset) } };
  }
}

/** Returns line and column, counted from 1, of an offset in a text. */
export function positionOf(text: string, offset: number): Omit<JsonSyntaxError, 'message'> {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { offset, line, column: offset - before.lastIndexOf('\n') };
}

function isStop(thrown: unknown): thrown is Stop {
  return typeof thrown === 'object' && thrown !== null && 'stop' in thrown;
}

function stop(reader: Reader, message: string, offset = reader.at): never {
  throw { stop: message, offset } satisfies Stop;
}

function skipSpace(reader: Reader): void {
  const { text } = reader;
  let at = reader.at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
    at += 1;
  }
  reader.at = at;
}

function readValue(reader: Reader, depth: number): Json {
  const { text } = reader;
  switch (text.charCodeAt(reader.at)) {
    case 34:
      return readString(reader);
    case 123:
      return readObject(reader, depth);
    case 91:
      return readArray(reader, depth);
    case 116:
      return readWord(reader, 'true', true);
    case 102:
      return readWord(reader, 'false', false);
    case 110:
      return readWord(reader, 'null', null);
    default:
      return readNumber(reader);
  }
}

function readWord<T>(reader: Reader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) stop(reader, `Expected ${word}`);
  reader.at += word.length;
  return value;
}

function readArray(reader: Reader, depth: number): Json {
  if (depth > maxDepth) stop(reader, `Nested deeper than ${maxDepth} levels`);
  const items: Json[] = [];
  reader.at += 1;
  skipSpace(reader);
  if (reader.text.charCodeAt(reader.at) === 93) {
    reader.at += 1;
    return items;
  }
  for (;;) {
    skipSpace(reader);
    items.push(readValue(reader, depth + 1));
    skipSpace(reader);
    const code = reader.text.charCodeAt(reader.at);
    if (code === 93) break;
    if (code !== 44) stop(reader, 'Expected "," or "]"');
    reader.at += 1;
  }
  reader.at += 1;
  return items;
}

function readObject(reader: Reader, depth: number): JsonObject {
  if (depth > maxDepth) stop(reader, `Nested deeper than ${maxDepth} levels`);
  const { text } = reader;
  const object: Record<string, Json> = {};
  const order: string[] = [];
  let mayReorder = false;
  reader.at += 1;
  skipSpace(reader);
  if (text.charCodeAt(reader.at) === 125) {
    reader.at += 1;
    return object;
  }
  for (;;) {
    if (text.charCodeAt(reader.at) !== 34) {
      skipSpace(reader);
      if (text.charCodeAt(reader.at) !== 34) stop(reader, 'Expected a key in double quotes');
    }
    const keyAt = reader.at;
    const key = readString(reader);
    if (Object.hasOwn(object, key)) {
      if (!reader.python) stop(reader, `The key ${JSON.stringify(key)} stands here twice`, keyAt);
    } else {
      order.push(key);
      // JavaScript lists keys that look like array indexes first
      const first = key.charCodeAt(0);
      if (first >= 48 && first <= 57) mayReorder = true;
    }
    if (text.charCodeAt(reader.at) !== 58) {
      skipSpace(reader);
      if (text.charCodeAt(reader.at) !== 58) stop(reader, 'Expected ":" after the key');
    }
    reader.at += 1;
    skipSpace(reader);
    setMember(object, key, readValue(reader, depth + 1));
    skipSpace(reader);
    const code = text.charCodeAt(reader.at);
    if (code === 125) break;
    if (code !== 44) stop(reader, 'Expected "," or "}"');
    reader.at += 1;
  }
  reader.at += 1;
  return mayReorder ? withKeyOrder(object, order) : object;
}

const loneSurrogate = /\p{Surrogate}/u;
const controlCharacter = /[\u0000-\u001f]/;

function readString(reader: Reader): string {
  const { text } = reader;
  const start = reader.at + 1;
  // most texts are short and plain: one look at each character is all they need
  for (let at = start; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      reader.at = at + 1;
      return text.slice(start, at);
    }
    if (code === 92 || code >= 0xd800 || !(code >= 32)) break;
  }
  return readOddString(reader, start);
}

/** A text with escapes, with characters beyond the basic plane, or one that is wrong. */
function readOddString(reader: Reader, start: number): string {
  const { text } = reader;
  const end = endOfString(reader, start);
  const plain = text.slice(start, end);
  const hasEscapes = plain.includes('\\');
  if (hasEscapes) {
    const bad = /\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(plain.replaceAll('\\\\', '__'));
    if (bad) stop(reader, 'Unknown escape in a text', start + bad.index);
  }
  const control = controlCharacter.exec(plain);
  if (control) stop(reader, 'A control character stands in a text', start + control.index);
  reader.at = end + 1;
  const value = hasEscapes ? (JSON.parse(`"${plain}"`) as string) : plain;
  if (!reader.python && loneSurrogate.test(value)) {
    stop(reader, 'A text holds half of a surrogate pair, which no UTF-8 file can hold', start);
  }
  return value;
}

function endOfString(reader: Reader, start: number): number {
  const { text } = reader;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 34) return at;
  }
  return stop(reader, 'The text in double quotes has no end', start - 1);
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const pythonWords = ['NaN', 'Infinity', '-Infinity'] as const;

/** Digits of the longest integer that is surely safe in a double. */
const safeDigits = 15;

/** Returns the end of a plain, safe integer without leading zero, or -1: the quick way for nearly every number. */
function endOfPlainInteger(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57 || Number.isNaN(code)) {
      const isFraction = code === 46 || code === 101 || code === 69;
      const length = at - start;
      if (length === 0 || isFraction || length > safeDigits) return -1;
      return length > 1 && text.charCodeAt(start) === 48 ? -1 : at;
    }
    at += 1;
  }
}

function readNumber(reader: Reader): JsonNumber {
  const { text } = reader;
  const plainEnd = endOfPlainInteger(text, reader.at);
  if (plainEnd !== -1) {
    const value = Number(text.slice(reader.at, plainEnd));
    reader.at = plainEnd;
    return value;
  }
  numberPattern.lastIndex = reader.at;
  const match = numberPattern.exec(text);
  if (!match || text.startsWith('-Infinity', reader.at)) return readPythonWord(reader);
  const spelling = match[0];
  const start = reader.at;
  reader.at += spelling.length;
  if (!reader.python && !Number.isFinite(Number(spelling)) && !/^-?\d+$/.test(spelling)) {
    stop(reader, `The number ${spelling} is beyond the range of a double`, start);
  }
  return numberOf(spelling);
}

function readPythonWord(reader: Reader): JsonNumber {
  const word = pythonWords.find((each) => reader.text.startsWith(each, reader.at));
  if (word === undefined) {
    stop(reader, reader.at >= reader.text.length ? 'The text ends too early' : 'Expected a value');
  }
  if (!reader.python) stop(reader, `${word} is not JSON`);
  reader.at += word.length;
  return numberOf(word);
}
