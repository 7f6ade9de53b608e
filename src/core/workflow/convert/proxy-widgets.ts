/**
 * `properties.proxyWidgets` of older files: which inner widgets a subgraph node shows, with their values by the same
 * index. Newer pages turn each entry into an input of the subgraph when a graph is filled.
 */

import { isJsonArray, type Json, member } from '../../../base/json.ts';
import { parseJson } from '../../../base/json-parse.ts';
import { plain } from './plain.ts';
import { bypassMark, bypassPrimitive } from './proxy-primitives.ts';
import { addSlot, connectSlot, type ProxyEntry, setValue } from './proxy-slots.ts';
import type { Session } from './session.ts';
import { widgetOf, widgetsOn } from './subgraph-nodes.ts';
import type { Graph, GraphNode, InputSlot, SubgraphSlot, Widget } from './types.ts';
import { savedValuesOf, valueAt } from './values.ts';

export function migrateProxies(session: Session, host: GraphNode): void {
  const tuples = tuplesOf(member(host.properties, 'proxyWidgets'));
  if (tuples.length === 0) return;
  const values = savedValuesOf(member(host.saved, 'widgets_values'));
  const entries = tuples.map((original, index) => {
    const value = isJsonArray(values) ? valueAt(values, index) : undefined;
    return { ...normal(host, original), value: value === null ? undefined : value, original };
  });
  const plans = entries.map((entry) => ({ entry, input: linkedInput(host, entry) }));
  const primitives = new Map<string, ProxyEntry[]>();
  const lost: ProxyEntry[] = [];
  for (const { entry, input } of plans) {
    const source = (host.subgraph as Graph).byId.get(entry.source);
    const linked = input?.name ?? bypassedTo(host, source);
    if (linked !== undefined) setNamed(host, linked, entry, lost);
    else if (source?.type === 'PrimitiveNode') {
      const group = primitives.get(source.id) ?? [];
      group.push(entry);
      primitives.set(source.id, group);
    } else if (source === undefined || !exposeWidget(session, host, source, entry))
      lost.push(entry);
  }
  for (const group of primitives.values()) {
    if (!bypassPrimitive(session, host, group)) lost.push(...group);
  }
  for (const entry of lost) keepLost(host, entry);
}

/** The input that already stands for a PrimitiveNode. */
function bypassedTo(host: GraphNode, source: GraphNode | undefined): string | undefined {
  if (source?.type !== 'PrimitiveNode') return undefined;
  const name = member(source.properties, bypassMark);
  return host.inputs.find((input) => input.name === name)?.name;
}

/** A list, or its JSON text, of two or three texts each; anything else is nothing. */
function tuplesOf(property: Json | undefined): readonly (readonly string[])[] {
  let list = property;
  if (typeof property === 'string') {
    const parsed = parseJson(property);
    list = parsed.ok ? plain(parsed.value) : undefined;
  }
  if (!isJsonArray(list) || list.length > 10_000) return [];
  const isTuple = (entry: Json): entry is string[] =>
    isJsonArray(entry) &&
    (entry.length === 2 || entry.length === 3) &&
    entry.every((part) => typeof part === 'string');
  return list.every(isTuple) ? list : [];
}

/** A name `3: steps` loses its prefix where it is no widget's name as it stands. */
function normal(
  host: GraphNode,
  [source = '', name = '', deeper]: readonly string[],
): Pick<ProxyEntry, 'source' | 'name' | 'deeper'> {
  if (isWidget(host, source, name)) return { source, name, deeper };
  let rest = name;
  let inner: string | undefined;
  for (;;) {
    const match = /^\s*(\d+)\s*:\s*(.+)$/.exec(rest);
    if (match === null) return { source, name: rest, deeper: inner ?? deeper };
    inner = match[1];
    rest = match[2] as string;
  }
}

/** True when the names lead, through nested subgraph nodes, to a widget. */
function isWidget(host: GraphNode, source: string, name: string): boolean {
  let graph = host.subgraph;
  let [id, widget] = [source, name];
  for (let depth = 0; depth < 100; depth += 1) {
    const node = graph?.byId.get(id);
    if (node === undefined) return false;
    if (node.subgraph === undefined) {
      return node.widgets?.some((each) => each.name === widget) === true;
    }
    const target = targetOf(
      node,
      node.subgraph.inputs.find((slot) => slot.name === widget),
    );
    if (target === undefined) return false;
    graph = node.subgraph;
    [id, widget] = [target.id, target.name];
  }
  return false;
}

/** Node and widget (or input, on a nested subgraph node) behind an input of a subgraph. */
function targetOf(
  host: GraphNode,
  slot: SubgraphSlot | undefined,
): { readonly id: string; readonly name: string } | undefined {
  const graph = host.subgraph as Graph;
  for (const linkId of slot?.linkIds ?? []) {
    const link = graph.links.get(linkId);
    const node = link && graph.byId.get(link.target);
    const input = node?.inputs.find((each) => each.link === linkId);
    if (node === undefined || input === undefined) continue;
    if (node.subgraph !== undefined) return { id: node.id, name: input.name };
    const widget = widgetOf(node, input);
    if (widget !== undefined) return { id: node.id, name: widget.name };
  }
  return undefined;
}

function linkedInput(host: GraphNode, entry: ProxyEntry): InputSlot | undefined {
  return host.inputs.find((input) => {
    const target = targetOf(host, input.slot);
    return target?.id === entry.source && target.name === entry.name;
  });
}

function setNamed(host: GraphNode, name: string, entry: ProxyEntry, lost: ProxyEntry[]): void {
  const matches = host.inputs.filter((input) => input.name === name);
  if (matches.length !== 1 || matches[0]?.promoted === undefined) lost.push(entry);
  else setValue(matches[0], entry.value);
}

/** `["-1", name]` and what could not be placed: the value goes to the input of that name. */
function keepLost(host: GraphNode, { original, value }: ProxyEntry): void {
  if (original[0] !== '-1') return;
  setValue(
    host.inputs.find((input) => input.name === original[1]),
    value,
  );
}

/** Gives the subgraph a new input that leads to the widget; false where that cannot be. */
function exposeWidget(
  session: Session,
  host: GraphNode,
  source: GraphNode,
  entry: ProxyEntry,
): boolean {
  const found = sourceWidget(source, entry);
  if (found === undefined) return false;
  const { widget, input } = found;
  if (entry.name.startsWith('$$') || isPreview(widget)) return true;
  if (input === undefined) return false;
  const graph = host.subgraph as Graph;
  const slot = addSlot(session, graph, entry.name, input.type);
  slot.label = input.label;
  connectSlot(session, graph, slot, source, input);
  setValue(
    host.inputs.find((each) => each.name === slot.name),
    entry.value,
  );
  return true;
}

function sourceWidget(
  source: GraphNode,
  { name, deeper }: ProxyEntry,
): { readonly widget: Widget; readonly input: InputSlot | undefined } | undefined {
  if (source.subgraph !== undefined) {
    const input = source.inputs.find((each) => {
      const target = targetOf(source, each.slot);
      if (deeper !== undefined) return target?.name === name && target.id === deeper;
      return each.name === name || target?.name === name;
    });
    if (input?.promoted !== undefined) return { widget: input.promoted, input };
  }
  const widget = widgetsOn(source).find((each) => each.name === name);
  if (widget === undefined) return undefined;
  return { widget, input: source.inputs.find((each) => each.widget === widget.name) };
}

function isPreview(widget: Widget): boolean {
  if (widget.traits.keeps && widget.traits.sends) return false;
  return ['preview', 'video', 'audioUI'].includes(widget.traits.kind);
}
