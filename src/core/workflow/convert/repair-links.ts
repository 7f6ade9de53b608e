/** Old pages repair the links of the root before they load a file: links that one side forgot, links that nobody names. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../base/json.ts';
import { hasKnownShape } from './file-shape.ts';
import { linkTable, nodeTable } from './id-table.ts';
import { linkOfList, linkOfObject } from './links.ts';
import { linkIdOf, listAt, slotOf, textOf } from './plain.ts';
import type { Link, LinkId } from './types.ts';

interface Sides {
  /** `node/slot` → link named by the input. */
  readonly inputs: Map<string, LinkId | null>;
  /** `node/slot` → links named by the output. */
  readonly outputs: Map<string, LinkId[]>;
  /** Inputs whose link the repair has decided. */
  readonly settled: Map<string, Map<string, LinkId>>;
  readonly ids: Set<string>;
  /** Set when the page's repair would fail, which leaves the file as it is. */
  hasFailed: boolean;
}

/** Returns the file with its root links repaired; the same file where nothing is wrong or its shape is unknown. */
export function repairLinks(data: JsonObject): JsonObject {
  if (areSound(data)) return data;
  const links = fileLinks(data);
  const sides = sidesOf(data);
  if (links.every((link) => isWhole(link, sides)) || !hasKnownShape(data)) return data;
  const outputs = new Map([...sides.outputs].map(([key, ids]) => [key, [...ids]]));
  const reversed = [...links].reverse();
  for (const link of reversed) repair(link, sides);
  if (sides.hasFailed) return data;
  const dead = new Set(reversed.filter((link) => isDead(link, sides)).map((link) => link.id));
  const changed = [...sides.outputs].filter(
    ([key, ids]) => ids.join() !== (outputs.get(key) ?? []).join(),
  );
  return {
    ...data,
    nodes: withOutputs(data, new Map(changed)),
    links: withoutDead(listAt(data, 'links'), dead),
  };
}

/**
 * The usual case, told in one walk over the nodes: each link is named once on both of its sides, and no two share an id.
 * No object is made for a link.
 */
function areSound(data: JsonObject): boolean {
  const links = listAt(data, 'links');
  const byId = linkTable<number>(links.length);
  for (let index = 0; index < links.length; index += 1) {
    const id = linkIdIn(links[index] as Json);
    if (id !== null) byId.set(id, index);
  }
  if (byId.size() !== links.length) return false;
  const named = new Uint8Array(links.length);
  const seen = nodeTable<true>(listAt(data, 'nodes').length);
  const mark = (link: Json | undefined, node: string, slot: number, side: Side): void => {
    const index = byId.get(linkIdOf(link) ?? '');
    if (index === undefined) return;
    if (leadsTo(links[index] as Json, side, node, slot)) {
      named[index] = (named[index] ?? 0) | (side === 'input' ? 1 : 2);
    }
  };
  for (const node of listAt(data, 'nodes')) {
    if (!isJsonObject(node)) continue;
    const id = textOf(member(node, 'id'));
    if (seen.has(id)) continue;
    seen.set(id, true);
    const inputs = listAt(node, 'inputs');
    for (let slot = 0; slot < inputs.length; slot += 1) {
      const input = inputs[slot];
      if (isJsonObject(input)) mark(member(input, 'link'), id, slot, 'input');
    }
    const outputs = listAt(node, 'outputs');
    for (let slot = 0; slot < outputs.length; slot += 1) {
      const output = outputs[slot];
      if (!isJsonObject(output)) continue;
      for (const link of listAt(output, 'links')) mark(link, id, slot, 'output');
    }
  }
  return named.every((sides) => sides === 3);
}

type Side = 'input' | 'output';

function linkIdIn(link: Json): LinkId | null {
  return linkIdOf(isJsonArray(link) ? link[0] : isJsonObject(link) ? member(link, 'id') : null);
}

/** True where the link ends, or begins, at the slot of the node. */
function leadsTo(link: Json, side: Side, node: string, slot: number): boolean {
  if (isJsonArray(link)) {
    const at = side === 'input' ? 3 : 1;
    return textOf(link[at]) === node && slotOf(link[at + 1]) === slot;
  }
  if (!isJsonObject(link)) return false;
  const end = side === 'input' ? 'target' : 'origin';
  return textOf(member(link, `${end}_id`)) === node && slotOf(member(link, `${end}_slot`)) === slot;
}

function fileLinks(data: JsonObject): readonly Link[] {
  const links: Link[] = [];
  for (const value of listAt(data, 'links')) {
    const link = fileLink(value);
    if (link !== undefined) links.push(link);
  }
  return links;
}

/** A link in whichever of the two forms it stands. */
function fileLink(data: Json): Link | undefined {
  return isJsonArray(data) ? linkOfList(data) : linkOfObject(data);
}

