/** The digest of a canvas: its normal form with layout, without what only says how it was last looked at or saved. */

import { type Digest, digestOf } from '../../base/digest.ts';
import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { sortedCanonically } from '../../base/json-write.ts';
import type { CanvasWorkflow } from './types.ts';

/** Fields of a graph (the document, or a subgraph) that are view state, counters, or follow from the rest. */
const volatileFields = new Set([
  'revision',
  'last_node_id',
  'last_link_id',
  'state',
  'links',
  'nodes',
  'floatingLinks',
]);

/** Fields of `extra`: pan and zoom, and what wrote the file. */
const volatileExtra = new Set([
  'ds',
  'frontendVersion',
  'node_versions',
  'workspace_info',
  'linkExtensions',
]);

/** Returns the digest of nodes, values, links, titles, notes, groups and layout; link ids, order and view state do not matter. */
export function canvasDigest(canvas: CanvasWorkflow): Digest {
  return digestOf('canvas/v1', normalGraph(canvas, true));
}

function normalGraph(graph: JsonObject, isDocument = false): Json {
  const links = linksOf(graph);
  const fields = entriesOf(graph)
    .filter(([key]) => !volatileFields.has(key) && !(isDocument && key === 'id'))
    .map(([key, value]): [string, Json] => [key, normalField(key, value)]);
  const nodes = member(graph, 'nodes');
  return jsonObject([
    ...fields,
    ['nodes', isJsonArray(nodes) ? sortedCanonically(nodes.map(normalNode)) : []],
    ['links', sortedCanonically([...links.values()])],
  ]);
}

function normalField(key: string, value: Json): Json {
  if (key === 'extra' && isJsonObject(value)) return normalExtra(value);
  if (key === 'definitions' && isJsonObject(value)) {
    return mapMembers(value, (name, item) =>
      name === 'subgraphs' && isJsonArray(item)
        ? sortedCanonically(item.map((each) => (isJsonObject(each) ? normalGraph(each) : each)))
        : item,
    );
  }
  if (key === 'reroutes') return normalReroutes(value);
  if ((key === 'inputs' || key === 'outputs') && isJsonArray(value)) {
    return value.map((each) => without(each, ['linkIds']));
  }
  return value;
}

function normalExtra(extra: JsonObject): Json {
  const kept = entriesOf(extra).filter(([key]) => !volatileExtra.has(key));
  return jsonObject(
    kept.map(([key, value]) => [key, key === 'reroutes' ? normalReroutes(value) : value]),
  );
}

/** The links of a reroute follow from the links' own `parentId`. */
function normalReroutes(value: Json): Json {
  return isJsonArray(value)
    ? sortedCanonically(value.map((each) => without(each, ['linkIds'])))
    : value;
}

function normalNode(node: Json): Json {
  if (!isJsonObject(node)) return node;
  return mapMembers(without(node, ['order']) as JsonObject, (key, value) => {
    if (key === 'pos' || key === 'size') return asList(value);
    if (key === 'inputs' && isJsonArray(value)) return value.map((each) => without(each, ['link']));
    if (key === 'outputs' && isJsonArray(value)) {
      return value.map((each) => without(each, ['links', 'slot_index']));
    }
    return value;
  });
}

/** Older frontends wrote a position as `{"0": x, "1": y}`. */
function asList(value: Json): Json {
  if (!isJsonObject(value)) return value;
  return keysOf(value)
    .filter((key) => /^\d+$/.test(key))
    .map((key) => value[key] as Json);
}

/** Returns link id → where it leads from and to, its type, and the reroute it goes through. */
function linksOf(graph: JsonObject): ReadonlyMap<string, Json> {
  const links = member(graph, 'links');
  const parents = parentsOf(graph);
  const pairs = (isJsonArray(links) ? links : []).map((link): [string, Json] => {
    if (isJsonArray(link)) {
      const [id, ...ends] = link;
      const key = String(id);
      return [key, [...ends.slice(0, 5), parents.get(key) ?? null]];
    }
    if (!isJsonObject(link)) return ['', link];
    const end = (name: string): Json => member(link, name) ?? null;
    const ends = ['origin_id', 'origin_slot', 'target_id', 'target_slot', 'type', 'parentId'];
    return [String(end('id')), ends.map(end)];
  });
  return new Map(pairs);
}

function parentsOf(graph: JsonObject): ReadonlyMap<string, Json> {
  const extra = member(graph, 'extra');
  const extensions = isJsonObject(extra) ? member(extra, 'linkExtensions') : undefined;
  if (!isJsonArray(extensions)) return new Map();
  return new Map(
    extensions.flatMap((each): [string, Json][] => {
      if (!isJsonObject(each)) return [];
      const parent = member(each, 'parentId');
      return parent === undefined ? [] : [[String(member(each, 'id') ?? ''), parent]];
    }),
  );
}

function without(value: Json, keys: readonly string[]): Json {
  if (!isJsonObject(value)) return value;
  return jsonObject(entriesOf(value).filter(([key]) => !keys.includes(key)));
}

function mapMembers(object: JsonObject, change: (key: string, value: Json) => Json): JsonObject {
  return jsonObject(entriesOf(object).map(([key, value]) => [key, change(key, value)]));
}
