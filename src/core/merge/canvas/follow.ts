/** Carries what one side changed in nodes to where the other side moved them: into a subgraph, or out of one. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import { objectsIn } from '../../diff/canvas/ids.ts';
import { compareScopes } from '../../diff/canvas/pair-scopes.ts';
import type { MatchedScope, NodePair } from '../../diff/canvas/pairs.ts';
import { type CanvasNode, propertiesOf, type Scope } from '../../diff/canvas/scope.ts';
import { changedNames } from '../../diff/named-values.ts';
import type { Conflict, SideName, Three } from '../types.ts';
import { conflictsOf } from './conflicts.ts';
import { mergeNode, type NodeContest } from './node.ts';
import { type Place, placeOf, type Rewritten, withNodes } from './replace.ts';

type Scopes = ReadonlyMap<string, Scope>;

export interface Followed {
  /** As they came where nothing was carried. */
  readonly canvases: Three<JsonObject>;
  /** What both changed in a node that one of them moved; ours is live. */
  readonly conflicts: readonly Conflict[];
  /** Where a node stands on the side that left it there → the name of the subgraph that the other side put it into. */
  readonly moved: ReadonlyMap<Place, string>;
}

/** A node that one side moved and the other side still has where it was. */
interface Moved {
  readonly mover: SideName;
  readonly other: SideName;
  readonly to: Scope;
  readonly before: CanvasNode;
  readonly after: CanvasNode;
  readonly there: CanvasNode;
  readonly thereIn: string;
  /** False where the other side linked it otherwise, or it may be another node: then a person must look. */
  readonly isSure: boolean;
}

/** Returns the canvases so that an edit of a moved node stands where the node stands now, and there alone. */
export function followMoves(
  canvases: Three<JsonObject>,
  scopes: Three<Scopes>,
  catalog: Catalog | undefined,
): Followed {
  const written: Record<SideName, Rewritten> = { ours: new Map(), theirs: new Map() };
  const conflicts: Conflict[] = [];
  const moved = new Map<Place, string>();
  for (const mover of ['ours', 'theirs'] as const) {
    for (const each of movedBy(mover, scopes, catalog)) {
      const { other, to, before, after, there, thereIn } = each;
      if (to.id !== '') moved.set(placeOf(thereIn, there.id), to.name);
      const carried = each.isSure ? carry(each, scopes, catalog) : undefined;
      if (carried === undefined) continue;
      written[mover].set(placeOf(to.id, after.id), carried.node);
      written[other].set(placeOf(thereIn, there.id), asBefore(before, there));
      conflicts.push(...namedConflicts(each, carried.contested, scopes, catalog));
    }
  }
  return {
    canvases: {
      base: canvases.base,
      ours: withNodes(canvases.ours, written.ours),
      theirs: withNodes(canvases.theirs, written.theirs),
    },
    conflicts,
    moved,
  };
}

function movedBy(mover: SideName, scopes: Three<Scopes>, catalog: Catalog | undefined): Moved[] {
  const other = mover === 'ours' ? 'theirs' : 'ours';
  if (!mayMove(scopes.base, scopes[mover])) return [];
  const compare = (side: SideName) =>
    compareScopes([...scopes.base.values()], [...scopes[side].values()], catalog, {});
  const { moves } = compare(mover);
  if (moves.length === 0) return [];
  const stayed = compare(other).scopes;
  return moves.flatMap(({ from, to, pairs }) => {
    const scope = stayed.find((each) => each.from.id === from.id);
    if (scope === undefined || isShared(from, scopes.base)) return [];
    const byId = new Map(scope.pairs.map((pair) => [pair.from.id, pair]));
    return pairs.flatMap(({ from: before, to: after, ambiguous }): Moved[] => {
      const pair = byId.get(before.id);
      if (pair === undefined) return [];
      const isSure = !ambiguous && !pair.ambiguous && isLinkedAsBefore(pair, scope);
      const there = { there: pair.to, thereIn: scope.to.id };
      return [{ mover, other, to, before, after, ...there, isSure }];
    });
  });
}

/** Where every definition has the nodes that it had, nothing went into one or out of one. */
function mayMove(base: Scopes, side: Scopes): boolean {
  const idsOf = (scopes: Scopes) =>
    [...scopes.values()]
      .filter(({ id }) => id !== '')
      .map(({ id, nodes }) => JSON.stringify([id, ...nodes.map((node) => node.id).sort()]))
      .sort();
  return JSON.stringify(idsOf(base)) !== JSON.stringify(idsOf(side));
}

