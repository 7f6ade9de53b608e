/** Merges reroutes, the dots that links are led through: layout, so nothing about them is ever in question. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  member,
  withMember,
} from '../../../base/json.ts';
import { idOf } from '../../diff/canvas/ids.ts';
import { mergeMembers } from '../register.ts';
import type { Three } from '../types.ts';
import type { Counter } from './counter.ts';
import { reroutesOf } from './counter.ts';
import type { Link, SideScope } from './read.ts';
import type { WrittenLink } from './write.ts';

export interface MergedReroutes {
  readonly list: readonly JsonObject[];
  /** Returns the reroute that a link of a side goes through, under its merged id. */
  readonly parentOf: (link: Link, side: 'base' | 'ours' | 'theirs') => Json | undefined;
}

/** Returns the reroutes: ours, with what theirs moved, removed and added; those of theirs get new ids where theirs are taken. */
export function mergeReroutes(scopes: Three<SideScope>, counter: Counter): MergedReroutes {
  const base = byId(scopes.base);
  const ours = byId(scopes.ours);
  const theirs = byId(scopes.theirs);
  const renamed = new Map<string, Json>();
  for (const id of theirs.keys()) {
    const isNew = !base.has(id);
    if (isNew && ours.has(id) && !jsonEqual(theirs.get(id), ours.get(id)))
      renamed.set(id, counter.next());
  }
  const list: JsonObject[] = [];
  for (const [id, reroute] of ours) {
    const there = renamed.has(id) ? undefined : theirs.get(id);
    const before = base.get(id);
    if (there === undefined && before !== undefined) continue;
    if (there === undefined) list.push(reroute);
    else
      list.push(
        mergeMembers({ base: before, ours: reroute, theirs: there }, (_, values) => values.ours),
      );
  }
  for (const [id, reroute] of theirs) {
    if (base.has(id) || (ours.has(id) && !renamed.has(id))) continue;
    const own = renamed.get(id);
    const parent = renamed.get(idOf(member(reroute, 'parentId')));
    const placed = own === undefined ? reroute : withMember(reroute, 'id', own);
    list.push(parent === undefined ? placed : withMember(placed, 'parentId', parent));
  }
  const known = new Set(list.map((each) => idOf(member(each, 'id'))));
  return {
    list,
    parentOf: (link, side) => {
      if (link.parent === undefined) return undefined;
      const id = side === 'theirs' ? (renamed.get(idOf(link.parent)) ?? link.parent) : link.parent;
      return known.has(idOf(id)) ? id : undefined;
    },
  };
}

function byId(scope: SideScope): ReadonlyMap<string, JsonObject> {
  return new Map(reroutesOf(scope.raw).map((each) => [idOf(member(each, 'id')), each]));
}

/** Returns the reroutes that a link still goes through, with the ids of those links. */
export function reroutesWith(
  reroutes: MergedReroutes,
  links: readonly { readonly link: WrittenLink; readonly parent: Json | undefined }[],
): readonly JsonObject[] {
  const byReroute = new Map(reroutes.list.map((each) => [idOf(member(each, 'id')), each]));
  const through = new Map<string, Json[]>();
  for (const { link, parent } of links) {
    const seen = new Set<string>();
    let at = parent === undefined ? '' : idOf(parent);
    while (byReroute.has(at) && !seen.has(at)) {
      seen.add(at);
      through.set(at, [...(through.get(at) ?? []), numberOrText(link.id)]);
      at = idOf(member(byReroute.get(at) ?? {}, 'parentId'));
    }
  }
  return reroutes.list.flatMap((each): JsonObject[] => {
    const ids = through.get(idOf(member(each, 'id')));
    const isFloating = member(each, 'floating') !== undefined;
    if (ids === undefined) return isFloating ? [each] : [];
    const before = member(each, 'linkIds');
    const isSame = isJsonArray(before) && jsonEqual([...before].sort(), [...ids].sort());
    return [isSame ? each : withMember(each, 'linkIds', ids)];
  });
}

/** Returns `extra` of the root with its reroutes and with the reroute of each link. */
export function extraWith(
  extra: Json | undefined,
  reroutes: readonly JsonObject[],
  parents: readonly (readonly [id: string, parent: Json])[],
): Json | undefined {
  const fields = isJsonObject(extra) ? extra : jsonObject([]);
  const extensions = parents.map(([id, parent]) =>
    jsonObject([
      ['id', numberOrText(id)],
      ['parentId', parent],
    ]),
  );
  const had = ['reroutes', 'linkExtensions'].some((key) => member(fields, key) !== undefined);
  if (!had && reroutes.length === 0) return extra;
  return withMember(withMember(fields, 'reroutes', reroutes), 'linkExtensions', extensions);
}

function numberOrText(id: string): Json {
  return /^\d{1,15}$/.test(id) ? Number(id) : id;
}
