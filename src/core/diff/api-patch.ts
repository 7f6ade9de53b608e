/** Applies the changes between two prompts: from the one to the other, exactly. */

import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { linkOf } from './api-graph.ts';
import type { Change, InputChange } from './types.ts';

type Members = Map<string, Json>;

/** A node being changed: its fields, and the members of its two open ones. */
interface Draft {
  readonly fields: Members;
  readonly inputs: Members;
  readonly meta: Members;
}

/** Returns the prompt after the changes. Order of keys: kept nodes first, in the order before. */
export function patchPrompt(prompt: ApiPrompt, changes: readonly Change[]): ApiPrompt {
  const before = prompt as unknown as JsonObject;
  const removed = new Set<string>();
  const renamed = new Map<string, string>();
  for (const change of changes) {
    if (change.kind === 'node-removed') removed.add(change.node.id);
    if (change.kind === 'node-renumbered') renamed.set(change.from, change.to);
  }
  const rename = (id: string): string => (removed.has(id) ? id : (renamed.get(id) ?? id));
  const drafts = new Map<string, Draft>();
  for (const id of keysOf(before)) {
    if (!removed.has(id)) drafts.set(rename(id), draftOf(before[id] as JsonObject, before, rename));
  }
  for (const step of [removals, fields, settings]) {
    for (const change of changes) step(drafts, change);
  }
  const nodes: [string, Json][] = [...drafts].map(([id, draft]) => [id, written(draft)]);
  for (const change of changes) {
    if (change.kind === 'node-added') nodes.push([change.node.id, change.content]);
  }
  return jsonObject(nodes) as unknown as ApiPrompt;
}

function draftOf(node: JsonObject, prompt: JsonObject, rename: (id: string) => string): Draft {
  const inputs = member(node, 'inputs');
  const meta = member(node, '_meta');
  const relinked = (isJsonObject(inputs) ? entriesOf(inputs) : []).map(
    ([name, value]): [string, Json] => {
      const link = linkOf(value, prompt);
      if (link === undefined) return [name, value];
      return [name, [rename(link.origin), (value as readonly Json[])[1] as Json]];
    },
  );
  return {
    fields: new Map(entriesOf(node)),
    inputs: new Map(relinked),
    meta: new Map(isJsonObject(meta) ? entriesOf(meta) : []),
  };
}

function written(draft: Draft): JsonObject {
  const fields = new Map(draft.fields);
  if (isJsonObject(fields.get('inputs'))) fields.set('inputs', jsonObject(draft.inputs));
  if (draft.meta.size > 0) fields.set('_meta', jsonObject(draft.meta));
  return jsonObject(fields);
}

/** Every input that a change sets or takes away, with the node that it belongs to. */
function inputsIn(change: Change): readonly (InputChange & { readonly id: string })[] {
  switch (change.kind) {
    case 'input-changed':
    case 'input-rewired':
      return [{ ...change, id: change.node.id }];
    case 'node-added':
    case 'node-removed':
      return change.links.map((link) => ({ ...link, id: link.node.id }));
    case 'node-replaced':
      return change.inputs.map((input) => ({ ...input, id: change.node.id }));
    default:
      return [];
  }
}

function removals(drafts: ReadonlyMap<string, Draft>, change: Change): void {
  for (const { id, input, to } of inputsIn(change)) {
    if (to === undefined) drafts.get(id)?.inputs.delete(input);
  }
  if (isMetaChange(change) && change.to === undefined) {
    const draft = drafts.get(change.node.id);
    draft?.meta.delete(change.path[1] as string);
    if (draft?.meta.size === 0) draft.fields.delete('_meta');
  }
}

function fields(drafts: ReadonlyMap<string, Draft>, change: Change): void {
  if (change.kind === 'node-replaced') {
    drafts.get(change.node.id)?.fields.set('class_type', change.node.type);
  } else if (change.kind === 'field-changed' && change.path.length === 1) {
    const draft = drafts.get(change.node.id);
    const name = change.path[0] as string;
    if (change.to === undefined) draft?.fields.delete(name);
    else draft?.fields.set(name, change.to);
  }
}

function settings(drafts: ReadonlyMap<string, Draft>, change: Change): void {
  for (const { id, input, to } of inputsIn(change)) {
    if (to !== undefined) drafts.get(id)?.inputs.set(input, to);
  }
  if (isMetaChange(change) && change.to !== undefined) {
    drafts.get(change.node.id)?.meta.set(change.path[1] as string, change.to);
  }
}

function isMetaChange(
  change: Change,
): change is Extract<Change, { kind: 'title-changed' | 'mode-changed' | 'field-changed' }> {
  const isField = change.kind === 'title-changed' || change.kind === 'field-changed';
  return isField && change.path.length === 2;
}
