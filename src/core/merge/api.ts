/** Merges two prompts in API format that come from one: a register per input, class type and title. */

import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
  keysOf,
  member,
  withMember,
} from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import { inputsOfNode, linkOf, titleOfNode, typeOfNode } from '../diff/api-graph.ts';
import { inputSpecOf, isSameNumber, nameOf } from '../diff/names.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { inSameIds } from './api-ids.ts';
import { mergeLines } from './lines.ts';
import { decideJson, mergeMembers } from './register.ts';
import type { Conflict, ConflictKind, MergeResult, SideName, Three } from './types.ts';

type Prompts = Three<JsonObject>;

/** Returns the merge; our values where there are conflicts. */
export function mergePrompts(
  prompts: Three<ApiPrompt>,
  catalog: Catalog | undefined,
): MergeResult<ApiPrompt> {
  const { prompts: same, ambiguous } = inSameIds(prompts as unknown as Prompts);
  const conflicts: Conflict[] = [];
  const kept = existence(same, catalog, conflicts);
  for (const id of doubtfulEdits(same, ambiguous)) {
    conflicts.push(named('ambiguous', `${id}:which`, id, nodesAt(same, id).ours, catalog));
  }
  const nodes = [...kept].map(([id, from]): [string, Json] => {
    const three = nodesAt(same, id);
    if (from !== 'both') return [id, three[from] ?? {}];
    return [id, mergeNode(id, three, catalog, conflicts)];
  });
  const merged = withoutLostLinks(jsonObject(nodes), same);
  return { workflow: merged as unknown as ApiPrompt, conflicts };
}

function nodesAt(prompts: Prompts, id: string): Three<JsonObject | undefined> {
  const of = (prompt: JsonObject) => {
    const node = member(prompt, id);
    return isJsonObject(node) ? node : undefined;
  };
  return { base: of(prompts.base), ours: of(prompts.ours), theirs: of(prompts.theirs) };
}

/** Returns whose each node is; what one side removed and the other changed or used stays, as a conflict. */
function existence(
  prompts: Prompts,
  catalog: Catalog | undefined,
  conflicts: Conflict[],
): ReadonlyMap<string, 'both' | SideName> {
  const kept = new Map<string, 'both' | SideName>();
  const keep = (side: SideName, other: SideName): void => {
    const used = newlyUsed(prompts.base, prompts[side]);
    for (const id of keysOf(prompts[side])) {
      const three = nodesAt(prompts, id);
      if (Object.hasOwn(prompts[other], id)) kept.set(id, 'both');
      else if (!Object.hasOwn(prompts.base, id)) kept.set(id, side);
      else {
        const changed = changedInputs(three.base, three[side], prompts.base);
        if (!used.has(id) && changed.length === 0) continue;
        kept.set(id, side);
        conflicts.push({
          ...named('removed', `${id}:node`, id, three[side], catalog),
          removedBy: other,
          changed,
        });
      }
    }
  };
  keep('ours', 'theirs');
  keep('theirs', 'ours');
  return kept;
}

function newlyUsed(base: JsonObject, side: JsonObject): ReadonlySet<string> {
  const used = new Set<string>();
  for (const [id, node] of entriesOf(side)) {
    if (!isJsonObject(node)) continue;
    const before = member(base, id);
    const was = isJsonObject(before) ? inputsOfNode(before) : {};
    for (const [name, value] of entriesOf(inputsOfNode(node))) {
      const link = linkOf(value, side);
      if (link !== undefined && linkOf(member(was, name), base)?.origin !== link.origin)
        used.add(link.origin);
    }
  }
  return used;
}

/** Returns the nodes of several alike that theirs edited while ours edited one that it could be as well. */
function doubtfulEdits(prompts: Prompts, ambiguous: ReadonlySet<string>): readonly string[] {
  const editedBy = (side: SideName) =>
    [...ambiguous].filter((id) => {
      const three = nodesAt(prompts, id);
      return changedInputs(three.base, three[side], prompts.base).length > 0;
    });
  const typeAt = (side: SideName, id: string) => typeOfNode(nodesAt(prompts, id)[side] ?? {});
  const theirs = ambiguous.size === 0 ? [] : editedBy('theirs');
  if (theirs.length === 0) return [];
  const types = new Set(editedBy('ours').map((id) => typeAt('ours', id)));
  return theirs.filter((id) => types.has(typeAt('theirs', id)));
}

