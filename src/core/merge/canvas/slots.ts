/** Merges the slots of a node: ours in our order, what theirs added in its place, without what one side removed. */

import type { Json, JsonObject } from '../../../base/json.ts';
import { type Contest, mergeMembers } from '../register.ts';
import type { Three } from '../types.ts';
import type { SlotList } from './links.ts';
import { isSameSlot } from './same.ts';

/** Follow from the links. */
const derived = new Set(['link', 'links', 'slot_index', 'linkIds']);

/** What a person calls a slot; of a definition also what its nodes and links know it by. */
const names = new Set(['name', 'label', 'type']);

/** One field of one slot that both sides changed differently. */
export interface SlotContest {
  readonly key: string;
  readonly field: string;
  readonly values: Three<Json | undefined>;
}

/** Returns the merged slots; those whose key is in `wired` stay although a side removed them. */
export function mergeSlots(
  three: Three<SlotList>,
  wired: ReadonlySet<string>,
  contest: (contested: SlotContest) => void,
): SlotList {
  const order = mergeOrder(
    { base: three.base.keys, ours: three.ours.keys, theirs: three.theirs.keys },
    wired,
  );
  const byKey = {
    base: slotsByKey(three.base),
    ours: slotsByKey(three.ours),
    theirs: slotsByKey(three.theirs),
  };
  const slots = order.map((key): JsonObject => {
    const [base, ours, theirs] = [byKey.base.get(key), byKey.ours.get(key), byKey.theirs.get(key)];
    if (ours === undefined || theirs === undefined) return ours ?? theirs ?? base ?? {};
    if (isSameSlot(ours, theirs)) return ours;
    const settle: Contest = (field, values) => {
      if (names.has(field)) contest({ key, field, values });
      return values.ours;
    };
    return mergeMembers({ base, ours, theirs }, settle, derived);
  });
  return { keys: order, slots };
}

/** Returns the keys of the merge in their order. */
export function mergeOrder(
  three: Three<readonly string[]>,
  wired: ReadonlySet<string> = new Set(),
): readonly string[] {
  const same = (left: readonly string[], right: readonly string[]) =>
    left.length === right.length && left.every((key, at) => key === right[at]);
  const base = new Set(three.base);
  const there = new Set(three.theirs);
  const here = new Set(three.ours);
  if (same(three.base, three.ours)) return withKept(three.theirs, three.ours, wired);
  const order = three.ours.filter((key) => there.has(key) || !base.has(key) || wired.has(key));
  three.theirs.forEach((key, at) => {
    if (here.has(key) || (base.has(key) && !wired.has(key))) return;
    const before = three.theirs.slice(0, at).findLast((each) => order.includes(each));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key);
  });
  return order;
}

function withKept(
  order: readonly string[],
  before: readonly string[],
  wired: ReadonlySet<string>,
): readonly string[] {
  const there = new Set(order);
  return [...order, ...before.filter((key) => wired.has(key) && !there.has(key))];
}

function slotsByKey(list: SlotList): ReadonlyMap<string, JsonObject> {
  return new Map(list.keys.map((key, at) => [key, list.slots[at] ?? {}]));
}
