/** Marks conflicts in a workflow, so that it opens and shows them: a red group around each node, and the record that `resolve` reads. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  toDouble,
  withMember,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { idOf, objectsIn } from '../diff/canvas/ids.ts';
import { definitionsOf } from '../diff/canvas/scope.ts';
import { conflictRecordsIn } from '../workflow/conflict-records.ts';
import { linkSourceText } from './link-source.ts';
import type { Conflict } from './types.ts';

const red = '#A00000';
const longestValue = 40;

/** Returns the canvas with a group around each node in question and the record in `extra.comfypin.conflicts`. */
export function markCanvas(canvas: JsonObject, conflicts: readonly Conflict[]): JsonObject {
  const groups = new Map<string, JsonObject[]>();
  let last = highestGroup(canvas);
  const records: JsonObject[] = [];
  const drawn = new Map<string, number>();
  conflicts.forEach((conflict, at) => {
    const scope = conflict.scope ?? '';
    const key = `${scope}/${conflict.node?.id ?? ''}`;
    const bounding = boundingOf(canvas, conflict);
    let group = drawn.get(key);
    if (group === undefined && bounding !== undefined) {
      last += 1;
      group = last;
      drawn.set(key, group);
      const same = conflicts.filter((each) => `${each.scope ?? ''}/${each.node?.id ?? ''}` === key);
      const title = titleOf(same, at + 1, conflicts.length);
      groups.set(scope, [...(groups.get(scope) ?? []), groupAt(group, title, bounding)]);
    }
    records.push(recordOf(conflict, group));
  });
  const marked = withGroups(canvas, groups);
  const extra = objectAt(marked, 'extra');
  const own = objectAt(extra, 'comfypin');
  return withMember(
    marked,
    'extra',
    withMember(extra, 'comfypin', withMember(own, 'conflicts', records)),
  );
}

/** Returns the prompt with the record of each conflict in `_meta` of its node, which no server reads. */
export function markPrompt(prompt: JsonObject, conflicts: readonly Conflict[]): JsonObject {
  const nodes = entriesOf(prompt);
  const [first] = nodes.map(([id]) => id);
  // what is about no node stands with the first one, so that it is seen
  const place = ({ node }: Conflict) =>
    node !== undefined && Object.hasOwn(prompt, node.id) ? node.id : first;
  return jsonObject(
    nodes.map(([id, node]) => {
      const own = conflicts
        .filter((each) => place(each) === id)
        .map((each) => recordOf(each, undefined));
      if (own.length === 0 || !isJsonObject(node)) return [id, node];
      const meta = objectAt(node, '_meta');
      const mark = withMember(objectAt(meta, 'comfypin'), 'conflicts', own);
      return [id, withMember(node, '_meta', withMember(meta, 'comfypin', mark))];
    }),
  );
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = member(object, key);
  return isJsonObject(value) ? value : {};
}

function recordOf(conflict: Conflict, group: number | undefined): JsonObject {
  const pairs = Object.entries(conflict).filter(
    ([key, value]) => key !== 'group' && value !== undefined,
  );
  return jsonObject([
    ...(pairs as [string, Json][]),
    ...(group === undefined ? [] : [['group', group] as [string, Json]]),
  ]);
}

function titleOf(conflicts: readonly Conflict[], number: number, count: number): string {
  const texts = conflicts.map((each) => {
    if (each.kind === 'removed') {
      const gone = each.movedInto === undefined ? 'removed it' : `put it into "${each.movedInto}"`;
      return each.removedBy === 'ours'
        ? `ours ${gone}, theirs changed it`
        : `theirs ${gone}, ours changed it`;
    }
    if (each.kind === 'invalid') return each.reason ?? 'the merge does not run';
    if (each.kind === 'ambiguous') return 'both changed one of several that are alike';
    const values = (['base', 'ours', 'theirs'] as const).map(
      (side) => `${side} ${shown(each[side])}`,
    );
    return `${each.field ?? each.kind}: ${values.join(', ')}`;
  });
  return `CONFLICT ${number}/${count}: ${texts.join(' | ')}`;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return '–';
  const text =
    linkSourceText(value) ??
    (typeof value === 'string' ? value.replaceAll(/\s+/g, ' ') : writeJson(value));
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** `[x, y, width, height]` around the node with its title bar. */
type Bounding = readonly [number, number, number, number];

function groupAt(id: number, title: string, bounding: Bounding): JsonObject {
  return { id, title, bounding, color: red, font_size: 24, flags: {} };
}

function scopeOf(canvas: JsonObject, id: string | undefined): JsonObject | undefined {
  if (id === undefined) return canvas;
  return definitionsOf(canvas).find((each) => idOf(member(each, 'id')) === id);
}

function boundingOf(canvas: JsonObject, conflict: Conflict): Bounding | undefined {
  const scope = scopeOf(canvas, conflict.scope);
  const node = objectsIn(scope === undefined ? undefined : member(scope, 'nodes')).find(
    (each) => idOf(member(each, 'id')) === conflict.node?.id,
  );
  if (node === undefined) return undefined;
  const [x, y] = pairAt(member(node, 'pos'), [0, 0]);
  const [width, height] = pairAt(member(node, 'size'), [210, 60]);
  return [x - 20, y - 80, Math.max(width, 60) + 40, height + 100];
}

function pairAt(
  value: Json | undefined,
  otherwise: readonly [number, number],
): readonly [number, number] {
  const list = isJsonArray(value)
    ? value
    : isJsonObject(value)
      ? [member(value, '0'), member(value, '1')]
      : [];
  const [x, y] = list.map((each) =>
    each !== undefined && isJsonNumber(each) ? toDouble(each) : Number.NaN,
  );
  return x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)
    ? otherwise
    : [x, y];
}

