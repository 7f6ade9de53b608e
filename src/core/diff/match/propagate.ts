/** From a matched pair to its neighbours: what hangs on the same slot of the same node is most likely the same. */

import { type Graph, linkInto } from '../graph.ts';
import { addPair, isPaired, type Matching, type Pair, type PairsByIndex } from './pairs.ts';
import { widgetSimilarity } from './similarity.ts';

/** Less alike than this, two neighbours on the same slot are two nodes. */
const leastSimilarity = 1 / 3;

/** Matches neighbours of the given pairs, and theirs, as far as it goes; in the order of the pairs. */
export function propagate(matching: Matching, seeds: readonly Pair[]): void {
  const queue = [...seeds];
  for (let next = 0; next < queue.length; next += 1) {
    const pair = queue[next] as Pair;
    const neighbours: Neighbours[] = [];
    addOrigins(matching, pair, neighbours);
    addConsumers(matching, pair, neighbours);
    for (const [from, to] of neighbours) {
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

/** Nodes of the two graphs that stand in the same place, by index. */
type Neighbours = [from: number, to: number];

function addOrigins(matching: Matching, pair: Pair, found: Neighbours[]): void {
  const [left, right] = [matching.from.links(), matching.to.links()];
  const end = left.into[pair.from + 1] as number;
  for (let link = left.into[pair.from] as number; link < end; link += 1) {
    const origin = left.origins[link] as number;
    if (isPaired(matching.byFrom, origin)) continue;
    const other = linkInto(right, pair.to, left.inputs[link] as string, left.outputs[link]);
    if (other !== undefined) found.push([origin, right.origins[other] as number]);
  }
}

/** Consumers count only where the slot has a single free one of its type on both sides. */
function addConsumers(matching: Matching, pair: Pair, found: Neighbours[]): void {
  const left = freeConsumers(matching.from, pair.from, matching.byFrom);
  if (left === undefined) return;
  const right = freeConsumers(matching.to, pair.to, matching.byTo);
  if (right === undefined) return;
  for (const [slot, from] of left) {
    const to = right.get(slot);
    if (from.length === 1 && to?.length === 1) found.push([from[0] as number, to[0] as number]);
  }
}

/** By slots and type; undefined where there are none, which is nearly always. */
function freeConsumers(
  graph: Graph,
  index: number,
  pairs: PairsByIndex,
): Map<string, number[]> | undefined {
  const { out, outgoing, consumers, inputs, outputs } = graph.links();
  const end = out[index + 1] as number;
  let slots: Map<string, number[]> | undefined;
  for (let at = out[index] as number; at < end; at += 1) {
    const link = outgoing[at] as number;
    const consumer = consumers[link] as number;
    if (isPaired(pairs, consumer)) continue;
    slots ??= new Map();
    const slot = `${outputs[link]}>${inputs[link]}:${graph.nodes[consumer]?.type}`;
    const known = slots.get(slot);
    if (known === undefined) slots.set(slot, [consumer]);
    else known.push(consumer);
  }
  return slots;
}
