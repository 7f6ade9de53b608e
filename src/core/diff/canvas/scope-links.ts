/** The links of one scope, read once: what leads into each input, and what of it cannot be followed or is told in two ways. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../../base/json.ts';
import { type Problem, problem } from '../../../base/problem.ts';
import { idOf, inputsId, objectsIn, outputsId } from './ids.ts';

export interface CanvasLink {
  readonly input: string;
  readonly origin: string;
  /** Name of the output, or its number where it has none. */
  readonly output: string;
}

export interface ScopeLinks {
  /** Links into each node, in the order of the nodes. */
  readonly into: readonly (readonly CanvasLink[])[];
  /** Links into the outputs of a definition. */
  readonly intoOutputs: readonly CanvasLink[];
  /** Errors for links that cannot be followed, warnings for those that are told in two ways; what ComfyUI itself runs is no error. */
  readonly problems: readonly Problem[];
}

/** A row of the list of links: `[id, origin, slot, target, slot]`. */
type LinkRow = readonly (Json | undefined)[];

/** What is known of a scope while its links are read. */
interface Table {
  readonly scope: string;
  readonly raw: JsonObject;
  readonly rows: readonly LinkRow[];
  /** Returns the last row that has the link's id. */
  readonly rowOf: (id: Json | undefined) => number | undefined;
  readonly nodes: readonly JsonObject[];
  readonly places: ReadonlyMap<string, number>;
}

/** Reads the links; the input's own `link` decides, as it does where the frontend makes the prompt (graphToPrompt). */
export function readLinks(
  raw: JsonObject,
  scope: string,
  nodes: readonly JsonObject[],
  /** Node id → its place among the nodes. */
  places: ReadonlyMap<string, number>,
): ScopeLinks {
  const rows = linkRows(raw);
  const table: Table = { scope, raw, rows, rowOf: rowsById(rows), nodes, places };
  const dangling: Problem[] = [];
  /** Row → the inputs that name it although it leads elsewhere; undefined where no input names it. */
  const named: (readonly Named[] | undefined)[] = new Array(rows.length);
  const into = nodes.map((node) => linksInto(node, table, named, dangling));
  const intoOutputs = scope === '' ? [] : outputLinks(table);
  return { into, intoOutputs, problems: problemsOf(table, named, dangling) };
}

/** Nearly all ids are small numbers, for which a list is shorter than a table; it is left with room for links that went. */
function rowsById(rows: readonly LinkRow[]): Table['rowOf'] {
  const small = new Int32Array(4 * rows.length + 1000).fill(-1);
  const others = new Map<string | number, number>();
  rows.forEach((row, index) => {
    if (row.length === 0) return;
    const key = keyOf(row[0]);
    if (isPlaceIn(small, key)) small[key] = index;
    else others.set(key, index);
  });
  return (id) => {
    const key = keyOf(id);
    if (!isPlaceIn(small, key)) return others.get(key);
    const row = small[key] as number;
    return row < 0 ? undefined : row;
  };
}

function isPlaceIn(list: Int32Array, key: string | number): key is number {
  return typeof key === 'number' && key >= 0 && key < list.length && Number.isInteger(key);
}

