/** Which classes of custom nodes may have code that answers otherwise than `/object_info` tells. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  member,
  toDouble,
} from '../../base/json.ts';
import type { CheckedInput, CheckedType } from './node-inputs.ts';

/** Types that a widget holds; `INT,FLOAT` is one of them too. */
const widgetTypes = new Set(['INT', 'FLOAT', 'STRING', 'BOOLEAN', 'COMBO']);

/** ComfyUI's own classes that have a validation function have one to seven inputs, most of them one or two. */
const fewInputs = 4;

/**
 * `picker`: all that a custom class needs are widgets, as in ComfyUI's own classes that have a validation function (loaders, pickers).
 * `chooser`: it takes a choice beside what other nodes give. `worker`: it takes what other nodes give.
 * Undefined where own code is not to be reckoned with: ComfyUI's classes, outputs, and classes of many inputs.
 */
export type CustomKind = 'picker' | 'chooser' | 'worker';

const kinds = new WeakMap<CheckedType, CustomKind | 'none'>();

export function customKindOf(target: CheckedType): CustomKind | undefined {
  let kind = kinds.get(target);
  if (kind === undefined) {
    kind = kindOf(target);
    kinds.set(target, kind);
  }
  return kind === 'none' ? undefined : kind;
}

function kindOf({ isCore, type, inputs, facts }: CheckedType): CustomKind | 'none' {
  if (isCore || facts !== undefined || type.isOutputNode || inputs.length > fewInputs)
    return 'none';
  if (inputs.every(isWidget)) return 'picker';
  return inputs.some(({ type: own }) => isJsonArray(own)) ? 'chooser' : 'worker';
}

/** True where the person sets the value in the node itself; a growing input that needs none counts as one. */
export function isWidget({ type, spec }: CheckedInput): boolean {
  if (spec.config['forceInput'] === true) return false;
  if (isJsonArray(type)) return true;
  if (typeof type !== 'string') return false;
  if (type === 'COMFY_AUTOGROW_V3') return growsFromNothing(spec.config['template']);
  return type.startsWith('COMFY_DYN') || namesOf(type).some((each) => widgetTypes.has(each));
}

function growsFromNothing(template: Json | undefined): boolean {
  const least = isJsonObject(template) ? member(template, 'min') : undefined;
  return isJsonNumber(least) && toDouble(least) === 0;
}

/** The types of a union, `INT,FLOAT`. */
export function namesOf(type: string): readonly string[] {
  return type.split(',').map((each) => each.trim());
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

/**
 * True where Python's sentence on a wrong slot may name a list instead of a tuple: code of an old kind, by its own word (`deprecated`),
 * may keep its outputs in either.
 */
export function mayListOutputs({ isCore, isV3, type }: CheckedType): boolean {
  return !isCore && !isV3 && type.isDeprecated;
}

/**
 * True where the options may stand in a tuple, which the server does not check: a choice with settings that may be left out, in a custom
 * class of the older schema. In JSON a tuple and a list look alike.
 */
export function mayBeTuple({ isCore, isV3, facts }: CheckedType, input: CheckedInput): boolean {
  return (
    !isCore &&
    !isV3 &&
    facts === undefined &&
    !input.isRequired &&
    input.spec.isListTyped &&
    Object.keys(input.spec.config).length > 0
  );
}

/**
 * True for a custom output of the older schema that gives nothing, needs a value and takes nothing from other nodes: nothing that a workflow
 * makes reaches it. `OUTPUT_NODE = 1` is shown as true, and yet such a class is no output for the server.
 */
export function mayBeNoOutput({
  isCore,
  isV3,
  facts,
  type,
  inputs,
  outputs,
}: CheckedType): boolean {
  if (isCore || isV3 || facts !== undefined || !type.isOutputNode || outputs.length > 0)
    return false;
  return inputs.every(isWidget) && inputs.some(({ isRequired }) => isRequired);
}
