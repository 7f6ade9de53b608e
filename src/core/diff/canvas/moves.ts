/** Which nodes went from one scope of a canvas into another: put into a subgraph, taken out of one. */

import { jsonEqual } from '../../../base/json.ts';
import { compareNatural } from '../../../base/order.ts';
import { hasName, pairsOf, valueNamed } from '../named-values.ts';
import type { DiffOptions } from '../options.ts';
import type { Wiring } from './effects.ts';
import { pairNodes } from './matched.ts';
import { type MatchedScope, type Move, type NodePair, type Typed, unpairedIn } from './pairs.ts';
import { withEffectiveValues } from './promoted.ts';
import { type CanvasNode, isBoundary, type Scope } from './scope.ts';

/** Nodes of a scope that no node of the same scope is. */
interface Rest {
  readonly scope: Scope;
  nodes: readonly CanvasNode[];
}

/** The nodes with the values that they run with → the nodes as they stand. */
function valued({ scope, nodes }: Rest, wiring: Wiring): ReadonlyMap<CanvasNode, CanvasNode> {
  return new Map(nodes.map((node) => [withEffectiveValues(wiring, scope.id, node), node]));
}

/** What was compared scope by scope, before moves between scopes are looked for. */
export interface Unmoved {
  readonly scopes: readonly MatchedScope[];
  readonly forks: readonly MatchedScope[];
  readonly gone: readonly Scope[];
  readonly come: readonly Scope[];
  readonly typed: Typed;
  readonly wiring: { readonly from: Wiring; readonly to: Wiring };
}

/** Less alike than this, a node that is gone here and one that came elsewhere are two nodes. */
const leastAlike = 0.6;

/** Returns what moved between scopes, also into a copy of one or out of it; those with the most types in common are tried first. */
export function findMoves(
  { scopes, forks, gone, come, typed, wiring }: Unmoved,
  options: DiffOptions,
): readonly Move[] {
  if (options.heuristics === false) return [];
  const isOf = (side: 'from' | 'to') => (fork: MatchedScope) =>
    scopes.every((each) => each[side].id !== fork[side].id);
  const removed = [
    ...[...scopes, ...forks.filter(isOf('from'))].map((each) => restOf(each, 'from')),
    ...gone.map(allOf),
  ];
  const added = [
    ...[...scopes, ...forks.filter(isOf('to'))].map((each) => restOf(each, 'to')),
    ...come.map(allOf),
  ];
  const partners = new Set([...scopes, ...forks].map(({ from, to }) => `${from.id} ${to.id}`));
  const candidates = removed
    .flatMap((from) =>
      added
        .filter((to) => !partners.has(`${from.scope.id} ${to.scope.id}`))
        .map((to) => ({ from, to, common: commonTypes(from.nodes, to.nodes, typed) })),
    )
    .filter(({ common }) => common > 0)
    .sort((a, b) => b.common - a.common);
  return candidates.flatMap(({ from, to }): Move[] => {
    const [was, now] = [valued(from, wiring.from), valued(to, wiring.to)];
    const sure = pairNodes([...was.keys()], [...now.keys()], typed, options).filter((pair) =>
      isSure(pair, typed),
    );
    const pairs = [...sure, ...sameIds([...was.keys()], [...now.keys()], sure, typed)]
      .map((pair) => ({
        ...pair,
        from: was.get(pair.from) ?? pair.from,
        to: now.get(pair.to) ?? pair.to,
      }))
      .sort((a, b) => compareNatural(a.from.id, b.from.id));
    if (pairs.length === 0) return [];
    const [left, right] = [pairs.map((pair) => pair.from), pairs.map((pair) => pair.to)];
    from.nodes = from.nodes.filter((node) => !left.includes(node));
    to.nodes = to.nodes.filter((node) => !right.includes(node));
    return [{ from: from.scope, to: to.scope, pairs }];
  });
}

/** What is put into a subgraph keeps its id: beside others that moved there, id and type are enough. */
function sameIds(
  before: readonly CanvasNode[],
  after: readonly CanvasNode[],
  taken: readonly NodePair[],
  typed: Typed,
): NodePair[] {
  const [left, right] = [new Set(taken.map((p) => p.from)), new Set(taken.map((p) => p.to))];
  const there = new Map(after.filter((node) => !right.has(node)).map((node) => [node.id, node]));
  return before.flatMap((from): NodePair[] => {
    const to = there.get(from.id);
    if (left.has(from) || to === undefined) return [];
    const pair: NodePair = { from, to, how: 'id', confidence: 0.9, ambiguous: false };
    const isOne = taken.length > 0 ? isOneType(from, to, typed) : isSure(pair, typed);
    return isOne ? [pair] : [];
  });
}

function restOf(matched: MatchedScope, side: 'from' | 'to'): Rest {
  return { scope: matched[side], nodes: unpairedIn(matched, side) };
}

function allOf(scope: Scope): Rest {
  return { scope, nodes: scope.nodes.filter((node) => !isBoundary(node)) };
}

function commonTypes(
  before: readonly CanvasNode[],
  after: readonly CanvasNode[],
  typed: Typed,
): number {
  const counts = new Map<string, number>();
  for (const node of before) {
    const type = typed.before(node.type);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  let common = 0;
  for (const node of after) {
    const type = typed.after(node.type);
    const left = counts.get(type) ?? 0;
    if (left > 0) common += 1;
    counts.set(type, left - 1);
  }
  return common;
}

function isOneType(from: CanvasNode, to: CanvasNode, typed: Typed): boolean {
  return typed.before(from.type) === typed.after(to.type);
}

function isSure(pair: NodePair, typed: Typed): boolean {
  if (!isOneType(pair.from, pair.to, typed)) return false;
  if (pair.how === 'similarity') return pair.confidence >= leastAlike;
  return pair.how !== 'id' || shareOfEqual(pair.from, pair.to) >= 1 / 3;
}

/** Of the values that both have; 1 where they have none in common. */
function shareOfEqual(left: CanvasNode, right: CanvasNode): number {
  const common = pairsOf(left.widgets).filter(([name]) => hasName(right.widgets, name));
  const equal = common.filter(([name, value]) => jsonEqual(value, valueNamed(right.widgets, name)));
  return common.length === 0 ? 1 : equal.length / common.length;
}
