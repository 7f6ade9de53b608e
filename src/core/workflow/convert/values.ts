/** Puts saved values into widgets, as the page's widgets take them. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { chooseOption } from './dynamic-inputs.ts';
import { addChoiceOption, adderOf } from './nodes.ts';
import { isTruthy, numberAt, stop, stringOf, textAt } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import { nodeShapeOf } from './shapes.ts';
import type { GraphNode, Value, Widget } from './types.ts';

/** Assigns a value to a widget. */
export function assign(node: GraphNode, widget: Widget, value: Value, rules: FrontendRules): void {
  const { cell } = widget;
  const { setter } = widget.traits;
  if (setter === undefined) {
    cell.value = value;
    return;
  }
  switch (setter) {
    case 'fixed':
      return;
    case 'text-area':
      cell.value = rules.generation === 'classic' ? areaText(value) : modernText(value);
      return;
    case 'media-file':
      cell.value = mediaPath(widget, value);
      return;
    case 'dynamic-combo':
      cell.value = value;
      chooseOption(node, widget, value, adderOf(rules));
      shareWithTwin(node, `${widget.name}.`);
      return;
    default:
      cell.value = value;
      updateChoices(node, widget, value);
  }
}

/** Widgets that appear on the second node of an id have the values of the first one's, as newer pages keep them by id. */
function shareWithTwin(node: GraphNode, prefix: string): void {
  const twin = node.graph.byId.get(node.id);
  const { widgets } = node;
  if (twin === undefined || twin === node || widgets === undefined) return;
  for (const [index, widget] of widgets.entries()) {
    if (!widget.name.startsWith(prefix)) continue;
    const first = twin.widgets?.find(({ name }) => name === widget.name);
    if (first?.traits.kind === widget.traits.kind) widgets[index] = { ...widget, cell: first.cell };
  }
}

/** What a text area gives back: line feeds, and text whatever it was given. */
function areaText(value: Value): Value {
  if (value === null) return '';
  return stringOf(value).replace(/\r\n?/g, '\n');
}

function modernText(value: Value): Value {
  return value === undefined ? 'undefined' : (value ?? '');
}

/** `subfolder/name [folder]` of what an upload widget was given; nothing gives the first file. */
function mediaPath(widget: Widget, value: Value): Value {
  if (!isTruthy(value)) return widget.traits.initial;
  const config = widget.traits.shape?.config ?? {};
  const format = (item: Value) => annotatedPath(item, textAt(config, 'image_folder') ?? 'input');
  if (!isJsonArray(value)) return format(value);
  const items = isTruthy(member(config, 'allow_batch')) ? value : [value[0]];
  if (items.some((item) => (item ?? null) === null)) stop('load', "it has no 'filename' to read");
  return items === value ? items.map(format) : format(items[0]);
}

function annotatedPath(item: Value, folder: string): string {
  if (typeof item === 'string') return item + annotation(item, folder);
  const file: JsonObject = isJsonObject(item) ? item : {};
  const name = stringOf(member(file, 'filename') ?? '');
  const subfolder = member(file, 'subfolder');
  const path = isTruthy(subfolder) ? `${stringOf(subfolder)}/${name}` : name;
  const type = member(file, 'type');
  return path + (isTruthy(type) ? annotation(stringOf(type), folder) : '');
}

function annotation(text: string, folder: string): string {
  return folder === 'input' || /\[(input|output|temp)\]/i.test(text) ? '' : ` [${folder}]`;
}

function updateChoices(node: GraphNode, widget: Widget, value: Value): void {
  const widgets = node.widgets ?? [];
  const last = widgets.at(-1);
  if (last === widget) {
    if (isTruthy(value)) addChoiceOption(node);
    return;
  }
  if (isTruthy(value) || widgets.at(-2) !== widget || isTruthy(last?.cell.value)) return;
  widgets.pop();
}

/**
 * A list of values, or an object with a length and indexes, as some nodes save it; a text is a list of its letters, a
 * number or true an object without anything.
 */
export type SavedValues = readonly Json[] | JsonObject;

const noValues: JsonObject = {};

export function savedValuesOf(value: Json | undefined): SavedValues | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value.split('');
  if (isJsonArray(value) || isJsonObject(value)) return value;
  return isTruthy(value) ? noValues : undefined;
}

/** Where newer pages take what has the right length for a list. */
export const notList = 'widgets_values is no list and has the length of one';

/** Length as `for (i < values.length)` sees it; undefined where there is none. */
export function lengthOf(values: SavedValues): number | undefined {
  return isJsonArray(values) ? values.length : numberAt(values, 'length');
}

export function valueAt(values: SavedValues, index: number): Value {
  return isJsonArray(values) ? values[index] : member(values, String(index));
}

/** Fills the widgets of a node by position. */
export function assignSaved(node: GraphNode, values: SavedValues, rules: FrontendRules): void {
  const length = lengthOf(values);
  const end = length ?? (rules.generation === 'classic' ? 0 : Number.POSITIVE_INFINITY);
  let next = 0;
  const widgets = node.widgets ?? [];
  for (let index = 0; index < widgets.length; index += 1) {
    const widget = widgets[index] as Widget;
    if (!widget.traits.keeps) continue;
    if (next >= end) break;
    assign(node, widget, valueAt(values, next), rules);
    next += 1;
  }
}

/**
 * Drops the values of inputs that are sockets by now: files of old pages hold one for each, and are known by their
 * count.
 */
export function withoutForced(
  node: GraphNode,
  values: SavedValues,
  rules: FrontendRules,
): SavedValues {
  if (node.nodeType === undefined) return values;
  const shape = nodeShapeOf(node.nodeType, rules);
  const isText = typeof member(node.saved, 'widgets_values') === 'string';
  if (!shape.hasForced && isJsonArray(values) && !isText) return values;
  const names = new Set(node.widgets?.map((widget) => widget.name));
  const inputs = shape.defined.filter(({ name, isForced }) => names.has(name) || isForced);
  if (rules.generation === 'classic') {
    const count = inputs.reduce((sum, { name }) => sum + (isSeedName(name) ? 2 : 1), 0);
    if (count !== lengthOf(values)) return values;
    if (isText) return { length: count };
    return listOf(values, count).filter((_, index) => inputs[index]?.isForced !== true);
  }
  const forced = inputs.flatMap((shape) =>
    isTruthy(member(shape.config, 'control_after_generate'))
      ? [shape.isForced, false]
      : [shape.isForced],
  );
  if (forced.length !== lengthOf(values)) return values;
  if (isText || !isJsonArray(values)) stop('load', notList);
  return values.filter((_, index) => forced[index] !== true);
}

function listOf(values: SavedValues, count: number): readonly Json[] {
  return Array.from({ length: count }, (_, index) => valueAt(values, index) ?? null);
}

function isSeedName(name: string): boolean {
  return name === 'seed' || name === 'noise_seed';
}

/** What a combo offers now: a CustomCombo what stands in its options. */
export function choicesOf(node: GraphNode, widget: Widget): readonly Json[] | undefined {
  if (node.type !== 'CustomCombo' || node.widgets?.[0] !== widget) return widget.traits.choices;
  return node.widgets
    .slice(2)
    .flatMap(({ cell }) => (isTruthy(cell.value) ? [stringOf(cell.value)] : []));
}

/** What the hidden index of a CustomCombo shows: the place of the choice among the options. */
export function indexOfChoice(node: GraphNode): number {
  const widgets = node.widgets ?? [];
  const choice = widgets[0]?.cell.value;
  return widgets.slice(2).findIndex((widget) => widget.cell.value === choice);
}