/** A lost link alone is the loss of its origin. */
function changedInputs(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  base: JsonObject,
): string[] {
  if (before === undefined || after === undefined) return [];
  const [was, is] = [inputsOfNode(before), inputsOfNode(after)];
  const names = [...new Set([...keysOf(was), ...keysOf(is)])].filter((name) => {
    const [from, to] = [member(was, name), member(is, name)];
    return !jsonEqual(from, to) && !(to === undefined && linkOf(from, base) !== undefined);
  });
  const title = titleOfNode(before) === titleOfNode(after) ? [] : ['title'];
  const type = typeOfNode(before) === typeOfNode(after) ? [] : ['class_type'];
  return [...names, ...title, ...type];
}

function mergeNode(
  id: string,
  three: Three<JsonObject | undefined>,
  catalog: Catalog | undefined,
  conflicts: Conflict[],
): JsonObject {
  const report = (kind: ConflictKind, field: string, values: Three<Json | undefined>) => {
    const path = kind === 'value' ? `${id}.${field}` : `${id}:${field}`;
    conflicts.push({ ...named(kind, path, id, three.ours, catalog), field, ...present(values) });
    return values.ours;
  };
  const part = (key: string) => ({
    base: objectIn(three.base, key),
    ours: objectIn(three.ours, key),
    theirs: objectIn(three.theirs, key),
  });
  const type = typeOfNode(three.ours ?? {});
  const inputs = mergeMembers(part('inputs'), (name, values) => {
    if (isSameNumber(inputSpecOf(catalog, type, name), values.ours, values.theirs))
      return values.ours;
    return mergeLines(values) ?? report('value', name, values);
  });
  const meta = mergeMembers(part('_meta'), (name, values) =>
    report(name === 'title' ? 'title' : 'field', name, values),
  );
  const fields = mergeMembers(
    three,
    (name, values) => report('field', name, values),
    new Set(['inputs', '_meta']),
  );
  for (const name of Object.keys(three.base === undefined ? {} : inputsOfNode(three.base))) {
    const values = {
      base: memberAt(part('inputs').base, name),
      ours: memberAt(part('inputs').ours, name),
      theirs: memberAt(part('inputs').theirs, name),
    };
    const isOpen = values.ours === undefined && values.theirs !== undefined;
    if (isOpen && decideJson(values) === 'contested' && !Object.hasOwn(inputs, name))
      report('value', name, values);
  }
  const merged = withMember(fields, 'inputs', inputs);
  return keysOf(meta).length === 0 ? merged : withMember(merged, '_meta', meta);
}

function memberAt(object: JsonObject | undefined, key: string): Json | undefined {
  return object === undefined ? undefined : member(object, key);
}

function objectIn(node: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = memberAt(node, key);
  return isJsonObject(value) ? value : undefined;
}

function present(values: Three<Json | undefined>): Pick<Conflict, 'base' | 'ours' | 'theirs'> {
  return {
    ...(values.base === undefined ? {} : { base: values.base }),
    ...(values.ours === undefined ? {} : { ours: values.ours }),
    ...(values.theirs === undefined ? {} : { theirs: values.theirs }),
  };
}

function named(
  kind: ConflictKind,
  path: string,
  id: string,
  node: JsonObject | undefined,
  catalog: Catalog | undefined,
) {
  const [type, title] = node === undefined ? ['', ''] : [typeOfNode(node), titleOfNode(node)];
  return { kind, path, node: nameOf(id, type, title, catalog) };
}

/** An input whose origin both sides together removed is no input any more; a pair that is no link on its own side is a value. */
function withoutLostLinks(prompt: JsonObject, before: Prompts): JsonObject {
  const isLost = (id: string, name: string, value: Json): boolean => {
    const from = [before.ours, before.theirs].find((side) => {
      const node = member(side, id);
      return isJsonObject(node) && jsonEqual(member(inputsOfNode(node), name), value);
    });
    const link = from === undefined ? undefined : linkOf(value, from);
    return link !== undefined && !Object.hasOwn(prompt, link.origin);
  };
  return jsonObject(
    entriesOf(prompt).map(([id, node]) => {
      if (!isJsonObject(node)) return [id, node];
      const inputs = entriesOf(inputsOfNode(node));
      const kept = inputs.filter(([name, value]) => !isLost(id, name, value));
      return [
        id,
        kept.length === inputs.length ? node : withMember(node, 'inputs', jsonObject(kept)),
      ];
    }),
  );
}
