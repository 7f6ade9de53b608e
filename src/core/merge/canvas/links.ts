/** Links as registers: each input of each node has one source; that is what is merged. */

import type { JsonObject } from '../../../base/json.ts';
import { decide } from '../register.ts';
import type { SideName, Three } from '../types.ts';
import type { Origin } from './existence.ts';
import { type Direction, inputsId, type Link, outputsId, type SideScope, slotsOf } from './read.ts';
import { keysLike, ownKeys } from './slot-keys.ts';

/** One link by the keys of its slots. */
export interface Wire {
  readonly target: string;
  readonly input: string;
  readonly origin: string;
  readonly output: string;
  readonly link: Link;
  readonly side: SideName | 'base';
}

/** The slots of a node under keys that mean the same in every version. */
export interface SlotList {
  readonly keys: readonly string[];
  readonly slots: readonly JsonObject[];
}

export type SlotLists = (id: string, direction: Direction) => Three<SlotList>;

/** Returns the slots of nodes in the three scopes, which have the same ids for the same nodes. */
export function slotLists(scopes: Three<SideScope>): SlotLists {
  const known = new Map<string, Three<SlotList>>();
  return (id, direction) => {
    const key = `${direction} ${id}`;
    const found = known.get(key) ?? listsOf(scopes, id, direction);
    known.set(key, found);
    return found;
  };
}

function listsOf(scopes: Three<SideScope>, id: string, direction: Direction): Three<SlotList> {
  const byId = id === inputsId || id === outputsId;
  const slots = {
    base: slotsOf(scopes.base, id, direction),
    ours: slotsOf(scopes.ours, id, direction),
    theirs: slotsOf(scopes.theirs, id, direction),
  };
  const isNew = !byId && !scopes.base.nodes.has(id);
  const like = isNew ? slots.ours : slots.base;
  const ours = isNew ? ownKeys(slots.ours, byId) : keysLike(slots.ours, like, byId);
  return {
    base: { slots: slots.base, keys: ownKeys(slots.base, byId) },
    ours: { slots: slots.ours, keys: ours },
    theirs: { slots: slots.theirs, keys: keysLike(slots.theirs, like, byId) },
  };
}

/** Returns the wires of a side by `registerOf`. */
export function wiresOf(
  scope: SideScope,
  side: SideName | 'base',
  lists: SlotLists,
): ReadonlyMap<string, Wire> {
  const wires = new Map<string, Wire>();
  for (const link of scope.links) {
    const input = lists(link.target, 'inputs')[side].keys[link.targetSlot];
    const output = lists(link.origin, 'outputs')[side].keys[link.originSlot];
    const wire: Wire = {
      target: link.target,
      input: input ?? `#${link.targetSlot}`,
      origin: link.origin,
      output: output ?? `#${link.originSlot}`,
      link,
      side,
    };
    wires.set(registerOf(wire.target, wire.input), wire);
  }
  return wires;
}

export function registerOf(target: string, input: string): string {
  return `${target}\n${input}`;
}

type MaybeWire = Wire | undefined;

function isSameSource(left: MaybeWire, right: MaybeWire): boolean {
  return left?.origin === right?.origin && left?.output === right?.output;
}

export interface MergedWires {
  /** In our order, then those that theirs brought. */
  readonly wires: readonly Wire[];
  readonly contested: readonly Three<MaybeWire>[];
  /** Inputs whose wire from theirs would close a circle. */
  readonly cycles: readonly Three<MaybeWire>[];
}

/** Nodes of the merge and whose they are, and nodes that stay although one side removed them. */
export interface Standing {
  readonly nodes: ReadonlyMap<string, Origin>;
  /** Removed by theirs, kept as ours: what it feeds stays fed. */
  readonly keptForOurs: ReadonlySet<string>;
  /** True where a side changed the value of the widget that the input belongs to. */
  readonly isValueChanged: (side: SideName, target: string, input: string) => boolean;
}

/** Returns the wires of the merge; where both rewired an input differently, or one linked what the other set, ours stays. */
export function mergeWires(
  sides: Three<ReadonlyMap<string, Wire>>,
  standing: Standing,
): MergedWires {
  const wires: Wire[] = [];
  const contested: Three<MaybeWire>[] = [];
  for (const register of new Set([
    ...sides.ours.keys(),
    ...sides.base.keys(),
    ...sides.theirs.keys(),
  ])) {
    const three: Three<MaybeWire> = {
      base: sides.base.get(register),
      ours: sides.ours.get(register),
      theirs: sides.theirs.get(register),
    };
    const target = (three.ours ?? three.theirs ?? three.base)?.target ?? '';
    const owner = target === outputsId ? 'both' : standing.nodes.get(target);
    if (owner === undefined) continue;
    const verdict = owner === 'both' ? decideWire(three, standing) : owner;
    if (verdict === 'contested') contested.push(three);
    const wire = three[verdict === 'contested' ? 'ours' : verdict];
    if (wire !== undefined && isThere(wire.origin, standing)) wires.push(wire);
  }
  return { wires, contested, cycles: [] };
}

function decideWire(three: Three<MaybeWire>, standing: Standing) {
  const isHeld = three.ours !== undefined && standing.keptForOurs.has(three.ours.origin);
  if (isHeld && isSameSource(three.base, three.ours)) return 'ours';
  const linked = three.base !== undefined ? undefined : (three.theirs ?? three.ours);
  if (linked !== undefined && (three.ours === undefined || three.theirs === undefined)) {
    const other = three.ours === undefined ? 'ours' : 'theirs';
    if (standing.isValueChanged(other, linked.target, linked.input)) return 'contested';
  }
  return decide(three, isSameSource);
}

function isThere(origin: string, standing: Standing): boolean {
  return origin === inputsId || standing.nodes.has(origin);
}
