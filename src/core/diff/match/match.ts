/** Which node is which: ids where they can be trusted, else content, neighbours and likeness. Nearly linear, the same every run. */

import { jsonEqual } from '../../../base/json.ts';
import { type Graph, nothing, type Widgets } from '../graph.ts';
import { type Colours, coloursOf, contentColours, rounds } from './colours.ts';
import { addPair, type Matching, newMatching, type Pair, unmatched } from './pairs.ts';
import { propagate } from './propagate.ts';
import { pairReplacedOnes } from './replaced.ts';
import { pairAlikeOnes, pairEqualOnes } from './rest.ts';

export interface MatchOptions {
  /** False: ids alone decide. */
  readonly heuristics?: boolean;
}

const leastTrust = 0.9;

/** Returns the pairs, in the order of the graph after. */
export function matchGraphs(from: Graph, to: Graph, options: MatchOptions = {}): readonly Pair[] {
  const matching = newMatching(from, to);
  if (options.heuristics === false) {
    pairIds(matching);
    return sorted(matching);
  }
  const same = sameIdAndType(from, to);
  const complete =
    same.common === same.equal && same.common === Math.max(from.nodes.length, to.nodes.length);
  const trusted = same.common > 0 && same.equal >= leastTrust * same.common && idsAgree(from, to);
  if (trusted) pairIds(matching);
  if (trusted && complete) return sorted(matching);
  if (trusted && !haveCommonType(matching)) {
    pairReplacedOnes(matching, trusted);
    return sorted(matching);
  }
  const colours = coloursOf(from, to);
  pairUniqueOnes(matching, colours);
  propagate(matching, sorted(matching));
  pairEqualOnes(matching, colours);
  for (let turn = 0; turn < 3 && pairAlikeOnes(matching, trusted); turn += 1);
  if (!trusted) pairEqualOnes(matching, colours, 0);
  pairReplacedOnes(matching, trusted);
  return sorted(matching);
}

function sorted(matching: Matching): Pair[] {
  return matching.byTo.filter((pair) => pair !== undefined);
}

function sameIdAndType(from: Graph, to: Graph): { common: number; equal: number } {
  let common = 0;
  let equal = 0;
  for (const node of from.nodes) {
    const there = to.indexOf.get(node.id);
    if (there === undefined) continue;
    common += 1;
    if (to.nodes[there]?.type === node.type) equal += 1;
  }
  return { common, equal };
}

/** False where most nodes that are alone in their content stand under another id: a renumbered graph of few types. */
function idsAgree(from: Graph, to: Graph): boolean {
  if (mostAreEqual(from, to)) return true;
  const colours = contentColours(from, to);
  let agree = 0;
  let disagree = 0;
  for (const [left, right] of uniquePairs(colours.from[0] ?? [], colours.to[0] ?? [])) {
    if (from.nodes[left]?.id === to.nodes[right]?.id) agree += 1;
    else disagree += 1;
  }
  return agree >= disagree;
}

/** The usual case, told without colours: most nodes hold under their id what they held before. */
function mostAreEqual(from: Graph, to: Graph): boolean {
  let equal = 0;
  let common = 0;
  for (const index of sampleOf(from.nodes.length)) {
    const there = to.indexOf.get(from.nodes[index]?.id ?? '');
    if (there === undefined) continue;
    const [left, right] = [from.widgetsOf(index), to.widgetsOf(there)];
    // a node without values looks like any other of its type
    if (left.size === 0 && right.size === 0) continue;
    common += 1;
    const [node, other] = [from.nodes[index], to.nodes[there]];
    const isAlike = node?.type === other?.type && node?.title === other?.title;
    if (isAlike && haveEqualValues(left, right, node?.volatile ?? nothing)) equal += 1;
  }
  return common > 0 && equal >= leastEqual * common;
}

/** Of a renumbered graph of few types, as many nodes may be equal by chance. */
const leastEqual = 0.8;

/** So many nodes of a large graph tell whether most are equal. */
const largestSample = 1000;

/** Returns indexes from all over a list, the same every run; steps by the golden ratio fall in with no order of the nodes. */
function sampleOf(count: number): readonly number[] {
  const all = Array.from({ length: Math.min(count, largestSample) }, (_, index) => index);
  if (count <= largestSample) return all;
  return all.map((index) => Math.floor(((index * 0.6180339887498949) % 1) * count));
}

function haveEqualValues(left: Widgets, right: Widgets, volatile: ReadonlySet<string>): boolean {
  if (left.size !== right.size) return false;
  for (const [name, value] of left) {
    if (!volatile.has(name) && !jsonEqual(value, right.get(name))) return false;
  }
  return true;
}

/** All ways to pair what is left but a replacement need two nodes of one type. */
function haveCommonType(matching: Matching): boolean {
  const types = new Set(
    unmatched(matching.from, matching.byFrom).map((at) => matching.from.nodes[at]?.type),
  );
  return unmatched(matching.to, matching.byTo).some((at) => types.has(matching.to.nodes[at]?.type));
}

/** Pairs equal ids of equal type. */
function pairIds(matching: Matching): void {
  matching.to.nodes.forEach((node, to) => {
    const from = matching.from.indexOf.get(node.id);
    if (from === undefined || matching.from.nodes[from]?.type !== node.type) return;
    addPair(matching, { from, to, how: 'id', confidence: 1, ambiguous: false });
  });
}

/** Pairs colours that occur once on both sides, the farthest-seeing first. */
function pairUniqueOnes(matching: Matching, colours: Colours): void {
  for (let round = rounds; round >= 0; round -= 1) {
    for (const [from, to] of uniquePairs(colours.from[round] ?? [], colours.to[round] ?? [])) {
      const confidence = 1 - 0.03 * (rounds - round);
      addPair(matching, { from, to, how: 'content', confidence, ambiguous: false });
    }
  }
}

function uniquePairs(from: readonly number[], to: readonly number[]): [number, number][] {
  const left = placesOf(from);
  const right = placesOf(to);
  const found: [number, number][] = [];
  for (const [colour, index] of left) {
    const there = right.get(colour);
    if (index >= 0 && there !== undefined && there >= 0) found.push([index, there]);
  }
  return found;
}

/** Colour → the index of its only node, or -1 where it has several. */
function placesOf(colours: readonly number[]): Map<number, number> {
  const places = new Map<number, number>();
  colours.forEach((colour, index) => {
    places.set(colour, places.has(colour) ? -1 : index);
  });
  return places;
}
