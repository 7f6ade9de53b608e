/** The changes between the nodes of two scopes: which is which, then what differs. */

import type { Catalog } from '../../catalog/types.ts';
import { compareProjections, type Projection } from '../compare.ts';
import { type Graph, graphOf } from '../graph.ts';
import { leafText } from '../leaf.ts';
import { matchGraphs } from '../match/match.ts';
import type { Pair } from '../match/pairs.ts';
import type { DiffOptions } from '../options.ts';
import type { Change, Match } from '../types.ts';
import { modeOf } from './classes.ts';
import { nodeChanges, wholeNode } from './node-changes.ts';
import type { CanvasNode, Scope } from './scope.ts';
import type { Both } from './sides.ts';

/** Names of subgraph definitions by id, and which definition became which. */
export interface DefinitionNames {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly renamed: ReadonlyMap<string, string>;
}

/** Returns the changes of nodes, their values and links. */
export function diffScopes(
  from: Scope,
  to: Scope,
  names: DefinitionNames,
  catalog: Catalog | undefined,
  options: DiffOptions,
): { readonly changes: readonly Change[]; readonly matches: readonly Match[] } {
  const pairs = matchGraphs(
    graphOfScope(from, (type) => names.renamed.get(type) ?? type),
    graphOfScope(to, (type) => type),
    options,
  );
  const idPairs = pairs.map(
    (pair) => [from.nodes[pair.from] as CanvasNode, to.nodes[pair.to] as CanvasNode] as const,
  );
  const renamed = new Map(idPairs.map(([left, right]) => [left.id, right.id]));
  const kept = new Set(renamed.values());
  const removed = from.nodes.filter((node) => !renamed.has(node.id));
  const added = to.nodes.filter((node) => !kept.has(node.id));
  const both: Both = {
    from: { scope: from, nodes: byId(from), definitions: names.before },
    to: { scope: to, nodes: byId(to), definitions: names.after },
    catalog,
    options,
    folded: {
      added: new Map(added.map((node) => [node.id, []])),
      removed: new Map(removed.map((node) => [node.id, []])),
    },
  };
  const typed = (type: string) => names.renamed.get(type) ?? type;
  const differences = compareProjections(
    idPairs.map(([left, right]) => [
      projectionOf(left, typed, (id) => renamed.get(id), both.from.nodes),
      projectionOf(
        right,
        (type) => type,
        (id) => id,
        both.to.nodes,
      ),
    ]),
  );
  const changes = idPairs.flatMap(([left, right], index) =>
    nodeChanges(both, left, right, differences[index] ?? []),
  );
  changes.push(...removed.map((node) => wholeNode(both, 'node-removed', node)));
  changes.push(...added.map((node) => wholeNode(both, 'node-added', node)));
  return { changes, matches: matchesOf(pairs, from, to) };
}

function byId(scope: Scope): ReadonlyMap<string, CanvasNode> {
  return new Map(scope.nodes.map((node) => [node.id, node]));
}

function graphOfScope(scope: Scope, typed: (type: string) => string): Graph {
  return graphOf(
    scope.nodes.map((node) => ({
      id: node.id,
      type: typed(node.type),
      title: node.title,
      widgets: new Map([...node.widgets].map(([name, value]) => [name, leafText(value)])),
      volatile: node.volatile,
      links: node.links,
      ...(node.position === undefined ? {} : { position: node.position }),
    })),
  );
}

function matchesOf(pairs: readonly Pair[], from: Scope, to: Scope): Match[] {
  return pairs.flatMap(({ from: left, to: right, how, confidence, ambiguous }): Match[] => {
    const [before, after] = [from.nodes[left]?.id ?? '', to.nodes[right]?.id ?? ''];
    if (how === 'id' || (before === after && !ambiguous)) return [];
    return [
      {
        ...(to.id === '' ? {} : { scope: to.id }),
        from: before,
        to: after,
        how,
        confidence: Math.round(confidence * 100) / 100,
        ambiguous,
      },
    ];
  });
}

function projectionOf(
  node: CanvasNode,
  typed: (type: string) => string,
  rename: (id: string) => string | undefined,
  known: ReadonlyMap<string, CanvasNode>,
): Projection {
  const fields: Record<string, string> = {
    ':type': typed(node.type),
    ':title': node.title,
    ':mode': leafText(modeOf(node.fields)),
  };
  const meta: Record<string, string> = {};
  const inputs: Record<string, string> = {};
  const links: Record<string, string> = {};
  for (const [key, value] of node.fields) if (key !== 'mode') fields[`:${key}`] = leafText(value);
  for (const [key, value] of node.properties) meta[`:${key}`] = leafText(value);
  for (const [name, value] of node.widgets) inputs[`:${name}`] = leafText(value);
  for (const link of node.links) {
    const there = known.has(link.origin) ? rename(link.origin) : undefined;
    const end = known.has(link.origin) ? 'gone' : 'lost';
    links[`:${link.input}`] =
      there === undefined ? `${end} ${link.origin} ${link.output}` : `link ${there} ${link.output}`;
  }
  return { fields, meta, inputs, links };
}
