/** Where a value really comes from: through reroutes, into subgraphs and out of them, to the node that makes it. */

import type { MatchedScope, Move } from './pairs.ts';
import { type CanvasLink, type CanvasNode, inputsId, outputsId, type Scope } from './scope.ts';

/** Nodes of one canvas by scope and id, and where its subgraphs stand. */
export interface Wiring {
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly nodes: ReadonlyMap<string, CanvasNode>;
  /** Id of a definition → the only node that stands for it, with its scope. */
  readonly instances: ReadonlyMap<string, { readonly scope: string; readonly node: CanvasNode }>;
}

export interface Origin {
  readonly scope: string;
  readonly id: string;
  readonly output: string;
}

/** Links through more nodes than this go in a circle. */
const mostSteps = 1000;

/** Virtual nodes of the frontend that hand on what they get (rerouteNode.ts). */
export const isReroute = (type: string): boolean => type === 'Reroute';

export function wiringOf(scopes: readonly Scope[]): Wiring {
  const nodes = new Map<string, CanvasNode>();
  const instances = new Map<string, { scope: string; node: CanvasNode }>();
  const several = new Set<string>();
  for (const scope of scopes) {
    for (const node of scope.nodes) {
      nodes.set(placeOf(scope.id, node.id), node);
      if (instances.has(node.type)) several.add(node.type);
      else instances.set(node.type, { scope: scope.id, node });
    }
  }
  for (const type of several) instances.delete(type);
  return { scopes: new Map(scopes.map((scope) => [scope.id, scope])), nodes, instances };
}

export function placeOf(scope: string, id: string): string {
  return `${scope}\n${id}`;
}

/** Returns the node that makes the value, or undefined where none does or more than one could. */
export function originOf(
  wiring: Wiring,
  scope: string,
  link: CanvasLink | undefined,
): Origin | undefined {
  let at = { scope, link };
  for (let step = 0; step < mostSteps && at.link !== undefined; step += 1) {
    const { origin, output } = at.link;
    const node = wiring.nodes.get(placeOf(at.scope, origin));
    if (node === undefined) return undefined;
    if (origin === inputsId && at.scope !== '') {
      const instance = wiring.instances.get(at.scope);
      if (instance === undefined) return { scope: at.scope, id: origin, output };
      at = { scope: instance.scope, link: linkInto(instance.node, output) };
    } else if (isReroute(node.type)) {
      at = { scope: at.scope, link: node.links[0] };
    } else if (wiring.scopes.has(node.type)) {
      const end = wiring.nodes.get(placeOf(node.type, outputsId));
      at = { scope: node.type, link: end === undefined ? undefined : linkInto(end, output) };
    } else return { scope: at.scope, id: origin, output };
  }
  return undefined;
}

function linkInto(node: CanvasNode, input: string): CanvasLink | undefined {
  return node.links.find((link) => link.input === input);
}

/** Tells of two links, one before and one after, whether they bring the value of one node. */
export type IsSameOrigin = (
  fromScope: string,
  before: CanvasLink | undefined,
  toScope: string,
  after: CanvasLink | undefined,
) => boolean;

/** Returns the rule for two canvases whose nodes were matched; a node of a definition that was copied became several. */
export function sameOrigins(
  from: Wiring,
  to: Wiring,
  scopes: readonly MatchedScope[],
  moves: readonly Move[],
): IsSameOrigin {
  const became = new Map<string, Set<string>>();
  for (const each of [...scopes, ...moves]) {
    for (const pair of each.pairs) {
      const was = placeOf(each.from.id, pair.from.id);
      became.set(was, (became.get(was) ?? new Set()).add(placeOf(each.to.id, pair.to.id)));
    }
  }
  return (fromScope, before, toScope, after) => {
    const left = originOf(from, fromScope, before);
    const right = originOf(to, toScope, after);
    if (left === undefined || right === undefined) return false;
    const there = became.get(placeOf(left.scope, left.id));
    return there?.has(placeOf(right.scope, right.id)) === true && left.output === right.output;
  };
}
