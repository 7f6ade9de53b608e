/** The changes between two canvases, scope by scope: the root and each subgraph definition. */

import { type Json, type JsonObject, jsonEqual, jsonObject, member } from '../../../base/json.ts';
import { hasErrors, type Problem, problem } from '../../../base/problem.ts';
import type { Catalog } from '../../catalog/types.ts';
import type { CanvasWorkflow } from '../../workflow/types.ts';
import type { DiffOptions } from '../options.ts';
import type { Change, Match } from '../types.ts';
import { documentChanges, groupChanges } from './document.ts';
import { idOf, objectsIn } from './ids.ts';
import { definitionsOf, readScope, type Scope } from './scope.ts';
import { diffScopes } from './scope-diff.ts';
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
  const nodes = [from, to].flatMap((canvas) =>
    [canvas, ...definitionsOf(canvas)].flatMap((scope) => objectsIn(member(scope, 'nodes'))),
  );
  const readWidgets = widgetReader(nodes, catalog);
  const before = scopesOf(from, readWidgets);
  const after = scopesOf(to, readWidgets);
  const problems = distinct([...before.problems, ...after.problems]);
  if (hasErrors(problems)) return { changes: [], matches: [], problems };
  const pairs = pairScopes(before.scopes, after.scopes);
  const names = {
    before: new Map(before.scopes.map((scope) => [scope.id, scope.name])),
    after: new Map(after.scopes.map((scope) => [scope.id, scope.name])),
    renamed: new Map(pairs.map(([left, right]) => [left.id, right.id])),
  };
  const found = pairs.map(([left, right]) => diffScopes(left, right, names, catalog, options));
  const changes = [
    ...found.flatMap((each) => each.changes),
    ...pairs.flatMap(([left, right]) => interfaceChanges(left, right)),
    ...pairs.flatMap(([left, right]) => groupChanges(left.raw, right.raw, right.id)),
    ...wholeScopes(before.scopes, after.scopes, pairs),
    ...documentChanges(from, to),
  ];
  return { changes, matches: found.flatMap((each) => each.matches), problems };
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

/** Pairs definitions by id, then by name and interface where only one on each side has them. */
function pairScopes(before: readonly Scope[], after: readonly Scope[]): [Scope, Scope][] {
  const pairs: [Scope, Scope][] = [];
  const free = new Set(after);
  const rest: Scope[] = [];
  for (const scope of before) {
    const there = after.find((each) => each.id === scope.id && free.has(each));
    if (there === undefined) rest.push(scope);
    else {
      pairs.push([scope, there]);
      free.delete(there);
    }
  }
  for (const likeness of [faceOf, (scope: Scope) => scope.name]) {
    for (const scope of rest.filter((each) => !pairs.some(([left]) => left === each))) {
      const there = [...free].filter((each) => likeness(each) === likeness(scope));
      const here = rest.filter((each) => likeness(each) === likeness(scope));
      const [only] = there;
      if (here.length !== 1 || there.length !== 1 || only === undefined) continue;
      pairs.push([scope, only]);
      free.delete(only);
    }
  }
  return pairs;
}

function faceOf(scope: Scope): string {
  return JSON.stringify([scope.name, [...scope.interface.keys()].sort()]);
}

function wholeScopes(
  before: readonly Scope[],
  after: readonly Scope[],
  pairs: readonly (readonly [Scope, Scope])[],
): Change[] {
  const common = { class: 'behaviour', kind: 'subgraph-changed', path: ['name'] } as const;
  const gone = before.filter((scope) => !pairs.some(([left]) => left === scope));
  const come = after.filter((scope) => !pairs.some(([, right]) => right === scope));
  return [
    ...gone.map((scope): Change => ({ ...common, scope: scope.id, from: scope.name })),
    ...come.map((scope): Change => ({ ...common, scope: scope.id, to: scope.name })),
    ...pairs
      .filter(([left, right]) => left.name !== right.name)
      .map(([left, right]): Change => {
        const names = { from: left.name, to: right.name };
        return { ...common, class: 'documentation', scope: right.id, ...names };
      }),
  ];
}

function interfaceChanges(left: Scope, right: Scope): Change[] {
  if (right.id === '') return [];
  const before = jsonObject(left.interface);
  const after = jsonObject(right.interface);
  const names = new Set([...left.interface.keys(), ...right.interface.keys()]);
  return [...names].flatMap((name): Change[] => {
    const [from, to] = [member(before, name), member(after, name)];
    if (jsonEqual(from as Json, to as Json)) return [];
    return [
      {
        class: 'behaviour',
        kind: 'interface-changed',
        scope: right.id,
        path: name.split('.'),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    ];
  });
}
