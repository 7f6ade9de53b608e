/** Merges two canvases that come from one: scope by scope, then what the document says beside them. */

import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  withMember,
} from '../../../base/json.ts';
import type { Problem } from '../../../base/problem.ts';
import type { Catalog } from '../../catalog/types.ts';
import { idOf, objectsIn } from '../../diff/canvas/ids.ts';
import { definitionsOf, readScope, type Scope } from '../../diff/canvas/scope.ts';
import { type ReadWidgets, widgetReader } from '../../diff/canvas/widgets.ts';
import { type Contest, mergeMembers } from '../register.ts';
import type { Conflict, Three } from '../types.ts';
import { conflictsOf } from './conflicts.ts';
import { type Counters, countersOf } from './counter.ts';
import { byId, definitionIds, editedDefinitions, usedDefinitions } from './definitions.ts';
import { nodesById } from './existence.ts';
import { type Followed, followMoves } from './follow.ts';
import { fitInstances } from './instances.ts';
import { withLastIds } from './last-ids.ts';
import { numberNodes } from './numbering.ts';
import { readSide } from './read.ts';
import { renumbered } from './renumber.ts';
import { placeOf } from './replace.ts';
import { mergeScope } from './scope.ts';

export interface MergedCanvas {
  readonly canvas: JsonObject;
  readonly conflicts: readonly Conflict[];
  /** Why one of the three cannot be read as graphs; then `canvas` is ours. */
  readonly problems: readonly Problem[];
}

interface Merging {
  readonly canvases: Three<JsonObject>;
  readonly scopes: Three<ReadonlyMap<string, Scope>>;
  readonly edited: Record<'ours' | 'theirs', ReadonlySet<string>>;
  readonly ambiguous: ReadonlyMap<string, ReadonlySet<string>>;
  readonly counters: Counters;
  readonly names: ReadonlyMap<string, string>;
  readonly catalog: Catalog | undefined;
}

/** Returns the merge with our values where there are conflicts. */
export function mergeCanvases(
  canvases: Three<JsonObject>,
  catalog: Catalog | undefined,
): MergedCanvas {
  const reader = readerOf(canvases, catalog);
  const read = eachSide(canvases, (canvas) => scopesOf(canvas, reader));
  const problems = [...read.base.problems, ...read.ours.problems, ...read.theirs.problems];
  if (problems.length > 0) return { canvas: canvases.ours, conflicts: [], problems };
  const counters = countersOf([canvases.base, canvases.ours, canvases.theirs]);
  const scopes = eachSide(read, (each) => each.scopes);
  const followed = followMoves(canvases, scopes, catalog);
  const again = (side: keyof typeof scopes) =>
    followed.canvases[side] === canvases[side]
      ? scopes[side]
      : scopesOf(followed.canvases[side], reader).scopes;
  const now = { base: scopes.base, ours: again('ours'), theirs: again('theirs') };
  const merging = inSameIds(followed.canvases, now, counters, reader, catalog);
  const { canvas, conflicts } = mergeAll(merging);
  const told = conflicts.map((each) => withMove(each, followed.moved));
  return { canvas, conflicts: [...followed.conflicts, ...told], problems: [] };
}

/** What is gone from where it stood may have been put into a subgraph. */
function withMove(conflict: Conflict, moved: Followed['moved']): Conflict {
  const { kind, scope = '', node } = conflict;
  const into = kind === 'removed' ? moved.get(placeOf(scope, node?.id ?? '')) : undefined;
  return into === undefined ? conflict : { ...conflict, movedInto: into };
}

function eachSide<T, R>(three: Three<T>, change: (side: T) => R): Three<R> {
  return { base: change(three.base), ours: change(three.ours), theirs: change(three.theirs) };
}

function readerOf(canvases: Three<JsonObject>, catalog: Catalog | undefined): ReadWidgets {
  const nodes = [canvases.base, canvases.ours, canvases.theirs].flatMap((canvas) =>
    [canvas, ...definitionsOf(canvas)].flatMap((scope) => objectsIn(member(scope, 'nodes'))),
  );
  return widgetReader(nodes, catalog);
}

