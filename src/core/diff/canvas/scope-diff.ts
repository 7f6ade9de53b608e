/** The changes between the nodes of two scopes whose nodes were matched. */

import type { Change, FoldedLink, Match } from '../types.ts';
import { differencesOf } from './differences.ts';
import { nodeChanges, wholeNode } from './node-changes.ts';
import { type MatchedScope, type NodePair, partnerOf, unpairedIn } from './pairs.ts';
import type { CanvasNode, Scope } from './scope.ts';
import type { Both, Comparison } from './sides.ts';
import { switchedOf } from './switched.ts';

const noChanges: readonly Change[] = [];

/** Returns the changes of nodes, their values and links; what moved into another scope is told with the moves. */
export function diffScope(matched: MatchedScope, comparison: Comparison): readonly Change[] {
  const { from, to, pairs } = matched;
  const isUntold = (node: CanvasNode) => !comparison.moved.has(node);
  const removed = unpairedIn(matched, 'from').filter(isUntold);
  const added = unpairedIn(matched, 'to').filter(isUntold);
  const sides = bothOf(from, to, comparison, removed, added);
  const both = { ...sides, switched: switchedOf(pairs, sides) };
  const changes = pairs.flatMap((pair): readonly Change[] => {
    const found = differencesOf(pair, both, (id) => partnerOf(matched, id)?.id);
    const isSame = found.length === 0 && pair.from.id === pair.to.id;
    return isSame ? noChanges : nodeChanges(both, pair.from, pair.to, found);
  });
  changes.push(...removed.map((node) => wholeNode(both, 'node-removed', node)));
  changes.push(...added.map((node) => wholeNode(both, 'node-added', node)));
  return changes;
}

/** Returns the two scopes as sides, with empty places for links that come or go with a node. */
export function bothOf(
  from: Scope,
  to: Scope,
  comparison: Comparison,
  removed: readonly CanvasNode[],
  added: readonly CanvasNode[],
): Both {
  const places = (nodes: readonly CanvasNode[]) =>
    new Map(nodes.map((node): [string, FoldedLink[]] => [node.id, []]));
  return {
    ...comparison,
    from: { scope: from, definitions: comparison.names.before },
    to: { scope: to, definitions: comparison.names.after },
    folded: { added: places(added), removed: places(removed), rewiring: new Set() },
  };
}

/** Returns how nodes without a stable id were recognised; of moved ones, all. */
export function matchesOf(
  pairs: readonly NodePair[],
  from: Scope,
  to: Scope,
  isMove: boolean,
): Match[] {
  return pairs.flatMap((pair): Match[] => {
    const { how, confidence, ambiguous } = pair;
    if (!isMove && (how === 'id' || (pair.from.id === pair.to.id && !ambiguous))) return [];
    return [
      {
        ...(to.id === '' ? {} : { scope: to.id }),
        ...(isMove ? { fromScope: from.id } : {}),
        from: pair.from.id,
        to: pair.to.id,
        how,
        confidence: Math.round(confidence * 100) / 100,
        ambiguous,
      },
    ];
  });
}
