/** The interface of a node type as one digest: what a workflow relies on, not its texts and not lists of files. */

import { type Digest, digestOf } from '../../base/digest.ts';
import {
  isJsonArray,
  isJsonObject,
  isNumberLiteral,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
  toDouble,
  withMember,
} from '../../base/json.ts';
import { filesBehind } from './file-lists.ts';
import type { Catalog, InputSpec, NodeType } from './types.ts';

/** Keys of an input's config that only people read or that only hide a widget; everything else is behaviour or may become it. */
const descriptive: ReadonlySet<string> = new Set([
  'tooltip',
  'display_name',
  'placeholder',
  'advanced',
]);

/** Settings that newer servers write where older ones leave them out. */
const offByDefault: ReadonlySet<string> = new Set(['multiselect', 'multiline']);

/** Flags of a node type that change what a server does with it or what a person should know of it. */
export const flags = [
  'output_node',
  'deprecated',
  'experimental',
  'api_node',
  'dev_only',
  'is_input_list',
  'has_intermediate_output',
] as const;

/**
 * Returns the digest of inputs, types, ranges, options that are not files, outputs and flags. With the catalog's model
 * lists, inputs whose options equal a folder's files are known as file lists too.
 */
export function interfaceDigest(nodeType: NodeType, models: Catalog['models'] = new Map()): Digest {
  return digestOf('interface/v2', {
    name: nodeType.name,
    inputs: nodeType.inputs.map((input) => inputOf(nodeType, input, models)),
    outputs: nodeType.outputs.map(({ raw, name, isList }) => [raw, name, isList]),
    flags: flags.filter((flag) => member(nodeType.raw, flag) === true),
  });
}

function inputOf(nodeType: NodeType, input: InputSpec, models: Catalog['models']): Json {
  const files = filesBehind(nodeType.name, input, models);
  const [type, ...rest] = isJsonArray(input.raw) ? input.raw : [input.raw];
  if (files === undefined && input.options !== undefined) {
    // a list in place of the type and a COMBO with options are one to servers and pages
    const config = withMember(input.config, 'options', input.options);
    return [input.section, input.name, input.type, plain(config), ...rest.slice(1).map(plain)];
  }
  if (files === undefined) {
    // newer servers write empty settings where older ones write none
    const settings = rest.length === 0 ? [{}] : rest;
    return [input.section, input.name, type ?? null, ...settings.map(plain)];
  }
  const config = jsonObject(
    keysOf(input.config)
      .filter((key) => key !== 'options' && key !== 'default')
      .map((key) => [key, input.config[key] as Json]),
  );
  return [input.section, input.name, { files }, plain(config)];
}

/**
 * Leaves out at every depth what says nothing to a server or a page: dynamic inputs hold whole specs in their config.
 * Numbers count by their value, as they do for Python.
 */
export function plain(value: Json): Json {
  if (isJsonArray(value)) return value.map(plain);
  if (isJsonObject(value)) {
    return jsonObject(
      keysOf(value)
        .filter((key) => !isIdle(value, key))
        .map((key) => [key, plain(value[key] as Json)]),
    );
  }
  const number = isNumberLiteral(value) ? toDouble(value) : undefined;
  return Number.isSafeInteger(number) ? (number as number) : value;
}

/** An input of a dynamic one may have the name of a setting: its value is a list. */
function isIdle(config: JsonObject, key: string): boolean {
  const value = config[key];
  if (offByDefault.has(key)) return value === false;
  return descriptive.has(key) && !isJsonArray(value) && !isJsonObject(value);
}
