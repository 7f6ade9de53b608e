/** Outputs that take the common type of the linked inputs; links to inputs of another type are cut. */

import { templatesOf } from './dynamic-inputs.ts';
import { disconnectInput, endsOf, linkAt } from './links.ts';
import { canConnect } from './resolve.ts';
import {
  type Graph,
  type GraphNode,
  type InputSlot,
  inputNodeId,
  outputNodeId,
  type Value,
} from './types.ts';

/** Steps from node to node after which the page's own chain would be endless. */
const maxSteps = 2000;

export function settleMatching(node: GraphNode): void {
  if (node.matching === undefined) return;
  const budget = { left: maxSteps };
  for (const input of [...node.inputs]) matchInput(node, input, budget);
}

function matchInput(node: GraphNode, changed: InputSlot, budget: { left: number }): void {
  if (budget.left <= 0) return;
  budget.left -= 1;
  for (const [template, allowed] of node.matching ?? []) {
    if (!allowed.has(changed.name)) continue;
    const inputs = node.inputs.filter((input) => allowed.has(input.name));
    const linked = inputs.map((input) => originType(node.graph, input));
    for (const [index, input] of inputs.entries()) {
      const others = linked.filter((_, place) => place !== index);
      const combined = commonType([...others, allowed.get(input.name)]);
      if (combined === undefined) return;
      input.type = combined;
    }
    const type = commonType(linked);
    if (type === undefined) return;
    for (const [slot, output] of node.outputs.entries()) {
      if (templatesOf(node)[slot] !== template || output.type === type) continue;
      output.type = type;
      cutMisfits(node.graph, output.links ?? [], type, budget);
    }
    return;
  }
}

function originType(graph: Graph, input: InputSlot): Value {
  const link = linkAt(graph, input.link);
  if (link === undefined) return '*';
  if (link.origin === inputNodeId) return graph.inputs[link.originSlot]?.type ?? '*';
  return endsOf(graph, link).output?.type ?? '*';
}

function cutMisfits(
  graph: Graph,
  ids: readonly (string | number)[],
  type: Value,
  budget: { left: number },
): void {
  for (let index = 0; index < ids.length; index += 1) {
    const link = linkAt(graph, ids[index]);
    if (link === undefined) continue;
    if (link.target === outputNodeId) {
      const slot = graph.outputs[link.targetSlot];
      if (slot === undefined || canConnect(type, slot.type)) continue;
      for (const id of slot.linkIds) graph.links.delete(id);
      slot.linkIds = [];
      continue;
    }
    const { target, input } = endsOf(graph, link);
    if (target === undefined || !input?.type) continue;
    if (!canConnect(type, input.type)) disconnectInput(target, link.targetSlot);
    matchInput(target, input, budget);
  }
}

/** The types that all lists have in common; `*` fits everything. */
function commonType(types: readonly Value[]): string | undefined {
  const lists: string[][] = [];
  for (const type of types) {
    if (typeof type !== 'string') return undefined;
    if (type !== '*') lists.push(type.split(','));
  }
  const [first, ...rest] = lists;
  if (first === undefined) return '*';
  const common = [...new Set(first)].filter((type) => rest.every((list) => list.includes(type)));
  return common.length === 0 ? undefined : common.join(',');
}
