/** Reroute nodes: one frame after loading, targets whose type does not fit the origin are cut off. */

import { disconnectInput, linkAt } from './links.ts';
import { canConnect } from './resolve.ts';
import { forEachNode, type Session } from './session.ts';
import type { Graph, GraphNode, Value } from './types.ts';

/** What is known of the reroutes so far, so that a long chain is not walked again for each of them. */
interface Known {
  /** Type of the origin; null where the page gives up. */
  readonly origins: Map<GraphNode, { readonly type: Value } | null>;
  /** Reroutes with nothing left to cut behind them. */
  readonly done: Set<GraphNode>;
  /** Reroutes behind which old pages come to a target that is not there. */
  readonly givenUp: Set<GraphNode>;
}

export function settleReroutes(session: Session): void {
  const known: Known = { origins: new Map(), done: new Set(), givenUp: new Set() };
  const isClassic = session.rules.generation === 'classic';
  forEachNode(session, (node) => {
    if (node.type !== 'Reroute' || !node.isVirtual) return;
    const network = isClassic ? session.root : node.graph;
    const origin = originOf(network, node, known);
    if (origin !== null) cutMisfits(network, node, origin.type, session, known);
  });
}

function originOf(network: Graph, start: GraphNode, known: Known): { readonly type: Value } | null {
  const path = new Set<GraphNode>();
  const found = upstream(network, start, path, known);
  for (const node of path) {
    known.origins.set(node, found);
    const output = node.outputs[0];
    if (found !== null && output !== undefined) output.type = found.type ?? '*';
  }
  return found;
}

/** Walks up to the origin; null where the page gives up, which it does where it would walk for ever. */
function upstream(
  network: Graph,
  start: GraphNode,
  path: Set<GraphNode>,
  known: Known,
): { readonly type: Value } | null {
  let current: GraphNode = start;
  for (;;) {
    const before = known.origins.get(current);
    if (before !== undefined) return before;
    if (path.has(current)) return null;
    path.add(current);
    const id = current.inputs[0]?.link ?? null;
    if (id === null) return { type: undefined };
    const link = linkAt(network, id);
    const node = link && network.byId.get(link.origin);
    if (link === undefined || node === undefined) return null;
    if (node.type !== 'Reroute') return { type: node.outputs[link.originSlot]?.type };
    if (node === start) {
      disconnectInput(current, link.targetSlot);
      return { type: undefined };
    }
    current = node;
  }
}

/**
 * Cuts the targets of a reroute, and of those behind it, that do not take the type: each cut lets the page look at
 * all of them again, so none is missed. Old pages give up at a target that is not there.
 */
function cutMisfits(
  network: Graph,
  start: GraphNode,
  type: Value,
  session: Session,
  known: Known,
): void {
  const open = [start];
  const before = new Map<GraphNode, GraphNode | undefined>([[start, undefined]]);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (known.done.has(node)) continue;
    if (known.givenUp.has(node)) {
      giveUp(node, before, known);
      return;
    }
    for (const id of [...(node.outputs[0]?.links ?? [])]) {
      const link = linkAt(network, id);
      const target = link && network.byId.get(link.target);
      if (link === undefined) continue;
      if (target === undefined) {
        if (session.rules.generation !== 'classic') continue;
        giveUp(node, before, known);
        return;
      }
      if (target.type === 'Reroute') {
        if (!before.has(target)) {
          open.push(target);
          before.set(target, node);
        }
      } else if (type && !canConnect(type, target.inputs[link.targetSlot]?.type)) {
        disconnectInput(target, link.targetSlot);
      }
    }
  }
  for (const node of before.keys()) known.done.add(node);
}

/** Each walk that comes past one of these ends there too. */
function giveUp(
  node: GraphNode,
  before: ReadonlyMap<GraphNode, GraphNode | undefined>,
  { givenUp }: Known,
): void {
  for (let at: GraphNode | undefined = node; at !== undefined; at = before.get(at)) givenUp.add(at);
}
