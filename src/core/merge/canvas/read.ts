/** One scope of a canvas as it is merged: nodes by id, live links with the slots they lead from and to. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { idOf, inputsId, objectsIn, outputsId } from '../../diff/canvas/ids.ts';

export { inputsId, outputsId };

export interface Link {
  readonly id: string;
  readonly origin: string;
  readonly originSlot: number;
  readonly target: string;
  readonly targetSlot: number;
  readonly type: Json;
  /** Id of the reroute it goes through. */
  readonly parent?: Json;
  /** The row as it stands. */
  readonly row: Json;
}

export interface SideScope {
  readonly raw: JsonObject;
  /** Id of the definition; empty for the root. */
  readonly id: string;
  readonly nodes: ReadonlyMap<string, JsonObject>;
  /** Links that an input names, with the slot of that input: what the frontend follows. */
  readonly links: readonly Link[];
  /** Rows of the table that no input names. */
  readonly loose: readonly Link[];
}

export type Direction = 'inputs' | 'outputs';

/** Reads a scope; nothing is repaired, rows that are no links are left out. */
export function readSide(raw: JsonObject, id: string): SideScope {
  const nodes = new Map(
    objectsIn(member(raw, 'nodes')).map((node) => [idOf(member(node, 'id')), node]),
  );
  const parents = parentsOf(raw);
  const table = member(raw, 'links');
  const rows = (isJsonArray(table) ? table : []).flatMap((row): Link[] => {
    const link = linkOf(row, parents);
    return link === undefined ? [] : [link];
  });
  const byId = new Map(rows.map((link) => [link.id, link]));
  const live = new Map<string, Link>();
  for (const [target, node] of nodes) {
    objectsIn(member(node, 'inputs')).forEach((input, targetSlot) => {
      const link = byId.get(idOf(member(input, 'link')));
      if (link !== undefined) live.set(link.id, { ...link, target, targetSlot });
    });
  }
  for (const link of rows) if (link.target === outputsId) live.set(link.id, link);
  return {
    raw,
    id,
    nodes,
    links: rows.flatMap((link) => live.get(link.id) ?? []),
    loose: rows.filter((link) => !live.has(link.id)),
  };
}

/** Returns the slots of a node; those of a definition's border are the other way round. */
export function slotsOf(scope: SideScope, id: string, direction: Direction): readonly JsonObject[] {
  if (id === inputsId) return direction === 'outputs' ? objectsIn(member(scope.raw, 'inputs')) : [];
  if (id === outputsId)
    return direction === 'inputs' ? objectsIn(member(scope.raw, 'outputs')) : [];
  const node = scope.nodes.get(id);
  return node === undefined ? [] : objectsIn(member(node, direction));
}

/** In the root a row is `[id, origin, slot, target, slot, type]`, in definitions an object. */
function linkOf(row: Json, parents: ReadonlyMap<string, Json>): Link | undefined {
  const cells = isJsonArray(row)
    ? row
    : isJsonObject(row)
      ? columns.map((key) => member(row, key))
      : [];
  const id = idOf(cells[0]);
  const [originSlot, targetSlot] = [numberAt(cells[2]), numberAt(cells[4])];
  if (id === '' || originSlot === undefined || targetSlot === undefined) return undefined;
  const parent = isJsonObject(row) ? member(row, 'parentId') : parents.get(id);
  return {
    id,
    origin: idOf(cells[1]),
    originSlot,
    target: idOf(cells[3]),
    targetSlot,
    type: cells[5] ?? null,
    ...(parent === undefined ? {} : { parent }),
    row,
  };
}

const columns = ['id', 'origin_id', 'origin_slot', 'target_id', 'target_slot', 'type'] as const;

function numberAt(value: Json | undefined): number | undefined {
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
  return value !== undefined && isJsonNumber(value) ? toDouble(value) : undefined;
}

/** Link id → its reroute, which the root keeps beside the table: `extra.linkExtensions`. */
function parentsOf(raw: JsonObject): ReadonlyMap<string, Json> {
  const extra = member(raw, 'extra');
  const extensions = isJsonObject(extra) ? objectsIn(member(extra, 'linkExtensions')) : [];
  return new Map(
    extensions.flatMap((each): [string, Json][] => {
      const parent = member(each, 'parentId');
      return parent === undefined ? [] : [[idOf(member(each, 'id')), parent]];
    }),
  );
}
