/** Both sides of a scope as one list of nodes: those that are there now, then those that are not any more. */

import type { PairedNode, PairedScope } from '../../core/diff/pairing.ts';
import type { Change } from '../../core/diff/types.ts';
import type { PictureLink, Slot, State } from './types.ts';

export interface UnionNode {
  readonly before?: PairedNode;
  readonly after?: PairedNode;
  /** The node as it is now, or as it was. */
  readonly node: PairedNode;
}

/** Changes by the node that they are told of: with those of nodes that are there, and of nodes that are gone. */
export interface ChangesByNode {
  readonly there: ReadonlyMap<string, readonly number[]>;
  readonly gone: ReadonlyMap<string, readonly number[]>;
}

/** Returns the nodes of both sides. */
export function unionOf({ from, to, pairs }: PairedScope): readonly UnionNode[] {
  const before = new Map((from?.nodes ?? []).map((node) => [node.id, node]));
  const origins = new Map(pairs.map(([left, right]) => [right, left]));
  const kept = new Set(pairs.map(([left]) => left));
  return [
    ...(to?.nodes ?? []).map((after): UnionNode => {
      const was = before.get(origins.get(after.id) ?? '');
      return { ...(was === undefined ? {} : { before: was }), after, node: after };
    }),
    ...(from?.nodes ?? [])
      .filter((node) => !kept.has(node.id))
      .map((node): UnionNode => ({ before: node, node })),
  ];
}

/** Returns where the changes belong; moved nodes are told in both scopes. */
export function changesByNode(changes: readonly Change[]): ChangesByNode {
  const there = new Map<string, number[]>();
  const gone = new Map<string, number[]>();
  const add = (map: Map<string, number[]>, scope: string | undefined, id: string, at: number) => {
    const key = keyOf(scope ?? '', id);
    map.set(key, [...(map.get(key) ?? []), at]);
  };
  changes.forEach((change, index) => {
    if (change.kind === 'nodes-moved') {
      for (const { from, to } of change.nodes) {
        add(gone, from.scope, from.id, index);
        add(there, to.scope, to.id, index);
      }
    } else if ('node' in change) {
      const isGone = change.kind === 'node-removed';
      add(isGone ? gone : there, change.node.scope, change.node.id, index);
    }
  });
  return { there, gone };
}

export function keyOf(scope: string, id: string): string {
  return `${scope}\n${id}`;
}

/** Slots of each node, in order: those of both sides. */
export interface Slots {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Returns all links, each with what became of it. */
export function linksOf(nodes: readonly UnionNode[], slots: readonly Slots[]): PictureLink[] {
  const before = new Map<string, number>();
  const after = new Map<string, number>();
  nodes.forEach((each, index) => {
    if (each.before !== undefined) before.set(each.before.id, index);
    if (each.after !== undefined) after.set(each.after.id, index);
  });
  const found = new Map<string, { link: PictureLink; was: boolean; is: boolean }>();
  const note = (node: PairedNode, to: number, places: Map<string, number>, side: 'was' | 'is') => {
    for (const { input, origin, output } of node.links) {
      const from = places.get(origin);
      if (from === undefined) continue;
      const fromSlot = Math.max(0, slots[from]?.outputs.indexOf(output) ?? 0);
      const toSlot = Math.max(0, slots[to]?.inputs.indexOf(input) ?? 0);
      const key = `${from} ${fromSlot} ${to} ${toSlot}`;
      const link = { state: 'same', from, fromSlot, to, toSlot } as const;
      const known = found.get(key) ?? { link, was: false, is: false };
      found.set(key, { ...known, [side]: true });
    }
  };
  nodes.forEach((each, index) => {
    if (each.before !== undefined) note(each.before, index, before, 'was');
    if (each.after !== undefined) note(each.after, index, after, 'is');
  });
  return [...found.values()].map(({ link, was, is }) => ({
    ...link,
    state: was && is ? 'same' : is ? 'added' : 'removed',
  }));
}

/** API format does not list outputs: returns how many of each node something takes. */
export function usedOutputs(nodes: readonly UnionNode[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const side of ['before', 'after'] as const) {
    for (const each of nodes) {
      for (const { origin, output } of each[side]?.links ?? []) {
        const number = Number(output) + 1;
        if (!(number <= mostOutputs)) continue;
        const key = keyOf(side, origin);
        counts.set(key, Math.max(counts.get(key) ?? 0, number));
      }
    }
  }
  return nodes.map(({ before, after }) =>
    Math.max(
      counts.get(keyOf('before', before?.id ?? '')) ?? 0,
      counts.get(keyOf('after', after?.id ?? '')) ?? 0,
    ),
  );
}

/** A link may name any number; a node with more outputs than this is none. */
const mostOutputs = 100;

/** Returns the links by the node that they lead into. */
export function byTarget(links: readonly PictureLink[]): ReadonlyMap<number, PictureLink[]> {
  const found = new Map<number, PictureLink[]>();
  for (const link of links) found.set(link.to, [...(found.get(link.to) ?? []), link]);
  return found;
}

/** Returns the slots with what became of their links, given those into the node. */
export function slotStates(
  names: readonly string[],
  links: readonly PictureLink[],
): readonly Slot[] {
  return names.map((name, slot) => {
    const own = links.filter((each) => each.toSlot === slot);
    const changed = own.filter((each) => each.state !== 'same').map((each) => each.state);
    return { name, state: stateOf(changed) };
  });
}

function stateOf(states: readonly State[]): State {
  if (states.length === 0) return 'same';
  return states.length > 1 ? 'changed' : (states[0] as State);
}
