/** The changes between the nodes of two scopes whose nodes were matched. */

import { type Json, type JsonObject, jsonEqual, keysOf, member } from '../../../base/json.ts';
import { compareProjections, type Difference, type Projection } from '../compare.ts';
import { leafText } from '../leaf.ts';
import type { Change, FoldedLink, Match } from '../types.ts';
import { nodeChanges, wholeNode } from './node-changes.ts';
import type { MatchedScope, NodePair, Typed } from './pairs.ts';
import {
  type CanvasNode,
  isBoundary,
  isDerivedField,
  modeOf,
  propertiesOf,
  type Scope,
} from './scope.ts';
import type { Both, Comparison, Side } from './sides.ts';
import { switchedOf } from './switched.ts';

/** Returns the changes of nodes, their values and links; what moved into another scope is told with the moves. */
export function diffScope(matched: MatchedScope, comparison: Comparison): readonly Change[] {
  const { from, to, pairs } = matched;
  const renamed = new Map(pairs.map((pair) => [pair.from.id, pair.to.id]));
  const [left, right] = [new Set(pairs.map((p) => p.from)), new Set(pairs.map((p) => p.to))];
  const isTold = (node: CanvasNode, taken: ReadonlySet<CanvasNode>) =>
    !taken.has(node) && !comparison.moved.has(node) && !isBoundary(node);
  const removed = from.nodes.filter((node) => isTold(node, left));
  const added = to.nodes.filter((node) => isTold(node, right));
  const sides = bothOf(from, to, comparison, removed, added);
  const both = { ...sides, switched: switchedOf(pairs, sides) };
  const differences = differencesOf(pairs, both, comparison.typed, (id) => renamed.get(id));
  const changes = pairs.flatMap((pair, index) => {
    const found = differences[index] ?? [];
    if (found.length === 0 && pair.from.id === pair.to.id) return [];
    return nodeChanges(both, pair.from, pair.to, found);
  });
  changes.push(...removed.map((node) => wholeNode(both, 'node-removed', node)));
  changes.push(...added.map((node) => wholeNode(both, 'node-added', node)));
  return changes;
}

/** Returns the two scopes as sides, with empty places for links that come or go with a node. */
export function bothOf(
  from: Scope,
  to: Scope,
  comparison: Comparison,
  removed: readonly CanvasNode[],
  added: readonly CanvasNode[],
): Both {
  const side = (scope: Scope, definitions: Side['definitions']): Side => ({
    scope,
    nodes: new Map(scope.nodes.map((node) => [node.id, node])),
    definitions,
  });
  const places = (nodes: readonly CanvasNode[]) =>
    new Map(nodes.map((node): [string, FoldedLink[]] => [node.id, []]));
  return {
    ...comparison,
    from: side(from, comparison.names.before),
    to: side(to, comparison.names.after),
    folded: { added: places(added), removed: places(removed), rewiring: new Set() },
  };
}

/** Returns how nodes without a stable id were recognised; of moved ones, all. */
export function matchesOf(
  pairs: readonly NodePair[],
  from: Scope,
  to: Scope,
  isMove: boolean,
): Match[] {
  return pairs.flatMap((pair): Match[] => {
    const { how, confidence, ambiguous } = pair;
    if (!isMove && (how === 'id' || (pair.from.id === pair.to.id && !ambiguous))) return [];
    return [
      {
        ...(to.id === '' ? {} : { scope: to.id }),
        ...(isMove ? { fromScope: from.id } : {}),
        from: pair.from.id,
        to: pair.to.id,
        how,
        confidence: Math.round(confidence * 100) / 100,
        ambiguous,
      },
    ];
  });
}

/** Returns, for each pair in order, what differs. Members that are equal, which most are, are left out before anything is built. */
export function differencesOf(
  pairs: readonly NodePair[],
  both: Both,
  typed: Typed,
  rename: (id: string) => string | undefined,
): readonly (readonly Difference[])[] {
  const found: (readonly Difference[])[] = pairs.map(() => noDifferences);
  const projections: [Projection, Projection][] = [];
  const places: number[] = [];
  pairs.forEach((pair, index) => {
    const projection = projectedPair(pair, both, typed, rename);
    if (projection === undefined) return;
    projections.push(projection);
    places.push(index);
  });
  compareProjections(projections).forEach((differences, at) => {
    found[places[at] ?? -1] = differences;
  });
  return found;
}

const noDifferences: readonly Difference[] = [];

type Members = Record<string, string>;
type Draft = { fields: Members; meta: Members; inputs: Members; links: Members };

/** Undefined where nothing differs. */
function projectedPair(
  { from, to }: NodePair,
  both: Both,
  typed: Typed,
  rename: (id: string) => string | undefined,
): [Projection, Projection] | undefined {
  let drafts: [Draft, Draft] | undefined;
  const put = (part: keyof Draft, name: string, left?: string, right?: string): void => {
    if (left === right) return;
    drafts ??= [newDraft(), newDraft()];
    if (left !== undefined) drafts[0][part][`:${name}`] = left;
    if (right !== undefined) drafts[1][part][`:${name}`] = right;
  };
  const putValues = (part: keyof Draft, name: string, left?: Json, right?: Json): void => {
    if (jsonEqual(left, right)) return;
    put(part, name, ...([left, right].map(leafOf) as [string?, string?]));
  };
  put('fields', 'type', typed.before(from.type), typed.after(to.type));
  put('fields', 'title', from.title, to.title);
  putValues('fields', 'mode', modeOf(from), modeOf(to));
  eachMember(from.raw, to.raw, (name, left, right) => {
    if (name !== 'mode' && !isDerivedField(name)) putValues('fields', name, left, right);
  });
  eachMember(propertiesOf(from), propertiesOf(to), (name, left, right) => {
    putValues('meta', name, left, right);
  });
  for (const [name, value] of from.widgets) putValues('inputs', name, value, to.widgets.get(name));
  for (const [name, value] of to.widgets) {
    if (!from.widgets.has(name)) putValues('inputs', name, undefined, value);
  }
  if (from.links.length + to.links.length > 0) {
    const [left, right] = [linkLeaves(from, both.from, rename), linkLeaves(to, both.to, same)];
    for (const name of left.keys()) put('links', name, left.get(name), right.get(name));
    for (const name of right.keys())
      if (!left.has(name)) put('links', name, undefined, right.get(name));
  }
  return drafts;
}

const same = (id: string): string => id;

function newDraft(): Draft {
  return { fields: {}, meta: {}, inputs: {}, links: {} };
}

function leafOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : leafText(value);
}

function eachMember(
  from: JsonObject,
  to: JsonObject,
  visit: (name: string, left: Json | undefined, right: Json | undefined) => void,
): void {
  if (from === to) return;
  for (const name of keysOf(from)) visit(name, from[name], member(to, name));
  for (const name of keysOf(to)) if (!Object.hasOwn(from, name)) visit(name, undefined, to[name]);
}

/** Input → where its link comes from, in the ids of the canvas after. */
function linkLeaves(
  node: CanvasNode,
  side: Side,
  rename: (id: string) => string | undefined,
): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  for (const { input, origin, output } of node.links) {
    const isThere = side.nodes.has(origin);
    const there = isThere ? rename(origin) : undefined;
    const end = isThere ? 'gone' : 'lost';
    leaves.set(
      input,
      there === undefined ? `${end} ${origin} ${output}` : `link ${there} ${output}`,
    );
  }
  return leaves;
}
