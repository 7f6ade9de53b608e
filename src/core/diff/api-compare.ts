/** What is compared of a node in API format. */

import { isJsonObject, type Json, type JsonObject, jsonEqual, member } from '../../base/json.ts';
import { inputsOfNode, linkOf, originOfLink } from './api-graph.ts';
import { compareProjections, type Difference, type Projection, type Renaming } from './compare.ts';
import { leafText } from './leaf.ts';

/** The two prompts, and what became of the ids of the one before. */
interface Prompts {
  readonly from: JsonObject;
  readonly to: JsonObject;
}

/** Returns, for each pair in order, what differs. Most nodes are as they were: they are passed over before anything is built. */
export function compareNodes(
  pairs: readonly (readonly [from: JsonObject, to: JsonObject])[],
  prompts: Prompts,
  rename: Renaming,
): readonly (readonly Difference[])[] {
  const changed = pairs.flatMap(([from, to], index) =>
    isUnchanged(from, to, prompts, rename) ? [] : [index],
  );
  const compared = compareProjections(
    changed.map((index) => {
      const [from, to] = pairs[index] as readonly [JsonObject, JsonObject];
      return [projectionOf(from, prompts.from, rename), projectionOf(to, prompts.to, (id) => id)];
    }),
  );
  const found: (readonly Difference[])[] = pairs.map(() => noDifferences);
  changed.forEach((index, place) => {
    found[index] = compared[place] ?? [];
  });
  return found;
}

const noDifferences: readonly Difference[] = [];

function isUnchanged(
  from: JsonObject,
  to: JsonObject,
  prompts: Prompts,
  rename: Renaming,
): boolean {
  const keys = Object.keys(from);
  if (keys.length !== Object.keys(to).length) return false;
  for (const key of keys) {
    const [before, after] = [from[key] as Json, member(to, key)];
    if (key === 'inputs' && isJsonObject(before)) {
      if (!isJsonObject(after) || !hasSameInputs(before, after, prompts, rename)) return false;
    } else if (!jsonEqual(before, after)) return false;
  }
  return true;
}

function hasSameInputs(
  before: JsonObject,
  after: JsonObject,
  prompts: Prompts,
  rename: Renaming,
): boolean {
  const names = Object.keys(before);
  if (names.length !== Object.keys(after).length) return false;
  for (const name of names) {
    const [left, right] = [before[name] as Json, member(after, name)];
    const origin = originOfLink(left, prompts.from);
    const end = originOfLink(right, prompts.to);
    if (origin === undefined || end === undefined) {
      if (origin !== end || !jsonEqual(left, right)) return false;
    } else {
      const [from, to] = [left as readonly Json[], right as readonly Json[]];
      if (rename(origin) !== end || !jsonEqual(from[1], to[1])) return false;
    }
  }
  return true;
}

function projectionOf(node: JsonObject, prompt: JsonObject, rename: Renaming): Projection {
  const fields: Record<string, string> = {};
  const meta: Record<string, string> = {};
  const inputs: Record<string, string> = {};
  for (const key of Object.keys(node)) {
    const value = node[key] as Json;
    if (key === 'inputs' && isJsonObject(value)) fields[':inputs'] = '{}';
    else if (key !== '_meta' || !hasMembers(value)) fields[`:${key}`] = leafText(value);
  }
  const given = inputsOfNode(node);
  for (const name of Object.keys(given)) {
    inputs[`:${name}`] = inputLeaf(given[name] as Json, prompt, rename);
  }
  const ownMeta = member(node, '_meta');
  if (isJsonObject(ownMeta)) {
    for (const key of Object.keys(ownMeta)) meta[`:${key}`] = leafText(ownMeta[key] as Json);
  }
  return { fields, meta, inputs };
}

function inputLeaf(value: Json, prompt: JsonObject, rename: Renaming): string {
  const link = linkOf(value, prompt);
  if (link === undefined) return leafText(value);
  const slot = leafText((value as readonly Json[])[1] as Json);
  const there = rename(link.origin);
  return there === undefined ? `gone ${slot} ${link.origin}` : `link ${slot} ${there}`;
}

/** An empty `_meta` is a field; one that holds something is compared member by member. */
function hasMembers(value: Json): boolean {
  return isJsonObject(value) && Object.keys(value).length > 0;
}
