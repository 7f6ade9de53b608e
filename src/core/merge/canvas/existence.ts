/** Which nodes the merge has, and whose: added, removed, or removed by one side while the other side changed or used them. */

import { jsonEqual } from '../../../base/json.ts';
import { type CanvasNode, modeOf, type Scope } from '../../diff/canvas/scope.ts';
import { namesOfBoth, valueNamed } from '../../diff/named-values.ts';
import type { SideName, Three } from '../types.ts';

/** Whose content a node has: `both` are merged. */
export type Origin = 'both' | SideName;

/** A node that one side removed while the other needs it: it stays. */
export interface Clash {
  readonly id: string;
  /** Who removed it. */
  readonly removedBy: SideName;
  /** Nodes that it needs and that were removed with it; they stay too. */
  readonly needs: readonly string[];
}

export interface Existence {
  readonly nodes: ReadonlyMap<string, Origin>;
  readonly clashes: readonly Clash[];
}

/** A scope of each side by node id. */
export type Nodes = Three<ReadonlyMap<string, CanvasNode>>;

/** Returns the nodes in our order, then what theirs added. `edited` holds definitions that a side changed inside. */
export function existenceOf(
  nodes: Nodes,
  edited: Record<SideName, ReadonlySet<string>>,
): Existence {
  const kept = new Map<string, Origin>();
  const clashes: Clash[] = [];
  const keep = (from: SideName, removedBy: SideName): void => {
    const used = newlyUsed(nodes.base, nodes[from]);
    for (const [id, node] of nodes[from]) {
      const before = nodes.base.get(id);
      if (nodes[removedBy].has(id)) kept.set(id, 'both');
      else if (before === undefined) kept.set(id, from);
      else if (used.has(id) || isEdited(before, node) || edited[from].has(node.type)) {
        clashes.push({ id, removedBy, needs: needsOf(id, nodes[from], nodes[removedBy]) });
        kept.set(id, from);
      }
    }
  };
  keep('ours', 'theirs');
  keep('theirs', 'ours');
  for (const { removedBy, needs } of clashes) {
    for (const id of needs)
      if (!kept.has(id)) kept.set(id, removedBy === 'ours' ? 'theirs' : 'ours');
  }
  return { nodes: kept, clashes };
}

/** True where what a node does, says or takes in differs; a lost link alone is the loss of its origin. */
export function isEdited(before: CanvasNode, after: CanvasNode): boolean {
  if (before.title !== after.title || before.type !== after.type) return true;
  if (!jsonEqual(modeOf(before), modeOf(after))) return true;
  for (const name of namesOfBoth(before.widgets, after.widgets)) {
    if (isWidgetChanged(name, before, after)) return true;
  }
  return after.links.some((link) => !hasLink(before, link));
}

/** True where the values differ; a seed that is drawn anew with each run has none of its own. */
export function isWidgetChanged(
  name: string,
  before: CanvasNode | undefined,
  after: CanvasNode | undefined,
): boolean {
  if (before === undefined || after === undefined) return false;
  if (before.volatile.has(name) && after.volatile.has(name)) return false;
  return !jsonEqual(valueNamed(before.widgets, name), valueNamed(after.widgets, name));
}

function hasLink(node: CanvasNode, link: CanvasNode['links'][number]): boolean {
  return node.links.some(
    (each) =>
      each.input === link.input && each.origin === link.origin && each.output === link.output,
  );
}

/** Ids of nodes whose outputs feed an input that they did not feed before. */
function newlyUsed(
  base: ReadonlyMap<string, CanvasNode>,
  side: ReadonlyMap<string, CanvasNode>,
): ReadonlySet<string> {
  const used = new Set<string>();
  for (const [id, node] of side) {
    const before = base.get(id);
    for (const link of node.links) {
      const had = before?.links.some(
        (each) => each.input === link.input && each.origin === link.origin,
      );
      if (had !== true) used.add(link.origin);
    }
  }
  return used;
}

/** Returns what a node takes values from, directly or not, that the other side does not have. */
function needsOf(
  id: string,
  side: ReadonlyMap<string, CanvasNode>,
  other: ReadonlyMap<string, CanvasNode>,
): readonly string[] {
  const needs = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { origin } of side.get(at)?.links ?? []) {
      if (needs.has(origin) || origin === id || other.has(origin) || !side.has(origin)) continue;
      needs.add(origin);
      open.push(origin);
    }
  }
  return [...needs];
}

/** Returns the nodes of a scope by id. */
export function nodesById(scope: Scope): ReadonlyMap<string, CanvasNode> {
  return new Map(scope.nodes.map((node) => [node.id, node]));
}
