/** Which node of which version is which: every node gets the id that it has in the merged scope, ours keep theirs. */

import { graphOf } from '../../diff/canvas/node-graph.ts';
import { type CanvasNode, modeOf, type Scope } from '../../diff/canvas/scope.ts';
import type { Graph } from '../../diff/graph.ts';
import { leafText } from '../../diff/leaf.ts';
import { matchGraphs } from '../../diff/match/match.ts';
import { pairsOf as valuesOf } from '../../diff/named-values.ts';
import type { SideName, Three } from '../types.ts';
import type { Counter } from './counter.ts';

export interface Numbering {
  /** Id in the base → id in the merge; also for nodes that one side or both removed. */
  readonly base: ReadonlyMap<string, string>;
  readonly theirs: ReadonlyMap<string, string>;
  /** Merged ids of nodes that could as well be another one of their kind. */
  readonly ambiguous: ReadonlySet<string>;
}

/** Definition ids of a side → ids in the merge. */
export type Renames = Three<ReadonlyMap<string, string>>;

/** Returns the numbering of a scope; theirs keep their ids too where ours do not have them. */
export function numberNodes(three: Three<Scope>, renames: Renames, counter: Counter): Numbering {
  const graphs = {
    base: graphOfScope(three.base, renames.base),
    ours: graphOfScope(three.ours, renames.ours),
    theirs: graphOfScope(three.theirs, renames.theirs),
  };
  const ambiguous = new Set<string>();
  const inOurs = pairsOf(graphs.base, graphs.ours, three.base, three.ours, ambiguous);
  const inTheirs = pairsOf(graphs.base, graphs.theirs, three.base, three.theirs, new Set());
  const taken = new Set(three.ours.nodes.map((node) => node.id));
  const claim = (id: string): string => {
    const free = taken.has(id) ? String(counter.next()) : id;
    taken.add(free);
    return free;
  };
  const base = new Map<string, string>();
  const theirs = new Map<string, string>();
  for (const { id } of three.base.nodes) {
    const here = inOurs.get(id)?.id;
    const there = inTheirs.get(id);
    const merged = here ?? (there === undefined ? `gone ${id}` : claim(there.id));
    base.set(id, merged);
    if (there === undefined) continue;
    theirs.set(there.id, merged);
    if (there.ambiguous) ambiguous.add(merged);
  }
  pairAdditions(three, renames, new Set([...inOurs.values()].map((each) => each.id)), theirs);
  for (const { id } of three.theirs.nodes) if (!theirs.has(id)) theirs.set(id, claim(id));
  return { base, theirs, ambiguous };
}

/** Nodes that both added, equal in content and in what they are linked to, are one; of several such the ones that feed the same. */
function pairAdditions(
  three: Three<Scope>,
  renames: Renames,
  known: ReadonlySet<string>,
  theirs: Map<string, string>,
): void {
  const added = three.ours.nodes.filter((node) => !known.has(node.id));
  if (added.length === 0) return;
  const feeds = {
    ours: feedsOf(three.ours, (id) => (known.has(id) ? id : undefined)),
    theirs: feedsOf(three.theirs, (id) => theirs.get(id)),
  };
  const keyOf = {
    ours: (node: CanvasNode) => contentOf(node, renames.ours, (id) => id),
    theirs: (node: CanvasNode) => contentOf(node, renames.theirs, (id) => theirs.get(id)),
  };
  const taken = new Set<string>();
  for (const byFeeds of [true, false]) {
    const key = (side: SideName, node: CanvasNode) => {
      const content = keyOf[side](node);
      return byFeeds && content !== undefined
        ? `${content} ${feeds[side].get(node.id) ?? ''}`
        : content;
    };
    const free = new Map<string, string[]>();
    for (const node of added) {
      const own = taken.has(node.id) ? undefined : key('ours', node);
      if (own !== undefined) free.set(own, [...(free.get(own) ?? []), node.id]);
    }
    let open = three.theirs.nodes.filter((node) => !theirs.has(node.id));
    for (let left = -1; left !== open.length; ) {
      left = open.length;
      open = open.filter((node) => {
        const own = key('theirs', node);
        const ids = own === undefined ? [] : (free.get(own) ?? []);
        const same = ids.includes(node.id) ? node.id : ids[0];
        if (own === undefined || same === undefined) return true;
        const others = ids.filter((id) => id !== same);
        free.set(own, others);
        taken.add(same);
        theirs.set(node.id, same);
        return false;
      });
    }
  }
}

/** Returns, for each node, the inputs of nodes of the base that it feeds, in merged ids. */
function feedsOf(
  scope: Scope,
  merged: (id: string) => string | undefined,
): ReadonlyMap<string, string> {
  const feeds = new Map<string, string[]>();
  for (const node of scope.nodes) {
    const id = merged(node.id);
    if (id === undefined) continue;
    for (const { input, origin, output } of node.links) {
      const list = feeds.get(origin) ?? [];
      feeds.set(origin, list);
      list.push(JSON.stringify([id, input, output]));
    }
  }
  return new Map([...feeds].map(([id, list]) => [id, list.sort().join(' ')]));
}

/** Undefined while a node that it is linked to has no merged id yet. */
function contentOf(
  node: CanvasNode,
  renames: ReadonlyMap<string, string>,
  merged: (id: string) => string | undefined,
): string | undefined {
  const links: string[][] = [];
  for (const { input, origin, output } of node.links) {
    const id = merged(origin);
    if (id === undefined) return undefined;
    links.push([input, id, output]);
  }
  return JSON.stringify([
    renames.get(node.type) ?? node.type,
    node.title,
    leafText(modeOf(node)),
    valuesOf(node.widgets).map(([name, value]) => [name, leafText(value)]),
    links.sort(),
  ]);
}

interface Paired {
  readonly id: string;
  readonly ambiguous: boolean;
}

/** A node of another type in its place is another node here: what was set on the one means nothing on the other. */
function pairsOf(
  from: Graph,
  to: Graph,
  base: Scope,
  side: Scope,
  ambiguous: Set<string>,
): ReadonlyMap<string, Paired> {
  const pairs = new Map<string, Paired>();
  for (const pair of matchGraphs(from, to)) {
    const [before, after] = [base.nodes[pair.from], side.nodes[pair.to]];
    if (pair.how === 'replaced' || before === undefined || after === undefined) continue;
    if (pair.ambiguous) ambiguous.add(after.id);
    pairs.set(before.id, { id: after.id, ambiguous: pair.ambiguous });
  }
  return pairs;
}

function graphOfScope(scope: Scope, renames: ReadonlyMap<string, string>): Graph {
  return graphOf(scope.nodes, scope.places, (type) => renames.get(type) ?? type);
}
