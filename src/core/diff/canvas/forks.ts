/** Subgraph nodes whose definition is a copy of the one that they shared before ("unlinked copy"), or that share one again. */

import type { Change } from '../types.ts';
import type { MatchedScope, NodePair, Typed } from './pairs.ts';
import { isBoundary, type Scope } from './scope.ts';
import { bothOf } from './scope-diff.ts';
import { type Comparison, nameIn } from './sides.ts';

/** A definition of one side alone, with the one of the other side that its nodes stood for. */
export interface Fork {
  readonly from: Scope;
  readonly to: Scope;
  /** Which of the two has no other partner: `to` where a copy was made, `from` where it was given up. */
  readonly copy: Scope;
  /** Id of the definition, as it is after, that the copy was made of or given up for. */
  readonly shared: string;
}

/** Less alike than this by the types of its nodes, a definition is no copy (Rinaldi et al. 2023 match graphs from there on). */
const leastAlike = 0.65;

/** Returns, for each definition that one side alone has, the one that it may be a copy of. */
export function likelyForks(
  pairs: readonly (readonly [Scope, Scope])[],
  gone: readonly Scope[],
  come: readonly Scope[],
): readonly Fork[] {
  const inner = pairs.filter(([from]) => from.id !== '');
  return [
    ...come.flatMap((copy): Fork[] => {
      const best = mostAlike(copy, inner, ([from]) => from);
      return best === undefined ? [] : [{ from: best[0], to: copy, copy, shared: best[1].id }];
    }),
    ...gone.flatMap((copy): Fork[] => {
      const best = mostAlike(copy, inner, ([, to]) => to);
      return best === undefined ? [] : [{ from: copy, to: best[1], copy, shared: best[1].id }];
    }),
  ];
}

function mostAlike<T>(
  copy: Scope,
  pairs: readonly T[],
  scopeOf: (pair: T) => Scope,
): T | undefined {
  let best: { readonly pair: T; readonly likeness: number } | undefined;
  for (const pair of pairs) {
    const likeness =
      likenessOf(scopeOf(pair), copy) + (scopeOf(pair).name === copy.name ? 0.01 : 0);
    if (likeness >= leastAlike && likeness > (best?.likeness ?? 0)) best = { pair, likeness };
  }
  return best?.pair;
}

/** Share of the nodes, by type, that both have. */
function likenessOf(left: Scope, right: Scope): number {
  const [mine, yours] = [left, right].map((scope) =>
    scope.nodes.filter((node) => !isBoundary(node)).map((node) => node.type),
  ) as [string[], string[]];
  const counts = new Map<string, number>();
  for (const type of mine) counts.set(type, (counts.get(type) ?? 0) + 1);
  let common = 0;
  for (const type of yours) {
    const count = counts.get(type) ?? 0;
    if (count > 0) common += 1;
    counts.set(type, count - 1);
  }
  const all = mine.length + yours.length;
  return all === 0 ? 0 : (2 * common) / all;
}

/** Returns the names of types under which copies and what they are copies of are one. */
export function typedOf(renamed: ReadonlyMap<string, string>, forks: readonly Fork[]): Typed {
  const [before, after] = [new Map(renamed), new Map<string, string>()];
  for (const { from, to, copy, shared } of forks) {
    if (copy === to) after.set(to.id, shared);
    else before.set(from.id, shared);
  }
  return {
    before: (type) => before.get(type) ?? type,
    after: (type) => after.get(type) ?? type,
  };
}

/** Returns whether a subgraph node is one with a node of the fork's other side. */
export function isForkOf({ from, to }: Fork, pair: NodePair): boolean {
  return pair.from.type === from.id && pair.to.type === to.id;
}

/** Returns a change for each subgraph node that a copy was made for or taken from. */
export function forkChanges(
  forked: readonly { readonly fork: Fork }[],
  scopes: readonly MatchedScope[],
  comparison: Comparison,
): readonly Change[] {
  if (forked.length === 0) return [];
  return scopes.flatMap(({ from, to, pairs }) => {
    const both = bothOf(from, to, comparison, [], []);
    return pairs.flatMap((pair): Change[] => {
      const fork = forked.find((each) => isForkOf(each.fork, pair))?.fork;
      if (fork === undefined) return [];
      const isNew = fork.copy === fork.to;
      const others = [...comparison.wiring.to.scopes.values()].flatMap((scope) =>
        scope.nodes
          .filter((node) => node.type === fork.shared && node !== pair.to)
          .map((node) => nameIn(both, { ...both.to, scope }, node)),
      );
      return [
        {
          class: 'documentation',
          kind: isNew ? 'subgraph-unlinked' : 'subgraph-shared',
          node: nameIn(both, both.to, pair.to),
          subgraph: comparison.names.after.get(fork.shared) ?? '',
          others,
        },
      ];
    });
  });
}
