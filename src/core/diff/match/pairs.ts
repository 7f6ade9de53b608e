/** Pairs of nodes: which node of one graph is which node of the other, how that is known, and how surely. */

import type { Graph } from '../graph.ts';

/** `content`: equal and unlike all others; `neighbour`: on the same slot of a matched node; `order`: one of several equal ones. */
export type How = 'id' | 'content' | 'neighbour' | 'similarity' | 'order' | 'replaced';

export interface Pair {
  /** Index in the graph before. */
  readonly from: number;
  /** Index in the graph after. */
  readonly to: number;
  readonly how: How;
  /** 0.5 to 1. */
  readonly confidence: number;
  /** True where another pairing is as good: it must not carry a decision. */
  readonly ambiguous: boolean;
}

/** The pairs found so far, from both sides. */
export interface Matching {
  readonly from: Graph;
  readonly to: Graph;
  readonly byFrom: Map<number, Pair>;
  readonly byTo: Map<number, Pair>;
}

export function newMatching(from: Graph, to: Graph): Matching {
  return { from, to, byFrom: new Map(), byTo: new Map() };
}

/** Adds a pair unless one of its nodes has one; true where it was added. */
export function addPair(matching: Matching, pair: Pair): boolean {
  if (matching.byFrom.has(pair.from) || matching.byTo.has(pair.to)) return false;
  matching.byFrom.set(pair.from, pair);
  matching.byTo.set(pair.to, pair);
  return true;
}

/** Returns the indexes without a pair, ascending. */
export function unmatched(graph: Graph, pairs: ReadonlyMap<number, Pair>): number[] {
  const free: number[] = [];
  for (let index = 0; index < graph.nodes.length; index += 1) {
    if (!pairs.has(index)) free.push(index);
  }
  return free;
}
