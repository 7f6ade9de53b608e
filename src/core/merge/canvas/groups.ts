/** Merges the groups of a scope: titles as registers, places as layout, added ones under ids of their own. */

import { type Json, type JsonObject, jsonEqual, member, withMember } from '../../../base/json.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { memberOf, mergeMembers } from '../register.ts';
import type { Three } from '../types.ts';
import type { Counter } from './counter.ts';
import type { SideScope } from './read.ts';

export interface GroupContest {
  readonly key: string;
  readonly field: 'title' | 'removed';
  readonly values: Three<Json | undefined>;
}

export interface MergedGroups {
  readonly list: readonly JsonObject[];
  readonly contested: readonly GroupContest[];
}

type Groups = ReadonlyMap<string, JsonObject>;

/** Returns ours in our order, then those that theirs added. */
export function mergeGroups(scopes: Three<SideScope>, counter: Counter): MergedGroups {
  const base = groupsOf(scopes.base);
  const ours = groupsOf(scopes.ours);
  const theirs = groupsOf(scopes.theirs);
  const contested: GroupContest[] = [];
  const list: JsonObject[] = [];
  for (const key of new Set([...ours.keys(), ...base.keys()])) {
    const three = { base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) };
    const merged = mergeGroup(key, three, contested);
    if (merged !== undefined) list.push(merged);
  }
  for (const [key, group] of theirs) {
    if (base.has(key)) continue;
    const same = ours.get(key);
    const isSame = [...ours.values()].some((each) => isSameGroup(each, group));
    if (isSame) continue;
    const hasId = member(group, 'id') !== undefined;
    list.push(same !== undefined && hasId ? withMember(group, 'id', counter.next()) : group);
  }
  return { list, contested };
}

function mergeGroup(
  key: string,
  three: Three<JsonObject | undefined>,
  contested: GroupContest[],
): JsonObject | undefined {
  const { base, ours, theirs } = three;
  if (base === undefined) return ours;
  const values = memberOf(three, 'title');
  if (ours === undefined || theirs === undefined) {
    const left = ours ?? theirs;
    const isRetitled = left !== undefined && !jsonEqual(values.base, member(left, 'title'));
    if (isRetitled) contested.push({ key, field: 'removed', values });
    return isRetitled ? left : undefined;
  }
  return mergeMembers(three, (name, each) => {
    if (name === 'title') contested.push({ key, field: 'title', values: each });
    return each.ours;
  });
}

function isSameGroup(left: JsonObject, right: JsonObject): boolean {
  return ['title', 'bounding'].every((key) => jsonEqual(member(left, key), member(right, key)));
}

/** Groups by id; older frontends gave them none, then title and count tell them apart. */
function groupsOf(scope: SideScope): Groups {
  const groups = new Map<string, JsonObject>();
  for (const group of objectsIn(member(scope.raw, 'groups'))) {
    const id = idOf(member(group, 'id'));
    const name = id === '' ? `title ${String(member(group, 'title') ?? '')}` : `id ${id}`;
    let key = name;
    for (let count = 2; groups.has(key); count += 1) key = `${name} ${count}`;
    groups.set(key, group);
  }
  return groups;
}
