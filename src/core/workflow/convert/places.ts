/** Where a node stands in a conversion: in the root, or inside subgraph nodes under the path of their ids. */

import type { GroupType } from './group-types.ts';
import type { IdTable } from './id-table.ts';
import type { GraphNode } from './types.ts';

/** A node at one place: a subgraph's node has one for each node that stands for the subgraph. */
export interface Place {
  readonly node: GraphNode;
  /** Ids of the subgraph nodes around it and its own, joined by `:`. */
  readonly id: string;
  /** Path of the subgraph node around it; empty in the root. */
  readonly path: string;
  /** The subgraph node around it. */
  readonly host: GraphNode | undefined;
  /** The legacy group node around it. */
  readonly inside?: {
    readonly owner: GraphNode;
    readonly group: GroupType;
    readonly index: number;
    readonly nodes: readonly GraphNode[];
  };
  /** Set on the place of a legacy group node itself. */
  readonly group?: GroupType;
}

/** A link as the prompt has it: id of the node, index of its output. */
export type PromptLink = readonly [id: string, slot: number];

export type Places = IdTable<string, Place>;
