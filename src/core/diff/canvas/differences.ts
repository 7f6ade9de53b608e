/** What differs between a node of a canvas before and after. */

import { type Json, type JsonObject, jsonEqual, keysOf, member } from '../../../base/json.ts';
import { compareProjections, type Difference, type Projection, type Renaming } from '../compare.ts';
import { leafText } from '../leaf.ts';
import { isSameValues, namesOfBoth, valueNamed } from '../named-values.ts';
import type { NodePair } from './pairs.ts';
import {
  type CanvasLink,
  type CanvasNode,
  isDerivedField,
  modeOf,
  propertiesOf,
  type Scope,
} from './scope.ts';
import type { Both } from './sides.ts';

const noDifferences: readonly Difference[] = [];

/** Returns what differs; most nodes are as they were, and are passed over before anything is built. */
export function differencesOf(
  pair: Pick<NodePair, 'from' | 'to'>,
  both: Both,
  rename: Renaming,
): readonly Difference[] {
  if (isUnchanged(pair, both, rename)) return noDifferences;
  const { from, to } = pair;
  const [left, right] = [newDraft(), newDraft()];
  const put = (part: keyof Draft, name: string, before?: string, after?: string): void => {
    if (before === after) return;
    if (before !== undefined) left[part][`:${name}`] = before;
    if (after !== undefined) right[part][`:${name}`] = after;
  };
  const putValues = (part: keyof Draft, name: string, before?: Json, after?: Json): void => {
    if (!jsonEqual(before, after)) put(part, name, leafOf(before), leafOf(after));
  };
  put('fields', 'type', both.typed.before(from.type), both.typed.after(to.type));
  put('fields', 'title', from.title, to.title);
  putValues('fields', 'mode', modeOf(from), modeOf(to));
  for (const name of namesIn(from.raw, to.raw)) {
    if (isOwnField(name)) putValues('fields', name, member(from.raw, name), member(to.raw, name));
  }
  const [was, is] = [propertiesOf(from), propertiesOf(to)];
  for (const name of namesIn(was, is)) putValues('meta', name, member(was, name), member(is, name));
  for (const name of namesOfBoth(from.widgets, to.widgets)) {
    putValues('inputs', name, valueNamed(from.widgets, name), valueNamed(to.widgets, name));
  }
  const links = [linkLeaves(from, both.from.scope, rename), linkLeaves(to, both.to.scope)] as const;
  for (const name of new Set([...links[0].keys(), ...links[1].keys()])) {
    put('links', name, links[0].get(name), links[1].get(name));
  }
  return compareProjections(left, right);
}

type Members = Record<string, string>;
type Draft = { [part in keyof Required<Projection>]: Members };

function newDraft(): Draft {
  return { fields: {}, meta: {}, inputs: {}, links: {} };
}

function leafOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : leafText(value);
}

/** False for what is told elsewhere: the mode has a value also where none is written. */
function isOwnField(name: string): boolean {
  return name !== 'mode' && !isDerivedField(name);
}

function namesIn(from: JsonObject, to: JsonObject): Iterable<string> {
  return from === to ? [] : new Set([...keysOf(from), ...keysOf(to)]);
}

/** Input → where its link comes from, in the ids of the canvas after. */
function linkLeaves(
  node: CanvasNode,
  scope: Scope,
  rename: Renaming = (id) => id,
): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  for (const { input, origin, output } of node.links) {
    const isThere = scope.places.has(origin);
    const there = isThere ? rename(origin) : undefined;
    const end = isThere ? 'gone' : 'lost';
    leaves.set(
      input,
      there === undefined ? `${end} ${origin} ${output}` : `link ${there} ${output}`,
    );
  }
  return leaves;
}

/** False may also be said of links in another order. */
function isUnchanged(
  { from, to }: Pick<NodePair, 'from' | 'to'>,
  both: Both,
  rename: Renaming,
): boolean {
  return (
    both.typed.before(from.type) === both.typed.after(to.type) &&
    from.title === to.title &&
    isSameValues(from.widgets, to.widgets) &&
    hasSameLinks(from.links, to.links, rename) &&
    jsonEqual(modeOf(from), modeOf(to)) &&
    hasSameFields(from.raw, to.raw) &&
    jsonEqual(propertiesOf(from), propertiesOf(to))
  );
}

function hasSameFields(from: JsonObject, to: JsonObject): boolean {
  for (const name in from) {
    if (isOwnField(name) && !jsonEqual(from[name], member(to, name))) return false;
  }
  for (const name in to) {
    if (!Object.hasOwn(from, name) && isOwnField(name)) return false;
  }
  return true;
}

function hasSameLinks(
  from: readonly CanvasLink[],
  to: readonly CanvasLink[],
  rename: Renaming,
): boolean {
  if (from.length !== to.length) return false;
  for (let at = 0; at < from.length; at += 1) {
    const [left, right] = [from[at] as CanvasLink, to[at] as CanvasLink];
    if (left.input !== right.input || left.output !== right.output) return false;
    if (rename(left.origin) !== right.origin) return false;
  }
  return true;
}
