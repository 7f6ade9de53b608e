/** Replaces old classes by new ones before the checks, as app/node_replace_manager.py of ComfyUI 0.33.0 does. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import { pythonEquals } from './python/compare.ts';
import type { Uncertainty } from './types.ts';

interface Connection {
  readonly node: string;
  readonly input: string;
  readonly slot: Json;
}

/** Returns the prompt with its old nodes replaced (the same value where there are none), or undefined where the server fails. */
export function replaceNodes(
  prompt: Json,
  catalog: Catalog,
  uncertain: Uncertainty[],
): JsonObject | undefined {
  if (!isJsonObject(prompt)) return undefined;
  const old: string[] = [];
  for (const id of keysOf(prompt)) {
    const node = prompt[id] as Json;
    if (!isJsonObject(node)) return undefined;
    const classType = member(node, 'class_type');
    const inputs = member(node, 'inputs');
    if (classType === undefined || inputs === undefined) continue;
    if (isJsonArray(classType) || isJsonObject(classType) || !isJsonObject(inputs)) {
      return undefined;
    }
    if (typeof classType === 'string' && firstReplacement(classType, catalog)) old.push(id);
  }
  return old.length === 0 ? prompt : replaceAll(prompt, old, catalog, uncertain);
}

/** The first entry counts, and only if its new class is there and the old one is not. */
function firstReplacement(classType: string, catalog: Catalog): JsonObject | undefined {
  if (catalog.nodeTypes.has(classType)) return undefined;
  const entries = member(catalog.nodeReplacements, classType);
  const first = isJsonArray(entries) ? entries[0] : undefined;
  if (!isJsonObject(first)) return undefined;
  const name = member(first, 'new_node_id');
  return typeof name === 'string' && catalog.nodeTypes.has(name) ? first : undefined;
}

/** Slots of links are moved first, then the nodes are made anew: the server shares the links between both, so its order is the same. */
function replaceAll(
  prompt: JsonObject,
  old: readonly string[],
  catalog: Catalog,
  uncertain: Uncertainty[],
): JsonObject | undefined {
  const replacements = new Map<string, JsonObject>();
  for (const id of old) {
    const classType = member(prompt[id] as JsonObject, 'class_type') as string;
    const found = firstReplacement(classType, catalog);
    if (found !== undefined) replacements.set(id, found);
  }
  const connections = connectionsOf(prompt);
  const nodes = new Map(entriesOf(prompt));
  for (const [id, replacement] of replacements) {
    const moves = member(replacement, 'output_mapping');
    if (!isJsonArray(moves)) continue;
    for (const connection of connections.get(id) ?? []) {
      if (!moveSlot(nodes, connection, moves)) continue;
      const next = replacements.get(connection.node);
      if (next !== undefined && !keepsInput(next, connection.input)) {
        uncertain.push({
          node: connection.node,
          input: connection.input,
          reason: 'replacement-order',
        });
      }
    }
  }
  for (const [id, replacement] of replacements) {
    const made = replacementOf(nodes.get(id) as JsonObject, replacement);
    if (made === undefined) return undefined;
    nodes.set(id, made);
  }
  return jsonObject(nodes);
}

/** True where the new node has the link under its old name, so that it does not matter which of the two is replaced first. */
function keepsInput(replacement: JsonObject, input: string): boolean {
  const mapping = member(replacement, 'input_mapping');
  return (
    isJsonArray(mapping) &&
    mapping.some(
      (each) =>
        isJsonObject(each) && member(each, 'new_id') === input && member(each, 'old_id') === input,
    )
  );
}

function connectionsOf(prompt: JsonObject): ReadonlyMap<string, readonly Connection[]> {
  const found = new Map<string, Connection[]>();
  for (const [node, value] of entriesOf(prompt)) {
    const inputs = isJsonObject(value) ? member(value, 'inputs') : undefined;
    if (!isJsonObject(inputs) || member(value as JsonObject, 'class_type') === undefined) continue;
    for (const [input, link] of entriesOf(inputs)) {
      if (!isLink(link)) continue;
      const origin = link[0] as string;
      const list = found.get(origin) ?? [];
      list.push({ node, input, slot: link[1] as Json });
      found.set(origin, list);
    }
  }
  return found;
}

/** `is_link` of comfy_execution/graph_utils.py; a bool is an int. */
function isLink(value: Json): value is readonly Json[] {
  if (!isJsonArray(value) || value.length !== 2 || typeof value[0] !== 'string') return false;
  return isJsonNumber(value[1]) || typeof value[1] === 'boolean';
}

/** Returns the new node, or undefined where a key is missing or `_meta` cannot be copied. */
function replacementOf(node: JsonObject, replacement: JsonObject): JsonObject | undefined {
  const meta = member(node, '_meta');
  if (!isJsonObject(meta) && !isJsonArray(meta)) return undefined;
  const inputs = member(node, 'inputs') as JsonObject;
  const mapping = member(replacement, 'input_mapping');
  const pairs: [string, Json][] = [];
  for (const each of isJsonArray(mapping) ? mapping : []) {
    if (!isJsonObject(each)) continue;
    const name = String(member(each, 'new_id'));
    const fixed = member(each, 'set_value');
    const from = member(each, 'old_id');
    if (fixed !== undefined) pairs.push([name, fixed]);
    else if (typeof from === 'string') {
      const value = member(inputs, from);
      if (value === undefined) return undefined;
      pairs.push([name, value]);
    }
  }
  return jsonObject([
    ['inputs', jsonObject(pairs)],
    ['class_type', member(replacement, 'new_node_id') as string],
    ['_meta', meta],
  ]);
}

/** Returns true where the link leads to another slot of the new node than of the old one. */
function moveSlot(
  nodes: Map<string, Json>,
  connection: Connection,
  moves: readonly Json[],
): boolean {
  const move = moves.findLast(
    (each) => isJsonObject(each) && pythonEquals(member(each, 'old_idx') ?? null, connection.slot),
  );
  if (!isJsonObject(move)) return false;
  const node = nodes.get(connection.node) as JsonObject;
  const inputs = member(node, 'inputs') as JsonObject;
  const link = member(inputs, connection.input) as readonly Json[];
  const moved = [link[0] as Json, member(move, 'new_idx') ?? null];
  const pairs = entriesOf(inputs).map(
    ([name, value]) => [name, name === connection.input ? moved : value] as const,
  );
  nodes.set(
    connection.node,
    jsonObject(
      entriesOf(node).map(([key, value]) => [key, key === 'inputs' ? jsonObject(pairs) : value]),
    ),
  );
  return true;
}
