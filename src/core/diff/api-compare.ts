/** What differs between matched nodes of two prompts: json-diff-ts compares their projections leaf by leaf. */

import { diff, type IChange } from 'json-diff-ts';
import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { inputsOfNode, linkOf } from './api-graph.ts';
import { leafText } from './leaf.ts';

/** A plain object of texts: no arrays, no numbers, keys behind a colon so that none has a meaning to the library. */
interface Projection {
  readonly fields: Readonly<Record<string, string>>;
  readonly meta: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Says that something differs, by name; the values are read from the documents. */
export interface Difference {
  readonly part: 'field' | 'meta' | 'input';
  readonly name: string;
}

/** Returns the id under which the node that a link before came from stands in the prompt after; undefined where it is gone. */
export type Renaming = (fromId: string) => string | undefined;

/** Returns, for each pair in order, what differs. */
export function compareNodes(
  pairs: readonly (readonly [from: JsonObject, to: JsonObject])[],
  prompts: { readonly from: JsonObject; readonly to: JsonObject },
  rename: Renaming,
): readonly (readonly Difference[])[] {
  const before: Record<string, Projection> = {};
  const after: Record<string, Projection> = {};
  pairs.forEach(([from, to], index) => {
    before[`:${index}`] = projectionOf(from, prompts.from, rename);
    after[`:${index}`] = projectionOf(to, prompts.to, (id) => id);
  });
  const found: Difference[][] = pairs.map(() => []);
  for (const change of diff(before, after, { treatTypeChangeAsReplace: true })) {
    found[Number(change.key.slice(1))]?.push(...differencesIn(change));
  }
  return found;
}

const parts = { fields: 'field', meta: 'meta', inputs: 'input' } as const;

function differencesIn(node: IChange): Difference[] {
  return (node.changes ?? []).flatMap((part) =>
    (part.changes ?? []).map(
      (leaf): Difference => ({
        part: parts[part.key as keyof typeof parts],
        name: leaf.key.slice(1),
      }),
    ),
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
