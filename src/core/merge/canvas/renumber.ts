/** Writes a version in the ids of the merge, so that afterwards one id means one thing in all three. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  withMember,
} from '../../../base/json.ts';
import { idOf } from '../../diff/canvas/ids.ts';
import { definitionsOf } from '../../diff/canvas/scope.ts';

/** Old ids → new ones; ids that are not in a map stay. */
export interface NewIds {
  readonly definitions: ReadonlyMap<string, string>;
  /** Old definition id, empty for the root → node ids. */
  readonly nodes: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Returns the canvas with the new ids; the same object where nothing changes. */
export function renumbered(canvas: JsonObject, ids: NewIds): JsonObject {
  const changed = (map: ReadonlyMap<string, string>) => [...map].some(([from, to]) => from !== to);
  if (!changed(ids.definitions) && ![...ids.nodes.values()].some(changed)) return canvas;
  const root = scopeWith(canvas, '', ids);
  const definitions = member(canvas, 'definitions');
  if (!isJsonObject(definitions)) return root;
  const subgraphs = definitionsOf(canvas).map((each) => {
    const id = idOf(member(each, 'id'));
    return scopeWith(withMember(each, 'id', ids.definitions.get(id) ?? id), id, ids);
  });
  return withMember(root, 'definitions', withMember(definitions, 'subgraphs', subgraphs));
}

function scopeWith(scope: JsonObject, id: string, ids: NewIds): JsonObject {
  const nodeIds = ids.nodes.get(id) ?? new Map<string, string>();
  const newId = (value: Json | undefined): Json => renamedId(value ?? null, nodeIds);
  const changes: Record<string, (value: Json) => Json> = {
    nodes: (value) => each(value, (node) => nodeWith(node, nodeIds, ids)),
    links: (value) => each(value, (link) => linkWith(link, newId)),
    floatingLinks: (value) => each(value, (link) => linkWith(link, newId)),
  };
  return jsonObject(
    entriesOf(scope).map(([key, value]) => {
      const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
      return [key, change === undefined ? value : change(value)];
    }),
  );
}

function each(value: Json, change: (item: Json) => Json): Json {
  return isJsonArray(value) ? value.map(change) : value;
}

/** A number stays a number where the new id is one. */
function renamedId(value: Json, ids: ReadonlyMap<string, string>): Json {
  const id = ids.get(idOf(value));
  if (id === undefined || id === idOf(value)) return value;
  return /^-?\d{1,15}$/.test(id) && typeof value !== 'string' ? Number(id) : id;
}

function linkWith(link: Json, newId: (value: Json | undefined) => Json): Json {
  if (isJsonArray(link)) return link.map((cell, at) => (at === 1 || at === 3 ? newId(cell) : cell));
  if (!isJsonObject(link)) return link;
  return jsonObject(
    entriesOf(link).map(([key, value]) => [
      key,
      key === 'origin_id' || key === 'target_id' ? newId(value) : value,
    ]),
  );
}

function nodeWith(node: Json, nodeIds: ReadonlyMap<string, string>, ids: NewIds): Json {
  if (!isJsonObject(node)) return node;
  const type = idOf(member(node, 'type'));
  const inside = ids.nodes.get(type);
  return jsonObject(
    entriesOf(node).map(([key, value]) => {
      if (key === 'id') return [key, renamedId(value, nodeIds)];
      if (key === 'type') return [key, ids.definitions.get(type) ?? value];
      if (key === 'properties' && isJsonObject(value) && inside !== undefined) {
        return [key, propertiesWith(value, inside)];
      }
      return [key, value];
    }),
  );
}

/** A subgraph node names the widgets that it shows by the ids of the nodes inside: `[id, widget]`. */
function propertiesWith(properties: JsonObject, inside: ReadonlyMap<string, string>): JsonObject {
  const shown = member(properties, 'proxyWidgets');
  if (!isJsonArray(shown)) return properties;
  const renamed = shown.map((pair) => {
    if (!isJsonArray(pair) || pair[0] === undefined) return pair;
    return [renamedId(pair[0], inside), ...pair.slice(1)];
  });
  return withMember(properties, 'proxyWidgets', renamed);
}