/** An id in a form that is equal for equal ids: most are small numbers. */
function keyOf(id: Json | undefined): string | number {
  if (typeof id === 'number') return id;
  const text = idOf(id);
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

/** Links of a scope: lists in the root, objects in definitions; an unreadable one is an empty row. */
function linkRows(raw: JsonObject): readonly LinkRow[] {
  const table = member(raw, 'links');
  if (table === undefined || !isJsonArray(table)) return [];
  if (table.every(isJsonArray)) return table as readonly LinkRow[];
  return table.map((link) => (isJsonArray(link) ? link : isJsonObject(link) ? columns(link) : []));
}

const columnNames = ['id', 'origin_id', 'origin_slot', 'target_id', 'target_slot'];

function columns(link: JsonObject): LinkRow {
  return columnNames.map((key) => member(link, key));
}

interface Named {
  readonly node: string;
  readonly input: string;
}

const none: readonly CanvasLink[] = [];
const inTheRightPlace: readonly Named[] = [];

function linksInto(
  node: JsonObject,
  table: Table,
  named: (readonly Named[] | undefined)[],
  dangling: Problem[],
): readonly CanvasLink[] {
  const inputs = member(node, 'inputs');
  if (inputs === undefined || !isJsonArray(inputs) || inputs.length === 0) return none;
  const id = idOf(member(node, 'id'));
  let links: CanvasLink[] | undefined;
  let slot = -1;
  for (const each of inputs) {
    if (!isJsonObject(each)) continue;
    slot += 1;
    const link = member(each, 'link');
    if (link === undefined || link === null || idOf(link) === '') continue;
    const name = member(each, 'name');
    const input = typeof name === 'string' ? name : `#${slot}`;
    const at = table.rowOf(link);
    const row = at === undefined ? undefined : table.rows[at];
    const origin = idOf(row?.[1]);
    if (at === undefined || row === undefined || !isThere(origin, table)) {
      const missing =
        row === undefined ? 'the canvas has no such link' : `node ${origin} is not there`;
      const args = { input, link: idOf(link), scope: table.scope, missing };
      dangling.push(problem('canvas/dangling-link', { node: id, input }, args));
    }
    if (at === undefined || row === undefined) continue;
    const isHere = idOf(row[3]) === id;
    if (isHere) named[at] ??= inTheRightPlace;
    else named[at] = [...(named[at] ?? []), { node: id, input }];
    links ??= [];
    links.push({ input, origin, output: outputOf(row, table) });
  }
  // a copy, unlike a list that was pushed to, keeps no room for more
  return links?.slice() ?? none;
}

function isThere(origin: string, table: Table): boolean {
  return table.places.has(origin) || (table.scope !== '' && origin === inputsId);
}

function outputLinks(table: Table): readonly CanvasLink[] {
  const outputs = objectsIn(member(table.raw, 'outputs'));
  return table.rows.flatMap((row): CanvasLink[] => {
    if (idOf(row[3]) !== outputsId) return [];
    const slot = numberAt(row[4]);
    const name = outputs[slot] === undefined ? undefined : member(outputs[slot], 'name');
    const input = typeof name === 'string' ? name : `#${slot}`;
    return [{ input, origin: idOf(row[1]), output: outputOf(row, table) }];
  });
}

/** The name of the slot that a link comes from, or its number. */
function outputOf(row: LinkRow, { raw, nodes, places }: Table): string {
  const origin = idOf(row[1]);
  const slot = numberAt(row[2]);
  const isBorder = origin === inputsId;
  const holder = isBorder ? raw : nodes[places.get(origin) ?? -1];
  const slots = holder === undefined ? undefined : member(holder, isBorder ? 'inputs' : 'outputs');
  const from = objectsIn(slots)[slot];
  const name = from === undefined ? undefined : member(from, 'name');
  return typeof name === 'string' && name !== '' ? name : String(slot);
}

function numberAt(value: Json | undefined): number {
  return value !== undefined && isJsonNumber(value) ? toDouble(value) : -1;
}

function problemsOf(
  { rows, rowOf, scope }: Table,
  named: readonly (readonly Named[] | undefined)[],
  dangling: readonly Problem[],
): Problem[] {
  const unreadable: Problem[] = [];
  const twice: Problem[] = [];
  const apart: Problem[] = [];
  rows.forEach((row, index) => {
    if (row.length === 0) {
      const place = `links[${index}]`;
      unreadable.push(problem('canvas/unreadable-link', {}, { place, scope }));
      return;
    }
    const link = idOf(row[0]);
    if (rowOf(row[0]) !== index) {
      const args = { found: 'it is in the list twice', assumed: 'the last one counts' };
      twice.push(disagreement(link, scope, args));
      return;
    }
    const inputs = named[index];
    if (inputs?.length === 0) return;
    apart.push(...disagreements(link, idOf(row[3]), inputs, scope));
  });
  return [...unreadable, ...dangling, ...twice, ...apart];
}

function disagreements(
  link: string,
  target: string,
  inputs: readonly Named[] | undefined,
  scope: string,
): Problem[] {
  if (inputs === undefined) {
    if (scope !== '' && target === outputsId) return [];
    const found = `the list leads it to node ${target}, and no input there names it`;
    return [disagreement(link, scope, { found, assumed: 'it is taken for a leftover' })];
  }
  return inputs.map(({ node, input }) => {
    const found = `input ${input} of node ${node} names it, and the list leads it to node ${target}`;
    return disagreement(link, scope, { found, assumed: 'the input counts' });
  });
}

function disagreement(
  link: string,
  scope: string,
  args: { readonly found: string; readonly assumed: string },
): Problem {
  return problem('canvas/links-disagree', {}, { link, scope, ...args });
}
