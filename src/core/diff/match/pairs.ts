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

/** Pairs by the index of one of their nodes. */
export type PairsByIndex = readonly (Pair | undefined)[];

export interface Graphs {
  readonly from: Graph;
  readonly to: Graph;
}

/** Index of a node before → its index after, and the other way round; negative where it has no partner. */
export interface Partners {
  readonly after: Int32Array;
  readonly before: Int32Array;
}

export function partnersOf(pairs: readonly Pair[], { from, to }: Graphs): Partners {
  const after = new Int32Array(from.nodes.length).fill(-1);
  const before = new Int32Array(to.nodes.length).fill(-1);
  for (const pair of pairs) {
    after[pair.from] = pair.to;
    before[pair.to] = pair.from;
  }
  return { after, before };
}

/** The pairs found so far, from both sides. */
export interface Matching extends Graphs {
  readonly byFrom: (Pair | undefined)[];
  readonly byTo: (Pair | undefined)[];
}

export function newMatching(from: Graph, to: Graph): Matching {
  const none = (graph: Graph) => graph.nodes.map(() => undefined);
  return { from, to, byFrom: none(from), byTo: none(to) };
}

/** Adds a pair unless one of its nodes has one; true where it was added. */
export function addPair(matching: Matching, pair: Pair): boolean {
  if (isPaired(matching.byFrom, pair.from) || isPaired(matching.byTo, pair.to)) return false;
  matching.byFrom[pair.from] = pair;
  matching.byTo[pair.to] = pair;
  return true;
}

export function isPaired(pairs: PairsByIndex, index: number): boolean {
  return pairs[index] !== undefined;
}

/** Returns the indexes without a pair, ascending. */
export function unmatched(graph: Graph, pairs: PairsByIndex): number[] {
  const free: number[] = [];
  for (let index = 0; index < graph.nodes.length; index += 1) {
    if (!isPaired(pairs, index)) free.push(index);
  }
  return free;
}
