/** Links of a live graph: finding, cutting and adding them. */

import { isJsonArray, isJsonObject, type Json, member } from '../../../base/json.ts';
import { linkIdOf, slotOf, textOf } from './plain.ts';
import {
  type Graph,
  type GraphNode,
  type InputSlot,
  inputNodeId,
  type Link,
  type LinkId,
  type OutputSlot,
} from './types.ts';

export function linkAt(graph: Graph, id: LinkId | null | undefined): Link | undefined {
  return id === null || id === undefined ? undefined : graph.links.get(id);
}

/** A link as a list of files of version 0.4 says it; undefined without an id. */
export function linkOfList(value: Json): Link | undefined {
  const list: readonly (Json | undefined)[] = isJsonArray(value) ? value : [];
  const id = linkIdOf(list[0]);
  if (id === null) return undefined;
  return {
    id,
    origin: textOf(list[1]),
    originSlot: slotOf(list[2]),
    target: textOf(list[3]),
    targetSlot: slotOf(list[4]),
  };
}

/** A link as an object says it; undefined without an id. */
export function linkOfObject(value: Json): Link | undefined {
  const link = isJsonObject(value) ? value : {};
  const id = linkIdOf(member(link, 'id'));
  if (id === null) return undefined;
  return {
    id,
    origin: textOf(member(link, 'origin_id')),
    originSlot: slotOf(member(link, 'origin_slot')),
    target: textOf(member(link, 'target_id')),
    targetSlot: slotOf(member(link, 'target_slot')),
  };
}

export interface Ends {
  readonly origin: GraphNode | undefined;
  readonly output: OutputSlot | undefined;
  readonly target: GraphNode | undefined;
  readonly input: InputSlot | undefined;
}

/** Returns the nodes and slots at both ends of a link. */
export function endsOf(graph: Graph, link: Link): Ends {
  const origin = graph.byId.get(link.origin);
  const target = graph.byId.get(link.target);
  return {
    origin,
    output: origin?.outputs[link.originSlot],
    target,
    input: target?.inputs[link.targetSlot],
  };
}

/** Cuts the link into an input; does what the page does when one of its ends is missing. */
export function disconnectInput(node: GraphNode, slot: number): void {
  const input = node.inputs[slot];
  if (input === undefined || input.link === null) return;
  const id = input.link;
  input.link = null;
  const { graph } = node;
  const link = graph.links.get(id);
  if (link === undefined) return;
  if (link.origin === inputNodeId && !graph.isRoot) {
    const outer = graph.inputs[link.originSlot];
    if (outer !== undefined) outer.linkIds = outer.linkIds.filter((each) => each !== id);
    graph.links.delete(id);
    noteGap(node, slot);
    return;
  }
  const output = graph.byId.get(link.origin)?.outputs[link.originSlot];
  if (output?.links == null || output.links.length === 0) return;
  const place = output.links.indexOf(id);
  if (place !== -1) output.links.splice(place, 1);
  graph.links.delete(id);
  noteGap(node, slot);
}

function noteGap(node: GraphNode, slot: number): void {
  if (node.growing === undefined) return;
  node.gaps ??= [];
  node.gaps.push(slot);
}

/** Takes an input off a node, its link with it. */
export function removeInput(node: GraphNode, slot: number): void {
  disconnectInput(node, slot);
  node.inputs.splice(slot, 1);
  for (const input of node.inputs.slice(slot)) {
    const link = linkAt(node.graph, input.link);
    if (link !== undefined) link.targetSlot -= 1;
  }
}
