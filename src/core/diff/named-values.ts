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
  const at = names.indexOf(name);
  return at < 0 ? undefined : values[at];
}

/** Returns `[name, value]` pairs in their order. */
export function pairsOf({ names, values }: NamedValues): [string, Json][] {
  return names.map((name, at) => [name, values[at] as Json]);
}

/** Returns the names of both, those of the first in front. */
export function namesOfBoth(left: NamedValues, right: NamedValues): readonly string[] {
  if (isSameList(left.names, right.names)) return left.names;
  return [...left.names, ...right.names.filter((name) => !left.names.includes(name))];
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
