/** The inputs of a node type, made ready for checking; computed once per type and rule set. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  member,
  toDouble,
} from '../../base/json.ts';
import type { InputSpec, NodeFacts, NodeType } from '../catalog/types.ts';
import type { OwnCheck } from './own-checks.ts';
import { isCore, isV3, type Rules } from './rules.ts';

export interface CheckedInput {
  readonly name: string;
  readonly isRequired: boolean;
  readonly spec: InputSpec;
  /** First element of the spec: a type name or a list of options. */
  readonly type: Json;
  readonly min: Json | undefined;
  readonly max: Json | undefined;
  /** The bounds as doubles; NaN where they are no numbers, and infinite where there are none. */
  readonly low: number;
  readonly high: number;
  /** The options that this server checks; null where `options` is no list. */
  readonly options: readonly Json[] | null | undefined;
  readonly optionTexts: ReadonlySet<Json> | undefined;
  readonly isMultiple: boolean;
}

export interface CheckedType {
  readonly type: NodeType;
  readonly isV3: boolean;
  readonly isCore: boolean;
  readonly ownCheck: OwnCheck | undefined;
  /** What is declared of a custom class's own code. */
  readonly facts: NodeFacts | undefined;
  readonly inputs: readonly CheckedInput[];
  /** True where the inputs must be laid out from the values first. */
  readonly isDynamic: boolean;
  /** `output` of `/object_info`: type names or lists of options. */
  readonly outputs: readonly Json[];
}

export const dynamicTypes: ReadonlySet<Json> = new Set([
  'COMFY_DYNAMICCOMBO_V3',
  'COMFY_AUTOGROW_V3',
  'COMFY_DYNAMICSLOT_V3',
]);

const caches = new WeakMap<Rules, WeakMap<NodeType, CheckedType>>();

export function checkedTypeOf(type: NodeType, rules: Rules): CheckedType {
  let cache = caches.get(rules);
  if (cache === undefined) {
    cache = new WeakMap();
    caches.set(rules, cache);
  }
  let found = cache.get(type);
  if (found === undefined) {
    found = compile(type, rules);
    cache.set(type, found);
  }
  return found;
}

function compile(type: NodeType, rules: Rules): CheckedType {
  const inputs = type.inputs
    .filter((input) => input.section !== 'hidden')
    .map((input) => checkedInputOf(input, rules));
  const core = isCore(type);
  return {
    type,
    isV3: isV3(type, rules),
    isCore: core,
    ownCheck: core ? rules.ownChecks.get(type.name) : declaredCheck(type.facts),
    facts: core ? undefined : type.facts,
    inputs,
    isDynamic: rules.hasDynamicInputs && inputs.some((input) => dynamicTypes.has(input.type)),
    outputs: type.outputs.map((output) => output.raw),
  };
}

/** A validation function that is declared: it is called, and what it says is not known. */
function declaredCheck(facts: NodeFacts | undefined): OwnCheck | undefined {
  if (facts === undefined || facts.checks === 'none') return undefined;
  if (facts.checks === 'all') return { inputs: [], takesAll: true };
  return {
    inputs: facts.checks.filter((name) => name !== 'input_types'),
    ...(facts.checks.includes('input_types') ? { takesTypes: true } : {}),
  };
}

export function checkedInputOf(spec: InputSpec, rules: Rules): CheckedInput {
  const first = isJsonArray(spec.raw) ? spec.raw[0] : spec.raw;
  const min = member(spec.config, 'min');
  const max = member(spec.config, 'max');
  const options = optionsOf(spec, rules);
  return {
    name: spec.name,
    isRequired: spec.section === 'required',
    spec,
    type: first ?? null,
    min,
    max,
    low: boundOf(min, -Infinity),
    high: boundOf(max, Infinity),
    options,
    optionTexts:
      isJsonArray(options) && options.length > 0
        ? new Set(options.filter((item) => typeof item === 'string'))
        : undefined,
    isMultiple: rules.checksItems && isTrue(member(spec.config, 'multiselect')),
  };
}

function optionsOf(spec: InputSpec, rules: Rules): readonly Json[] | null | undefined {
  if (spec.isUnrecorded) return undefined;
  if (spec.isListTyped) return spec.options ?? [];
  if (!rules.checksCombo || spec.type !== 'COMBO') return undefined;
  const given = member(spec.config, 'options');
  if (given === undefined) return [];
  return isJsonArray(given) ? given : null;
}

function boundOf(bound: Json | undefined, none: number): number {
  if (bound === undefined) return none;
  return isJsonNumber(bound) ? toDouble(bound) : Number.NaN;
}

function isTrue(value: Json | undefined): boolean {
  if (isJsonNumber(value)) return toDouble(value) !== 0;
  if (isJsonArray(value)) return value.length > 0;
  return isJsonObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}
