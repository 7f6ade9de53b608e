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
  if (jsonEqual(from, to)) return undefined;
  if (isJsonObject(from) && isJsonObject(to)) return objectEdit(from, to);
  if (isJsonArray(from) && isJsonArray(to)) return listEdit(from, to) ?? { value: to };
  return { value: to };
}

function objectEdit(from: JsonObject, to: JsonObject): JsonEdit {
  const members: [string, JsonEdit][] = [];
  for (const key of keysOf(to)) {
    const before = member(from, key);
    const after = to[key] as Json;
    const edit = before === undefined ? { value: after } : editBetween(before, after);
    if (edit !== undefined) members.push([key, edit]);
  }
  const without = keysOf(from).filter((key) => !Object.hasOwn(to, key));
  return { members, ...(without.length === 0 ? {} : { without }) };
}

/**
 * Items are told apart by their `id`, by their first item (links) or by their `name` (slots). Where one has none of these, lists
 * of one length are compared place by place, others by what the items are; undefined where that is not unique.
 */
function listEdit(from: readonly Json[], to: readonly Json[]): JsonEdit | undefined {
  const byId = keysOfItems(from, to, idKeyOf);
  if (byId === undefined && from.length === to.length) {
    return { items: from.map((item, at) => itemEdit(item, at, to[at] as Json)) };
  }
  const keys = byId ?? keysOfItems(from, to, leafText);
  if (keys === undefined) return undefined;
  return {
    items: to.map((item, index) => {
      const at = keys.places.get(keys.to[index] as Key);
      return at === undefined ? { value: item } : itemEdit(from[at] as Json, at, item);
    }),
  };
}

function itemEdit(before: Json, at: number, after: Json) {
  const edit = editBetween(before, after);
  return edit === undefined ? at : { at, edit };
}

type Key = string | number;

interface Keys {
  /** Key → index in the list before. */
  readonly places: ReadonlyMap<Key, number>;
  readonly to: readonly Key[];
}

/** Undefined where an item has no key, or two of one list have the same. */
function keysOfItems(
  from: readonly Json[],
  to: readonly Json[],
  keyOf: (item: Json) => Key | undefined,
): Keys | undefined {
  const places = new Map<Key, number>();
  for (const [index, item] of from.entries()) {
    const key = keyOf(item);
    if (key === undefined || places.has(key)) return undefined;
    places.set(key, index);
  }
  const seen = new Set<Key>();
  const keys: Key[] = [];
  for (const item of to) {
    const key = keyOf(item);
    if (key === undefined || seen.has(key)) return undefined;
    seen.add(key);
    keys.push(key);
  }
  return { places, to: keys };
}

/** Most ids are small numbers, which are keys as they are; texts and numbers are kept apart. */
function idKeyOf(item: Json): Key | undefined {
  if (isJsonArray(item)) return keyOfId(item[0]);
  if (!isJsonObject(item)) return undefined;
  const name = member(item, 'name');
  return keyOfId(member(item, 'id')) ?? (typeof name === 'string' ? `name ${name}` : undefined);
}

function keyOfId(id: Json | undefined): Key | undefined {
  if (typeof id === 'number' && Number.isInteger(id)) return id;
  const isId = typeof id === 'string' || (id !== undefined && isJsonNumber(id));
  return isId ? `id ${leafText(id)}` : undefined;
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
