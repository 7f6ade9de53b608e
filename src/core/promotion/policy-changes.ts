/** What a change of promotion.yaml would alter, setting by setting: it decides only once it is merged. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  keysOf,
  member,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { compareText } from '../../base/order.ts';

/** Returns lines as `environments.prod.gates.soak: "24h" → "1h"`; the order of a mapping's keys is none. */
export function policyChanges(before: Json, after: Json): readonly string[] {
  return [...changesAt('', before, after)].sort(compareText);
}

function* changesAt(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
): Generator<string> {
  if (jsonEqual(before, after)) return;
  if (isMapping(before) && isMapping(after)) {
    for (const key of new Set([...keysOf(before), ...keysOf(after)])) {
      yield* changesAt(under(path, key), member(before, key), member(after, key));
    }
    return;
  }
  if (isMapping(before) && after === undefined && keysOf(before).length > 0) {
    for (const [key, value] of entriesOf(before))
      yield* changesAt(under(path, key), value, undefined);
    return;
  }
  if (isMapping(after) && before === undefined && keysOf(after).length > 0) {
    for (const [key, value] of entriesOf(after))
      yield* changesAt(under(path, key), undefined, value);
    return;
  }
  if (before !== undefined && after !== undefined && isJsonArray(before) && isJsonArray(after)) {
    const gone = before.filter((each) => !after.some((other) => jsonEqual(each, other)));
    const come = after.filter((each) => !before.some((other) => jsonEqual(each, other)));
    for (const each of gone) yield `${path}: without ${shown(each)}`;
    for (const each of come) yield `${path}: with ${shown(each)}`;
    if (gone.length + come.length === 0) yield `${path}: in another order`;
    return;
  }
  yield `${path}: ${shown(before)} → ${shown(after)}`;
}

function isMapping(value: Json | undefined): value is JsonObject {
  return value !== undefined && isJsonObject(value);
}

function under(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : writeJson(value);
}
