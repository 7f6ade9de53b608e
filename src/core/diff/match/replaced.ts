/** One node type in another's place: an old and a new node of different types on the same slots of matched neighbours. */

import type { GraphNode } from '../graph.ts';
import { addPair, isPaired, type Matching, unmatched } from './pairs.ts';

/** Pairs what was replaced. Where ids are trusted an equal one counts; where not, a free node of the same type speaks against it. */
export function pairReplacedOnes(matching: Matching, trusted: boolean): void {
  const free = unmatched(matching.to, matching.byTo).map((index) => matching.to.nodes[index]?.type);
  const types = new Set(trusted ? [] : free);
  for (const from of unmatched(matching.from, matching.byFrom)) {
    if (types.has(matching.from.nodes[from]?.type)) continue;
    const votes = votesFor(matching, from);
    const ranked = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const [best, second] = ranked;
    if (best === undefined) continue;
    const [to, count] = best;
    const share = count / leastDegree(matching, from, to);
    const sameId = trusted && matching.from.nodes[from]?.id === matching.to.nodes[to]?.id;
    if (share < 0.5 && !sameId) continue;
    const ambiguous = !sameId && second !== undefined && second[1] === count;
    const confidence = sameId ? 0.95 : Math.min(0.9, 0.5 + 0.4 * share);
    addPair(matching, { from, to, how: 'replaced', confidence, ambiguous });
  }
}

function leastDegree(matching: Matching, from: number, to: number): number {
  const degree = (node: GraphNode | undefined) =>
    (node?.incoming.length ?? 0) + (node?.outgoing.length ?? 0);
  return Math.max(1, Math.min(degree(matching.from.nodes[from]), degree(matching.to.nodes[to])));
}

/** Counts, for each free node of another type, the slots of matched neighbours that it took over. */
function votesFor(matching: Matching, from: number): Map<number, number> {
  const node = matching.from.nodes[from] as GraphNode;
  const votes = new Map<number, number>();
  const vote = (to: number): void => {
    if (isPaired(matching.byTo, to) || matching.to.nodes[to]?.type === node.type) return;
    votes.set(to, (votes.get(to) ?? 0) + 1);
  };
  for (const link of node.outgoing) {
    const consumer = matching.byFrom[link.consumer]?.to;
    const taken = matching.to.nodes[consumer ?? -1]?.incoming.find(
      (each) => each.input === link.input,
    );
    if (taken !== undefined) vote(taken.origin);
  }
  const fed = new Set(votes.keys());
  for (const link of node.incoming) {
    const origin = matching.byFrom[link.origin]?.to;
    for (const each of matching.to.nodes[origin ?? -1]?.outgoing ?? []) {
      if (each.output !== link.output) continue;
      const leaf =
        node.outgoing.length === 0 && matching.to.nodes[each.consumer]?.outgoing.length === 0;
      if (fed.has(each.consumer) || leaf) vote(each.consumer);
    }
  }
  return votes;
}
