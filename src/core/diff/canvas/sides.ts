/** The two scopes of a comparison, and what their nodes are called. */

import type { Catalog } from '../../catalog/types.ts';
import { nameOf } from '../names.ts';
import type { DiffOptions } from '../options.ts';
import type { FoldedLink, NodeName, Source } from '../types.ts';
import type { CameFrom, IsSameOrigin, Wiring } from './effects.ts';
import { isMuted, isOff } from './modes.ts';
import type { NodePair, Typed } from './pairs.ts';
import { type CanvasLink, type CanvasNode, nodeIn, type Scope } from './scope.ts';

export interface Side {
  readonly scope: Scope;
  readonly definitions: ReadonlyMap<string, string>;
}

/** Names of subgraph definitions by id. */
export interface DefinitionNames {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

/** What every part of a comparison of two canvases knows. */
export interface Comparison {
  readonly names: DefinitionNames;
  readonly typed: Typed;
  readonly catalog: Catalog | undefined;
  readonly options: DiffOptions;
  /** Nodes that are told with a move, with the other scope: those that moved, and subgraph nodes whose definition came or went. */
  readonly moved: ReadonlyMap<CanvasNode, string>;
  readonly isSameOrigin: IsSameOrigin;
  readonly cameFrom: CameFrom;
  readonly wiring: { readonly from: Wiring; readonly to: Wiring };
}

/** What reaches the nodes of a scope through those that are switched off. */
export interface Switched {
  /** Returns the inputs that get another value because the mode of this node changed. */
  readonly effectsOf: (pair: Pick<NodePair, 'from' | 'to'>) => readonly FoldedLink[];
  /** True where another value comes through the node to one that runs. */
  readonly isPassed: (pair: Pick<NodePair, 'from' | 'to'>) => boolean;
}

export interface Both extends Comparison {
  readonly from: Side;
  readonly to: Side;
  /** Absent where nodes of two scopes are compared. */
  readonly switched?: Switched;
  /** Links that came or went with a node, by the node's id after (added) or before (removed). */
  readonly folded: {
    readonly added: Map<string, FoldedLink[]>;
    readonly removed: Map<string, FoldedLink[]>;
    /** Ids of those of them that change where a value comes from. */
    readonly rewiring: Set<string>;
  };
}

/** Returns the name of a node of one side; a subgraph node is called by its definition's name. */
export function nameIn(both: Both, side: Side, node: CanvasNode): NodeName {
  const type = side.definitions.get(node.type) ?? node.type;
  const called = nameOf(node.id, type, node.title, both.catalog);
  const name = isOff(node)
    ? ({ ...called, mode: isMuted(node) ? 'muted' : 'bypassed' } as const)
    : called;
  const { id, name: subgraph } = side.scope;
  return id === '' ? name : { scope: id, ...(subgraph === '' ? {} : { subgraph }), ...name };
}

/** Returns where a link comes from. */
export function sourceIn(both: Both, side: Side, link: CanvasLink | undefined): Source | undefined {
  const origin = link === undefined ? undefined : nodeIn(side.scope, link.origin);
  if (link === undefined || origin === undefined) return undefined;
  return { ...nameIn(both, side, origin), output: link.output };
}
