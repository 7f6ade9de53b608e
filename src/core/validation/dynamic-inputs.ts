/** Lays dynamic inputs of V3 nodes out from the values in a prompt, as comfy_api/latest/_io.py does. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { parseInputSpec } from '../catalog/node-type.ts';
import type { NodeType } from '../catalog/types.ts';
import { type CheckedInput, checkedInputOf, dynamicTypes } from './node-inputs.ts';
import { pythonEquals } from './python/compare.ts';
import type { Rules } from './rules.ts';

type Section = 'required' | 'optional';
const sections = ['required', 'optional'] as const;
/** Deeper nesting than any node has; a hostile catalog could name itself in no other way than by size. */
const mostNames = 10_000;

interface Layout {
  readonly values: JsonObject;
  readonly required: Map<string, Json>;
  readonly optional: Map<string, Json>;
  isInUse: boolean;
}

export interface LaidOut {
  readonly inputs: readonly CheckedInput[];
  /** Whether dynamic inputs are in use: a missing one is then named by its last part alone. */
  readonly isInUse: boolean;
}

/** Returns the inputs that the server checks for these values; names are joined with dots. */
export function layOutInputs(type: NodeType, values: JsonObject, rules: Rules): LaidOut {
  const layout: Layout = { values, required: new Map(), optional: new Map(), isInUse: false };
  const input = member(type.raw, 'input');
  if (isJsonObject(input)) layOut(layout, input, []);
  const specs = new Map<string, CheckedInput>();
  for (const section of ['optional', 'required'] as const) {
    for (const [name, spec] of layout[section]) {
      specs.set(name, inputOf(type, name, section, spec, rules));
    }
  }
  return { inputs: [...specs.values()], isInUse: layout.isInUse };
}

const caches = new WeakMap<NodeType, Map<string, CheckedInput>>();

/** The same input is laid out for every prompt; another option may bring another spec under its name. */
function inputOf(
  type: NodeType,
  name: string,
  section: Section,
  spec: Json,
  rules: Rules,
): CheckedInput {
  let cache = caches.get(type);
  if (cache === undefined) {
    cache = new Map();
    caches.set(type, cache);
  }
  const key = `${section} ${name}`;
  let found = cache.get(key);
  if (found === undefined || found.spec.raw !== spec) {
    found = checkedInputOf(parseInputSpec(name, section, spec), rules);
    cache.set(key, found);
  }
  return found;
}

function layOut(layout: Layout, specs: JsonObject, prefix: readonly string[]): void {
  for (const section of sections) {
    const inputs = member(specs, section);
    if (!isJsonObject(inputs)) continue;
    for (const [name, spec] of entriesOf(inputs))
      layOutOne(layout, section, spec, [...prefix, name]);
  }
}

function layOutOne(layout: Layout, section: Section, spec: Json, path: readonly string[]): void {
  const type = isJsonArray(spec) ? spec[0] : undefined;
  if (type === undefined || !dynamicTypes.has(type)) {
    layout[section].set(path.join('.'), spec);
    if (path.length > 1) layout.isInUse = true;
    return;
  }
  const second = isJsonArray(spec) ? spec[1] : undefined;
  const config = isJsonObject(second) ? second : {};
  if (type === 'COMFY_AUTOGROW_V3') layOutGrowing(layout, config, path);
  else layOutChoice(layout, section, spec, type, config, path);
}

/** A combo whose option brings inputs of its own, or a slot that brings them once it is linked. */
function layOutChoice(
  layout: Layout,
  section: Section,
  spec: Json,
  type: Json,
  config: JsonObject,
  path: readonly string[],
): void {
  const value = member(layout.values, path.join('.'));
  if (value === undefined) return;
  const inner =
    type === 'COMFY_DYNAMICSLOT_V3' ? member(config, 'inputs') : chosenInputs(config, value);
  if (!isJsonObject(inner)) return;
  layOut(layout, inner, path);
  layout[section].set(path.join('.'), spec);
  layout.isInUse = true;
}

function chosenInputs(config: JsonObject, value: Json): Json | undefined {
  const options = member(config, 'options');
  if (!isJsonArray(options)) return undefined;
  for (const option of options) {
    if (!isJsonObject(option)) continue;
    const key = member(option, 'key');
    if (key !== undefined && pythonEquals(key, value)) return member(option, 'inputs') ?? {};
  }
  return undefined;
}

function layOutGrowing(layout: Layout, config: JsonObject, path: readonly string[]): void {
  const template = member(config, 'template');
  if (!isJsonObject(template)) return;
  const found = templateOf(template);
  if (found === undefined) return;
  const { names, least } = namesOf(template);
  layout.isInUse = true;
  names.forEach((name, at) => {
    const section = at < least && found.isRequired ? 'required' : 'optional';
    const whole = [...path, name];
    layout[section].set(whole.join('.'), found.spec);
    if (Object.hasOwn(layout.values, whole.join('.'))) {
      layOutOne(layout, section, found.spec, whole);
    }
  });
}

function templateOf(template: JsonObject): { spec: Json; isRequired: boolean } | undefined {
  const input = member(template, 'input');
  if (!isJsonObject(input)) return undefined;
  for (const [section, specs] of entriesOf(input)) {
    const first = isJsonObject(specs) ? entriesOf(specs)[0] : undefined;
    if (first !== undefined) return { spec: first[1], isRequired: section === 'required' };
  }
  return undefined;
}

function namesOf(template: JsonObject): { names: readonly string[]; least: number } {
  const least = numberAt(template, 'min');
  const names = member(template, 'names');
  if (isJsonArray(names)) return { names: names.map(String), least };
  const prefix = String(member(template, 'prefix') ?? '');
  const length = Math.min(numberAt(template, 'max'), mostNames);
  return { names: Array.from({ length }, (_, at) => `${prefix}${at}`), least };
}

function numberAt(from: JsonObject, key: string): number {
  const value = member(from, key);
  return isJsonNumber(value) ? Math.max(0, Math.trunc(toDouble(value))) : 0;
}
