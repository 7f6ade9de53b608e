/** Which node of one scope is which of the same scope after. */

import { indexesOf } from '../graph.ts';
import { matchGraphs } from '../match/match.ts';
import type { DiffOptions } from '../options.ts';
import { graphOf } from './node-graph.ts';
import type { MatchedScope, NodePair, Typed } from './pairs.ts';
import type { CanvasNode, Scope } from './scope.ts';

/** Returns the pairs of nodes of one scope, in the order of the scope after. */
export function matchScope(
  from: Scope,
  to: Scope,
  typed: Typed,
  options: DiffOptions,
): MatchedScope {
  const before = graphOf(from.nodes, from.places, typed.before);
  const after = graphOf(to.nodes, to.places, typed.after);
  const pairs: NodePair[] = [];
  const placesAfter = new Int32Array(from.nodes.length).fill(-1);
  const placesBefore = new Int32Array(to.nodes.length).fill(-1);
  for (const found of matchGraphs(before, after, options)) {
    const pair = {
      ...found,
      from: from.nodes[found.from] as CanvasNode,
      to: to.nodes[found.to] as CanvasNode,
    };
    if (isExtraction(pair)) continue;
    pairs.push(pair);
    placesAfter[found.from] = found.to;
    placesBefore[found.to] = found.from;
  }
  return { from, to, pairs, placesAfter, placesBefore };
}

/** Subgraph nodes have the id of their definition as type: a uuid, which no other node type is. */
const definitionType = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** A subgraph in a node's place did not replace it: the node may well stand inside. */
function isExtraction({ from, to, how }: NodePair): boolean {
  return how === 'replaced' && definitionType.test(from.type) !== definitionType.test(to.type);
}

/** Returns the pairs of some nodes, in the order of the nodes after. */
export function pairNodes(
  before: readonly CanvasNode[],
  after: readonly CanvasNode[],
  typed: Typed,
  options: DiffOptions,
): NodePair[] {
  const from = graphOf(before, indexesOf(before.map(({ id }) => id)), typed.before);
  const to = graphOf(after, indexesOf(after.map(({ id }) => id)), typed.after);
  return matchGraphs(from, to, options).map((pair) => ({
    ...pair,
    from: before[pair.from] as CanvasNode,
    to: after[pair.to] as CanvasNode,
  }));
}
