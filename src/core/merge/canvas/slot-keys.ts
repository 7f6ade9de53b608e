/** Names under which the slots of one node are the same slots in every version. */

import { type Json, type JsonObject, jsonEqual, member } from '../../../base/json.ts';
import { idOf } from '../../diff/canvas/ids.ts';

/** A slot of a definition has an id of its own; all others go by name, counted where a name stands twice. */
export function ownKeys(slots: readonly JsonObject[], byId = false): readonly string[] {
  const seen = new Map<string, number>();
  return slots.map((slot, at) => {
    const id = byId ? idOf(member(slot, 'id')) : '';
    const name = member(slot, 'name');
    const key = id !== '' ? `id ${id}` : typeof name === 'string' && name !== '' ? name : `#${at}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key} (${count})`;
  });
}

/** Returns keys of a side's slots in the words of the base: a slot that was only renamed, in its place and of its type, keeps its key. */
export function keysLike(
  slots: readonly JsonObject[],
  base: readonly JsonObject[],
  byId = false,
): readonly string[] {
  const own = ownKeys(slots, byId);
  const before = ownKeys(base, byId);
  const known = new Set(before);
  const used = new Set(own.filter((key) => known.has(key)));
  return own.map((key, at) => {
    const there = before[at];
    if (known.has(key) || there === undefined || used.has(there)) return key;
    const isSame = jsonEqual(typeOf(slots[at]), typeOf(base[at]));
    if (!isSame || slots.length !== base.length) return key;
    used.add(there);
    return there;
  });
}

function typeOf(slot: JsonObject | undefined): Json | undefined {
  return slot === undefined ? undefined : member(slot, 'type');
}
