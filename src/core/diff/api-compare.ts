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

/** Returns what differs between a node before and after; most are as they were, and are passed over before anything is built. */
export function compareNodes(
  from: JsonObject,
  to: JsonObject,
  prompts: Prompts,
  rename: Renaming,
): readonly Difference[] {
  if (isUnchanged(from, to, prompts, rename)) return noDifferences;
  return compareProjections(
    projectionOf(from, prompts.from, rename),
    projectionOf(to, prompts.to, (id) => id),
  );
}

const noDifferences: readonly Difference[] = [];

function isUnchanged(
  from: JsonObject,
  to: JsonObject,
  prompts: Prompts,
  rename: Renaming,
): boolean {
  let more = 0;
  for (const key in from) {
    const [before, after] = [from[key] as Json, member(to, key)];
    const isSame =
      key === 'inputs' && isJsonObject(before)
        ? isJsonObject(after) && hasSameInputs(before, after, prompts, rename)
        : jsonEqual(before, after);
    if (!isSame) return false;
    more += 1;
  }
  for (const _ in to) more -= 1;
  return more === 0;
}

function hasSameInputs(
  before: JsonObject,
  after: JsonObject,
  prompts: Prompts,
  rename: Renaming,
): boolean {
  let more = 0;
  for (const name in before) {
    const [left, right] = [before[name] as Json, member(after, name)];
    const origin = originOfLink(left, prompts.from);
    const end = originOfLink(right, prompts.to);
    if (origin === undefined || end === undefined) {
      if (origin !== end || !jsonEqual(left, right)) return false;
    } else {
      const [from, to] = [left as readonly Json[], right as readonly Json[]];
      if (rename(origin) !== end || !jsonEqual(from[1], to[1])) return false;
    }
    more += 1;
  }
  for (const _ in after) more -= 1;
  return more === 0;
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
