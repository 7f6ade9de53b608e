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

/** Returns what differs; what is as it was, which is most, is passed over before anything is built. */
export function differencesOf(
  { from, to }: Pick<NodePair, 'from' | 'to'>,
  both: Both,
  rename: Renaming,
): readonly Difference[] {
  let drafts: [from: Draft, to: Draft] | undefined;
  const put = (part: keyof Draft, name: string, before?: string, after?: string): void => {
    if (before === after) return;
    drafts ??= [{}, {}];
    putInto(drafts[0], part, name, before);
    putInto(drafts[1], part, name, after);
  };
  const putValues = (part: keyof Draft, name: string, before?: Json, after?: Json): void => {
    if (!jsonEqual(before, after)) put(part, name, leafOf(before), leafOf(after));
  };
  put('fields', 'type', both.typed.before(from.type), both.typed.after(to.type));
  put('fields', 'title', from.title, to.title);
  putValues('fields', 'mode', modeOf(from), modeOf(to));
  eachMember(from.raw, to.raw, (name, before, after) => {
    if (name !== 'mode' && !isDerivedField(name)) putValues('fields', name, before, after);
  });
  eachMember(propertiesOf(from), propertiesOf(to), (name, before, after) => {
    putValues('meta', name, before, after);
  });
  if (!isSameValues(from.widgets, to.widgets)) {
    for (const name of namesOfBoth(from.widgets, to.widgets)) {
      const [before, after] = [valueNamed(from.widgets, name), valueNamed(to.widgets, name)];
      putValues('inputs', name, before, after);
    }
  }
  if (!isSameLinks(from.links, to.links, rename)) {
    const before = linkLeaves(from, both.from.scope, rename);
    const after = linkLeaves(to, both.to.scope);
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      put('links', name, before.get(name), after.get(name));
    }
  }
  return drafts === undefined ? noDifferences : compareProjections(...drafts);
}

type Members = Record<string, string>;
type Draft = { -readonly [part in keyof Projection]: Members };

/** Both sides have the part, and where there is something the member. */
function putInto(draft: Draft, part: keyof Draft, name: string, text: string | undefined): void {
  const members = draft[part] ?? {};
  draft[part] = members;
  if (text !== undefined) members[`:${name}`] = text;
}

function leafOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : leafText(value);
}

function eachMember(
  from: JsonObject,
  to: JsonObject,
  visit: (name: string, before: Json | undefined, after: Json | undefined) => void,
): void {
  for (const name of keysOf(from)) visit(name, from[name], member(to, name));
  for (const name of keysOf(to)) if (!Object.hasOwn(from, name)) visit(name, undefined, to[name]);
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
function isSameLinks(
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
