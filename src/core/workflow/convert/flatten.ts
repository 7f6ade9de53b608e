/** Lists the nodes of a conversion: those of the root, and those inside each subgraph node under the path of ids. */

import { stop } from './plain.ts';
import type { Session } from './session.ts';
import { bypassed, type Graph, type GraphNode, muted } from './types.ts';

/** More nodes than this after all subgraphs are opened are refused. */
const maxNodes = 200_000;
/** Subgraph nodes inside one another more than this deep are refused. */
const maxDepth = 200;

/** A node at one place: a subgraph's node has one for each node that stands for the subgraph. */
export interface Place {
  readonly node: GraphNode;
  /** Ids of the subgraph nodes around it and its own, joined by `:`. */
  readonly id: string;
  /** Path of the subgraph node around it; empty in the root. */
  readonly path: string;
  readonly graph: Graph;
  /** The subgraph node around it. */
  readonly host: GraphNode | undefined;
}

export type Places = Map<string, Place>;

/** Returns every place by id, in the order of conversion. */
export function flatten(session: Session, order: readonly GraphNode[]): Places {
  const places: Places = new Map();
  const isModern = session.rules.generation === 'modern';
  for (const node of order) {
    const place: Place = { node, id: node.id, path: '', graph: node.graph, host: undefined };
    const isOff = node.mode === muted || node.mode === bypassed;
    if (isModern) places.set(place.id, place);
    if (node.subgraph !== undefined && !(isModern && isOff)) {
      open(places, place, new Set(), 0);
    }
    places.set(place.id, place);
  }
  return places;
}

function open(places: Places, outer: Place, around: ReadonlySet<GraphNode>, depth: number): void {
  const { node } = outer;
  if (around.has(node)) stop('convert', 'a subgraph contains itself');
  if (depth > maxDepth) stop('limit', 'its subgraphs are nested too deeply');
  const within = new Set(around).add(node);
  places.set(outer.id, outer);
  for (const inner of node.subgraph?.nodes ?? []) {
    const place: Place = {
      node: inner,
      id: `${outer.id}:${inner.id}`,
      path: outer.id,
      graph: inner.graph,
      host: node,
    };
    if (inner.subgraph !== undefined) open(places, place, within, depth + 1);
    else places.set(place.id, place);
    if (places.size > maxNodes) stop('limit', `it has more than ${maxNodes} nodes`);
  }
}
