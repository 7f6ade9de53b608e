/** Which group of a canvas is which after: a page gives the ids of removed groups to new ones. */

import {
  isJsonArray,
  isJsonNumber,
  type JsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { idOf, objectsIn } from './ids.ts';

/** Of the space that two groups take, less in common than this is another place. */
const leastCommon = 0.5;

export function groupsOf(scope: JsonObject): readonly JsonObject[] {
  return objectsIn(member(scope, 'groups'));
}

export function titleOf(group: JsonObject | undefined): string {
  const title = group === undefined ? undefined : member(group, 'title');
  return typeof title === 'string' ? title : 'group';
}

/** Returns the groups of both sides in pairs, those of the first in order, then those that came. */
export function pairGroups(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): readonly (readonly [JsonObject | undefined, JsonObject | undefined])[] {
  const found = new Map<JsonObject, JsonObject>();
  const taken = new Set<JsonObject>();
  // the surest first: what is left goes to the next rule
  for (const isSame of [isSameIdAndTitle, isSameTitle, isSameIdNearby, isSamePlace]) {
    for (const left of before) {
      if (found.has(left)) continue;
      const right = after.find((each) => !taken.has(each) && isSame(left, each));
      if (right === undefined) continue;
      found.set(left, right);
      taken.add(right);
    }
  }
  return [
    ...before.map((left) => [left, found.get(left)] as const),
    ...after.filter((right) => !taken.has(right)).map((right) => [undefined, right] as const),
  ];
}

function isSameId(left: JsonObject, right: JsonObject): boolean {
  const id = idOf(member(left, 'id'));
  return id !== '' && id === idOf(member(right, 'id'));
}

function isSameTitle(left: JsonObject, right: JsonObject): boolean {
  return titleOf(left) === titleOf(right);
}

function isSameIdAndTitle(left: JsonObject, right: JsonObject): boolean {
  return isSameId(left, right) && isSameTitle(left, right);
}

/** Groups of one id that stand apart are two: the id was given again. */
function isSameIdNearby(left: JsonObject, right: JsonObject): boolean {
  return isSameId(left, right) && (commonShare(left, right) ?? 1) > 0;
}

function isSamePlace(left: JsonObject, right: JsonObject): boolean {
  return (commonShare(left, right) ?? 0) >= leastCommon;
}

/** Returns what both cover of what either covers; undefined where one has no place. */
function commonShare(left: JsonObject, right: JsonObject): number | undefined {
  const [a, b] = [boxOf(left), boxOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const common = Math.max(0, width) * Math.max(0, height);
  const all = a.width * a.height + b.width * b.height - common;
  return all > 0 ? common / all : 0;
}

function boxOf(group: JsonObject) {
  const bounding = member(group, 'bounding');
  const list = isJsonArray(bounding) ? bounding : [];
  const [x, y, width, height] = list.map((each) =>
    isJsonNumber(each) ? toDouble(each) : Number.NaN,
  );
  const isWhole = [x, y, width, height].every((each) => each !== undefined && !Number.isNaN(each));
  return isWhole
    ? ({ x, y, width, height } as Record<'x' | 'y' | 'width' | 'height', number>)
    : undefined;
}
