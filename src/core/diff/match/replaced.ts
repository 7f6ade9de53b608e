/** One node type in another's place: an old and a new node of different types on the same slots of matched neighbours. */

import { countInto, countOutOf, type Graph, linkInto, linksInto, linksOutOf } from '../graph.ts';
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
  const degree = (graph: Graph, node: number) =>
    countInto(graph.links(), node) + countOutOf(graph.links(), node);
  return Math.max(1, Math.min(degree(matching.from, from), degree(matching.to, to)));
}

/** Counts, for each free node of another type, the slots of matched neighbours that it took over. */
function votesFor(matching: Matching, from: number): Map<number, number> {
  const [left, right] = [matching.from.links(), matching.to.links()];
  const type = matching.from.nodes[from]?.type;
  const votes = new Map<number, number>();
  const vote = (to: number): void => {
    if (isPaired(matching.byTo, to) || matching.to.nodes[to]?.type === type) return;
    votes.set(to, (votes.get(to) ?? 0) + 1);
  };
  for (const link of linksOutOf(left, from)) {
    const consumer = matching.byFrom[left.consumers[link] as number]?.to;
    if (consumer === undefined) continue;
    const taken = linkInto(right, consumer, left.inputs[link] as string);
    if (taken !== undefined) vote(right.origins[taken] as number);
  }
  const fed = new Set(votes.keys());
  const isLeaf = countOutOf(left, from) === 0;
  for (const link of linksInto(left, from)) {
    const origin = matching.byFrom[left.origins[link] as number]?.to;
    if (origin === undefined) continue;
    for (const each of linksOutOf(right, origin)) {
      if (right.outputs[each] !== left.outputs[link]) continue;
      const consumer = right.consumers[each] as number;
      if (fed.has(consumer) || (isLeaf && countOutOf(right, consumer) === 0)) vote(consumer);
    }
  }
  return votes;
}
