/** Ids that nothing has yet, for what was added under an id that is taken. */

import {
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { definitionsOf } from '../../diff/canvas/scope.ts';
import { readSide } from './read.ts';

export interface Counter {
  /** Returns the next free number. */
  readonly next: () => number;
  readonly last: () => number;
}

export interface Counters {
  readonly nodes: Counter;
  readonly links: Counter;
  readonly groups: Counter;
  readonly reroutes: Counter;
}

/** Returns counters that begin behind every id of all canvases and scopes, so that no copy made elsewhere collides either. */
export function countersOf(canvases: readonly JsonObject[]): Counters {
  const scopes = canvases.flatMap((canvas) => [canvas, ...definitionsOf(canvas)]);
  const highest = (idsIn: (scope: JsonObject) => readonly (Json | undefined)[]) =>
    counterFrom(Math.max(0, ...scopes.flatMap((scope) => idsIn(scope).map(numberOf))));
  const state = (scope: JsonObject, key: string): Json | undefined => {
    const value = member(scope, 'state');
    return isJsonObject(value) ? member(value, key) : undefined;
  };
  return {
    nodes: highest((scope) => [
      member(scope, 'last_node_id'),
      state(scope, 'lastNodeId'),
      ...objectsIn(member(scope, 'nodes')).map((node) => member(node, 'id')),
    ]),
    links: highest((scope) => {
      const { links, loose } = readSide(scope, '');
      const last = [member(scope, 'last_link_id'), state(scope, 'lastLinkId')];
      return [...last, ...[...links, ...loose].map((link) => link.id)];
    }),
    groups: highest((scope) => [
      state(scope, 'lastGroupId'),
      ...objectsIn(member(scope, 'groups')).map((group) => member(group, 'id')),
    ]),
    reroutes: highest((scope) => [
      state(scope, 'lastRerouteId'),
      ...reroutesOf(scope).map((each) => member(each, 'id')),
    ]),
  };
}

/** Returns the reroutes of a scope: its own list in definitions, in `extra` in the root. */
export function reroutesOf(scope: JsonObject): readonly JsonObject[] {
  const extra = member(scope, 'extra');
  const list =
    member(scope, 'reroutes') ?? (isJsonObject(extra) ? member(extra, 'reroutes') : undefined);
  return objectsIn(list);
}

function counterFrom(start: number): Counter {
  let last = start;
  return {
    next: () => {
      last += 1;
      return last;
    },
    last: () => last,
  };
}

/** Ids beyond what a page counts with are left alone. */
function numberOf(id: Json | undefined): number {
  const value =
    id !== undefined && isJsonNumber(id) ? toDouble(id) : Number(idOf(id) || Number.NaN);
  return Number.isSafeInteger(value) ? value : 0;
}