/** A definition that several nodes stand for: what was taken out of one of them is still in the others. */
function isShared(scope: Scope, scopes: Scopes): boolean {
  const uses = [...scopes.values()].flatMap(({ nodes }) =>
    nodes.filter(({ type }) => type === scope.id),
  );
  return scope.id !== '' && uses.length > 1;
}

/** True where the node takes in and feeds what it did; a link to a node that is gone is no edit of this one. */
function isLinkedAsBefore(pair: NodePair, { from, to, pairs }: MatchedScope): boolean {
  const ids = new Map(pairs.map((each) => [each.from.id, each.to.id]));
  const linksOf = (scope: Scope, id: string, called: (id: string) => string | undefined) =>
    new Set(
      scope.nodes.flatMap((node) =>
        node.links.flatMap(({ input, origin, output }) => {
          const [target, source] = [called(node.id), called(origin)];
          const isOwn = node.id === id || origin === id;
          if (!isOwn || target === undefined || source === undefined) return [];
          return [JSON.stringify([target, input, source, output])];
        }),
      ),
    );
  const before = linksOf(from, pair.from.id, (id) => ids.get(id));
  const after = linksOf(to, pair.to.id, (id) => id);
  return before.size === after.size && [...after].every((link) => before.has(link));
}

/** Fields that tie a node to its scope. */
const ofTheScope = new Set(['id', 'order', 'inputs', 'outputs']);

/** Returns the node where it stands now with both sides' edits; undefined where another node decides on a value that was changed. */
function carry(
  { mover, to, before, after, there }: Moved,
  scopes: Three<Scopes>,
  catalog: Catalog | undefined,
): { readonly node: JsonObject; readonly contested: readonly NodeContest[] } | undefined {
  const changed = changedNames(before.widgets, there.widgets);
  if (changed.some((name) => isShownOutside(name, after, to, scopes[mover]))) return undefined;
  const sides = mover === 'ours' ? { ours: after, theirs: there } : { ours: there, theirs: after };
  const { node, contested } = mergeNode(
    { base: before.raw, ours: sides.ours.raw, theirs: sides.theirs.raw },
    mover,
    catalog,
  );
  // the root has nodes of both sides, so the other side's may get another id there
  if (contested.length > 0 && (to.id === '' || scopes.base.has(to.id))) return undefined;
  const edited = entriesOf(node).filter(([key]) => !ofTheScope.has(key));
  return { node: jsonObject([...entriesOf(after.raw), ...edited]), contested };
}

/** True for a value that comes from outside of the node: through a link, or from the node of the subgraph, which shows it. */
function isShownOutside(name: string, node: CanvasNode, scope: Scope, scopes: Scopes): boolean {
  // a value that nothing names may be any of those that come from outside
  const isIt = (shown: Json | undefined) => shown === name || name.startsWith('#');
  const linked = objectsIn(member(node.raw, 'inputs')).filter(
    (slot) => isJsonObject(member(slot, 'widget')) && (member(slot, 'link') ?? null) !== null,
  );
  if (linked.some((slot) => isIt(member(slot, 'name')))) return true;
  const instances = [...scopes.values()].flatMap(({ nodes }) =>
    nodes.filter(({ type }) => type === scope.id),
  );
  return instances.some((instance) => {
    const shown = member(propertiesOf(instance), 'proxyWidgets');
    const rows = shown !== undefined && isJsonArray(shown) ? shown : [];
    return rows.some((row) => isJsonArray(row) && row[0] === node.id && isIt(row[1]));
  });
}

/** Fields that an edit changes and that go with the node. */
const carried = new Set(['mode', 'title', 'properties', 'widgets_values', 'widgets_values_named']);

function asBefore(before: CanvasNode, there: CanvasNode): JsonObject {
  return jsonObject([
    ...entriesOf(there.raw).filter(([key]) => !carried.has(key)),
    ...entriesOf(before.raw).filter(([key]) => carried.has(key)),
  ]);
}

function namedConflicts(
  { mover, to, before, after, there }: Moved,
  contested: readonly NodeContest[],
  scopes: Three<Scopes>,
  catalog: Catalog | undefined,
): readonly Conflict[] {
  const nodeIn = (node: CanvasNode) => new Map([[after.id, node]]);
  const [ours, theirs] = mover === 'ours' ? [after, there] : [there, after];
  const nodes = contested.map((each) => ({ ...each, id: after.id }));
  return conflictsOf(
    { nodes, wires: [], cycles: [], clashes: [], groups: [], slots: [], doubtful: [] },
    {
      scope: to.id,
      nodes: { base: nodeIn(before), ours: nodeIn(ours), theirs: nodeIn(theirs) },
      definitions: new Map([...scopes[mover].values()].map(({ id, name }) => [id, name])),
      catalog,
    },
  );
}
