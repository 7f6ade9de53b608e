/** Links with the same two ends are one link to newer pages: the one that the target's input names stays. */

import type { Graph, GraphNode, LinkId } from './types.ts';

export function mergeDuplicateLinks(graph: Graph): void {
  if (everyInputHasItsLink(graph)) return;
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

/** The usual case, told without comparing links: each link is the one that its input names. */
function everyInputHasItsLink(graph: Graph): boolean {
  for (const link of graph.links.values()) {
    if (graph.byId.get(link.target)?.inputs[link.targetSlot]?.link !== link.id) return false;
  }
  return true;
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
