/** Where a validation function of a custom class, if it has one, would most likely answer otherwise than the declared inputs do. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
  toDouble,
} from '../../base/json.ts';
import { type CustomKind, customKindOf, isWidget, mayBeTuple, namesOf } from './custom-code.ts';
import { type CheckedInput, type CheckedType, dynamicTypes } from './node-inputs.ts';
import { pythonEquals } from './python/compare.ts';
import type { ServerError } from './types.ts';

/** A node as far as it was checked. */
export interface CheckedNode {
  readonly target: CheckedType;
  /** As laid out for these values. */
  readonly inputs: readonly CheckedInput[];
  readonly values: JsonObject;
}

/** Returns the first input that own code of the class would likely judge in another way. */
export function doubtfulInput(
  node: CheckedNode,
  errors: readonly ServerError[],
): string | undefined {
  const kind = customKindOf(node.target);
  const wrong = new Map(errors.map((each) => [each.extra_info['input_name'], each.type]));
  for (const input of node.inputs) {
    const error = wrong.get(input.name);
    const isDoubtful =
      error === undefined
        ? kind !== undefined && isDoubtfulValue(kind, input, node)
        : isDoubtfulError(error, input, node, kind);
    if (isDoubtful) return input.name;
  }
  return kind === 'picker' ? (strangeInput(node) ?? usedDynamicInput(node)) : undefined;
}

/** A function that takes the input lifts its bounds and options, and raises where it is missing; one that takes `input_types` judges links. */
function isDoubtfulError(
  error: string,
  input: CheckedInput,
  node: CheckedNode,
  kind: CustomKind | undefined,
): boolean {
  const isOfOptions = error === 'value_not_in_list' || error === 'return_type_mismatch';
  if (isOfOptions && mayBeTuple(node.target, input)) return true;
  if (kind === undefined) return false;
  switch (error) {
    case 'value_not_in_list':
    case 'value_smaller_than_min':
    case 'value_bigger_than_max':
      return kind !== 'worker';
    case 'required_input_missing':
      return (
        kind === 'picker' || isRawLink(input) || (kind === 'chooser' && givesLists(node.target))
      );
    case 'invalid_input_type':
      return kind === 'picker'
        ? node.target.isV3 || hasTwin(input, node)
        : kind === 'chooser' && givesLists(node.target);
    case 'return_type_mismatch':
      return kind === 'picker'
        ? node.target.isV3 || node.inputs.some(isUnion) || isPlace(input)
        : isData(input);
    default:
      return false;
  }
}

function isDoubtfulValue(kind: CustomKind, input: CheckedInput, node: CheckedNode): boolean {
  const given = member(node.values, input.name);
  if (given === undefined) return false;
  if (isJsonArray(given) && isRawLink(input)) return given[1] !== 0;
  if (kind === 'worker') return false;
  if (kind === 'chooser') return isFarOff(unwrapped(given), input);
  if (isJsonArray(given)) return isWidget(input) && !isUnion(input) && !isJsonArray(input.type);
  const value = unwrapped(given);
  return (
    isOtherChoice(value, input) ||
    isFarOff(value, input) ||
    isOddlySpelled(value, input) ||
    isOddPlace(value, input) ||
    isOddSize(value, input) ||
    isTurnedRound(input, node)
  );
}

function unwrapped(given: Json): Json {
  return isJsonObject(given) ? (member(given, '__value__') ?? given) : given;
}

/** A choice other than the one that the author meant first; a file that is listed is there. */
function isOtherChoice(value: Json, input: CheckedInput): boolean {
  const { options, config } = input.spec;
  if (options === undefined || !isJsonArray(input.type)) return false;
  const usual = member(config, 'default') ?? options[0];
  if (usual !== undefined && pythonEquals(value, usual)) return false;
  return !(typeof value === 'string' && /\.[a-z0-9]{2,12}$/i.test(value));
}

/** More than half the range away from the default. */
function isFarOff(value: Json, { type, low, high, spec }: CheckedInput): boolean {
  if (type !== 'INT' && type !== 'FLOAT') return false;
  const usual = member(spec.config, 'default');
  const number = numberIn(value);
  if (number === undefined || !isJsonNumber(usual) || !Number.isFinite(high - low)) return false;
  return Math.abs(number - toDouble(usual)) > (high - low) / 2;
}

