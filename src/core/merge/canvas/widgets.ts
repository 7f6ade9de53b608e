/** Merges the widget values of a node: a register per widget, texts by lines, seeds that change by themselves never in question. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  member,
} from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import { idOf } from '../../diff/canvas/ids.ts';
import { type Widgets, widgetReader } from '../../diff/canvas/widgets.ts';
import { nothing } from '../../diff/graph.ts';
import { type NamedValues, noValues, valueNamed } from '../../diff/named-values.ts';
import { inputSpecOf, isSameNumber } from '../../diff/names.ts';
import { mergeLines } from '../lines.ts';
import { decideJson, memberOf, mergeMembers } from '../register.ts';
import type { Three } from '../types.ts';
import { mergeOrder } from './slots.ts';

type Values = ReadonlyMap<string, Json>;

export interface WidgetContest {
  readonly name: string;
  readonly values: Three<Json | undefined>;
  /** Its place in the merged list. */
  readonly position?: number;
}

export interface MergedWidgets {
  /** The fields of the node that hold them; absent where there are none. */
  readonly fields: ReadonlyMap<string, Json>;
  readonly contested: readonly WidgetContest[];
}

/** Returns `widgets_values` and `widgets_values_named` of the merge. */
export function mergeWidgets(
  nodes: Three<JsonObject | undefined>,
  catalog: Catalog | undefined,
): MergedWidgets {
  const read = readAll(nodes, catalog);
  if (read === undefined) return wholeLists(nodes);
  const contested: WidgetContest[] = [];
  const type = idOf(member(nodes.ours ?? {}, 'type'));
  const names = mergeOrder({
    base: read.base.values.names,
    ours: read.ours.values.names,
    theirs: read.theirs.values.names,
  });
  const settleOne = (name: string): Json | undefined => {
    const values = valuesOf(read, name);
    const verdict = decideJson(values);
    const bySeed = seedVerdict(read, name);
    if (bySeed !== undefined) return values[bySeed];
    if (verdict !== 'contested') return values[verdict];
    if (isSameNumber(inputSpecOf(catalog, type, name), values.ours, values.theirs))
      return values.ours;
    const text = mergeLines(values);
    if (text !== undefined) return text;
    contested.push({ name, values, position: names.indexOf(name) });
    return values.ours;
  };
  const merged = new Map(
    names.flatMap((name): [string, Json][] => {
      const value = settleOne(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  for (const { name, values } of removedButChanged(read, merged)) contested.push({ name, values });
  return { fields: fieldsOf(nodes, merged), contested };
}

function valuesOf(read: Three<Widgets>, name: string): Three<Json | undefined> {
  return {
    base: valueNamed(read.base.values, name),
    ours: valueNamed(read.ours.values, name),
    theirs: valueNamed(read.theirs.values, name),
  };
}

/** Widgets that one side took away while the other changed them. */
function removedButChanged(read: Three<Widgets>, merged: Values): WidgetContest[] {
  return read.base.values.names.flatMap((name): WidgetContest[] => {
    const values = valuesOf(read, name);
    const isOpen = !merged.has(name) && decideJson(values) === 'contested';
    return isOpen && !read.base.volatile.has(name) ? [{ name, values }] : [];
  });
}

/** A seed goes with its control: with the side that changed it, else ours while it changes by itself. */
function seedVerdict(read: Three<Widgets>, name: string): 'ours' | 'theirs' | undefined {
  const isVolatile = [read.base, read.ours, read.theirs].some((each) => each.volatile.has(name));
  if (!isVolatile) return undefined;
  const control: Three<Json | undefined> = {
    base: controlOf(read.base.values, name),
    ours: controlOf(read.ours.values, name),
    theirs: controlOf(read.theirs.values, name),
  };
  if (control.base === undefined && control.ours === undefined) return undefined;
  if (decideJson(control) === 'theirs') return 'theirs';
  if (!jsonEqual(control.base, control.ours)) return 'ours';
  return decideJson(valuesOf(read, name)) === 'theirs' ? 'theirs' : 'ours';
}

/** The control stands right behind its seed. */
function controlOf({ names, values }: NamedValues, name: string): Json | undefined {
  return values[names.indexOf(name) + 1];
}

/** Returns the widgets of the three by the same names; undefined where lists of different lengths have none. */
function readAll(
  nodes: Three<JsonObject | undefined>,
  catalog: Catalog | undefined,
): Three<Widgets> | undefined {
  const all = [nodes.base, nodes.ours, nodes.theirs].filter((node) => node !== undefined);
  const read = widgetReader(all, catalog);
  const byName = all.every((node) => isAligned(node, read(node).values));
  const plain = byName ? read : widgetReader(all.map(withoutNames), undefined);
  const of = (node: JsonObject | undefined): Widgets =>
    node === undefined
      ? { values: noValues, volatile: nothing }
      : plain(byName ? node : withoutNames(node));
  const three = { base: of(nodes.base), ours: of(nodes.ours), theirs: of(nodes.theirs) };
  const isListed = three.ours.values.names.some((name) => name.startsWith('#'));
  const sizes = new Set(all.map((node) => listLength(node)));
  return isListed && sizes.size > 1 ? undefined : three;
}

/** Positions are all there is where nothing names them. */
function withoutNames(node: JsonObject): JsonObject {
  const kept = (['type', 'widgets_values'] as const).flatMap((key): [string, Json][] => {
    const value = member(node, key);
    return value === undefined ? [] : [[key, value]];
  });
  return jsonObject(kept);
}

function listLength(node: JsonObject): number {
  const values = member(node, 'widgets_values');
  return isJsonArray(values) ? values.length : -1;
}

/** True where the values by name are the list, in its order. */
function isAligned(node: JsonObject, { values }: NamedValues): boolean {
  const list = member(node, 'widgets_values');
  return !isJsonArray(list) || jsonEqual(list, values);
}

function fieldsOf(nodes: Three<JsonObject | undefined>, merged: Values): ReadonlyMap<string, Json> {
  const fields = new Map<string, Json>();
  const raw = memberOf(nodes, 'widgets_values');
  const shape = raw.ours ?? raw.theirs;
  if (isJsonArray(shape)) fields.set('widgets_values', [...merged.values()]);
  else if (isJsonObject(shape)) fields.set('widgets_values', jsonObject(merged));
  else if (shape !== undefined) fields.set('widgets_values', shape);
  const named = memberOf(nodes, 'widgets_values_named');
  const objects = {
    base: isJsonObject(named.base) ? named.base : undefined,
    ours: isJsonObject(named.ours) ? named.ours : undefined,
    theirs: isJsonObject(named.theirs) ? named.theirs : undefined,
  };
  if (objects.ours === undefined && objects.theirs === undefined) return fields;
  const byName = mergeMembers(objects, (_, values) => values.ours);
  const pairs = Object.keys(byName).map((name): [string, Json] => [
    name,
    merged.get(name) ?? (byName[name] as Json),
  ]);
  fields.set('widgets_values_named', jsonObject(pairs));
  return fields;
}

/** Values that nothing names are one value, with the names beside them, where their number differs: positions would mean other widgets. */
function wholeLists(nodes: Three<JsonObject | undefined>): MergedWidgets {
  const values = memberOf(nodes, 'widgets_values');
  const verdict = decideJson(values);
  const side = verdict === 'contested' ? 'ours' : verdict;
  const named = memberOf(nodes, 'widgets_values_named')[side];
  const fields = new Map<string, Json>();
  if (values[side] !== undefined) fields.set('widgets_values', values[side]);
  if (named !== undefined) fields.set('widgets_values_named', named);
  return {
    fields,
    contested: verdict === 'contested' ? [{ name: 'widgets_values', values }] : [],
  };
}
