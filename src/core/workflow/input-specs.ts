/** The inputs of a node with their specs, dynamic ones laid out by the values that the node has. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  keysOf,
  member,
} from '../../base/json.ts';
import { parseInputSpec } from '../catalog/node-type.ts';
import type { InputSpec, NodeType } from '../catalog/types.ts';

/** Returns input name → spec; names of inputs inside dynamic ones are joined by dots (comfy_api/latest/_io.py). */
export function inputSpecsOf(
  nodeType: NodeType,
  inputs: JsonObject,
): ReadonlyMap<string, InputSpec> {
  const specs = new Map<string, InputSpec>();
  const pending = nodeType.inputs.filter((each) => each.section !== 'hidden');
  for (let spec = pending.shift(); spec !== undefined; spec = pending.shift()) {
    specs.set(spec.name, spec);
    pending.push(...insideOf(spec, inputs));
  }
  return specs;
}

function insideOf(spec: InputSpec, inputs: JsonObject): readonly InputSpec[] {
  switch (spec.type) {
    case 'COMFY_DYNAMICCOMBO_V3': {
      const value = member(inputs, spec.name);
      const chosen = (spec.options ?? []).find(
        (each) => isJsonObject(each) && jsonEqual(member(each, 'key'), value),
      );
      return isJsonObject(chosen) ? specsIn(member(chosen, 'inputs'), spec.name) : [];
    }
    case 'COMFY_DYNAMICSLOT_V3':
      return specsIn(member(spec.config, 'inputs'), spec.name);
    case 'COMFY_AUTOGROW_V3':
      return grownOf(spec, inputs);
    default:
      return [];
  }
}

function specsIn(sections: Json | undefined, prefix: string): readonly InputSpec[] {
  if (!isJsonObject(sections)) return [];
  return (['required', 'optional'] as const).flatMap((section) => {
    const specs = member(sections, section);
    if (!isJsonObject(specs)) return [];
    return entriesOf(specs).map(([name, raw]) => parseInputSpec(`${prefix}.${name}`, section, raw));
  });
}

/** The template has one input; the node has it as often as there are values under the template's names. */
function grownOf(spec: InputSpec, inputs: JsonObject): readonly InputSpec[] {
  const template = member(spec.config, 'template');
  if (!isJsonObject(template)) return [];
  const [model] = specsIn(member(template, 'input'), spec.name);
  if (model === undefined) return [];
  const prefix = member(template, 'prefix');
  const names = member(template, 'names');
  const isGrown = (name: string): boolean =>
    isJsonArray(names)
      ? names.includes(name)
      : typeof prefix === 'string' &&
        name.startsWith(prefix) &&
        /^\d+$/.test(name.slice(prefix.length));
  return keysOf(inputs)
    .filter((key) => key.startsWith(`${spec.name}.`) && isGrown(key.slice(spec.name.length + 1)))
    .map((key) => parseInputSpec(key, model.section, model.raw));
}
