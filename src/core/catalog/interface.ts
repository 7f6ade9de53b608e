/** The interface of a node type as one digest: what a workflow relies on, not its texts and not lists of files. */

import { type Digest, digestOf } from '../../base/digest.ts';
import {
  isJsonArray,
  isJsonObject,
  type Json,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { filesBehind } from './file-lists.ts';
import type { Catalog, InputSpec, NodeType } from './types.ts';

/** Keys of an input's config that only people read; everything else is behaviour or may become it. */
export const descriptive: ReadonlySet<string> = new Set(['tooltip', 'display_name']);

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
  return digestOf('interface/v1', {
    name: nodeType.name,
    inputs: nodeType.inputs.map((input) => inputOf(nodeType, input, models)),
    outputs: nodeType.outputs.map(({ raw, name, isList }) => [raw, name, isList]),
    flags: flags.filter((flag) => member(nodeType.raw, flag) === true),
  });
}

function inputOf(nodeType: NodeType, input: InputSpec, models: Catalog['models']): Json {
  const files = filesBehind(nodeType.name, input, models);
  const [type, ...rest] = isJsonArray(input.raw) ? input.raw : [input.raw];
  if (files === undefined) return [input.section, input.name, type ?? null, ...rest.map(plain)];
  const config = jsonObject(
    keysOf(input.config)
      .filter((key) => key !== 'options' && key !== 'default')
      .map((key) => [key, input.config[key] as Json]),
  );
  return [input.section, input.name, { files }, plain(config)];
}

/** Leaves descriptive keys out at every depth: dynamic inputs hold whole specs in their config. */
function plain(value: Json): Json {
  if (isJsonArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  return jsonObject(
    keysOf(value)
      .filter((key) => !descriptive.has(key) || typeof value[key] !== 'string')
      .map((key) => [key, plain(value[key] as Json)]),
  );
}
