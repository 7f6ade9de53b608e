/** What matching the scopes of two canvases gives: which node is which, and what moved. */

import type { How } from '../match/pairs.ts';
import type { CanvasNode, Scope } from './scope.ts';

export interface NodePair {
  readonly from: CanvasNode;
  readonly to: CanvasNode;
  readonly how: How;
  readonly confidence: number;
  readonly ambiguous: boolean;
}

/** Nodes that went from one scope into another: what was put into a subgraph, or taken out of one. */
export interface Move {
  readonly from: Scope;
  readonly to: Scope;
  readonly pairs: readonly NodePair[];
}

/** One scope before and after. */
export interface MatchedScope {
  readonly from: Scope;
  readonly to: Scope;
  readonly pairs: readonly NodePair[];
}

/** The names under which node types of both sides are one: a definition may have a new id, or be a copy of another. */
export interface Typed {
  readonly before: (type: string) => string;
  readonly after: (type: string) => string;
}
