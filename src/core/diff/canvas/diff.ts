/** The changes between two canvases, scope by scope: the root and each subgraph definition. */

import { type JsonObject, jsonEqual, member } from '../../../base/json.ts';
import { hasErrors, type Problem, problem } from '../../../base/problem.ts';
import type { Catalog } from '../../catalog/types.ts';
import type { CanvasWorkflow } from '../../workflow/types.ts';
import type { DiffOptions } from '../options.ts';
import type { Change, Match } from '../types.ts';
import { documentChanges, groupChanges } from './document.ts';
import { forkChanges } from './forks.ts';
import { idOf, objectsIn } from './ids.ts';
import { moveChanges, type WholeScopes } from './move-changes.ts';
import { compareScopes } from './pair-scopes.ts';
import type { MatchedScope, Move } from './pairs.ts';
import { definitionsOf, readScope, type Scope } from './scope.ts';
import { diffScope, matchesOf } from './scope-diff.ts';
import { renamedSlots } from './slots.ts';
import { type ReadWidgets, widgetReader } from './widgets.ts';

export interface CanvasDifference {
  readonly changes: readonly Change[];
  readonly matches: readonly Match[];
  readonly problems: readonly Problem[];
}

/** Returns the changes, unsorted; none, and errors, where a canvas cannot be read as graphs. */
export function diffCanvases(
  from: CanvasWorkflow,
  to: CanvasWorkflow,
  catalog: Catalog | undefined,
  options: DiffOptions,
): CanvasDifference {
  const [before, after] = readCanvasScopes(from, to, catalog);
  const problems = distinct([...before.problems, ...after.problems]);
  if (hasErrors(problems)) return { changes: [], matches: [], problems };
  const { comparison, scopes, forked, moves, whole } = compareScopes(
    before.scopes,
    after.scopes,
    catalog,
    options,
  );
  const compared = [...scopes, ...forked.map((each) => each.matched)];
  const changes = [
    ...compared.flatMap((each) => diffScope(each, comparison)),
    ...forkChanges(forked, compared, comparison),
    ...moveChanges(moves, whole, comparison),
    ...compared.flatMap(interfaceChanges),
    ...compared.flatMap((each) => groupChanges(each.from.raw, each.to.raw, each.to.id)),
    ...wholeScopes(whole, moves, compared),
    ...renamedScopes(scopes),
    ...documentChanges(from, to),
  ];
  const matches = [
    ...compared.flatMap((each) => matchesOf(each.pairs, each.from, each.to, false)),
    ...moves.flatMap((each) => matchesOf(each.pairs, each.from, each.to, true)),
  ];
  return { changes, matches, problems };
}

/** Returns the scopes of both canvases, their widgets under one set of names. */
export function readCanvasScopes(
  from: CanvasWorkflow,
  to: CanvasWorkflow,
  catalog: Catalog | undefined,
) {
  const nodes = [from, to].flatMap((canvas) =>
    [canvas, ...definitionsOf(canvas)].flatMap((scope) => objectsIn(member(scope, 'nodes'))),
  );
  const readWidgets = widgetReader(nodes, catalog);
  return [scopesOf(from, readWidgets), scopesOf(to, readWidgets)] as const;
}

function scopesOf(canvas: JsonObject, readWidgets: ReadWidgets) {
  const read = [
    readScope(canvas, '', readWidgets),
    ...definitionsOf(canvas).map((raw) => readScope(raw, idOf(member(raw, 'id')), readWidgets)),
  ];
  const ids = read.map((each) => each.scope.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return {
    scopes: read.map((each) => each.scope),
    problems: [
      ...read.flatMap((each) => each.problems),
      ...twice.map((scope) => problem('canvas/duplicate-definition', {}, { scope })),
    ],
  };
}

/** What both canvases have is told once. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()];
}

/** A definition that came or went with the one node that stands for it is told with that node. */
function wholeScopes(
  whole: WholeScopes,
  moves: readonly Move[],
  scopes: readonly MatchedScope[],
): Change[] {
  const common = { class: 'behaviour', kind: 'subgraph-changed', path: ['name'] } as const;
  const told = new Set(moves.flatMap((move) => [move.from, move.to]));
  const isTold = (scope: Scope, side: 'from' | 'to') =>
    told.has(scope) ||
    scopes.flatMap((each) => each[side].nodes.filter((node) => node.type === scope.id)).length ===
      1;
  return [
    ...whole.gone
      .filter((scope) => !isTold(scope, 'from'))
      .map((scope): Change => ({ ...common, scope: scope.id, from: scope.name })),
    ...whole.come
      .filter((scope) => !isTold(scope, 'to'))
      .map((scope): Change => ({ ...common, scope: scope.id, to: scope.name })),
  ];
}

function renamedScopes(scopes: readonly MatchedScope[]): Change[] {
  return scopes
    .filter(({ from, to }) => from.name !== to.name)
    .map(({ from, to }) => ({
      class: 'documentation',
      kind: 'subgraph-changed',
      path: ['name'],
      scope: to.id,
      from: from.name,
      to: to.name,
    }));
}

/** A slot that has another name under the same id is called something else; all others came, went or take another type. */
function interfaceChanges({ from: left, to: right }: MatchedScope): Change[] {
  if (right.id === '') return [];
  const common = { class: 'behaviour', kind: 'interface-changed', scope: right.id } as const;
  const called = right.name === '' ? {} : { subgraph: right.name };
  const renamed = renamedSlots(left, right);
  const before = new Map(left.interface);
  const changes: Change[] = [];
  for (const side of ['inputs', 'outputs'] as const) {
    for (const [from, to] of renamed[side]) {
      changes.push({ ...common, ...called, path: [side, to, 'name'], from, to });
      before.set(`${side}.${to}`, before.get(`${side}.${from}`) ?? null);
      before.delete(`${side}.${from}`);
    }
  }
  for (const name of new Set([...before.keys(), ...right.interface.keys()])) {
    const [from, to] = [before.get(name), right.interface.get(name)];
    if (from !== undefined && to !== undefined && jsonEqual(from, to)) continue;
    const values = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const [side = '', slot] = splitOnce(name);
    changes.push({ ...common, ...called, path: [side, slot], ...values });
  }
  return changes;
}

function splitOnce(name: string): [string, string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
