/** Which node is which: ids where they can be trusted, else content, neighbours and likeness. Nearly linear, the same every run. */

import { type Json, jsonEqual } from '../../../base/json.ts';
import { type Graph, nothing } from '../graph.ts';
import { type NamedValues, valueNamed } from '../named-values.ts';
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
  for (const [left, right] of uniquePairs(colours, 0)) {
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
    if (left.names.length + right.names.length === 0) continue;
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

function haveEqualValues(
  left: NamedValues,
  right: NamedValues,
  volatile: ReadonlySet<string>,
): boolean {
  if (left.names.length !== right.names.length) return false;
  return left.names.every(
    (name, at) => volatile.has(name) || jsonEqual(left.values[at] as Json, valueNamed(right, name)),
  );
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
    for (const [from, to] of uniquePairs(colours, round)) {
      const confidence = 1 - 0.03 * (rounds - round);
      addPair(matching, { from, to, how: 'content', confidence, ambiguous: false });
    }
  }
}

function uniquePairs(colours: Colours, round: number): [number, number][] {
  const [from, to] = [colours.from[round] as Int32Array, colours.to[round] as Int32Array];
  const count = colours.counts[round] as number;
  const [left, right] = [placesOf(from, count), placesOf(to, count)];
  const found: [number, number][] = [];
  from.forEach((colour, index) => {
    const there = right[colour] as number;
    if (left[colour] === index && there >= 0) found.push([index, there]);
  });
  return found;
}

/** Colour → the index of its only node; negative where it has none or several. */
function placesOf(colours: Int32Array, count: number): Int32Array {
  const places = new Int32Array(count).fill(none);
  colours.forEach((colour, index) => {
    places[colour] = places[colour] === none ? index : several;
  });
  return places;
}

const none = -1;
const several = -2;
