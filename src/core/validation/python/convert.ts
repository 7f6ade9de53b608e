/** Python's `int(value)` and `float(value)`, with the texts of their exceptions. */

import { pythonRepr } from './repr.ts';
import { type PythonError, type PythonValue, typeName } from './value.ts';

export type Converted<T> = { readonly value: T } | { readonly error: PythonError };

/** Longest text that Python turns into an int (sys.set_int_max_str_digits). */
export const maxDigits = 4300;

/** Characters of a text that the refusal of `int` shows; `float` shows all. */
const mostShown = 200;

/** What `int` and `float` pass over at both ends: `str.isspace` but for the separators 0x1c to 0x1f, which `str.strip` removes too. */
const space = '[\\t-\\r\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*';
const digits = '[0-9](?:_?[0-9])*';
const integerText = new RegExp(`^${space}([+-]?)(${digits})${space}$`);
const floatText = new RegExp(
  `^${space}([+-]?(?:(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:[eE][+-]?${digits})?|inf(?:inity)?|nan))${space}$`,
  'i',
);

/** Returns `int(value)`. */
export function pythonInt(value: PythonValue): Converted<bigint> {
  if (typeof value === 'bigint') return { value };
  if (typeof value === 'boolean') return { value: value ? 1n : 0n };
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return fail('ValueError', 'cannot convert float NaN to integer');
    if (!Number.isFinite(value)) {
      return fail('OverflowError', 'cannot convert float infinity to integer');
    }
    return { value: BigInt(Math.trunc(value)) };
  }
  if (typeof value !== 'string') {
    const wanted = 'a string, a bytes-like object or a real number';
    return fail('TypeError', `int() argument must be ${wanted}, not '${typeName(value)}'`);
  }
  const match = integerText.exec(plainDigits(value));
  if (match === null) {
    const shown = [...pythonRepr(value)].slice(0, mostShown).join('');
    return fail('ValueError', `invalid literal for int() with base 10: ${shown}`);
  }
  const number = (match[2] ?? '').replaceAll('_', '');
  if (number.length > maxDigits) {
    const limit = `Exceeds the limit (${maxDigits} digits) for integer string conversion`;
    const help = 'use sys.set_int_max_str_digits() to increase the limit';
    return fail('ValueError', `${limit}: value has ${number.length} digits; ${help}`);
  }
  return { value: match[1] === '-' ? -BigInt(number) : BigInt(number) };
}

/** Returns `float(value)`. */
export function pythonFloat(value: PythonValue): Converted<number> {
  if (typeof value === 'number') return { value };
  if (typeof value === 'boolean') return { value: value ? 1 : 0 };
  if (typeof value === 'bigint') {
    const double = Number(value);
    if (Number.isFinite(double)) return { value: double };
    return fail('OverflowError', 'int too large to convert to float');
  }
  if (typeof value !== 'string') {
    const wanted = 'a string or a real number';
    return fail('TypeError', `float() argument must be ${wanted}, not '${typeName(value)}'`);
  }
  const match = floatText.exec(plainDigits(value));
  if (match === null) {
    return fail('ValueError', `could not convert string to float: ${pythonRepr(value)}`);
  }
  const text = (match[1] ?? '').replaceAll('_', '').toLowerCase();
  if (text.endsWith('nan')) return { value: Number.NaN };
  if (text.includes('inf')) return { value: text.startsWith('-') ? -Infinity : Infinity };
  return { value: Number(text) };
}

function fail(type: PythonError['type'], text: string): { readonly error: PythonError } {
  return { error: { type, text } };
}

const anyDigit = /\p{Nd}/u;

/** Returns the text with the decimal digits of every script as ASCII digits. */
function plainDigits(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let out = '';
  for (const character of text) {
    out += anyDigit.test(character) ? digitOf(character.codePointAt(0) ?? 0) : character;
  }
  return out;
}

/** Decimal digits stand in runs of ten, so a digit's value is its distance from the run's start, modulo ten. */
function digitOf(code: number): string {
  let start = code;
  while (anyDigit.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((code - start) % 10);
}
