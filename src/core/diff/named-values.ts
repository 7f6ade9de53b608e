/** Values by name as two lists: the nodes of one type share the list of names, and the list of values is the document's own. */

import { type Json, jsonEqual } from '../../base/json.ts';

export interface NamedValues {
  /** No name twice. */
  readonly names: readonly string[];
  /** One for each name. */
  readonly values: readonly Json[];
}

export const noValues: NamedValues = { names: [], values: [] };

/** Of a name that is there twice the last value counts, in the place of the first. */
export function namedValues(pairs: Iterable<readonly [string, Json]>): NamedValues {
  const values = new Map(pairs);
  return { names: [...values.keys()], values: [...values.values()] };
}

export function valueNamed({ names, values }: NamedValues, name: string): Json | undefined {
  const at = placeOf(names, name);
  return at < 0 ? undefined : values[at];
}

export function hasName({ names }: NamedValues, name: string): boolean {
  return placeOf(names, name) >= 0;
}

/** True where a name is there twice. */
export function hasTwins(names: readonly string[]): boolean {
  if (names.length > fewNames) return tableOf(names).size < names.length;
  return names.some((name, at) => names.indexOf(name) < at);
}

/** Looking through a few is quicker than a table; a node may also have thousands. */
const fewNames = 16;

/** List of names → name → its first place. Lists are never changed, and nodes of a type share theirs. */
const tables = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function placeOf(names: readonly string[], name: string): number {
  return names.length > fewNames ? (tableOf(names).get(name) ?? -1) : names.indexOf(name);
}

function tableOf(names: readonly string[]): ReadonlyMap<string, number> {
  let table = tables.get(names);
  if (table === undefined) {
    table = new Map(names.map((name, at): [string, number] => [name, at]).reverse());
    tables.set(names, table);
  }
  return table;
}

/** Returns `[name, value]` pairs in their order. */
export function pairsOf({ names, values }: NamedValues): [string, Json][] {
  return names.map((name, at) => [name, values[at] as Json]);
}

/** Returns the names of both, those of the first in front. */
export function namesOfBoth(left: NamedValues, right: NamedValues): readonly string[] {
  if (isSameList(left.names, right.names)) return left.names;
  return [...left.names, ...right.names.filter((name) => !hasName(left, name))];
}

/** Returns the names under which the two have other values, or one has none. */
export function changedNames(left: NamedValues, right: NamedValues): readonly string[] {
  return namesOfBoth(left, right).filter(
    (name) => !jsonEqual(valueNamed(left, name), valueNamed(right, name)),
  );
}

/** True where both have the same names in one order, with equal values. */
export function isSameValues(left: NamedValues, right: NamedValues): boolean {
  return isSameList(left.names, right.names) && jsonEqual(left.values, right.values);
}

export function isSameList(left: readonly string[], right: readonly string[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}
