/** What is compared of a node in API format. */

import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { inputsOfNode, linkOf } from './api-graph.ts';
import { compareProjections, type Difference, type Projection, type Renaming } from './compare.ts';
import { leafText } from './leaf.ts';

/** Returns, for each pair in order, what differs. */
export function compareNodes(
  pairs: readonly (readonly [from: JsonObject, to: JsonObject])[],
  prompts: { readonly from: JsonObject; readonly to: JsonObject },
  rename: Renaming,
): readonly (readonly Difference[])[] {
  return compareProjections(
    pairs.map(([from, to]) => [
      projectionOf(from, prompts.from, rename),
      projectionOf(to, prompts.to, (id) => id),
    ]),
  );
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
