/** Links with the same two ends are one link to newer pages: the one that the target's input names stays. */

import { linkAt } from './links.ts';
import type { Graph, GraphNode, InputSlot, LinkId } from './types.ts';

/** `owned` links are those of `countOwnLinks`: where they are all, no two of them have the same ends. */
export function mergeDuplicateLinks(graph: Graph, owned: number): void {
  if (owned === graph.links.size()) return;
  const groups = new Map<string, LinkId[]>();
  let hasDuplicates = false;
  for (const link of graph.links.values()) {
    const key = `${link.origin}\0${link.originSlot}\0${link.target}\0${link.targetSlot}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [link.id]);
    else {
      group.push(link.id);
      hasDuplicates = true;
    }
  }
  if (!hasDuplicates) return;
  for (const ids of groups.values()) if (ids.length > 1) mergeGroup(graph, ids);
  for (const slot of [...graph.inputs, ...graph.outputs]) repairSlot(graph, slot.linkIds, groups);
}

/** How many links lead to an input of the node that names them. */
export function countOwnLinks(node: GraphNode): number {
  const { graph, inputs } = node;
  if (graph.byId.get(node.id) !== node) return 0;
  let count = 0;
  for (let slot = 0; slot < inputs.length; slot += 1) {
    const link = linkAt(graph, (inputs[slot] as InputSlot).link);
    if (link !== undefined && link.targetSlot === slot && link.target === node.id) count += 1;
  }
  return count;
}

function mergeGroup(graph: Graph, ids: readonly LinkId[]): void {
  const first = ids[0] as LinkId;
  const target = graph.byId.get(graph.links.get(first)?.target ?? '');
  const kept = survivorOf(ids, target);
  for (const id of ids) {
    if (id === kept) continue;
    const link = graph.links.get(id);
    const output = link && graph.byId.get(link.origin)?.outputs[link.originSlot];
    if (output?.links) output.links = output.links.filter((each) => each !== id);
    graph.links.delete(id);
  }
  const group = new Set(ids);
  for (const input of target?.inputs ?? []) {
    if (input.link !== null && group.has(input.link)) input.link = kept;
  }
}

function survivorOf(ids: readonly LinkId[], target: GraphNode | undefined): LinkId {
  for (const input of target?.inputs ?? []) {
    if (input.link !== null && ids.includes(input.link)) return input.link;
  }
  return ids[0] as LinkId;
}

function repairSlot(
  graph: Graph,
  linkIds: LinkId[],
  groups: ReadonlyMap<string, readonly LinkId[]>,
): void {
  for (const [index, id] of linkIds.entries()) {
    if (graph.links.has(id)) continue;
    for (const group of groups.values()) {
      const kept = group.includes(id) ? group.find((each) => graph.links.has(each)) : undefined;
      if (kept !== undefined) linkIds[index] = kept;
    }
  }
}
