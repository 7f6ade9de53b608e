/** Which scope of one canvas is which of the other, and with it which node is which. */

import type { Catalog } from '../../catalog/types.ts';
import type { DiffOptions } from '../options.ts';
import { sameOrigins, wiringOf } from './effects.ts';
import { findMoves, type MatchedScope, type Move, matchScope } from './matched.ts';
import type { WholeScopes } from './move-changes.ts';
import type { CanvasNode, Scope } from './scope.ts';
import type { Comparison } from './sides.ts';
import { renamedSlots, withRenamedSlots } from './slots.ts';

export interface ComparedScopes {
  readonly comparison: Comparison;
  readonly scopes: readonly MatchedScope[];
  readonly moves: readonly Move[];
  readonly whole: WholeScopes;
}

/** Returns all scopes with their nodes matched, moves between scopes, and definitions that one side alone has. */
export function compareScopes(
  before: readonly Scope[],
  after: readonly Scope[],
  catalog: Catalog | undefined,
  options: DiffOptions,
): ComparedScopes {
  const pairs = pairScopes(before, after);
  const slots = new Map(pairs.map(([left, right]) => [left.id, renamedSlots(left, right)]));
  const renamed = new Map(pairs.map(([left, right]) => [left.id, right.id]));
  const typed = (type: string) => renamed.get(type) ?? type;
  const scopes = pairs.map(([left, right]) =>
    matchScope(withRenamedSlots(left, slots), right, typed, options),
  );
  const gone = before
    .filter((scope) => !pairs.some(([left]) => left === scope))
    .map((scope) => withRenamedSlots(scope, slots));
  const come = after.filter((scope) => !pairs.some(([, right]) => right === scope));
  const moves = findMoves(scopes, gone, come, typed, options);
  const wiring = {
    from: wiringOf([...scopes.map((each) => each.from), ...gone]),
    to: wiringOf(after),
  };
  const comparison = {
    names: {
      before: new Map(before.map((scope) => [scope.id, scope.name])),
      after: new Map(after.map((scope) => [scope.id, scope.name])),
    },
    typed,
    catalog,
    options,
    wiring,
    moved: new Map([
      ...moves.flatMap(({ from, to, pairs }) =>
        pairs.flatMap((pair): [CanvasNode, string][] => [
          [pair.from, to.id],
          [pair.to, from.id],
        ]),
      ),
      ...moves.flatMap(({ from }) =>
        instancesOf(
          from,
          gone,
          scopes.map((each) => each.from),
        ),
      ),
      ...moves.flatMap(({ to }) => instancesOf(to, come, after)),
    ]),
    isSameOrigin: sameOrigins(wiring.from, wiring.to, scopes, moves),
  };
  return { comparison, scopes, moves, whole: { gone, come } };
}

/** The nodes that stand for a definition which is on one side alone. */
function instancesOf(
  scope: Scope,
  alone: readonly Scope[],
  all: readonly Scope[],
): [CanvasNode, string][] {
  if (!alone.includes(scope)) return [];
  return all.flatMap((each) =>
    each.nodes
      .filter((node) => node.type === scope.id)
      .map((node): [CanvasNode, string] => [node, each.id]),
  );
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
