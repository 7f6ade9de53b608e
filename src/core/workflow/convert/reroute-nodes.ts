/** Reroute nodes: one frame after loading, targets whose type does not fit the origin are cut off. */

import { disconnectInput, linkAt } from './links.ts';
import { canConnect } from './resolve.ts';
import type { Session } from './session.ts';
import type { Graph, GraphNode, Value } from './types.ts';

export function settleReroute(session: Session, node: GraphNode): void {
  const network = session.rules.generation === 'classic' ? session.root : node.graph;
  const chain = upstream(network, node);
  if (chain === undefined) return;
  const { reroutes, type } = chain;
  cutMisfits(network, node, type, reroutes);
  for (const reroute of reroutes) {
    const output = reroute.outputs[0];
    if (output !== undefined) output.type = type ?? '*';
  }
}

interface Chain {
  readonly reroutes: Set<GraphNode>;
  /** Type of the origin; undefined where there is none. */
  readonly type: Value;
}

/** Walks up to the origin; undefined where the page gives up. */
function upstream(network: Graph, start: GraphNode): Chain | undefined {
  const reroutes = new Set<GraphNode>();
  let current: GraphNode = start;
  for (;;) {
    if (reroutes.has(current)) return undefined;
    reroutes.add(current);
    const id = current.inputs[0]?.link ?? null;
    if (id === null) return { reroutes, type: undefined };
    const link = linkAt(network, id);
    const node = link && network.byId.get(link.origin);
    if (link === undefined || node === undefined) return undefined;
    if (node.type !== 'Reroute') return { reroutes, type: node.outputs[link.originSlot]?.type };
    if (node === start) {
      disconnectInput(current, link.targetSlot);
      return { reroutes, type: undefined };
    }
    current = node;
  }
}

function cutMisfits(network: Graph, start: GraphNode, type: Value, reroutes: Set<GraphNode>): void {
  const open = [start];
  const seen = new Set(open);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const ids = node.outputs[0]?.links ?? [];
    for (let index = 0; index < ids.length; index += 1) {
      const link = linkAt(network, ids[index]);
      const target = link && network.byId.get(link.target);
      if (link === undefined || target === undefined) continue;
      if (target.type === 'Reroute') {
        reroutes.add(target);
        if (!seen.has(target)) open.push(target);
        seen.add(target);
        continue;
      }
      const wanted = target.inputs[link.targetSlot]?.type;
      if (type && !canConnect(type, wanted)) disconnectInput(target, link.targetSlot);
    }
  }
}
