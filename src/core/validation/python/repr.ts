/** Python's `repr` and `str` of values that came from JSON. */

import { entriesOf, isJsonArray, type Json, type JsonObject } from '../../../base/json.ts';
import { floatRepr } from './float.ts';
import { type PythonValue, pythonOf } from './value.ts';

/** Returns `str(value)`. */
export function pythonStr(value: PythonValue): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** Returns `repr(value)`. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return textRepr(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return floatRepr(value);
  if (isJsonArray(value)) return `[${value.map(jsonRepr).join(', ')}]`;
  const pairs = entriesOf(value as JsonObject);
  return `{${pairs.map(([key, item]) => `${textRepr(key)}: ${jsonRepr(item)}`).join(', ')}}`;
}

function jsonRepr(value: Json): string {
  return pythonRepr(pythonOf(value));
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** What `str.isprintable` calls not printable: categories Other and Separator, but for the space. */
const notPrintable = /[\p{C}\p{Z}]/u;

function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const character of text) {
    if (character === quote || character === '\\') out += `\\${character}`;
    else if (character !== ' ' && notPrintable.test(character)) {
      out += named[character] ?? escaped(character);
    } else out += character;
  }
  return out + quote;
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}
