/** The graph that matching works on: one scope of a workflow, its nodes by index, its links by slot name. */

import type { NamedValues } from './named-values.ts';

export interface GraphNode {
  readonly id: string;
  readonly type: string;
  /** Empty where the node has none of its own. */
  readonly title: string;
  /** Names of widgets whose value says nothing about identity: seeds that change by themselves. */
  readonly volatile: ReadonlySet<string>;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly widgetsOf: (index: number) => NamedValues;
  readonly positionOf: (index: number) => readonly [number, number] | undefined;
  /** Made when first asked for: where ids decide, most links are never looked at. */
  readonly links: () => Links;
}

export const nothing: ReadonlySet<string> = new Set();

/**
 * The links of a graph by number, in lists that hold no object for each link: those into node `n` are the numbers from
 * `into[n]` to `into[n + 1]`, those out of it stand in `outgoing` from `out[n]` to `out[n + 1]`.
 */
export interface Links {
  readonly into: Int32Array;
  readonly out: Int32Array;
  readonly outgoing: Int32Array;
  /** Link → index of the node that it comes from, and of the one that it leads to. */
  readonly origins: Int32Array;
  readonly consumers: Int32Array;
  /** Link → the slot's name where it leads into, and the name or number of the slot that it comes from. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Tells each link into a node: its input, the index of its origin, its output. */
export type TellLink = (input: string, origin: number, output: string) => void;

/** Returns a function that makes the links once. `each` tells those into a node, in their order. */
export function linksOnce(
  count: number,
  each: (index: number, tell: TellLink) => void,
): () => Links {
  let links: Links | undefined;
  return () => {
    links ??= readLinks(count, each);
    return links;
  };
}

function readLinks(count: number, each: (index: number, tell: TellLink) => void): Links {
  const into = new Int32Array(count + 1);
  const out = new Int32Array(count + 1);
  const [origins, inputs, outputs]: [number[], string[], string[]] = [[], [], []];
  const tell: TellLink = (input, origin, output) => {
    inputs.push(input);
    origins.push(origin);
    outputs.push(output);
    out[origin + 1] = (out[origin + 1] as number) + 1;
  };
  for (let index = 0; index < count; index += 1) {
    each(index, tell);
    into[index + 1] = origins.length;
  }
  for (let index = 0; index < count; index += 1) {
    out[index + 1] = (out[index + 1] as number) + (out[index] as number);
  }
  const consumers = new Int32Array(origins.length);
  const outgoing = new Int32Array(origins.length);
  const filled = out.slice();
  for (let index = 0; index < count; index += 1) {
    for (let link = into[index] as number; link < (into[index + 1] as number); link += 1) {
      const origin = origins[link] as number;
      consumers[link] = index;
      outgoing[filled[origin] as number] = link;
      filled[origin] = (filled[origin] as number) + 1;
    }
  }
  return { into, out, outgoing, origins: Int32Array.from(origins), consumers, inputs, outputs };
}

/** Returns the numbers of the links into a node. */
export function linksInto({ into }: Links, node: number): readonly number[] {
  const found: number[] = [];
  const end = into[node + 1] as number;
  for (let link = into[node] as number; link < end; link += 1) found.push(link);
  return found;
}

/** Returns the numbers of the links out of a node, in the order of the nodes that they lead to. */
export function linksOutOf({ out, outgoing }: Links, node: number): readonly number[] {
  const found: number[] = [];
  const end = out[node + 1] as number;
  for (let at = out[node] as number; at < end; at += 1) found.push(outgoing[at] as number);
  return found;
}

/** Returns the first link into an input of a node, from an output of that name where one is given; undefined where there is none. */
export function linkInto(
  { into, inputs, outputs }: Links,
  node: number,
  input: string,
  output?: string,
): number | undefined {
  const end = into[node + 1] as number;
  for (let link = into[node] as number; link < end; link += 1) {
    if (inputs[link] === input && (output === undefined || outputs[link] === output)) return link;
  }
  return undefined;
}

export function countInto({ into }: Links, node: number): number {
  return (into[node + 1] as number) - (into[node] as number);
}

export function countOutOf({ out }: Links, node: number): number {
  return (out[node + 1] as number) - (out[node] as number);
}

/** Returns id → index; the first of several wins. */
export function indexesOf(ids: readonly string[]): Map<string, number> {
  const indexOf = new Map<string, number>();
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index] as string;
    if (!indexOf.has(id)) indexOf.set(id, index);
  }
  return indexOf;
}
