/** Checks one literal value as `validate_inputs` of ComfyUI's execution.py does: unwrapped, coerced, min, max, options. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import type { CheckedInput } from './node-inputs.ts';
import { isIn, pythonCompare } from './python/compare.ts';
import { pythonFloat, pythonInt } from './python/convert.ts';
import { pythonRepr, pythonStr } from './python/repr.ts';
import {
  isTruthy,
  jsonOf,
  type PythonError,
  type PythonValue,
  pythonOf,
  typeName,
} from './python/value.ts';
import type { Rules } from './rules.ts';
import type { ServerError } from './types.ts';

export interface Exception {
  readonly exception: PythonError;
}

const mostListed = 20;

/** Returns the error, or what Python raises, or nothing. `isOwn`: the class checks this input itself, so bounds and options are skipped. */
export function checkValue(
  given: Json,
  input: CheckedInput,
  isOwn: boolean,
  rules: Rules,
): ServerError | Exception | undefined {
  if (isPlainlyGood(given, input)) return undefined;
  const inner = isJsonObject(given) ? member(given, '__value__') : undefined;
  const json = inner === undefined ? given : inner;
  const coerced = coerce(json, input);
  if ('error' in coerced) return conversionError(json, input, coerced.error.text);
  if (isOwn) return undefined;
  const { value } = coerced;
  return (
    boundError(value, '<', input) ??
    boundError(value, '>', input) ??
    optionError(value, input, rules)
  );
}

/** The quick way for what nearly every input is: a number in its range, a text, one of the options. */
function isPlainlyGood(given: Json, input: CheckedInput): boolean {
  if (typeof given === 'number') {
    if (input.type !== 'INT' && input.type !== 'FLOAT') return false;
    const value = input.type === 'INT' ? Math.trunc(given) : given;
    return value >= input.low && value <= input.high;
  }
  if (typeof given === 'string') {
    if (input.optionTexts?.has(given) === true)
      return input.min === undefined && input.max === undefined;
    return input.type === 'STRING' && input.min === undefined && input.max === undefined;
  }
  return false;
}

/** The value as later code of the server sees it: unwrapped and coerced, or as it was sent where that fails. */
export function valueSeen(given: Json, input: CheckedInput): PythonValue {
  const inner = isJsonObject(given) ? member(given, '__value__') : undefined;
  const json = inner === undefined ? given : inner;
  const coerced = coerce(json, input);
  return 'error' in coerced ? pythonOf(json) : coerced.value;
}

function coerce(
  json: Json,
  input: CheckedInput,
): { readonly value: PythonValue } | { readonly error: PythonError } {
  const value = pythonOf(json);
  if (input.type === 'INT') return pythonInt(value);
  if (input.type === 'FLOAT') return pythonFloat(value);
  if (input.type === 'STRING') return { value: pythonStr(value) };
  if (input.type === 'BOOLEAN') return { value: isTruthy(value) };
  return { value };
}

/** `[type, config]`, as `input_config` of the answer holds it. */
export function configOf(input: CheckedInput): Json {
  return [input.type, input.spec.config];
}

function conversionError(json: Json, input: CheckedInput, text: string): ServerError {
  return {
    type: 'invalid_input_type',
    message: `Failed to convert an input value to a ${String(input.type)} value`,
    details: `${input.name}, ${pythonStr(pythonOf(json))}, ${text}`,
    extra_info: {
      input_name: input.name,
      input_config: configOf(input),
      received_value: json,
      exception_message: text,
    },
  };
}

const bounds = {
  '<': { key: 'min', type: 'value_smaller_than_min', words: 'smaller than min' },
  '>': { key: 'max', type: 'value_bigger_than_max', words: 'bigger than max' },
} as const;

function boundError(
  value: PythonValue,
  sign: '<' | '>',
  input: CheckedInput,
): ServerError | Exception | undefined {
  const { key, type, words } = bounds[sign];
  const given = input[key];
  if (given === undefined) return undefined;
  const bound = pythonOf(given);
  const compared = pythonCompare(value, sign, bound);
  if ('error' in compared) return { exception: compared.error };
  if (!compared.value) return undefined;
  return {
    type,
    message: `Value ${pythonStr(value)} ${words} of ${pythonStr(bound)}`,
    details: input.name,
    extra_info: {
      input_name: input.name,
      input_config: configOf(input),
      received_value: jsonOf(value),
    },
  };
}

function optionError(
  value: PythonValue,
  input: CheckedInput,
  rules: Rules,
): ServerError | Exception | undefined {
  if (input.options === undefined) return undefined;
  const options = input.options ?? member(input.spec.config, 'options') ?? null;
  const json = jsonOf(value);
  const isMany = input.isMultiple && isJsonArray(json) && !isJsonNumber(json);
  const wrong: Json[] = [];
  for (const item of isMany ? json : [json]) {
    const found = isOption(item, options, input.optionTexts);
    if (typeof found !== 'boolean') return { exception: found };
    if (!found) wrong.push(item);
  }
  if (wrong.length === 0) return undefined;
  const length = lengthOf(options);
  const isLong = length > mostListed;
  const list = isLong ? `(list of length ${length})` : pythonStr(pythonOf(options));
  const named = rules.checksItems
    ? wrong.map((item) => pythonRepr(pythonOf(item))).join(', ')
    : `'${pythonStr(value)}'`;
  return {
    type: 'value_not_in_list',
    message: 'Value not in list',
    details: `${input.name}: ${named} not in ${list}`,
    extra_info: {
      input_name: input.name,
      input_config: isLong ? null : configOf(input),
      received_value: json,
    },
  };
}

/** `item in options`; a node can declare its options as a text or a dict, where Python looks for a part or a key. */
function isOption(
  item: Json,
  options: Json,
  texts: ReadonlySet<Json> | undefined,
): boolean | PythonError {
  if (isJsonArray(options)) {
    return typeof item === 'string' ? texts?.has(item) === true : isIn(item, options);
  }
  const type = typeName(pythonOf(item));
  if (typeof options === 'string') {
    if (typeof item === 'string') return options.includes(item);
    const text = `'in <string>' requires string as left operand, not ${type}`;
    return { type: 'TypeError', text };
  }
  if (isJsonObject(options) && !isJsonNumber(options)) {
    if (type === 'list' || type === 'dict') {
      return { type: 'TypeError', text: `unhashable type: '${type}'` };
    }
    return typeof item === 'string' && Object.hasOwn(options, item);
  }
  const text = `argument of type '${typeName(pythonOf(options))}' is not iterable`;
  return { type: 'TypeError', text };
}

function lengthOf(options: Json): number {
  if (typeof options === 'string') return [...options].length;
  return isJsonArray(options) ? options.length : keysOf(options as JsonObject).length;
}
