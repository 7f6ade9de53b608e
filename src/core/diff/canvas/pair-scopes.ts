/** Which scope of one canvas is which of the other, and with it which node is which. */

import type { Catalog } from '../../catalog/types.ts';
import type { DiffOptions } from '../options.ts';
import { cameFromOf, sameOrigins, wiringOf } from './effects.ts';
import { type Fork, isForkOf, likelyForks, typedOf } from './forks.ts';
import { matchScope } from './matched.ts';
import type { WholeScopes } from './move-changes.ts';
import { findMoves } from './moves.ts';
import type { MatchedScope, Move, Typed } from './pairs.ts';
import type { CanvasNode, Scope } from './scope.ts';
import type { Comparison } from './sides.ts';
import { renamedSlots, withRenamedSlots } from './slots.ts';

export interface ComparedScopes {
  readonly comparison: Comparison;
  readonly scopes: readonly MatchedScope[];
  /** Definitions that are copies, each compared with what it is a copy of. */
  readonly forked: readonly ForkedScope[];
  readonly moves: readonly Move[];
  readonly whole: WholeScopes;
}

export interface ForkedScope {
  readonly fork: Fork;
  readonly matched: MatchedScope;
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
  const alone = {
    gone: before.filter((scope) => !pairs.some(([left]) => left === scope)),
    come: after.filter((scope) => !pairs.some(([, right]) => right === scope)),
  };
  const likely = options.heuristics === false ? [] : likelyForks(pairs, alone.gone, alone.come);
  const renamed = new Map(pairs.map(([left, right]) => [left.id, right.id]));
  const typed = typedOf(renamed, likely);
  const scopes = pairs.map(([left, right]) =>
    matchScope(withRenamedSlots(left, slots), right, typed, options),
  );
  const forked = matchForks(likely, scopes, typed, options);
  const copies = new Set(forked.map(({ fork }) => fork.copy));
  const gone = alone.gone
    .filter((scope) => !copies.has(scope))
    .map((scope) => withRenamedSlots(scope, slots));
  const come = alone.come.filter((scope) => !copies.has(scope));
  const forks = forked.map((each) => each.matched);
  const wiring = {
    from: wiringOf([
      ...scopes.map((each) => each.from),
      ...forked.flatMap(({ fork, matched }) => (fork.copy === fork.from ? [matched.from] : [])),
      ...gone,
    ]),
    to: wiringOf(after),
  };
  const moves = findMoves({ scopes, forks, gone, come, typed, wiring }, options);
  const cameFrom = cameFromOf([...scopes, ...forks], moves);
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
    cameFrom,
    isSameOrigin: sameOrigins(wiring.from, wiring.to, cameFrom),
  };
  return { comparison, scopes, forked, moves, whole: { gone, come } };
}

/** A copy is one where a node that stood for the one definition stands for the other: in a scope that stayed, or in another copy. */
function matchForks(
  likely: readonly Fork[],
  scopes: readonly MatchedScope[],
  typed: Typed,
  options: DiffOptions,
): readonly ForkedScope[] {
  const found: ForkedScope[] = [];
  let open = likely;
  for (;;) {
    const pairs = [...scopes, ...found.map((each) => each.matched)].flatMap((each) => each.pairs);
    const sure = open.filter((fork) => pairs.some((pair) => isForkOf(fork, pair)));
    if (sure.length === 0) return found;
    open = open.filter((fork) => !sure.includes(fork));
    for (const fork of sure) {
      const { from, to } = fork;
      const called = { ...from, name: to.name };
      const slots = new Map([[from.id, renamedSlots(from, to)]]);
      found.push({
        fork,
        matched: matchScope(withRenamedSlots(called, slots), to, typed, options),
      });
    }
  }
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
