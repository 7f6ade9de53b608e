/** What matching the scopes of two canvases gives: which node is which, and what moved. */

import type { How, Partners } from '../match/pairs.ts';
import { type CanvasNode, isBoundary, type Scope } from './scope.ts';

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
  /** The same by the places of the nodes. */
  readonly partners: Partners;
}

/** Returns the node after that is the one with this id before. */
export function partnerOf(
  { from, to, partners }: MatchedScope,
  id: string,
): CanvasNode | undefined {
  const place = from.places.get(id);
  const after = place === undefined ? -1 : (partners.after[place] as number);
  return after < 0 ? undefined : to.nodes[after];
}

/** Returns the nodes of one side that no node of the other is, but what stands for inputs and outputs. */
export function unpairedIn(matched: MatchedScope, side: 'from' | 'to'): CanvasNode[] {
  const places = side === 'from' ? matched.partners.after : matched.partners.before;
  return matched[side].nodes.filter((node, at) => (places[at] as number) < 0 && !isBoundary(node));
}

/** The names under which node types of both sides are one: a definition may have a new id, or be a copy of another. */
export interface Typed {
  readonly before: (type: string) => string;
  readonly after: (type: string) => string;
}