function sidesOf(data: JsonObject): Sides {
  const sides: Sides = {
    inputs: new Map(),
    outputs: new Map(),
    settled: new Map(),
    ids: new Set(),
    hasFailed: false,
  };
  for (const node of listAt(data, 'nodes')) {
    if (!isJsonObject(node)) continue;
    const id = textOf(member(node, 'id'));
    if (sides.ids.has(id)) continue;
    sides.ids.add(id);
    for (const [slot, input] of listAt(node, 'inputs').entries()) {
      const link = isJsonObject(input) ? linkIdOf(member(input, 'link')) : null;
      sides.inputs.set(`${id}/${slot}`, link);
    }
    for (const [slot, output] of listAt(node, 'outputs').entries()) {
      const ids = isJsonObject(output) ? listAt(output, 'links') : [];
      sides.outputs.set(
        `${id}/${slot}`,
        ids.flatMap((each) => linkIdOf(each) ?? []),
      );
    }
  }
  return sides;
}

const inputKey = (link: Link) => `${link.target}/${link.targetSlot}`;
const outputKey = (link: Link) => `${link.origin}/${link.originSlot}`;

function originNames(link: Link, sides: Sides): boolean {
  return sides.outputs.get(outputKey(link))?.includes(link.id) === true;
}

function targetNames(link: Link, sides: Sides): boolean {
  return sides.inputs.get(inputKey(link)) === link.id;
}

function isWhole(link: Link, sides: Sides): boolean {
  return originNames(link, sides) && targetNames(link, sides);
}

/**
 * One link, as the page goes over them from the last to the first. It notes what it would set on an input but never
 * sets it, and gives up on the whole file when it comes back to a node with such a note.
 */
function repair(link: Link, sides: Sides): void {
  const hasOrigin = sides.ids.has(link.origin);
  const hasTarget = sides.ids.has(link.target);
  if (!hasOrigin && !hasTarget) return;
  if (!hasOrigin) {
    if (targetHas(link, sides)) settle(link, sides, null);
    return;
  }
  if (!hasTarget) {
    if (originNames(link, sides)) dropFromOrigin(link, sides);
    return;
  }
  const isOrigin = originNames(link, sides);
  const isTarget = targetHas(link, sides);
  if (!isOrigin && isTarget) {
    sides.outputs.set(outputKey(link), [...(sides.outputs.get(outputKey(link)) ?? []), link.id]);
  } else if (isOrigin && !isTarget) {
    if (targetHasAny(link, sides) || !settle(link, sides, link.id)) dropFromOrigin(link, sides);
  }
}

function targetHas(link: Link, sides: Sides): boolean {
  const notes = sides.settled.get(link.target);
  const named = targetNames(link, sides);
  if (notes === undefined) return named;
  const noted = notes.get(String(link.targetSlot)) === link.id;
  if (noted !== named) sides.hasFailed = true;
  return noted;
}

function targetHasAny(link: Link, sides: Sides): boolean {
  const notes = sides.settled.get(link.target);
  const named = (sides.inputs.get(inputKey(link)) ?? null) !== null;
  if (notes === undefined) return named;
  const noted = (notes.get(String(link.targetSlot)) ?? -1) !== -1;
  if (noted !== named) sides.hasFailed = true;
  return noted;
}

function settle(link: Link, sides: Sides, id: LinkId | null): boolean {
  const notes = sides.settled.get(link.target) ?? new Map<string, LinkId>();
  if (notes.has(String(link.targetSlot))) return false;
  notes.set(String(link.targetSlot), id ?? -1);
  sides.settled.set(link.target, notes);
  return true;
}

function dropFromOrigin(link: Link, sides: Sides): void {
  const key = outputKey(link);
  const ids = sides.outputs.get(key) ?? [];
  const place = ids.indexOf(link.id);
  if (place !== -1) sides.outputs.set(key, ids.toSpliced(place, 1));
}

function isDead(link: Link, sides: Sides): boolean {
  const isOrigin = sides.ids.has(link.origin) && originNames(link, sides);
  const isTarget = sides.ids.has(link.target) && targetHas(link, sides);
  return !isOrigin && !isTarget;
}

function withOutputs(data: JsonObject, changed: ReadonlyMap<string, readonly LinkId[]>): Json {
  const seen = nodeTable<true>();
  return listAt(data, 'nodes').map((node) => {
    if (!isJsonObject(node)) return node;
    const id = textOf(member(node, 'id'));
    const isFirst = !seen.has(id);
    seen.set(id, true);
    const own = [...changed].filter(([key]) => key.startsWith(`${id}/`));
    if (!isFirst || own.length === 0) return node;
    const outputs: Json[] = [...listAt(node, 'outputs')];
    for (const [key, links] of own) {
      const slot = Number(key.slice(id.length + 1));
      if (!Number.isInteger(slot) || slot < 0 || slot > 1000) continue;
      while (outputs.length < slot) outputs.push(null);
      const output = outputs[slot];
      outputs[slot] = { ...(isJsonObject(output) ? output : {}), links };
    }
    return { ...node, outputs };
  });
}

/** The page looks each dead id up among the links as they then are and takes out the first of that id. */
function withoutDead(links: readonly Json[], dead: ReadonlySet<LinkId>): Json {
  return links.filter((link) => {
    const id = fileLink(link)?.id;
    return id === undefined || !dead.has(id);
  });
}
