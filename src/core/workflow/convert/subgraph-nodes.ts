/** Nodes that stand for a subgraph: their slots follow the definition, and inner widgets appear on them. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { copyFields, mergeInputs, mergeOutputs } from './configure-node.ts';
import { endsOf } from './links.ts';
import { type Draft, emptyNode } from './nodes.ts';
import { isTruthy, stop } from './plain.ts';
import type { Session } from './session.ts';
import { inputSlot, outputSlot } from './slots.ts';
import type { Graph, GraphNode, InputSlot, SubgraphSlot, Value, Widget } from './types.ts';
import {
  assign,
  assignSaved,
  choicesOf,
  lengthOf,
  notList,
  savedValuesOf,
  valueAt,
} from './values.ts';
import { makeWidget } from './widget-kinds.ts';

export function makeSubgraphNode(session: Session, draft: Draft, subgraph: Graph): GraphNode {
  const node = emptyNode(draft, undefined, subgraph);
  node.title = isTruthy(subgraph.name) ? subgraph.name : subgraph.id;
  node.widgets = [];
  node.isVirtual = true;
  session.instances.get(subgraph.id)?.push(node);
  return node;
}

export function configureSubgraphNode(session: Session, node: GraphNode): void {
  const subgraph = node.subgraph as Graph;
  copyFields(node);
  node.isVirtual = true;
  const fresh = subgraph.inputs.map(slotInput);
  node.inputs = mergeInputs(fresh, node.saved);
  node.outputs = mergeOutputs(
    subgraph.outputs.map(({ name, type }) => outputSlot(name, type)),
    node.saved,
  );
  if (session.rules.generation === 'classic') {
    promoteCopies(session, node);
    return;
  }
  node.inputs = node.inputs.slice(0, fresh.length);
  for (const input of node.inputs) bindInput(session, node, input);
  assignPromoted(session, node);
}

/** An input of a subgraph node, for a slot of its definition. */
export function slotInput(slot: SubgraphSlot): InputSlot {
  const input = inputSlot(slot.name, slot.type);
  input.slot = slot;
  return input;
}

export function widgetOf(node: GraphNode, input: InputSlot): Widget | undefined {
  if (input.promoted !== undefined) return input.promoted;
  if (input.widget === undefined) return undefined;
  for (const widget of node.widgets ?? []) if (widget.name === input.widget) return widget;
  return undefined;
}

/** Widgets of a node; those of a subgraph node of a newer page hang on its inputs. */
export function widgetsOn(node: GraphNode): readonly Widget[] {
  if (node.subgraph === undefined) return node.widgets ?? [];
  const promoted = node.inputs.flatMap((input) => input.promoted ?? []);
  return promoted.length === 0 ? (node.widgets ?? []) : promoted;
}

// Old pages: every instance holds copies of the inner widgets.

function promoteCopies(session: Session, node: GraphNode): void {
  const subgraph = node.subgraph as Graph;
  const widgets: Widget[] = [];
  node.widgets = widgets;
  for (const input of node.inputs) {
    const slot = subgraph.inputs.find((each) => each.name === input.name);
    if (slot === undefined) continue;
    const found = firstWidget(subgraph, slot);
    if (found === undefined) continue;
    widgets.push(copyOf(found.widget, slot));
    input.widget = slot.name;
    if (found.input.shape !== undefined) input.shape = found.input.shape;
  }
  const values = savedValuesOf(member(node.saved, 'widgets_values'));
  if (values !== undefined) assignSaved(node, values, session.rules);
}

function firstWidget(
  subgraph: Graph,
  slot: SubgraphSlot,
): { readonly widget: Widget; readonly input: InputSlot } | undefined {
  for (const id of slot.linkIds) {
    const link = subgraph.links.get(id);
    if (link === undefined) continue;
    const { target, input } = endsOf(subgraph, link);
    const widget = target && input && widgetOf(target, input);
    if (input !== undefined && widget !== undefined) return { widget, input };
  }
  return undefined;
}

/** A text area is one element that all copies share; other widgets have a value of their own. */
function copyOf(widget: Widget, slot: SubgraphSlot): Widget {
  const isShared = widget.traits.setter === 'text-area' || widget.traits.setter === 'fixed';
  return {
    name: slot.name,
    cell: isShared ? widget.cell : { value: widget.cell.value },
    traits: isShared ? widget.traits : { ...widget.traits, setter: undefined },
  };
}

/** A definition that is filled after nodes stand for it tells them of its inputs; names alone match then. */
export function announceInputs(session: Session, graph: Graph): void {
  const nodes = session.instances.get(graph.id) ?? [];
  for (const slot of graph.inputs) {
    for (const node of nodes) announceInput(node, graph, slot);
  }
}

