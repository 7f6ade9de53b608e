/** Merges one node that all three, or both sides, have: a register per widget, mode, title, property and field. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
} from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import { classOfField, classOfProperty } from '../../diff/canvas/classes.ts';
import { leafText } from '../../diff/leaf.ts';
import { type Contest, decideJson, memberOf, mergeMembers, settle } from '../register.ts';
import type { ConflictKind, Three } from '../types.ts';
import { mergeWidgets } from './widgets.ts';

export interface NodeContest {
  readonly kind: ConflictKind;
  readonly name: string;
  readonly values: Three<Json | undefined>;
  readonly position?: number;
}

export interface MergedNode {
  /** Without the slots, which are merged with the links. */
  readonly node: JsonObject;
  readonly contested: readonly NodeContest[];
}

/** Whose layout stands where both moved a node: ours, unless only theirs changed what the node does. */
export type LayoutSide = 'ours' | 'theirs';

/** Merged elsewhere, or rebuilt by the frontend. */
const elsewhere = new Set([
  'id',
  'order',
  'inputs',
  'outputs',
  'widgets_values',
  'widgets_values_named',
  'properties',
]);

/** Returns the merged node; contested registers hold ours. */
export function mergeNode(
  nodes: { readonly base: JsonObject | undefined } & Record<'ours' | 'theirs', JsonObject>,
  layout: LayoutSide,
  catalog: Catalog | undefined,
): MergedNode {
  const contested: NodeContest[] = [];
  const contest: Contest = (name, values) => {
    if (name === 'mode' || name === 'title' || name === 'type') {
      const verdict = decideJson(withDefault(name, values));
      if (verdict !== 'contested') return values[verdict];
      const kind = name === 'type' ? 'field' : name;
      contested.push({ kind, name, values });
      return values.ours;
    }
    const kind = classOfField(name);
    if (kind === 'layout') return values[layout];
    if (kind !== 'view') contested.push({ kind: 'field', name, values });
    return values.ours;
  };
  const plain = mergeMembers(nodes, contest, elsewhere);
  const widgets = mergeWidgets(nodes, catalog);
  for (const each of widgets.contested) contested.push({ kind: 'value', ...each });
  const properties = mergeProperties(nodes, contested);
  const fields = new Map(entriesOf(plain));
  for (const key of ['widgets_values', 'widgets_values_named']) {
    const value = widgets.fields.get(key);
    if (value === undefined) fields.delete(key);
    else fields.set(key, value);
  }
  if (properties !== undefined) fields.set('properties', properties);
  return { node: inOrder(fields, nodes), contested };
}

/** A field that is not written means the same as its default. */
function withDefault(name: string, values: Three<Json | undefined>): Three<Json | undefined> {
  if (name !== 'mode') return values;
  return { base: values.base ?? 0, ours: values.ours ?? 0, theirs: values.theirs ?? 0 };
}

function inOrder(
  fields: ReadonlyMap<string, Json>,
  nodes: { readonly ours: JsonObject; readonly theirs: JsonObject },
): JsonObject {
  const keys = [...keysOf(nodes.ours), ...keysOf(nodes.theirs), ...fields.keys()];
  return jsonObject(
    [...new Set(keys)].flatMap((key): [string, Json][] => {
      const value = fields.get(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function mergeProperties(
  nodes: Three<JsonObject | undefined>,
  contested: NodeContest[],
): Json | undefined {
  const raw = memberOf(nodes, 'properties');
  if (!isJsonObject(raw.ours) || !isJsonObject(raw.theirs)) {
    return settle('properties', raw, (_, values) => values.ours);
  }
  const base = isJsonObject(raw.base) ? raw.base : undefined;
  return mergeMembers({ base, ours: raw.ours, theirs: raw.theirs }, (name, values) => {
    const list = setProperties.has(name) ? mergeSets(values) : undefined;
    if (list !== undefined) return list;
    if (classOfProperty(name) === 'documentation') {
      contested.push({ kind: 'field', name: `properties.${name}`, values });
    }
    return values.ours;
  });
}

/** Lists whose items stand for themselves: model files, and the widgets that a subgraph node shows. */
const setProperties = new Set(['models', 'proxyWidgets']);

/** Returns ours with what theirs added, without what theirs removed; undefined where one of the three is no list. */
export function mergeSets(values: Three<Json | undefined>): Json | undefined {
  const { base, ours, theirs } = values;
  if (!isJsonArray(ours) || !isJsonArray(theirs)) return undefined;
  const before = new Set((isJsonArray(base) ? base : []).map(leafText));
  const there = new Set(theirs.map(leafText));
  const here = new Set(ours.map(leafText));
  const kept = ours.filter((item) => there.has(leafText(item)) || !before.has(leafText(item)));
  const added = theirs.filter((item) => !here.has(leafText(item)) && !before.has(leafText(item)));
  return [...kept, ...added];
}