function scopesOf(canvas: JsonObject, reader: ReadWidgets) {
  const read = [
    readScope(canvas, '', reader),
    ...definitionsOf(canvas).map((raw) => readScope(raw, idOf(member(raw, 'id')), reader)),
  ];
  return {
    scopes: new Map(read.map(({ scope }) => [scope.id, scope])),
    // other faults of a canvas stay as they are: the merge is not worse than what it was made of
    problems: read
      .flatMap((each) => each.problems)
      .filter((each) => each.code === 'canvas/duplicate-id'),
  };
}

/** Finds out which node is which in every scope, and writes base and theirs in the ids of ours. */
function inSameIds(
  canvases: Three<JsonObject>,
  scopes: Three<ReadonlyMap<string, Scope>>,
  counters: Counters,
  reader: ReadWidgets,
  catalog: Catalog | undefined,
): Merging {
  const ids = definitionIds(canvases);
  const none: ReadonlyMap<string, string> = new Map();
  const renames = { base: ids.base, ours: none, theirs: ids.theirs };
  const nodes = {
    base: new Map<string, ReadonlyMap<string, string>>(),
    theirs: new Map<string, ReadonlyMap<string, string>>(),
  };
  const ambiguous = new Map<string, ReadonlySet<string>>();
  const former = (map: ReadonlyMap<string, string>, merged: string) =>
    merged === '' ? '' : [...map].find(([, to]) => to === merged)?.[0];
  for (const [id, ours] of scopes.ours) {
    const [before, there] = [former(ids.base, id), former(ids.theirs, id)];
    const base = before === undefined ? undefined : scopes.base.get(before);
    const theirs = there === undefined ? undefined : scopes.theirs.get(there);
    if (base === undefined || theirs === undefined || before === undefined || there === undefined)
      continue;
    const numbering = numberNodes({ base, ours, theirs }, renames, counters.nodes);
    nodes.base.set(before, numbering.base);
    nodes.theirs.set(there, numbering.theirs);
    ambiguous.set(id, numbering.ambiguous);
  }
  const moved = {
    base: renumbered(canvases.base, { definitions: ids.base, nodes: nodes.base }),
    ours: canvases.ours,
    theirs: renumbered(canvases.theirs, { definitions: ids.theirs, nodes: nodes.theirs }),
  };
  const again = (side: 'base' | 'theirs') =>
    moved[side] === canvases[side] ? scopes[side] : scopesOf(moved[side], reader).scopes;
  const same = { base: again('base'), ours: scopes.ours, theirs: again('theirs') };
  const listOf = (side: ReadonlyMap<string, Scope>) => [...side.values()];
  return {
    canvases: moved,
    scopes: same,
    edited: {
      ours: editedDefinitions(listOf(same.base), listOf(same.ours)),
      theirs: editedDefinitions(listOf(same.base), listOf(same.theirs)),
    },
    ambiguous,
    counters,
    names: new Map(
      [...listOf(same.theirs), ...listOf(same.ours)].map((scope) => [scope.id, scope.name]),
    ),
    catalog,
  };
}

function mergeAll(merging: Merging): { canvas: JsonObject; conflicts: readonly Conflict[] } {
  const { canvases } = merging;
  const conflicts: Conflict[] = [];
  const root = mergeOne('', canvases, merging, conflicts);
  const definitions = eachSide(canvases, byId);
  const merged = new Map<string, JsonObject>();
  for (const [id, ours] of definitions.ours) {
    const [base, theirs] = [definitions.base.get(id), definitions.theirs.get(id)];
    const both = base !== undefined && theirs !== undefined;
    merged.set(id, both ? mergeOne(id, { base, ours, theirs }, merging, conflicts) : ours);
  }
  for (const [id, theirs] of definitions.theirs) if (!merged.has(id)) merged.set(id, theirs);
  const used = usedDefinitions(root, merged);
  const isKept = (id: string) => {
    const isEverywhere = definitions.ours.has(id) && definitions.theirs.has(id);
    return isEverywhere || !definitions.base.has(id) || used.has(id);
  };
  const kept = new Map([...merged].filter(([id]) => isKept(id)));
  const contest: Contest = (_, values) => values.ours;
  const raw = { base: canvases.base, ours: canvases.ours, theirs: canvases.theirs };
  const fields = new Map(entriesOf(mergeMembers(raw, contest, mergedApart)));
  for (const [key, value] of entriesOf(root)) fields.set(key, value);
  if (kept.size > 0 || fields.has('definitions')) {
    fields.set('definitions', definitionsWith(canvases, [...kept.values()]));
  }
  const canvas = fitInstances(jsonObject(fields), kept, [definitions.ours, definitions.theirs]);
  return { canvas: withLastIds(canvas, canvases), conflicts };
}