function announceInput(node: GraphNode, graph: Graph, slot: SubgraphSlot): void {
  const input = node.inputs.find((each) => each.name === slot.name);
  if (input === undefined) {
    node.inputs.push(slotInput(slot));
    return;
  }
  const first = slot.linkIds[0];
  const link = first === undefined ? undefined : graph.links.get(first);
  if (link === undefined) return;
  const { target } = endsOf(graph, link);
  const widget = target?.widgets?.find((each) => each.name === slot.name);
  if (widget === undefined) return;
  const place = node.inputs.filter((each) => each.widget !== undefined).length;
  node.widgets?.splice(place, 0, copyOf(widget, slot));
  input.widget = slot.name;
}

// New pages: every instance owns a value for each promoted input.

function bindInput(session: Session, node: GraphNode, input: InputSlot): void {
  const subgraph = node.subgraph as Graph;
  for (const id of input.slot?.linkIds ?? []) {
    const link = subgraph.links.get(id);
    const target = link && subgraph.byId.get(link.target);
    const inner = target?.inputs.find((each) => each.link === id);
    const widget = target && inner && widgetOf(target, inner);
    if (target === undefined || widget === undefined) continue;
    promote(session, node, input, { node: target, widget });
    if (inner?.shape !== undefined) input.shape = inner.shape;
    return;
  }
}

/** A widget and the node that has it. */
export interface InnerWidget {
  readonly node: GraphNode;
  readonly widget: Widget;
}

/** Gives an input of a subgraph node the widget behind it, with the value it has or, new, the inner one's. */
export function promote(
  session: Session,
  node: GraphNode,
  input: InputSlot,
  { node: owner, widget: inner }: InnerWidget,
): void {
  const name = input.slot?.name ?? input.name;
  const key = `${node.id}:${name}`;
  const known = session.promoted.get(key);
  const widget: Widget =
    known !== undefined && known.traits.kind === inner.traits.kind
      ? known
      : makeWidget(name, inner.traits.kind, inner.cell.value, { choices: choicesOf(owner, inner) });
  if (known !== undefined && known !== widget) {
    for (const other of node.inputs) if (other.promoted === known) other.promoted = widget;
  }
  session.promoted.set(key, widget);
  input.promoted = widget;
  input.widget = name;
}

/** A definition that is filled after nodes stand for it shows them its widgets; only the first link of an input counts. */
export function announceWidgets(session: Session, graph: Graph): void {
  const nodes = session.instances.get(graph.id) ?? [];
  for (const slot of graph.inputs) {
    const first = slot.linkIds[0];
    const link = first === undefined ? undefined : graph.links.get(first);
    if (link === undefined) continue;
    const { target, input: inner } = endsOf(graph, link);
    const widget = target && inner && widgetOf(target, inner);
    if (target === undefined || inner === undefined || widget === undefined) continue;
    for (const node of nodes) {
      const input = node.inputs.find((each) => each.slot === slot);
      if (input === undefined) continue;
      promote(session, node, input, { node: target, widget });
      if (inner.shape !== undefined) input.shape = inner.shape;
    }
  }
}

function assignPromoted(session: Session, node: GraphNode): void {
  const values = savedValuesOf(member(node.saved, 'widgets_values'));
  const widgets = node.inputs.flatMap((input) => input.promoted ?? []);
  const isList = isJsonArray(member(node.saved, 'widgets_values'));
  if (values !== undefined && !isList && lengthOf(values) === 0) stop('load', notList);
  const own = { ...node, widgets: [...widgets] };
  if (values !== undefined) assignSaved(own, values, session.rules);
  const quarantined = quarantinedValues(node.properties);
  let place = 0;
  for (const input of node.inputs) {
    if (input.promoted === undefined) continue;
    const saved = values === undefined ? undefined : valueAt(values, place);
    const value = quarantined.get(input.name) ?? saved;
    if (value !== undefined) assign(node, input.promoted, value, session.rules);
    place += 1;
  }
}

/** Values that an earlier migration could not place: `["-1", name]` with the value. */
function quarantinedValues(properties: JsonObject): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  const list = member(properties, 'proxyWidgetErrorQuarantine');
  if (!isJsonArray(list)) return found;
  for (const entry of list.toReversed()) {
    const original: Json | undefined = isJsonObject(entry)
      ? member(entry, 'originalEntry')
      : undefined;
    if (!isJsonArray(original) || original[0] !== '-1' || !isJsonObject(entry)) continue;
    const value = member(entry, 'hostValue');
    const name = original[1];
    if (typeof name === 'string' && value !== undefined && value !== null) found.set(name, value);
  }
  return found;
}
