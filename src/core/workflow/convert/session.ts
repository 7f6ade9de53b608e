/** What one conversion keeps while it runs: the catalog, the rules, the definitions, the values of promoted widgets. */

import type { Problem } from '../../../base/problem.ts';
import type { Catalog } from '../../catalog/types.ts';
import type { GroupType } from './group-types.ts';
import { linkTable, nodeTable } from './id-table.ts';
import type { FrontendRules } from './rules.ts';
import type { Graph, GraphNode, Widget } from './types.ts';

export interface Session {
  readonly catalog: Catalog;
  readonly rules: FrontendRules;
  readonly root: Graph;
  /** Subgraph id → live definition. */
  readonly definitions: Map<string, Graph>;
  /** Subgraph id → the nodes that stand for it, in the order they were made. */
  readonly instances: Map<string, GraphNode[]>;
  /** `node id:name` → promoted widget, as new pages keep them for the whole file. */
  readonly promoted: Map<string, Widget>;
  /** Legacy group nodes by node type. */
  readonly groups: Map<string, GroupType>;
  /** Types that the server lacks → ids of the nodes. */
  readonly missing: Map<string, string[]>;
  readonly problems: Problem[];
  lastNodeId: number;
  lastLinkId: number;
}

export function makeGraph(id: string, isRoot: boolean): Graph {
  return {
    id,
    isRoot,
    name: undefined,
    nodes: [],
    byId: nodeTable(),
    links: linkTable(),
    inputs: [],
    outputs: [],
  };
}

export function makeSession(catalog: Catalog, rules: FrontendRules): Session {
  return {
    catalog,
    rules,
    root: makeGraph('', true),
    definitions: new Map(),
    instances: new Map(),
    promoted: new Map(),
    groups: new Map(),
    missing: new Map(),
    problems: [],
    lastNodeId: 0,
    lastLinkId: 0,
  };
}

/** The root and every definition that is reachable from it, inner ones before the node that stands for them. */
export function forEachNode(session: Session, visit: (node: GraphNode) => void): void {
  const seen = new Set<Graph>();
  const walk = (graph: Graph): void => {
    if (seen.has(graph)) return;
    seen.add(graph);
    for (const node of graph.nodes) {
      if (node.subgraph !== undefined) walk(node.subgraph);
      visit(node);
    }
  };
  walk(session.root);
}