const mergedApart = new Set([
  'nodes',
  'links',
  'groups',
  'reroutes',
  'extra',
  'definitions',
  'state',
  'last_node_id',
  'last_link_id',
]);

function definitionsWith(canvases: Three<JsonObject>, subgraphs: readonly Json[]): JsonObject {
  const of = (side: 'ours' | 'theirs') => member(canvases[side], 'definitions');
  const before = [of('ours'), of('theirs')].find((each) => isJsonObject(each));
  return withMember(isJsonObject(before) ? before : {}, 'subgraphs', subgraphs);
}

/** Returns one scope with what the merge changed in it; ours itself where theirs changed nothing. */
function mergeOne(
  id: string,
  raw: Three<JsonObject>,
  merging: Merging,
  conflicts: Conflict[],
): JsonObject {
  const normal = eachSide(merging.scopes, (scopes) => scopes.get(id));
  const { base, ours, theirs } = normal;
  if (base === undefined || ours === undefined || theirs === undefined) return raw.ours;
  const result = mergeScope({
    raw: eachSide(raw, (each) => readSide(each, id)),
    normal: { base, ours, theirs },
    edited: merging.edited,
    ambiguous: merging.ambiguous.get(id) ?? new Set(),
    counters: merging.counters,
    catalog: merging.catalog,
  });
  const nodes = eachSide({ base, ours, theirs }, nodesById);
  const { catalog, names: definitions } = merging;
  conflicts.push(...conflictsOf(result.contested, { scope: id, nodes, definitions, catalog }));
  const contest: Contest = (key, values) => {
    if (id !== '' && key === 'name') {
      const { base: before, ours: here, theirs: there } = values;
      conflicts.push({
        kind: 'title',
        path: `${id}:name`,
        scope: id,
        field: 'name',
        ...(before === undefined ? {} : { base: before }),
        ...(here === undefined ? {} : { ours: here }),
        ...(there === undefined ? {} : { theirs: there }),
      });
    }
    return values.ours;
  };
  const skip = new Set([...mergedApart, ...result.fields.keys()]);
  const fields = new Map(entriesOf(mergeMembers(raw, contest, skip)));
  for (const [key, value] of result.fields) fields.set(key, value);
  const extra = mergedExtra(raw, result.fields.get('extra'));
  if (extra !== undefined) fields.set('extra', extra);
  return withLastIds(jsonObject(fields), raw);
}

const inExtra = new Set(['reroutes', 'linkExtensions']);

/** What `extra` holds is how a canvas was looked at and by what it was saved: ours where both differ. */
function mergedExtra(raw: Three<JsonObject>, written: Json | undefined): Json | undefined {
  const sides = eachSide(raw, (each) => {
    const extra = member(each, 'extra');
    return isJsonObject(extra) ? extra : undefined;
  });
  if (sides.ours === undefined && sides.theirs === undefined) return member(raw.ours, 'extra');
  const merged = new Map(entriesOf(mergeMembers(sides, (_, values) => values.ours, inExtra)));
  for (const key of inExtra) {
    const value = isJsonObject(written) ? member(written, key) : undefined;
    if (value !== undefined) merged.set(key, value);
    else merged.delete(key);
  }
  return jsonObject(merged);
}
