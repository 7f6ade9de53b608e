/** Reads one entry of `/object_info`: inputs in the server's order, outputs, flags. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../base/json.ts';
import type { InputSpec, NodeFacts, NodeType, OutputSpec } from './types.ts';

const sections = ['required', 'optional', 'hidden'] as const;
const noConfig: JsonObject = {};

/** Returns the node type; inputs and outputs are read when first asked for, since a prompt uses few of a server's types. */
export function parseNodeType(name: string, raw: JsonObject, facts?: NodeFacts): NodeType {
  const displayName = member(raw, 'display_name');
  let inputs: readonly InputSpec[] | undefined;
  let outputs: readonly OutputSpec[] | undefined;
  return {
    name,
    displayName: typeof displayName === 'string' && displayName !== '' ? displayName : name,
    isOutputNode: member(raw, 'output_node') === true,
    isDeprecated: member(raw, 'deprecated') === true,
    isExperimental: member(raw, 'experimental') === true,
    isApiNode: member(raw, 'api_node') === true,
    raw,
    ...(facts === undefined ? {} : { facts }),
    get inputs() {
      inputs ??= inputsOf(raw);
      return inputs;
    },
    get outputs() {
      outputs ??= outputsOf(raw);
      return outputs;
    },
  };
}

function inputsOf(raw: JsonObject): readonly InputSpec[] {
  const input = member(raw, 'input');
  if (!isJsonObject(input)) return [];
  return sections.flatMap((section) => {
    const specs = member(input, section);
    if (!isJsonObject(specs)) return [];
    return entriesOf(specs).map(([name, spec]) => parseInputSpec(name, section, spec));
  });
}

/** Returns the input that `[type, config]` describes; hidden inputs of older nodes are a bare type name. */
export function parseInputSpec(name: string, section: InputSpec['section'], raw: Json): InputSpec {
  const [first, second] = isJsonArray(raw) ? raw : [raw];
  const config = isJsonObject(second) ? second : noConfig;
  const isListTyped = isJsonArray(first);
  const own = member(config, 'options');
  const given = isListTyped ? first : isJsonArray(own) ? own : undefined;
  const isUnrecorded = given !== undefined && given.length === 1 && isLeftOut(given[0]);
  const options = isUnrecorded ? undefined : given;
  return {
    name,
    section,
    type: isListTyped ? 'COMBO' : typeof first === 'string' ? first : '',
    isListTyped,
    config,
    raw,
    isUnrecorded,
    ...(options === undefined ? {} : { options }),
  };
}

/** In environment.json a list of input files is left out; its place says so. */
function isLeftOut(item: Json | undefined): boolean {
  return isJsonObject(item) && member(item, '$files') !== undefined;
}

function outputsOf(raw: JsonObject): readonly OutputSpec[] {
  const types = member(raw, 'output');
  if (!isJsonArray(types)) return [];
  const names = member(raw, 'output_name');
  const lists = member(raw, 'output_is_list');
  return types.map((type, slot) => {
    const text = typeof type === 'string' ? type : isJsonArray(type) ? 'COMBO' : '';
    const name = isJsonArray(names) ? names[slot] : undefined;
    return {
      name: typeof name === 'string' ? name : text,
      type: text,
      isList: isJsonArray(lists) && lists[slot] === true,
      raw: type,
    };
  });
}