function withGroups(
  canvas: JsonObject,
  groups: ReadonlyMap<string, readonly JsonObject[]>,
): JsonObject {
  const add = (scope: JsonObject, id: string): JsonObject => {
    const own = groups.get(id);
    return own === undefined
      ? scope
      : withMember(scope, 'groups', [...objectsIn(member(scope, 'groups')), ...own]);
  };
  const root = add(canvas, '');
  const holder = member(root, 'definitions');
  if (!isJsonObject(holder)) return root;
  const subgraphs = definitionsOf(root).map((each) => add(each, idOf(member(each, 'id'))));
  return withMember(root, 'definitions', withMember(holder, 'subgraphs', subgraphs));
}

function highestGroup(canvas: JsonObject): number {
  const ids = [canvas, ...definitionsOf(canvas)].flatMap((scope) =>
    objectsIn(member(scope, 'groups')).map((group) => Number(idOf(member(group, 'id')) || 0)),
  );
  return Math.max(0, ...ids.filter((id) => Number.isSafeInteger(id)));
}

/** Returns the workflow without records and red groups, as if nothing had been in question. */
export function unmarked(workflow: JsonObject): JsonObject {
  if (!isJsonArray(member(workflow, 'nodes'))) return unmarkedPrompt(workflow);
  const drawn = new Map<string, Set<string>>();
  for (const record of conflictRecordsIn(workflow)) {
    const scope = idOf(member(record, 'scope'));
    drawn.set(scope, (drawn.get(scope) ?? new Set()).add(idOf(member(record, 'group'))));
  }
  const clean = (scope: JsonObject, id: string): JsonObject => {
    const ids = drawn.get(id);
    if (ids === undefined) return scope;
    const groups = objectsIn(member(scope, 'groups')).filter((group) => {
      const isOurs = String(member(group, 'title') ?? '').startsWith('CONFLICT ');
      return !(isOurs && ids.has(idOf(member(group, 'id'))));
    });
    return withMember(scope, 'groups', groups);
  };
  const root = withoutRecords(clean(workflow, ''), 'extra');
  const holder = member(root, 'definitions');
  if (!isJsonObject(holder)) return root;
  const subgraphs = definitionsOf(root).map((each) => clean(each, idOf(member(each, 'id'))));
  return withMember(root, 'definitions', withMember(holder, 'subgraphs', subgraphs));
}

function unmarkedPrompt(prompt: JsonObject): JsonObject {
  return jsonObject(
    entriesOf(prompt).map(([id, node]) => {
      if (!isJsonObject(node) || !isJsonObject(member(node, '_meta'))) return [id, node];
      const clean = withoutRecords(node, '_meta');
      const isEmpty = entriesOf(objectAt(clean, '_meta')).length === 0;
      return [id, isEmpty ? withoutKey(clean, '_meta') : clean];
    }),
  );
}

/** `comfypin` goes too where nothing else is in it. */
function withoutRecords(holder: JsonObject, key: string): JsonObject {
  const outer = objectAt(holder, key);
  if (member(objectAt(outer, 'comfypin'), 'conflicts') === undefined) return holder;
  const left = withoutKey(objectAt(outer, 'comfypin'), 'conflicts');
  const isEmpty = entriesOf(left).length === 0;
  return withMember(
    holder,
    key,
    isEmpty ? withoutKey(outer, 'comfypin') : withMember(outer, 'comfypin', left),
  );
}

function withoutKey(object: JsonObject, key: string): JsonObject {
  return jsonObject(entriesOf(object).filter(([each]) => each !== key));
}
