/** Nodes that went into a subgraph or out of one: one change for all of them, and what changed in them besides. */

import type { Change, NodesMoved } from '../types.ts';
import { differencesOf } from './differences.ts';
import { originOf } from './effects.ts';
import { nodeChanges, wholeNode } from './node-changes.ts';
import type { Move, NodePair } from './pairs.ts';
import { effectiveValue, realLinks, withEffectiveValues } from './promoted.ts';
import { type CanvasNode, inputsId, isBoundary, type Scope } from './scope.ts';
import { bothOf } from './scope-diff.ts';
import { type Both, type Comparison, nameIn } from './sides.ts';
import { sourceAt } from './switched.ts';

/** Fields of a moved node that are told; where it stands in its new scope is not. */
const told = new Set(['type', 'title', 'mode']);

/** Definitions that are there on one side alone. */
export interface WholeScopes {
  readonly gone: readonly Scope[];
  readonly come: readonly Scope[];
}

/** Returns the changes of all moves, and of what else stands in definitions that came or went with them. */
export function moveChanges(
  moves: readonly Move[],
  whole: WholeScopes,
  comparison: Comparison,
): readonly Change[] {
  const changes = moves.flatMap((move) => changesOf(move, whole, comparison));
  const rest = (scope: Scope) =>
    scope.nodes.filter((node) => !comparison.moved.has(node) && !isBoundary(node));
  for (const move of firstMoves(moves, (each) => each.to)) {
    if (!whole.come.includes(move.to)) continue;
    const added = rest(move.to);
    const both = bothOf(move.from, move.to, comparison, [], added);
    changes.push(...added.map((node) => wholeNode(both, 'node-added', node)));
  }
  for (const move of firstMoves(moves, (each) => each.from)) {
    if (!whole.gone.includes(move.from)) continue;
    const removed = rest(move.from);
    const both = bothOf(move.from, move.to, comparison, removed, []);
    changes.push(...removed.map((node) => wholeNode(both, 'node-removed', node)));
  }
  return changes;
}

function firstMoves(moves: readonly Move[], scopeOf: (move: Move) => Scope): readonly Move[] {
  return moves.filter(
    (move, index) => moves.findIndex((each) => scopeOf(each) === scopeOf(move)) === index,
  );
}

function changesOf(move: Move, whole: WholeScopes, comparison: Comparison): Change[] {
  const both = bothOf(move.from, move.to, comparison, [], []);
  const inner = move.pairs.flatMap((pair) => {
    const from = valuedNode(both, 'from', move.from, pair.from);
    const to = valuedNode(both, 'to', move.to, pair.to);
    const unlinked = { from: { ...from, links: [] }, to: { ...to, links: [] } };
    const differences = differencesOf(unlinked, both, (id) => id).filter(
      ({ part, name }) => part === 'input' || (part === 'field' && told.has(name)),
    );
    const changes = nodeChanges(both, from, to, differences);
    return [
      ...changes.filter((change) => change.kind !== 'node-renumbered'),
      ...rewired(pair, both),
    ];
  });
  return [movedChange(move, whole, both), ...inner];
}

/** The node as it runs: what a subgraph's node shows in the place of its own values, and real links alone. */
function valuedNode(both: Both, side: 'from' | 'to', scope: Scope, node: CanvasNode): CanvasNode {
  const wiring = both.wiring[side];
  return {
    ...withEffectiveValues(wiring, scope.id, node),
    links: realLinks(wiring, scope.id, node),
  };
}

function movedChange(move: Move, whole: WholeScopes, both: Both): NodesMoved {
  const nodes = move.pairs.map(({ from, to }) => ({
    from: nameIn(both, both.from, from),
    to: nameIn(both, both.to, to),
  }));
  const first = nodes[0] as (typeof nodes)[number];
  return {
    class: 'behaviour',
    kind: 'nodes-moved',
    node: first.to,
    nodes,
    ...(move.from.id === '' ? {} : { out: subgraph(move.from, whole.gone) }),
    ...(move.to.id === '' ? {} : { into: subgraph(move.to, whole.come) }),
  };
}

function subgraph(scope: Scope, whole: readonly Scope[]): NonNullable<NodesMoved['into']> {
  return { scope: scope.id, name: scope.name, isWhole: whole.includes(scope) };
}

/** Links are compared by the nodes that their values come from; what no node alone tells is passed over. */
function rewired(pair: NodePair, both: Both): Change[] {
  const names = new Set([...pair.from.links, ...pair.to.links].map((link) => link.input));
  return [...names].flatMap((input): Change[] => {
    const of = (node: CanvasNode) => node.links.find((link) => link.input === input);
    const [before, after] = [of(pair.from), of(pair.to)];
    const [fromId, toId] = [both.from.scope.id, both.to.scope.id];
    if (both.isSameOrigin(fromId, before, toId, after)) return [];
    const left = originOf(both.wiring.from, fromId, before);
    const right = originOf(both.wiring.to, toId, after);
    const [was, now] = [
      effectiveValue(both.wiring.from, fromId, pair.from, input),
      effectiveValue(both.wiring.to, toId, pair.to, input),
    ];
    if (!was.isLinked && !now.isLinked) return [];
    if (left === undefined && (was.isLinked || was.value === undefined)) return [];
    if (right === undefined && (now.isLinked || now.value === undefined)) return [];
    if (left?.id === inputsId || right?.id === inputsId) return [];
    const [fromSource, toSource] = [sourceAt(both, 'from', left), sourceAt(both, 'to', right)];
    return [
      {
        class: 'behaviour',
        kind: 'input-rewired',
        node: nameIn(both, both.to, pair.to),
        input,
        from: left === undefined ? (was.value ?? null) : [left.id, left.output],
        to: right === undefined ? (now.value ?? null) : [right.id, right.output],
        ...(fromSource === undefined ? {} : { fromSource }),
        ...(toSource === undefined ? {} : { toSource }),
      },
    ];
  });
}
