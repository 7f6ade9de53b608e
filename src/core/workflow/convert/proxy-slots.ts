/** Inputs that a subgraph gets while its `proxyWidgets` are turned into inputs. */

import { ownInput } from './node-pattern.ts';
import type { Session } from './session.ts';
import { promote, slotInput, widgetOf } from './subgraph-nodes.ts';
import {
  type Graph,
  type GraphNode,
  type InputSlot,
  inputNodeId,
  type SubgraphSlot,
  type Value,
} from './types.ts';

/** One entry, with the value the file has for it. */
export interface ProxyEntry {
  readonly source: string;
  readonly name: string;
  /** Id of the node inside a nested subgraph, where the file names it. */
  readonly deeper: string | undefined;
  /** Undefined where the file has none; null counts as none. */
  readonly value: Value;
  /** The entry as it stood. */
  readonly original: readonly string[];
}

/** Sets the value of a promoted input, where the file has one. */
export function setValue(input: InputSlot | undefined, value: Value): void {
  if (input?.promoted !== undefined && value !== undefined) input.promoted.cell.value = value;
}

/** Adds an input of a unique name to a definition, and to all nodes that stand for it. */
export function addSlot(session: Session, graph: Graph, wanted: string, type: Value): SubgraphSlot {
  const names = new Set(graph.inputs.map((slot) => slot.name));
  let name = wanted;
  for (let number = 1; names.has(name); number += 1) name = `${wanted}_${number}`;
  const slot: SubgraphSlot = { name, type: type ?? '*', label: undefined, linkIds: [] };
  graph.inputs.push(slot);
  for (const node of session.instances.get(graph.id) ?? []) {
    node.inputs.push(slotInput(slot));
  }
  return slot;
}

/** Links an input of a definition to an inner input; every node that stands for it gets the widget. */
export function connectSlot(
  session: Session,
  graph: Graph,
  slot: SubgraphSlot,
  target: GraphNode,
  input: InputSlot,
): void {
  const place = target.inputs.indexOf(input);
  if (input.link !== null) release(session, graph, input);
  const widget = widgetOf(target, input);
  if (widget !== undefined) {
    for (const node of session.instances.get(graph.id) ?? []) {
      const outer = node.inputs.find((each) => each.slot === slot);
      if (outer === undefined) continue;
      promote(session, node, outer, { node: target, widget });
      if (input.shape !== undefined) outer.shape = input.shape;
    }
  }
  session.lastLinkId += 1;
  while (graph.links.has(session.lastLinkId) && session.lastLinkId < Number.MAX_SAFE_INTEGER) {
    session.lastLinkId += 1;
  }
  const id = session.lastLinkId;
  graph.links.set(id, {
    id,
    origin: inputNodeId,
    originSlot: graph.inputs.indexOf(slot),
    target: target.id,
    targetSlot: place,
  });
  slot.linkIds.push(id);
  ownInput(target.inputs, place).link = id;
}

/**
 * Cuts an inner input off as if its link came from an input of the subgraph, wherever it came from: a node that gave
 * the value still lists the link. An input of the subgraph that then leads to no widget shows none.
 */
function release(session: Session, graph: Graph, input: InputSlot): void {
  const link = input.link === null ? undefined : graph.links.get(input.link);
  input.link = null;
  if (link === undefined) return;
  graph.links.delete(link.id);
  const slot = graph.inputs.at(link.originSlot);
  if (slot === undefined) return;
  const known = slot.linkIds.indexOf(link.id);
  if (known !== -1) slot.linkIds.splice(known, 1);
  if (slot.linkIds.length > 0) return;
  for (const node of session.instances.get(graph.id) ?? []) {
    const outer = node.inputs.find((each) => each.slot === slot);
    if (outer === undefined) continue;
    session.promoted.delete(`${node.id}:${slot.name}`);
    outer.promoted = undefined;
    outer.widget = undefined;
  }
}
