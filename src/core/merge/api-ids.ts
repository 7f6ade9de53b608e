/** Which node of which prompt is which: every node gets the id that it has in the merge, ours keep theirs. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
  withMember,
} from '../../base/json.ts';
import { apiGraph, inputsOfNode, linkOf, originOfLink } from '../diff/api-graph.ts';
import { leafText } from '../diff/leaf.ts';
import { matchGraphs } from '../diff/match/match.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import type { SideName, Three } from './types.ts';

type Prompts = Three<JsonObject>;

export interface SameIds {
  readonly prompts: Prompts;
  /** Ids of nodes for which another one of several alike could stand as well. */
  readonly ambiguous: ReadonlySet<string>;
}

/** Returns the three with one id for one node; ours keep theirs. */
export function inSameIds(prompts: Prompts): SameIds {
  const graphs = {
    base: apiGraph(prompts.base as unknown as ApiPrompt),
    ours: apiGraph(prompts.ours as unknown as ApiPrompt),
    theirs: apiGraph(prompts.theirs as unknown as ApiPrompt),
  };
  const alike = new Set<string>();
  const pairs = (side: SideName) =>
    new Map(
      matchGraphs(graphs.base, graphs[side])
        .filter((pair) => pair.how !== 'replaced')
        .map((pair) => {
          const before = graphs.base.nodes[pair.from]?.id ?? '';
          if (pair.ambiguous) alike.add(before);
          return [before, graphs[side].nodes[pair.to]?.id ?? ''];
        }),
    );
  const [inOurs, inTheirs] = [pairs('ours'), pairs('theirs')];
  const taken = new Set(keysOf(prompts.ours));
  const all = [prompts.base, prompts.ours, prompts.theirs].flatMap((each) => keysOf(each));
  let last = Math.max(0, ...all.map(Number).filter((id) => Number.isSafeInteger(id)));
  const claim = (id: string): string => {
    if (taken.has(id)) last += 1;
    const free = taken.has(id) ? String(last) : id;
    taken.add(free);
    return free;
  };
  const [base, theirs] = [new Map<string, string>(), new Map<string, string>()];
  for (const id of keysOf(prompts.base)) {
    const there = inTheirs.get(id);
    const merged = inOurs.get(id) ?? (there === undefined ? `gone ${id}` : claim(there));
    base.set(id, merged);
    if (there !== undefined) theirs.set(there, merged);
  }
  const known = new Set(inOurs.values());
  pairAdditions(prompts, known, theirs);
  for (const id of keysOf(prompts.theirs)) if (!theirs.has(id)) theirs.set(id, claim(id));
  return {
    prompts: {
      base: renamed(prompts.base, base),
      ours: prompts.ours,
      theirs: renamed(prompts.theirs, theirs),
    },
    ambiguous: new Set([...alike].map((id) => base.get(id) ?? id)),
  };
}

/** Nodes that both added, the same in everything once links are read in merged ids, are one. */
function pairAdditions(
  prompts: Prompts,
  known: ReadonlySet<string>,
  theirs: Map<string, string>,
): void {
  const free = new Map<string, string[]>();
  for (const id of keysOf(prompts.ours)) {
    if (known.has(id)) continue;
    const text = leafText(member(prompts.ours, id) ?? null);
    free.set(text, [...(free.get(text) ?? []), id]);
  }
  const open = new Set(keysOf(prompts.theirs).filter((id) => !theirs.has(id)));
  const consumers = consumersOf(prompts.theirs, open);
  const queue = free.size === 0 ? [] : [...open];
  for (let next = 0; next < queue.length; next += 1) {
    const id = queue[next] as string;
    if (theirs.has(id)) continue;
    const node = renamedNode(member(prompts.theirs, id) ?? null, prompts.theirs, theirs, true);
    if (node === undefined) continue;
    const text = leafText(node);
    const ids = free.get(text) ?? [];
    const same = ids.includes(id) ? id : ids[0];
    if (same === undefined) continue;
    theirs.set(id, same);
    free.set(
      text,
      ids.filter((each) => each !== same),
    );
    // what takes values from it can be compared from now on
    queue.push(...(consumers.get(id) ?? []));
  }
}

/** Returns, of these nodes, which ones take values from which. */
function consumersOf(prompt: JsonObject, among: ReadonlySet<string>): Map<string, string[]> {
  const consumers = new Map<string, string[]>();
  for (const id of among) {
    const node = member(prompt, id);
    if (!isJsonObject(node)) continue;
    for (const [, value] of entriesOf(inputsOfNode(node))) {
      const origin = originOfLink(value, prompt);
      if (origin === undefined || !among.has(origin)) continue;
      consumers.set(origin, [...(consumers.get(origin) ?? []), id]);
    }
  }
  return consumers;
}

function renamed(prompt: JsonObject, ids: ReadonlyMap<string, string>): JsonObject {
  return jsonObject(
    entriesOf(prompt).map(([id, node]) => [
      ids.get(id) ?? id,
      renamedNode(node, prompt, ids, false) ?? node,
    ]),
  );
}

/** Undefined where `all` links must lead to nodes with a new id and one does not. */
function renamedNode(
  node: Json,
  prompt: JsonObject,
  ids: ReadonlyMap<string, string>,
  all: boolean,
): Json | undefined {
  if (!isJsonObject(node)) return node;
  const inputs = member(node, 'inputs');
  if (!isJsonObject(inputs)) return node;
  let isWhole = true;
  const changed = entriesOf(inputs).map(([name, value]): [string, Json] => {
    const link = linkOf(value, prompt);
    if (link === undefined || !isJsonArray(value)) return [name, value];
    const id = ids.get(link.origin);
    if (id === undefined) isWhole = false;
    return [name, [id ?? link.origin, ...value.slice(1)]];
  });
  return all && !isWhole ? undefined : withMember(node, 'inputs', jsonObject(changed));
}
