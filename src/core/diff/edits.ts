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

/** Items are told apart by their `id`, by their first item (links), else by what they are; undefined where that is not unique. */
function listEdit(from: readonly Json[], to: readonly Json[]): JsonEdit | undefined {
  const places = new Map<string | number, number>();
  from.forEach((item, index) => {
    places.set(keyOf(item), index);
  });
  if (places.size < from.length) return undefined;
  const keys = to.map(keyOf);
  if (new Set(keys).size < to.length) return undefined;
  return {
    items: to.map((item, index) => {
      const at = places.get(keys[index] as string | number);
      if (at === undefined) return { value: item };
      const edit = editBetween(from[at] as Json, item);
      return edit === undefined ? at : { at, edit };
    }),
  };
}

/** Most ids are small numbers, which are keys as they are; texts and numbers are kept apart. */
function keyOf(item: Json): string | number {
  const id = isJsonArray(item) ? item[0] : isJsonObject(item) ? member(item, 'id') : undefined;
  if (typeof id === 'number' && Number.isInteger(id)) return id;
  const hasId = typeof id === 'string' || (id !== undefined && isJsonNumber(id));
  return hasId ? `id ${leafText(id)}` : leafText(item);
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
