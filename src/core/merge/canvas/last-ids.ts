/** The highest ids of a scope, from which the page counts on: `last_node_id` and `last_link_id` of the root, `state` of a definition. */

import {
  entriesOf,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import type { Three } from '../types.ts';
import { readSide } from './read.ts';

/** Returns the scope with its counters behind every id that it has. */
export function withLastIds(scope: JsonObject, raw: Three<JsonObject>): JsonObject {
  const { links, loose } = readSide(scope, '');
  const highest = {
    node: highestOf(objectsIn(member(scope, 'nodes')).map((node) => member(node, 'id'))),
    link: highestOf([...links, ...loose].map((link) => link.id)),
    group: highestOf(objectsIn(member(scope, 'groups')).map((group) => member(group, 'id'))),
    reroute: highestOf(objectsIn(member(scope, 'reroutes')).map((each) => member(each, 'id'))),
  };
  const fields = new Map(entriesOf(scope));
  const raise = (key: string, own: number) => {
    const values = [raw.ours, raw.theirs].map((side) => member(side, key));
    const now = values[0] ?? values[1];
    const value = Math.max(own, highestOf(values));
    if (now !== undefined && !(isJsonNumber(now) && toDouble(now) === value))
      fields.set(key, value);
  };
  raise('last_node_id', highest.node);
  raise('last_link_id', highest.link);
  const states = { ours: member(raw.ours, 'state'), theirs: member(raw.theirs, 'state') };
  if (!isJsonObject(states.ours)) return jsonObject(fields);
  const theirs = isJsonObject(states.theirs) ? states.theirs : {};
  const ours = states.ours;
  const state = entriesOf(ours).map(([key, value]): [string, Json] => {
    const name = /^last(Node|Link|Group|Reroute)Id$/.exec(key)?.[1]?.toLowerCase();
    if (name === undefined) return [key, value];
    const own = highest[name as keyof typeof highest];
    const number = Math.max(own, highestOf([value, member(theirs, key)]));
    return [key, isJsonNumber(value) && toDouble(value) === number ? value : number];
  });
  fields.set('state', jsonObject(state));
  return jsonObject(fields);
}

function highestOf(ids: readonly (Json | undefined)[]): number {
  const numbers = ids.map((id) => Number(idOf(id) || Number.NaN));
  return Math.max(0, ...numbers.filter((each) => Number.isSafeInteger(each)));
}
