/** PrimitiveNode: takes the widget of its first target when the file is loaded, and writes its value into all targets. */

import {
  isNumberLiteral,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { endsOf, linkAt } from './links.ts';
import { mergeShapes } from './merge-shapes.ts';
import { isTruthy, numberAt, stop } from './plain.ts';
import { refuseOddSound } from './played-sound.ts';
import type { Session } from './session.ts';
import { inputShape } from './shapes.ts';
import { widgetsOn } from './subgraph-nodes.ts';
import { fillFilePrefix } from './texts.ts';
import type { Graph, GraphNode, InputShape, NumberRange, Value, Widget } from './types.ts';
import { assign, lengthOf, savedValuesOf, valueAt } from './values.ts';
import {
  controlWidget,
  filterWidget,
  isWidgetType,
  makeWidget,
  widgetsOf,
} from './widget-kinds.ts';

/** Gives the node its widgets, fills in its saved values, and narrows them to what all targets take. */
export function settlePrimitive(session: Session, node: GraphNode): void {
  const output = node.outputs[0];
  if (output?.links == null || output.links.length === 0 || node.widgets?.length) return;
  connectFirst(session, node);
  const values = savedValuesOf(member(node.saved, 'widgets_values'));
  if (node.widgets !== undefined && values !== undefined) {
    const length = lengthOf(values) ?? 0;
    for (const [index, widget] of node.widgets.entries()) {
      const value = index < length ? valueAt(values, index) : undefined;
      if (value !== undefined) assign(node, widget, value, session.rules);
    }
  }
  narrow(session, node);
}

/** Old pages look up the links of inner nodes in the root. */
function networkOf(session: Session, node: GraphNode): Graph {
  return session.rules.generation === 'classic' ? session.root : node.graph;
}

function connectFirst(session: Session, node: GraphNode): void {
  const output = node.outputs[0];
  const link = linkAt(node.graph, output?.links?.[0]);
  if (output === undefined || link === undefined) return;
  const { target, input } = endsOf(node.graph, link);
  if (target === undefined || input === undefined) return;
  const shape = targetShape(session, target, input);
  if (shape === undefined) return;
  output.type = shape.widgetType;
  output.name = shape.widgetType;
  output.shape = shape;
  makeWidgets(session, node, output.merged ?? shape, target, input.widget ?? input.name);
}

function targetShape(
  session: Session,
  target: GraphNode,
  input: GraphNode['inputs'][number],
): InputShape | undefined {
  if (input.widget !== undefined) return input.shape;
  const type = typeof input.type === 'string' ? input.type : '';
  if (target.isVirtual && target.subgraph === undefined && type === '*') return undefined;
  return isWidgetType(type, session.rules) ? inputShape('value', [type, {}], false) : undefined;
}

function makeWidgets(
  session: Session,
  node: GraphNode,
  shape: InputShape,
  target: GraphNode,
  name: string,
): void {
  const { rules } = session;
  const widgets = widgetsOf(shape, rules) ?? [makeWidget('value', shape.widgetType, null)];
  node.widgets = widgets;
  const first = widgets[0];
  if (first === undefined) return;
  const theirs = widgetsOn(target).find((widget) => widget.name === name);
  if (theirs !== undefined) assign(node, first, theirs.cell.value, rules);
  const isControlled = isTruthy(member(shape.config, 'control_after_generate'));
  if (isControlled || (first.traits.kind !== 'number' && first.traits.kind !== 'combo')) return;
  const saved = savedValuesOf(member(node.saved, 'widgets_values'));
  const control = saved === undefined ? undefined : valueAt(saved, 1);
  const bare = { ...shape, config: {} };
  const added = controlWidget(bare, 'fixed', rules);
  if (isTruthy(control)) added.cell.value = control;
  widgets.push(added);
  if (first.traits.kind === 'combo') widgets.push(filterWidget(bare));
  const filter = saved === undefined ? undefined : valueAt(saved, 2);
  const last = widgets[2];
  if (isTruthy(filter) && widgets.length === 3 && last !== undefined) last.cell.value = filter;
}

/** Merges the ranges of all targets; each merge clamps the value and writes it through. */
function narrow(session: Session, node: GraphNode): void {
  const output = node.outputs[0];
  const type = output?.shape?.widgetType;
  if (output === undefined || (type !== 'INT' && type !== 'FLOAT')) return;
  const network = networkOf(session, node);
  for (const id of output.links ?? []) {
    const link = linkAt(network, id);
    const input = link && endsOf(network, link).input;
    if (input?.widget === undefined || input.shape === undefined) continue;
    const merged = mergeShapes(output.merged ?? (output.shape as InputShape), input.shape);
    if (merged === undefined) continue;
    output.merged = merged;
    const values = node.widgets?.map((widget) => widget.cell.value) ?? [];
    connectFirst(session, node);
    for (const [index, widget] of node.widgets?.entries() ?? []) {
      if (values.length > 0) assign(node, widget, values[index], session.rules);
    }
    const widget = node.widgets?.[0];
    if (widget === undefined) continue;
    clamp(widget);
    roundWidget(widget);
    applyPrimitive(session, node, 'load');
  }
}

function clamp({ cell, traits: { range } }: Widget): void {
  if (range === undefined) return;
  if (asNumber(cell.value) < range.min) cell.value = range.min;
  if (asNumber(cell.value) > range.max) cell.value = range.max;
}

/** Writes the value of a PrimitiveNode into the widgets of its targets. */
export function applyPrimitive(
  session: Session,
  node: GraphNode,
  stage: 'load' | 'convert' = 'convert',
): void {
  const links = node.outputs[0]?.links;
  if (links == null || links.length === 0) return;
  const isClassic = session.rules.generation === 'classic';
  if (!isClassic && node.widgets?.[0] === undefined) return;
  if (isClassic && node.widgets?.length === 0) stop(stage, 'a PrimitiveNode has no widget');
  const value = replaced(session, node, node.widgets?.[0]?.cell.value);
  const network = networkOf(session, node);
  for (const id of links) {
    const link = linkAt(network, id);
    if (link === undefined) {
      if (isClassic) stop(stage, "Cannot read properties of undefined (reading 'target_id')");
      continue;
    }
    const { target, input } = endsOf(node.graph, link);
    if (target === undefined || input?.widget === undefined) continue;
    const widget = widgetsOn(target).find((each) => each.name === input.widget);
    if (widget === undefined) continue;
    assign(target, widget, value, session.rules);
    roundWidget(widget, isClassic ? undefined : ownRange(target, widget));
    if (widget.name === 'audio') refuseOddSound(session.rules, target, stage);
  }
}

function replaced(session: Session, node: GraphNode, value: Value): Value {
  const isWanted = isTruthy(member(node.properties, 'Run widget replace on values'));
  if (!isWanted || !isTruthy(value)) return value;
  return fillFilePrefix(session, value, undefined).text;
}

/** What a number widget does when a value is entered: INT goes to the next step, FLOAT is rounded and clamped. */
function roundWidget({ cell, traits: { range: usual, shape } }: Widget, own?: NumberRange): void {
  const range = own ?? usual;
  if (range === undefined || shape === undefined || cell.value === undefined) return;
  if (isNumberLiteral(cell.value)) return;
  const value = asNumber(cell.value);
  cell.value = shape.widgetType === 'INT' ? roundInt(value, range) : roundFloat(cell.value, range);
}

function roundInt(value: number, { step, min }: NumberRange): number {
  if (step === 1) return Math.round(value);
  const offset = min % step;
  return Math.round((value - offset) / step) * step + offset;
}

function roundFloat(value: Json, { round, precision, min, max }: NumberRange): Json {
  if (round === 0) return value;
  if (precision <= -1 || precision >= 101) stop('load', 'toFixed() digits are out of range');
  const rounded = Math.round(asNumber(value) / round) * round;
  return Math.min(Math.max(Number(rounded.toFixed(precision)), min), max);
}

/** The range that the properties of a PrimitiveInt or PrimitiveFloat set for its widget. */
function ownRange(
  { type, widgets, properties }: GraphNode,
  widget: Widget,
): NumberRange | undefined {
  if (widgets?.[0] !== widget) return undefined;
  const property = (name: string) => {
    const value = member(properties, name) ?? null;
    return value === null ? undefined : asNumber(value);
  };
  if (type === 'PrimitiveInt') {
    const [min, max] = [property('min') ?? -(2 ** 63), property('max') ?? 2 ** 63];
    return { min, max, step: stepOf(properties, 'step', 1), round: 0, precision: 0 };
  }
  if (type !== 'PrimitiveFloat') return undefined;
  const digits = numberAt(properties, 'precision');
  return {
    min: property('min') ?? Number.NEGATIVE_INFINITY,
    max: property('max') ?? Number.POSITIVE_INFINITY,
    step: 1,
    round: stepOf(properties, 'round', digits === undefined ? 0.1 : 10 ** -digits),
    precision: property('precision') ?? 1,
  };
}

function stepOf(properties: JsonObject, name: string, usual: number): number {
  const value = member(properties, name);
  return value !== undefined && isTruthy(value) ? asNumber(value) : usual;
}

function asNumber(value: Value): number {
  return isNumberLiteral(value) ? toDouble(value) : Number(value);
}
