/** Pairs for the nodes that are left: equal ones in order, then the most alike of each type, then one type in another's place. */

import { countOutOf, type GraphNode } from '../graph.ts';
import { type Colours, rounds } from './colours.ts';
import { addPair, isPaired, type Matching, type Pair, unmatched } from './pairs.ts';
import { propagate } from './propagate.ts';
import { widgetSimilarity, wiringSimilarity } from './similarity.ts';

/** Candidates per node type; beyond it only nodes of equal content are paired. */
const mostCandidates = 250_000;
const leastScore = 0.5;

/** Pairs nodes of one colour, several on a side: by id, then by their order. Each pair leads its neighbours along. */
export function pairEqualOnes(matching: Matching, colours: Colours, round = rounds): void {
  const free = groups(unmatched(matching.from, matching.byFrom), colours.from[round]);
  const there = groups(unmatched(matching.to, matching.byTo), colours.to[round]);
  for (const [colour, fromOnes] of free) {
    const toOnes = there.get(colour);
    if (toOnes === undefined) continue;
    const ambiguous = fromOnes.length > 1 || toOnes.length > 1;
    const found = [...sameIds(matching, fromOnes, toOnes), ...inOrder(fromOnes, toOnes)];
    for (const [from, to] of found) {
      if (isPaired(matching.byFrom, from)) continue;
      const target = isPaired(matching.byTo, to)
        ? toOnes.find((each) => !isPaired(matching.byTo, each))
        : to;
      if (target === undefined) break;
      const confidence = ambiguous ? 0.7 : 0.9;
      const pair: Pair = { from, to: target, how: 'order', confidence, ambiguous };
      if (addPair(matching, pair)) propagate(matching, [pair]);
    }
  }
}

function groups(
  indexes: readonly number[],
  colours: Int32Array | undefined,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const index of indexes) {
    const colour = colours?.[index] as number;
    const known = found.get(colour);
    if (known === undefined) found.set(colour, [index]);
    else known.push(index);
  }
  return found;
}

function sameIds(
  matching: Matching,
  fromOnes: readonly number[],
  toOnes: readonly number[],
): [number, number][] {
  const there = new Map(toOnes.map((index) => [matching.to.nodes[index]?.id, index]));
  return fromOnes.flatMap((index): [number, number][] => {
    const to = there.get(matching.from.nodes[index]?.id);
    return to === undefined ? [] : [[index, to]];
  });
}

function inOrder(fromOnes: readonly number[], toOnes: readonly number[]): [number, number][] {
  return fromOnes
    .slice(0, toOnes.length)
    .map((index, place): [number, number] => [index, toOnes[place] as number]);
}

interface Candidate {
  readonly from: number;
  readonly to: number;
  readonly score: number;
}

/** Pairs the most alike nodes of each type, greedily; where ids are trusted, only with links in common. True where any was found. */
export function pairAlikeOnes(matching: Matching, trusted: boolean): boolean {
  const there = byType(matching.to.nodes, unmatched(matching.to, matching.byTo));
  const candidates: Candidate[] = [];
  for (const [type, fromOnes] of byType(
    matching.from.nodes,
    unmatched(matching.from, matching.byFrom),
  )) {
    const toOnes = there.get(type) ?? [];
    if (fromOnes.length * toOnes.length > mostCandidates) continue;
    for (const from of fromOnes) {
      for (const to of toOnes) {
        const score = scoreOf(matching, from, to, trusted);
        if (score >= leastScore) candidates.push({ from, to, score });
      }
    }
  }
  candidates.sort((a, b) => b.score - a.score || a.from - b.from || a.to - b.to);
  const ties = tiesOf(candidates);
  const added: Pair[] = [];
  for (const { from, to, score } of candidates) {
    const ambiguous = (ties.get(`f${from}:${score}`) ?? 0) + (ties.get(`t${to}:${score}`) ?? 0) > 2;
    const pair: Pair = { from, to, how: 'similarity', confidence: score, ambiguous };
    if (addPair(matching, pair)) added.push(pair);
  }
  propagate(matching, added);
  return added.length > 0;
}

function byType(nodes: readonly GraphNode[], indexes: readonly number[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const index of indexes) {
    const type = nodes[index]?.type ?? '';
    const known = found.get(type);
    if (known === undefined) found.set(type, [index]);
    else known.push(index);
  }
  return found;
}

function tiesOf(candidates: readonly Candidate[]): Map<string, number> {
  const ties = new Map<string, number>();
  for (const { from, to, score } of candidates) {
    for (const key of [`f${from}:${score}`, `t${to}:${score}`]) {
      ties.set(key, (ties.get(key) ?? 0) + 1);
    }
  }
  return ties;
}

/** Weights: values .4, links .35, title .1, place .1, id .05; what a pair cannot tell counts half, a place unknown not at all. */
function scoreOf(matching: Matching, from: number, to: number, trusted: boolean): number {
  const left = matching.from.nodes[from] as GraphNode;
  const right = matching.to.nodes[to] as GraphNode;
  const wiring = wiringSimilarity(matching, from, to);
  if (trusted && wiring !== undefined && wiring < 0.5) return 0;
  const score =
    0.4 * (widgetSimilarity(matching, from, to) ?? 0.5) +
    0.35 * (wiring ?? 0.5) +
    (left.title === right.title ? 0.1 : 0) +
    (left.id === right.id ? 0.05 : 0);
  const near = nearness(matching, from, to);
  const found = near === undefined ? score / 0.9 : score + 0.1 * near;
  const links = countOutOf(matching.from.links(), from) + countOutOf(matching.to.links(), to);
  const isSameSpot = wiring === 1 && left.title === right.title && links > 1;
  return isSameSpot ? Math.max(found, sameSpot) : found;
}

/** What a node is called and all that it is linked to outweigh its values: a prompt that was written anew. */
const sameSpot = 0.6;

/** Returns 1 for the same place, 0 from 500 canvas units on. */
function nearness(matching: Matching, from: number, to: number): number | undefined {
  const [left, right] = [matching.from.positionOf(from), matching.to.positionOf(to)];
  if (left === undefined || right === undefined) return undefined;
  return Math.max(0, 1 - Math.hypot(left[0] - right[0], left[1] - right[1]) / 500);
}
