/** The order in which the page converts the nodes of the root: origins before targets, first come first. */

import { linkTable, nodeTable } from './id-table.ts';
import { linkAt } from './links.ts';
import type { Graph, GraphNode } from './types.ts';

export function executionOrder(graph: Graph): readonly GraphNode[] {
  const queue: GraphNode[] = [];
  const open = nodeTable<number>(graph.nodes.length);
  for (const node of graph.nodes) {
    let count = 0;
    for (const input of node.inputs) if (input.link !== null) count += 1;
    if (count === 0) queue.push(node);
    else open.set(node.id, count);
  }
  const seen = linkTable<true>(graph.links.size());
  for (let index = 0; index < queue.length; index += 1) {
    const node = queue[index] as GraphNode;
    for (const output of node.outputs) {
      for (const id of output.links ?? []) {
        const link = linkAt(graph, id);
        if (link === undefined || seen.has(link.id)) continue;
        seen.set(link.id, true);
        const target = graph.byId.get(link.target);
        if (target === undefined) continue;
        const left = (open.get(target.id) ?? Number.NaN) - 1;
        open.set(target.id, left);
        if (left === 0) queue.push(target);
      }
    }
  }
  return queue.length === graph.nodes.length ? queue : [...queue, ...leftOut(graph, queue)];
}

function leftOut(graph: Graph, order: readonly GraphNode[]): readonly GraphNode[] {
  const pending = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const node of order) pending.delete(node.id);
  return asObjectKeys(pending);
}

/** Nodes that are left (in circles) come in the order of a JavaScript object's keys: indexes first, ascending. */
function asObjectKeys(pending: ReadonlyMap<string, GraphNode>): readonly GraphNode[] {
  const isIndex = (id: string) => /^(0|[1-9]\d{0,9})$/.test(id) && Number(id) < 4294967295;
  const indexes = [...pending].filter(([id]) => isIndex(id));
  const names = [...pending].filter(([id]) => !isIndex(id));
  indexes.sort(([left], [right]) => Number(left) - Number(right));
  return [...indexes, ...names].map(([, node]) => node);
}
