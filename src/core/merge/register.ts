/** A register: one value of three versions, and which of them wins. */

import {
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import type { Three } from './types.ts';

export type Verdict = 'ours' | 'theirs' | 'contested';

/** Returns whose value wins; `contested` where both changed it and not to the same. */
export function decide<T>(three: Three<T>, isEqual: (left: T, right: T) => boolean): Verdict {
  if (isEqual(three.ours, three.theirs) || isEqual(three.base, three.theirs)) return 'ours';
  return isEqual(three.base, three.ours) ? 'theirs' : 'contested';
}

/** Returns whose JSON value wins; absent values are equal. */
export function decideJson(three: Three<Json | undefined>): Verdict {
  return decide(three, jsonEqual);
}

/** Returns a member of the three objects. */
export function memberOf(
  three: Three<JsonObject | undefined>,
  key: string,
): Three<Json | undefined> {
  const of = (object: JsonObject | undefined) =>
    object === undefined ? undefined : member(object, key);
  return { base: of(three.base), ours: of(three.ours), theirs: of(three.theirs) };
}

/** Settles a contested register: returns the value to take, undefined for none. */
export type Contest = (key: string, values: Three<Json | undefined>) => Json | undefined;

/** Returns the merged object: our keys in our order, then theirs; `skip` stays as it is in ours. */
export function mergeMembers(
  three: Three<JsonObject | undefined>,
  contest: Contest,
  skip: ReadonlySet<string> = new Set(),
): JsonObject {
  const ours = three.ours ?? {};
  const keys = [
    ...keysOf(ours),
    ...keysOf(three.theirs ?? {}).filter((key) => !Object.hasOwn(ours, key)),
  ];
  const pairs = keys.flatMap((key): [string, Json][] => {
    const values = memberOf(three, key);
    const value = skip.has(key) ? values.ours : settle(key, values, contest);
    return value === undefined ? [] : [[key, value]];
  });
  return jsonObject(pairs);
}

/** Returns the value that wins, or what the contest says. */
export function settle(
  key: string,
  values: Three<Json | undefined>,
  contest: Contest,
): Json | undefined {
  const verdict = decideJson(values);
  return verdict === 'contested' ? contest(key, values) : values[verdict];
}
