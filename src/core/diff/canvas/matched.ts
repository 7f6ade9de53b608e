/** Which node of one scope is which of the same scope after. */

import { graphOf } from '../graph.ts';
import { matchGraphs } from '../match/match.ts';
import type { DiffOptions } from '../options.ts';
import type { MatchedScope, NodePair, Typed } from './pairs.ts';
import type { CanvasNode, Scope } from './scope.ts';

/** Returns the pairs of nodes of one scope, in the order of the scope after. */
export function matchScope(
  from: Scope,
  to: Scope,
  typed: Typed,
  options: DiffOptions,
): MatchedScope {
  const pairs = pairNodes(from.nodes, to.nodes, typed, options);
  return { from, to, pairs: pairs.filter((pair) => !isExtraction(pair)) };
}

/** Subgraph nodes have the id of their definition as type: a uuid, which no other node type is. */
const definitionType = /^[0-9a-f]{8}-[0-9a-f]{4}-/i;

/** A subgraph in a node's place did not replace it: the node may well stand inside. */
function isExtraction({ from, to, how }: NodePair): boolean {
  return how === 'replaced' && definitionType.test(from.type) !== definitionType.test(to.type);
}

/** Returns the pairs of nodes, in the order of the nodes after. */
export function pairNodes(
  before: readonly CanvasNode[],
  after: readonly CanvasNode[],
  typed: Typed,
  options: DiffOptions,
): NodePair[] {
  const graphs = [graphOf(before, typed.before), graphOf(after, typed.after)] as const;
  return matchGraphs(...graphs, options).map(({ from, to, how, confidence, ambiguous }) => ({
    from: before[from] as CanvasNode,
    to: after[to] as CanvasNode,
    how,
    confidence,
    ambiguous,
  }));
}
