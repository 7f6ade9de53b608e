/** Which node of one scope is which of the same scope after. */

import { indexesOf } from '../graph.ts';
import { matchGraphs } from '../match/match.ts';
import { type Pair, partnersOf } from '../match/pairs.ts';
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
  const graphs = { from: before, to: after };
  const nodePair = nodePairIn(from.nodes, to.nodes);
  const found = matchGraphs(before, after, options).filter((pair) => !isExtraction(nodePair(pair)));
  return { from, to, pairs: found.map(nodePair), partners: partnersOf(found, graphs) };
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
  return matchGraphs(from, to, options).map(nodePairIn(before, after));
}

function nodePairIn(before: readonly CanvasNode[], after: readonly CanvasNode[]) {
  return ({ from, to, how, confidence, ambiguous }: Pair): NodePair => ({
    from: before[from] as CanvasNode,
    to: after[to] as CanvasNode,
    how,
    confidence,
    ambiguous,
  });
}
