/** Which node of one canvas is which of the other: in the scope where it was, or moved into another one. */

import { jsonEqual } from '../../../base/json.ts';
import { compareNatural } from '../../../base/order.ts';
import { graphOf } from '../graph.ts';
import { matchGraphs } from '../match/match.ts';
import type { How } from '../match/pairs.ts';
import type { DiffOptions } from '../options.ts';
import { type CanvasNode, isBoundary, type Scope } from './scope.ts';

export interface NodePair {
  readonly from: CanvasNode;
  readonly to: CanvasNode;
  readonly how: How;
  readonly confidence: number;
  readonly ambiguous: boolean;
}

/** Nodes that went from one scope into another: what was put into a subgraph, or taken out of one. */
export interface Move {
  readonly from: Scope;
  readonly to: Scope;
  readonly pairs: readonly NodePair[];
}

/** One scope before and after. */
export interface MatchedScope {
  readonly from: Scope;
  readonly to: Scope;
  readonly pairs: readonly NodePair[];
}

/** The names under which node types of both sides are one: a definition may have a new id, or be a copy of another. */
export interface Typed {
  readonly before: (type: string) => string;
  readonly after: (type: string) => string;
}

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

function pairNodes(
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

/** Nodes of a scope that no node of the same scope is. */
interface Rest {
  readonly scope: Scope;
  nodes: readonly CanvasNode[];
}

/** Less alike than this, a node that is gone here and one that came elsewhere are two nodes. */
const leastAlike = 0.6;

/** Returns what moved between scopes, also into a copy of one or out of it; those with the most types in common are tried first. */
export function findMoves(
  scopes: readonly MatchedScope[],
  forks: readonly MatchedScope[],
  gone: readonly Scope[],
  come: readonly Scope[],
  typed: Typed,
  options: DiffOptions,
): readonly Move[] {
  if (options.heuristics === false) return [];
  const isOf = (side: 'from' | 'to') => (fork: MatchedScope) =>
    scopes.every((each) => each[side].id !== fork[side].id);
  const removed = [
    ...[...scopes, ...forks.filter(isOf('from'))].map(({ from, pairs }) =>
      restOf(from, new Set(pairs.map((pair) => pair.from))),
    ),
    ...gone.map((scope) => restOf(scope, new Set())),
  ];
  const added = [
    ...[...scopes, ...forks.filter(isOf('to'))].map(({ to, pairs }) =>
      restOf(to, new Set(pairs.map((pair) => pair.to))),
    ),
    ...come.map((scope) => restOf(scope, new Set())),
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
    const sure = pairNodes(from.nodes, to.nodes, typed, options).filter((pair) =>
      isSure(pair, typed),
    );
    const pairs = [...sure, ...sameIds(from.nodes, to.nodes, sure, typed)].sort((a, b) =>
      compareNatural(a.from.id, b.from.id),
    );
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

function restOf(scope: Scope, taken: ReadonlySet<CanvasNode>): Rest {
  return { scope, nodes: scope.nodes.filter((node) => !taken.has(node) && !isBoundary(node)) };
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
  const common = [...left.widgets].filter(([name]) => right.widgets.has(name));
  const equal = common.filter(([name, value]) => jsonEqual(value, right.widgets.get(name)));
  return common.length === 0 ? 1 : equal.length / common.length;
}
