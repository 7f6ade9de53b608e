/** Legacy group nodes on new pages: each one in the root becomes a subgraph with new ids when the file is loaded. */

import { configureNode } from './configure-node.ts';
import type { GroupType } from './group-types.ts';
import { disconnectInput, linkAt } from './links.ts';
import { ownInput } from './node-pattern.ts';
import { emptyNode, makeNode } from './nodes.ts';
import { canConnect } from './resolve.ts';
import { makeGraph, type Session } from './session.ts';
import { inputSlot, outputSlot } from './slots.ts';
import { slotInput } from './subgraph-nodes.ts';
import {
  type Graph,
  type GraphNode,
  type InputSlot,
  inputNodeId,
  type Link,
  type LinkId,
  outputNodeId,
} from './types.ts';
import { assign } from './values.ts';

export function convertGroups(session: Session): void {
  for (const node of [...session.root.nodes]) {
    const group = session.groups.get(node.type);
    if (group !== undefined && node.nodeType === group.nodeType) convertGroup(session, node, group);
  }
}

function convertGroup(session: Session, owner: GraphNode, group: GroupType): void {
  const { root } = session;
  if (group.nodes.length === 0) {
    root.nodes = root.nodes.filter((node) => node !== owner);
    root.byId.delete(owner.id);
    return;
  }
  const graph = makeGraph(`group ${owner.id}`, false);
  const nodes = innerNodes(session, graph, owner, group);
  session.lastNodeId += 1;
  const id = String(session.lastNodeId);
  const instance = emptyNode({ graph: root, id, type: graph.id, saved: {} }, undefined, graph);
  instance.isVirtual = true;
  instance.widgets = [];
  for (const [from, output, to, input] of group.links) {
    const origin = nodes[from];
    const slot = nodes[to]?.inputs[input];
    if (origin?.outputs[output] === undefined || slot === undefined) continue;
    if (!canConnect(origin.outputs[output]?.type, slot.type)) continue;
    connect(session, graph, origin.id, output, nodes[to] as GraphNode, slot);
  }
  moveInputs(session, owner, group, nodes, instance);
  moveOutputs(session, owner, group, nodes, instance);
  root.nodes = [...root.nodes.filter((node) => node !== owner), instance];
  root.byId.delete(owner.id);
  root.byId.set(id, instance);
}

function innerNodes(
  session: Session,
  graph: Graph,
  owner: GraphNode,
  group: GroupType,
): readonly GraphNode[] {
  const { rules, catalog } = session;
  const nodes = group.nodes.map((saved) => {
    session.lastNodeId += 1;
    const type = String(saved['type']);
    const draft = { graph, id: String(session.lastNodeId), type, saved };
    const node = makeNode(draft, catalog.nodeTypes.get(type), rules);
    configureNode(node, rules);
    for (const input of node.inputs) if (input.link !== null) input.link = null;
    for (const output of node.outputs) output.links = [];
    graph.nodes.push(node);
    graph.byId.set(node.id, node);
    return node;
  });
  for (const [name, { index, input }] of group.widgets) {
    const outer = owner.widgets?.find((widget) => widget.name === name);
    const node = nodes[index];
    const inner = node?.widgets?.find((widget) => widget.name === input);
    if (outer !== undefined && node !== undefined && inner !== undefined) {
      const { value } = outer.cell;
      const isLost = value === undefined && inner.traits.setter !== 'text-area';
      assign(node, inner, isLost ? null : value, rules);
    }
  }
  return nodes;
}

function connect(
  session: Session,
  graph: Graph,
  origin: string,
  originSlot: number,
  target: GraphNode,
  input: InputSlot,
): Link {
  const place = target.inputs.indexOf(input);
  session.lastLinkId += 1;
  const link: Link = {
    id: session.lastLinkId,
    origin,
    originSlot,
    target: target.id,
    targetSlot: place,
  };
  graph.links.set(link.id, link);
  if (place !== -1) ownInput(target.inputs, place).link = link.id;
  graph.byId.get(origin)?.outputs[originSlot]?.links?.push(link.id);
  return link;
}

/** Links into the group lead to inputs of the subgraph; those of inputs that the inner nodes lack are cut. */
function moveInputs(
  session: Session,
  owner: GraphNode,
  group: GroupType,
  nodes: readonly GraphNode[],
  instance: GraphNode,
): void {
  const { root } = session;
  const graph = instance.subgraph as Graph;
  const kept = new Map<string, number>();
  for (const [index, map] of group.inputs.entries()) {
    for (const [name, outer] of map) {
      const link = linkAt(root, owner.inputs[outer]?.link);
      const origin = link && root.byId.get(link.origin);
      const output = link && origin?.outputs[link.originSlot];
      const target = nodes[index];
      const input = target?.inputs.find((each) => each.name === name);
      if (link === undefined || output === undefined || target === undefined) continue;
      if (input === undefined || !canConnect(output.type, input.type)) continue;
      const key = `${link.origin}/${link.originSlot}`;
      let place = kept.get(key);
      if (place === undefined) {
        place = graph.inputs.length;
        kept.set(key, place);
        const slot = { name: input.name, type: input.type, label: undefined, linkIds: [] };
        graph.inputs.push(slot);
        const own = slotInput(slot);
        instance.inputs.push(own);
        output.links ??= [];
        const made = connect(session, root, link.origin, link.originSlot, instance, own);
        made.targetSlot = place;
      }
      const inner = connect(session, graph, inputNodeId, place, target, input);
      graph.inputs[place]?.linkIds.push(inner.id);
    }
  }
  for (const input of owner.inputs) {
    const link = linkAt(root, input.link);
    const output = link && root.byId.get(link.origin)?.outputs[link.originSlot];
    if (output?.links) output.links = output.links.filter((each) => each !== link?.id);
    if (link !== undefined) root.links.delete(link.id);
  }
}

function moveOutputs(
  session: Session,
  owner: GraphNode,
  group: GroupType,
  nodes: readonly GraphNode[],
  instance: GraphNode,
): void {
  const { root } = session;
  const graph = instance.subgraph as Graph;
  for (const [index, output] of owner.outputs.entries()) {
    const source = group.outputs[index];
    const origin = source && nodes[source.index];
    for (const id of output.links ?? []) {
      const link = linkAt(root, id);
      const target = link && root.byId.get(link.target);
      if (link === undefined) continue;
      if (source === undefined || origin === undefined) {
        if (target !== undefined) take(target, link.targetSlot, null);
        root.links.delete(id);
        continue;
      }
      link.origin = instance.id;
      link.originSlot = instance.outputs.length;
      if (target !== undefined) take(target, link.targetSlot, id);
    }
    if (source === undefined || origin === undefined || !output.links?.length) continue;
    const border = emptyNode({ graph, id: outputNodeId, type: '', saved: {} });
    const inner = connect(session, graph, origin.id, source.slot, border, inputSlot('', '*'));
    inner.targetSlot = graph.outputs.length;
    const { name, type } = output;
    graph.outputs.push({ name, type, label: undefined, linkIds: [inner.id] });
    instance.outputs.push(outputSlot(name, type, output.links));
  }
}

/** Links an input anew, also where its node did not know of the link. */
function take(target: GraphNode, slot: number, id: LinkId | null): void {
  const known = target.inputs[slot]?.link;
  if (known === undefined || known === id) return;
  if (id !== null && known !== null) disconnectInput(target, slot);
  ownInput(target.inputs, slot).link = id;
}