/** What Python has to convert: a text or a fraction for a whole number, a number for a text. Inputs of an option must be of their very type. */
function isOddlySpelled(value: Json, { type, name }: CheckedInput): boolean {
  if (type === 'STRING') return typeof value !== 'string';
  if (type !== 'INT' && type !== 'FLOAT') return false;
  if (!isJsonNumber(value)) return true;
  const isWhole = Number.isInteger(toDouble(value));
  if (type === 'INT') return !isWhole;
  return name.includes('.') && typeof value === 'number' && isWhole;
}

/** An address, an absolute path, or one that climbs, other than the author's own; any text where the author's own is an address. */
function isOddPlace(value: Json, { type, spec }: CheckedInput): boolean {
  const own = spec.config['default'];
  if (type !== 'STRING' || typeof value !== 'string' || value === own) return false;
  if (typeof own === 'string' && own.includes('://')) return true;
  return value.includes('://') || value.includes('..') || value.startsWith('/');
}

/** Sizes of pictures that latents cannot have. */
function isOddSize(value: Json, { name, type }: CheckedInput): boolean {
  const number = numberIn(value);
  return (
    type === 'INT' &&
    /^(?:width|height)$/.test(name) &&
    number !== undefined &&
    Math.trunc(number) % 8 !== 0
  );
}

const ends: readonly (readonly [string, string])[] = [
  ['low', 'high'],
  ['min', 'max'],
  ['start', 'end'],
  ['from', 'to'],
];

/** The lower end of a range that is not below the upper one. */
function isTurnedRound(input: CheckedInput, { values }: CheckedNode): boolean {
  const upper = ends.find(([lower]) => lower === input.name)?.[1];
  if (upper === undefined) return false;
  const from = numberIn(unwrapped(member(values, input.name) ?? null));
  const to = numberIn(unwrapped(member(values, upper) ?? null));
  return from !== undefined && to !== undefined && from >= to;
}

/** An input that the class does not declare, other than a text or an object: a function that takes any argument sees it. */
function strangeInput({ target, values }: CheckedNode): string | undefined {
  if (target.isDynamic) return undefined;
  return keysOf(values).find((name) => {
    const value = values[name] as Json;
    if (typeof value === 'string' || (isJsonObject(value) && !isJsonNumber(value))) return false;
    return !target.inputs.some((each) => each.name === name);
  });
}

/** A choice that brings inputs, and these, reach a function as further arguments; one that does not name them raises. */
function usedDynamicInput({ inputs }: CheckedNode): string | undefined {
  if (!inputs.every(isWidget)) return undefined;
  return inputs.find(({ name, type }) => name.includes('.') || dynamicTypes.has(type))?.name;
}

function numberIn(value: Json): number | undefined {
  const number =
    typeof value === 'string' ? Number(value) : isJsonNumber(value) ? toDouble(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Another input of the same type and bounds: such two are judged together. */
function hasTwin(input: CheckedInput, { inputs }: CheckedNode): boolean {
  return inputs.some(
    (each) =>
      each !== input &&
      each.type === input.type &&
      each.low === input.low &&
      each.high === input.high &&
      Number.isFinite(each.high),
  );
}

function isUnion({ type }: CheckedInput): boolean {
  return typeof type === 'string' && namesOf(type).length > 1;
}

/** The node sees the link itself, and so may its function. */
function isRawLink({ spec }: CheckedInput): boolean {
  return spec.config['rawLink'] === true;
}

function isPlace({ name }: CheckedInput): boolean {
  return /path|url|file|folder|dir/.test(name);
}

/** What only another node gives. */
function isData(input: CheckedInput): boolean {
  return (
    typeof input.type === 'string' &&
    input.type !== '*' &&
    /^[A-Z0-9_]+$/.test(input.type) &&
    !isWidget(input) &&
    input.spec.config['forceInput'] !== true
  );
}

function givesLists({ type }: CheckedType): boolean {
  return type.outputs.some(({ isList }) => isList);
}
