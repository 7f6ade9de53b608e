/** Where a value really comes from: through reroutes and bypassed nodes, into subgraphs and out of them, to the node that makes it. */

import { handedOn, isHandOn } from './get-set.ts';
import { bypassed, isMuted, isOff } from './modes.ts';
import type { MatchedScope, Move } from './pairs.ts';
import {
  type CanvasLink,
  type CanvasNode,
  inputsId,
  nodeIn,
  outputsId,
  type Scope,
} from './scope.ts';

/** The scopes of one canvas, and where its subgraphs stand. */
export interface Wiring {
  readonly scopes: ReadonlyMap<string, Scope>;
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

export function wiringOf(scopes: readonly Scope[]): Wiring {
  const byId = new Map(scopes.map((scope) => [scope.id, scope]));
  const instances = new Map<string, { scope: string; node: CanvasNode }>();
  const several = new Set<string>();
  for (const scope of scopes) {
    for (const node of scope.nodes) {
      if (!byId.has(node.type)) continue;
      if (instances.has(node.type)) several.add(node.type);
      else instances.set(node.type, { scope: scope.id, node });
    }
  }
  for (const type of several) instances.delete(type);
  return { scopes: byId, instances };
}

/** Returns the node of a scope that has the id. */
export function nodeAt({ scopes }: Wiring, scope: string, id: string): CanvasNode | undefined {
  const holder = scopes.get(scope);
  return holder === undefined ? undefined : nodeIn(holder, id);
}

export function placeOf(scope: string, id: string): string {
  return `${scope}\n${id}`;
}

/** Where the value of a link comes from. */
export interface Trace {
  /** The node that makes the value; `nothing` where a muted node or a missing link cuts the way; undefined where more than one could. */
  readonly end: Origin | 'nothing' | undefined;
  /** Places of the muted and bypassed nodes on the way, from the link's end backward. */
  readonly through: readonly string[];
}

/** Returns the node that makes the value, or undefined where none does or more than one could. */
export function originOf(
  wiring: Wiring,
  scope: string,
  link: CanvasLink | undefined,
): Origin | undefined {
  const { end } = traceOf(wiring, scope, link);
  return end === 'nothing' ? undefined : end;
}

/** Follows a link as the frontend does where it makes the prompt (executableNodeDto.ts): through reroutes, subgraphs and bypassed nodes. */
export function traceOf(wiring: Wiring, scope: string, link: CanvasLink | undefined): Trace {
  const through: string[] = [];
  let at = { scope, link };
  for (let step = 0; step < mostSteps; step += 1) {
    if (at.link === undefined) return { end: 'nothing', through };
    const { origin, output } = at.link;
    const node = nodeAt(wiring, at.scope, origin);
    if (node === undefined) return { end: undefined, through };
    if (isOff(node)) through.push(placeOf(at.scope, origin));
    if (origin === inputsId && at.scope !== '') {
      const instance = wiring.instances.get(at.scope);
      if (instance === undefined) return { end: { scope: at.scope, id: origin, output }, through };
      const outer = linkInto(instance.node, output);
      // without a link the subgraph's node may show a value of its own
      if (outer === undefined) return { end: undefined, through };
      at = { scope: instance.scope, link: outer };
    } else if (isMuted(node)) {
      return { end: 'nothing', through };
    } else if (isHandOn(node.type)) {
      const passed = handedOn(node, wiring.scopes.get(at.scope));
      if (passed === undefined) return { end: { scope: at.scope, id: origin, output }, through };
      at = { scope: at.scope, link: passed.link };
    } else if (isOff(node)) {
      at = { scope: at.scope, link: bypassed(node, output) };
    } else if (wiring.scopes.has(node.type)) {
      const end = nodeAt(wiring, node.type, outputsId);
      at = { scope: node.type, link: end === undefined ? undefined : linkInto(end, output) };
    } else return { end: { scope: at.scope, id: origin, output }, through };
  }
  return { end: undefined, through };
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

/** Returns the rule for two canvases whose nodes were matched: a node after came from one before, also where a definition was copied. */
export function sameOrigins(from: Wiring, to: Wiring, cameFrom: CameFrom): IsSameOrigin {
  return (fromScope, before, toScope, after) => {
    const left = originOf(from, fromScope, before);
    const right = originOf(to, toScope, after);
    if (left === undefined || right === undefined) return false;
    const was = cameFrom.placeOf(right.scope, right.id);
    return was === placeOf(left.scope, left.id) && left.output === right.output;
  };
}

/** Where the nodes of the canvas after were before. */
export interface CameFrom {
  /** Returns the place before of a node after. */
  readonly placeOf: (scope: string, id: string) => string | undefined;
  /** Returns all places, after → before; made when first asked for, since most comparisons never ask. */
  readonly places: () => ReadonlyMap<string, string>;
}

export function cameFromOf(scopes: readonly MatchedScope[], moves: readonly Move[]): CameFrom {
  const moved = new Map(moves.flatMap(placesOf));
  let places: Map<string, string> | undefined;
  return {
    placeOf: (scope, id) => {
      let place = moved.get(placeOf(scope, id));
      // of a copy that was given up, the last one counts
      for (let at = scopes.length - 1; at >= 0 && place === undefined; at -= 1) {
        place = placeIn(scopes[at] as MatchedScope, scope, id);
      }
      return place;
    },
    places: () => {
      places ??= new Map([...scopes, ...moves].flatMap(placesOf));
      return places;
    },
  };
}

function placeIn(matched: MatchedScope, scope: string, id: string): string | undefined {
  const { from, to, partners } = matched;
  const place = to.id === scope ? to.places.get(id) : undefined;
  const before = place === undefined ? undefined : from.nodes[partners.before[place] as number];
  return before === undefined ? undefined : placeOf(from.id, before.id);
}

function placesOf({ from, to, pairs }: MatchedScope | Move): [string, string][] {
  return pairs.map((pair) => [placeOf(to.id, pair.to.id), placeOf(from.id, pair.from.id)]);
}
