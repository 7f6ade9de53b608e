/** Whether two nodes or slots are the same but for what follows from links and ids. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  member,
} from '../../../base/json.ts';

/** True where nothing differs but what follows from links and ids. */
export function isSameNode(left: JsonObject, right: JsonObject): boolean {
  return hasSameMembers(left, right, derivedFields, (key, here, there) => {
    const isSlots = key === 'inputs' || key === 'outputs';
    if (!isSlots || !isJsonArray(here) || !isJsonArray(there)) return jsonEqual(here, there);
    return here.length === there.length && here.every((slot, at) => isSameSlot(slot, there[at]));
  });
}

const derivedFields = new Set(['id', 'order']);
const derivedSlotFields = new Set(['link', 'links', 'slot_index']);

/** True where the slots differ in their links at most. */
export function isSameSlot(left: Json, right: Json | undefined): boolean {
  if (!isJsonObject(left) || !isJsonObject(right)) return jsonEqual(left, right);
  return hasSameMembers(left, right, derivedSlotFields, (_, here, there) => jsonEqual(here, there));
}

function hasSameMembers(
  left: JsonObject,
  right: JsonObject,
  without: ReadonlySet<string>,
  isSame: (key: string, here: Json, there: Json) => boolean,
): boolean {
  for (const key of Object.keys(left)) {
    if (without.has(key)) continue;
    const there = member(right, key);
    if (there === undefined || !isSame(key, left[key] as Json, there)) return false;
  }
  return Object.keys(right).every((key) => without.has(key) || Object.hasOwn(left, key));
}
