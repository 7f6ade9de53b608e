/** The changes between the nodes of two scopes whose nodes were matched. */

import { type Json, jsonEqual } from '../../../base/json.ts';
import { compareProjections, type Projection } from '../compare.ts';
import { leafText } from '../leaf.ts';
import type { Change, FoldedLink, Match } from '../types.ts';
import { modeOf } from './classes.ts';
import type { MatchedScope, NodePair, Typed } from './matched.ts';
import { nodeChanges, wholeNode } from './node-changes.ts';
import { type CanvasLink, type CanvasNode, isBoundary, type Scope } from './scope.ts';
import type { Both, Comparison, Side } from './sides.ts';

/** Returns the changes of nodes, their values and links; what moved into another scope is told with the moves. */
export function diffScope(matched: MatchedScope, comparison: Comparison): readonly Change[] {
  const { from, to, pairs } = matched;
  const renamed = new Map(pairs.map((pair) => [pair.from.id, pair.to.id]));
  const [left, right] = [new Set(pairs.map((p) => p.from)), new Set(pairs.map((p) => p.to))];
  const isTold = (node: CanvasNode, taken: ReadonlySet<CanvasNode>) =>
    !taken.has(node) && !comparison.moved.has(node) && !isBoundary(node);
  const removed = from.nodes.filter((node) => isTold(node, left));
  const added = to.nodes.filter((node) => isTold(node, right));
  const both = bothOf(from, to, comparison, removed, added);
  const changed = pairs.filter((pair) => !isUnchanged(pair, both, comparison.typed, renamed));
  const differences = compareProjections(
    changed.map((pair) => [
      projectionOf(pair.from, comparison.typed, (id) => renamed.get(id), both.from.nodes),
      projectionOf(
        pair.to,
        (type) => type,
        (id) => id,
        both.to.nodes,
      ),
    ]),
  );
  const changes = changed.flatMap((pair, index) =>
    nodeChanges(both, pair.from, pair.to, differences[index] ?? []),
  );
  changes.push(...removed.map((node) => wholeNode(both, 'node-removed', node)));
  changes.push(...added.map((node) => wholeNode(both, 'node-added', node)));
  return changes;
}

/** Most nodes are as they were: they are passed over before anything is built. */
function isUnchanged(
  { from, to }: NodePair,
  both: Both,
  typed: Typed,
  renamed: ReadonlyMap<string, string>,
): boolean {
  if (from.id !== to.id || typed(from.type) !== to.type || from.title !== to.title) return false;
  if (from.links.length !== to.links.length) return false;
  const isSameLink = (link: CanvasLink, index: number): boolean => {
    const other = to.links[index];
    return (
      other !== undefined &&
      both.from.nodes.has(link.origin) &&
      both.to.nodes.has(other.origin) &&
      link.input === other.input &&
      link.output === other.output &&
      renamed.get(link.origin) === other.origin
    );
  };
  return (
    from.links.every(isSameLink) &&
    isSameMap(from.fields, to.fields) &&
    isSameMap(from.properties, to.properties) &&
    isSameMap(from.widgets, to.widgets)
  );
}

function isSameMap(left: ReadonlyMap<string, Json>, right: ReadonlyMap<string, Json>): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) if (!jsonEqual(value, right.get(key))) return false;
  return true;
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

export function projectionOf(
  node: CanvasNode,
  typed: Typed,
  rename: (id: string) => string | undefined,
  known: ReadonlyMap<string, CanvasNode>,
): Projection {
  const fields: Record<string, string> = {
    ':type': typed(node.type),
    ':title': node.title,
    ':mode': leafText(modeOf(node.fields)),
  };
  const meta: Record<string, string> = {};
  const inputs: Record<string, string> = {};
  const links: Record<string, string> = {};
  for (const [key, value] of node.fields) if (key !== 'mode') fields[`:${key}`] = leafText(value);
  for (const [key, value] of node.properties) meta[`:${key}`] = leafText(value);
  for (const [name, value] of node.widgets) inputs[`:${name}`] = leafText(value);
  for (const link of node.links) {
    const there = known.has(link.origin) ? rename(link.origin) : undefined;
    const end = known.has(link.origin) ? 'gone' : 'lost';
    links[`:${link.input}`] =
      there === undefined ? `${end} ${link.origin} ${link.output}` : `link ${there} ${link.output}`;
  }
  return { fields, meta, inputs, links };
}
