/** Where code of a custom node may answer otherwise than `/object_info` tells: kept to the places where it is likely. */

import { isJsonArray, type Json } from '../../base/json.ts';
import type { CheckedInput, CheckedType } from './node-inputs.ts';
import type { ServerError } from './types.ts';

/** Types that a widget holds; `INT,FLOAT` is one of them too. */
const widgetTypes = new Set(['INT', 'FLOAT', 'STRING', 'BOOLEAN', 'COMBO']);

/** Errors that a validation function replaces, adds to or makes go away when it takes the input, or the types of links. */
const replaceable = new Set([
  'required_input_missing',
  'invalid_input_type',
  'value_smaller_than_min',
  'value_bigger_than_max',
  'value_not_in_list',
  'return_type_mismatch',
]);

/** ComfyUI's own classes that have a validation function have one to seven inputs, most of them one or two. */
const fewInputs = 4;

/**
 * True for a custom class like those that have a validation function of their own in ComfyUI itself: loaders and pickers, which have few
 * inputs, take nothing from other nodes and give something to them.
 */
export function mayCheckItself(target: CheckedType): boolean {
  return isSmall(target) && target.inputs.every(isWidget);
}

function isSmall({ isCore, type, inputs }: CheckedType): boolean {
  return !isCore && !type.isOutputNode && inputs.length <= fewInputs;
}

/** The input that a validation function of the class would have judged otherwise, if it has one; options are what most of them judge. */
export function doubtfulInput(
  target: CheckedType,
  errors: readonly ServerError[],
): string | undefined {
  if (errors.length === 0 || !isSmall(target)) return undefined;
  const isLoader = mayCheckItself(target);
  const doubtful = errors.find(
    ({ type }) => type === 'value_not_in_list' || (isLoader && replaceable.has(type)),
  );
  const name = doubtful?.extra_info['input_name'];
  return typeof name === 'string' ? name : undefined;
}

function isWidget({ type, spec }: CheckedInput): boolean {
  if (spec.config['forceInput'] === true) return false;
  if (isJsonArray(type)) return true;
  if (typeof type !== 'string') return false;
  return (
    type.startsWith('COMFY_DYN') || type.split(',').some((each) => widgetTypes.has(each.trim()))
  );
}

/**
 * True where a class that is not ComfyUI's declares `*` and nothing beside it. Classes that mean any type bring a type object of their
 * own and, as a rule, settings with it; the bare text matches `*` alone (0.3.64). In JSON they look alike.
 */
export function isBareWildcard(target: CheckedType, type: Json): boolean {
  if (target.isCore || target.isV3 || type !== '*') return false;
  return target.inputs.some(
    ({ type: own, spec }) => own === '*' && isJsonArray(spec.raw) && spec.raw.length === 1,
  );
}
