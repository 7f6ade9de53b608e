/** Edits of a JSON document, exact and reversible by nobody: what `patchWorkflow` applies to a canvas. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { leafText } from './leaf.ts';

/** How one value becomes another. */
export type JsonEdit =
  | { readonly value: Json }
  /** Members that change, and those that go. */
  | {
      readonly members: readonly (readonly [string, JsonEdit])[];
      readonly without?: readonly string[];
    }
  /** The new list in order: the index of an item before, that with an edit, or a new item. */
  | {
      readonly items: readonly (
        | number
        | { readonly at: number; readonly edit: JsonEdit }
        | { readonly value: Json }
      )[];
    };

/** Returns the edit, or undefined where nothing differs (order of keys aside). */
export function editBetween(from: Json, to: Json): JsonEdit | undefined {
  if (isJsonObject(from) && isJsonObject(to)) return objectEdit(from, to);
  if (jsonEqual(from, to)) return undefined;
  if (isJsonArray(from) && isJsonArray(to)) return listEdit(from, to) ?? { value: to };
  return { value: to };
}

/** Each member is looked at once: whether anything differs shows at the end. */
function objectEdit(from: JsonObject, to: JsonObject): JsonEdit | undefined {
  let members: [string, JsonEdit][] | undefined;
  for (const key of keysOf(to)) {
    const before = member(from, key);
    const after = to[key] as Json;
    if (before === after) continue;
    const edit = before === undefined ? { value: after } : editBetween(before, after);
    if (edit === undefined) continue;
    // a list that is made with its only member keeps no room for more
    if (members === undefined) members = [[key, edit]];
    else members.push([key, edit]);
  }
  if (lacksKeyOf(from, to)) {
    const without = keysOf(from).filter((key) => !Object.hasOwn(to, key));
    return { members: members ?? [], without };
  }
  return members === undefined ? undefined : { members };
}

function lacksKeyOf(from: JsonObject, to: JsonObject): boolean {
  for (const key in from) if (!Object.hasOwn(to, key)) return true;
  return false;
}

/**
 * Items are told apart by their `id`, by their first item (links) or by their `name` (slots). Where one has none of these, lists
 * of one length are compared place by place, others by what the items are; undefined where that is not unique.
 */
function listEdit(from: readonly Json[], to: readonly Json[]): JsonEdit | undefined {
  if (haveSameKeys(from, to)) return { items: itemsInPlace(from, to) };
  const byId = placesOf(from, to, idKeyOf);
  if (byId === undefined && from.length === to.length) return { items: itemsInPlace(from, to) };
  const places = byId ?? placesOf(from, to, leafText);
  if (places === undefined) return undefined;
  return {
    items: to.map((item, index) => {
      const at = places[index] as number;
      return at < 0 ? { value: item } : itemEdit(from[at] as Json, at, item);
    }),
  };
}

/** The usual case, told without a table: no item came or went, and none stands elsewhere. */
function haveSameKeys(from: readonly Json[], to: readonly Json[]): boolean {
  if (from.length !== to.length) return false;
  for (let at = 0; at < from.length; at += 1) {
    if (idKeyOf(from[at] as Json) !== idKeyOf(to[at] as Json)) return false;
  }
  return true;
}

function itemsInPlace(from: readonly Json[], to: readonly Json[]) {
  return from.map((item, at) => itemEdit(item, at, to[at] as Json));
}

function itemEdit(before: Json, at: number, after: Json) {
  const edit = editBetween(before, after);
  return edit === undefined ? at : { at, edit };
}

type Key = string | number;

/** Returns, for each item, its index in the list before, or -1; undefined where an item has no key, or two of one list have the same. */
function placesOf(
  from: readonly Json[],
  to: readonly Json[],
  keyOf: (item: Json) => Key | undefined,
): Int32Array | undefined {
  const before = new Map<Key, number>();
  for (const [index, item] of from.entries()) {
    const key = keyOf(item);
    if (key === undefined || before.has(key)) return undefined;
    before.set(key, index);
  }
  const places = new Int32Array(to.length).fill(-1);
  const taken = new Uint8Array(from.length);
  let come: Set<Key> | undefined;
  for (const [index, item] of to.entries()) {
    const key = keyOf(item);
    if (key === undefined || come?.has(key)) return undefined;
    const at = before.get(key);
    if (at === undefined) {
      come ??= new Set();
      come.add(key);
    } else {
      if (taken[at] === 1) return undefined;
      places[index] = at;
      taken[at] = 1;
    }
  }
  return places;
}

/** Most ids are small numbers, and names are texts: keys as they are. Texts and large numbers as ids are kept apart from them. */
function idKeyOf(item: Json): Key | undefined {
  if (isJsonArray(item)) return keyOfId(item[0]);
  if (!isJsonObject(item)) return undefined;
  const name = member(item, 'name');
  return keyOfId(member(item, 'id')) ?? (typeof name === 'string' ? name : undefined);
}

function keyOfId(id: Json | undefined): Key | undefined {
  if (typeof id === 'number' && Number.isInteger(id)) return id;
  const isId = typeof id === 'string' || (id !== undefined && isJsonNumber(id));
  return isId ? `\nid ${leafText(id)}` : undefined;
}

/** Returns the value after the edit. */
export function applyEdit(value: Json, edit: JsonEdit): Json {
  if ('value' in edit) return edit.value;
  if ('members' in edit) {
    const before = isJsonObject(value) ? value : {};
    const members = new Map(keysOf(before).map((key) => [key, before[key] as Json]));
    for (const key of edit.without ?? []) members.delete(key);
    for (const [key, each] of edit.members)
      members.set(key, applyEdit(members.get(key) ?? null, each));
    return jsonObject(members);
  }
  const before = isJsonArray(value) ? value : [];
  return edit.items.map((item) => {
    if (typeof item === 'number') return before[item] as Json;
    return 'value' in item ? item.value : applyEdit(before[item.at] ?? null, item.edit);
  });
}
