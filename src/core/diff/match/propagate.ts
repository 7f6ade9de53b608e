/** From a matched pair to its neighbours: what hangs on the same slot of the same node is most likely the same. */

import type { Graph, GraphLink } from '../graph.ts';
import { addPair, isPaired, type Matching, type Pair, type PairsByIndex } from './pairs.ts';
import { widgetSimilarity } from './similarity.ts';

/** Less alike than this, two neighbours on the same slot are two nodes. */
const leastSimilarity = 1 / 3;

/** Matches neighbours of the given pairs, and theirs, as far as it goes; in the order of the pairs. */
export function propagate(matching: Matching, seeds: readonly Pair[]): void {
  const queue = [...seeds];
  for (let next = 0; next < queue.length; next += 1) {
    const pair = queue[next] as Pair;
    for (const [from, to] of [...origins(matching, pair), ...consumers(matching, pair)]) {
      const found = neighbourPair(matching, from, to, pair.ambiguous);
      if (found !== undefined && addPair(matching, found)) queue.push(found);
    }
  }
}

function neighbourPair(
  matching: Matching,
  from: number,
  to: number,
  ambiguous: boolean,
): Pair | undefined {
  if (isPaired(matching.byFrom, from) || isPaired(matching.byTo, to)) return undefined;
  const left = matching.from.nodes[from];
  const right = matching.to.nodes[to];
  if (left === undefined || right === undefined || left.type !== right.type) return undefined;
  const similarity = widgetSimilarity(matching, from, to) ?? 1;
  const titled = left.title === right.title;
  if (titled ? similarity < leastSimilarity : similarity < 1) return undefined;
  return { from, to, how: 'neighbour', confidence: 0.6 + 0.35 * similarity, ambiguous };
}

function origins(matching: Matching, pair: Pair): [number, number][] {
  const found: [number, number][] = [];
  const right = matching.to.nodes[pair.to]?.incoming ?? [];
  for (const link of matching.from.nodes[pair.from]?.incoming ?? []) {
    if (isPaired(matching.byFrom, link.origin)) continue;
    const other = right.find((each) => each.input === link.input && each.output === link.output);
    if (other !== undefined) found.push([link.origin, other.origin]);
  }
  return found;
}

/** Consumers count only where the slot has a single free one of its type on both sides. */
function consumers(matching: Matching, pair: Pair): [number, number][] {
  const found: [number, number][] = [];
  const left = freeConsumers(matching.from, pair.from, matching.byFrom);
  if (left === undefined) return found;
  const right = freeConsumers(matching.to, pair.to, matching.byTo);
  if (right === undefined) return found;
  for (const [slot, from] of left) {
    const to = right.get(slot);
    if (from.length === 1 && to?.length === 1) {
      found.push([(from[0] as GraphLink).consumer, (to[0] as GraphLink).consumer]);
    }
  }
  return found;
}

/** Undefined where there are none, which is nearly always. */
function freeConsumers(
  graph: Graph,
  index: number,
  pairs: PairsByIndex,
): Map<string, GraphLink[]> | undefined {
  const outgoing = graph.nodes[index]?.outgoing ?? [];
  if (outgoing.every((link) => isPaired(pairs, link.consumer))) return undefined;
  const slots = new Map<string, GraphLink[]>();
  for (const link of outgoing) {
    if (isPaired(pairs, link.consumer)) continue;
    const slot = `${link.output}>${link.input}:${graph.nodes[link.consumer]?.type}`;
    const known = slots.get(slot);
    if (known === undefined) slots.set(slot, [link]);
    else known.push(link);
  }
  return slots;
}
