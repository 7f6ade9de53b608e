/** Writes the links of a merged scope: the table, and what every slot says of them, each in the form that the canvas uses. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  withMember,
} from '../../../base/json.ts';
import { idOf } from '../../diff/canvas/ids.ts';
import type { Counter } from './counter.ts';
import type { SlotList, Wire } from './links.ts';
import { inputsId, type outputsId } from './read.ts';

/** A wire with the id and the slots that it has in the merge. */
export interface WrittenLink {
  readonly id: string;
  readonly wire: Wire;
  readonly originSlot: number;
  readonly targetSlot: number;
}

export interface MergedSlots {
  readonly inputs: SlotList;
  readonly outputs: SlotList;
}

/** Gives each wire its id: ours keep theirs, all others keep it where it is free. Wires whose slot is gone are left out. */
export function numberWires(
  wires: readonly Wire[],
  slots: ReadonlyMap<string, MergedSlots>,
  taken: ReadonlySet<string>,
  counter: Counter,
): readonly WrittenLink[] {
  const used = new Set([...taken, ...wires.filter(isOurs).map((wire) => wire.link.id)]);
  return wires.flatMap((wire): WrittenLink[] => {
    const originSlot = slots.get(wire.origin)?.outputs.keys.indexOf(wire.output) ?? -1;
    const targetSlot = slots.get(wire.target)?.inputs.keys.indexOf(wire.input) ?? -1;
    const isListed = originSlot >= 0 && targetSlot >= 0;
    // a slot that is not listed at all (old group nodes) is found by its number alone
    const from = originSlot >= 0 ? originSlot : unlisted(wire.output);
    const to = targetSlot >= 0 ? targetSlot : unlisted(wire.input);
    if (!isListed && (from < 0 || to < 0)) return [];
    const own = wire.link.id;
    const isFree = isOurs(wire) || !used.has(own);
    const id = isFree ? own : String(counter.next());
    used.add(id);
    return [{ id, wire, originSlot: from, targetSlot: to }];
  });
}

function isOurs(wire: Wire): boolean {
  return wire.side === 'ours';
}

function unlisted(key: string): number {
  return /^#\d+$/.test(key) ? Number(key.slice(1)) : -1;
}

/** Returns the row of a link; one whose ends stayed is written as it stood. */
export function rowOf(link: WrittenLink, isRoot: boolean, parent: Json | undefined): Json {
  const { wire, originSlot, targetSlot } = link;
  const { row } = wire.link;
  const asId = (id: string, before: Json | undefined): Json => {
    if (before !== undefined && idOf(before) === id) return before;
    return /^-?\d{1,15}$/.test(id) ? Number(id) : id;
  };
  if (isRoot && isJsonArray(row)) {
    const at = (index: number) => row[index];
    const ends = [asId(wire.origin, at(1)), originSlot, asId(wire.target, at(3)), targetSlot];
    return [asId(link.id, at(0)), ...ends, ...row.slice(5)];
  }
  const before = isJsonObject(row) ? row : jsonObject([]);
  const fields = new Map(entriesOf(before));
  fields.set('id', asId(link.id, fields.get('id')));
  fields.set('origin_id', asId(wire.origin, fields.get('origin_id')));
  fields.set('origin_slot', originSlot);
  fields.set('target_id', asId(wire.target, fields.get('target_id')));
  fields.set('target_slot', targetSlot);
  if (!fields.has('type')) fields.set('type', wire.link.type);
  fields.delete('parentId');
  if (parent !== undefined) fields.set('parentId', parent);
  return jsonObject(fields);
}

/** Links by `node slot`, of inputs and of outputs. */
export interface LinkIndex {
  readonly into: ReadonlyMap<string, readonly string[]>;
  readonly outOf: ReadonlyMap<string, readonly string[]>;
}

export function indexLinks(links: readonly WrittenLink[]): LinkIndex {
  const into = new Map<string, string[]>();
  const outOf = new Map<string, string[]>();
  const put = (map: Map<string, string[]>, key: string, id: string) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [id]);
    else list.push(id);
  };
  for (const { id, wire, originSlot, targetSlot } of links) {
    put(into, `${wire.target} ${targetSlot}`, id);
    put(outOf, `${wire.origin} ${originSlot}`, id);
  }
  return { into, outOf };
}

/** Returns the inputs with the link that leads into each; `known` are the ids of all links before, to tell stale ones. */
export function inputsWith(id: string, slots: readonly JsonObject[], index: LinkIndex): Json[] {
  return slots.map((slot, at) => {
    const [link] = index.into.get(`${id} ${at}`) ?? [];
    const now = member(slot, 'link');
    if (link === undefined)
      return now === undefined || now === null ? slot : withMember(slot, 'link', null);
    return idOf(now) === link ? slot : withMember(slot, 'link', numberOrText(link));
  });
}

/** Returns the outputs with the links that lead out of each, those that were there in their order. */
export function outputsWith(id: string, slots: readonly JsonObject[], index: LinkIndex): Json[] {
  return slots.map((slot, at) => listWith(slot, 'links', index.outOf.get(`${id} ${at}`) ?? []));
}

/** Returns the slots of a definition's border with the links at each. */
export function borderWith(
  id: typeof inputsId | typeof outputsId,
  slots: readonly JsonObject[],
  index: LinkIndex,
): Json[] {
  const links = id === inputsId ? index.outOf : index.into;
  return slots.map((slot, at) => listWith(slot, 'linkIds', links.get(`${id} ${at}`) ?? []));
}

function listWith(slot: JsonObject, key: string, links: readonly string[]): JsonObject {
  const now = member(slot, key);
  const before = (isJsonArray(now) ? now : []).map((each) => idOf(each));
  const wanted = new Set(links);
  const isSame = before.length === wanted.size && before.every((each) => wanted.has(each));
  if (isSame) return slot;
  const had = new Set(before);
  const list = [
    ...before.filter((each) => wanted.has(each)),
    ...links.filter((each) => !had.has(each)),
  ];
  if (list.length === 0 && now === undefined) return slot;
  return withMember(
    slot,
    key,
    list.length === 0 && key === 'links' ? null : list.map(numberOrText),
  );
}

function numberOrText(id: string): Json {
  return /^\d{1,15}$/.test(id) ? Number(id) : id;
}
