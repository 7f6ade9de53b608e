/** Weisfeiler-Lehman colours: equal numbers for nodes that look alike, seen ever further around. */

import type { Graph, GraphNode } from '../graph.ts';
import { leafText } from '../leaf.ts';

/** `from[r][i]` is the colour of node i after r rounds; the numbers of both graphs are the same alphabet. */
export interface Colours {
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
}

export const rounds = 3;

/** Returns the colours before any round: by content alone. */
export function contentColours(from: Graph, to: Graph): Colours {
  const contents = new Map<string, number>();
  const [left, right] = [from, to].map((graph) =>
    graph.nodes.map((node) => numbered(contents, contentOf(node))),
  );
  return { from: [left ?? []], to: [right ?? []] };
}

/** Returns the colours of two graphs, round by round. The mode of a node is no part of them: mute and bypass are edits, not identity. */
export function coloursOf(from: Graph, to: Graph): Colours {
  const contents = contentColours(from, to);
  const slots = new Map<string, number>();
  const graphs = [
    { graph: from, own: contents.from[0] ?? [] },
    { graph: to, own: contents.to[0] ?? [] },
  ].map(({ graph, own }) => ({
    colours: [own],
    links: graph.nodes.map((node) => linksOf(node, slots)),
  }));
  for (let round = 1; round <= rounds; round += 1) {
    const seen = new Map<number, number>();
    for (const { colours, links } of graphs) {
      colours.push(refined(links, colours[round - 1] ?? [], seen));
    }
  }
  return { from: graphs[0]?.colours ?? [], to: graphs[1]?.colours ?? [] };
}

/** Returns the number of a key, the next free one where it is new. */
function numbered<K>(numbers: Map<K, number>, key: K): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

function contentOf(node: GraphNode): string {
  const widgets = [...node.widgets]
    .map(([name, value]) => `${name}=${node.volatile.has(name) ? '*' : leafText(value)}`)
    .sort();
  return `${node.type}\n${node.title}\n${widgets.join('\n')}`;
}

/** Returns slot and neighbour of each link, one after the other; the two directions have numbers of their own. */
function linksOf(node: GraphNode, slots: Map<string, number>): readonly number[] {
  const links: number[] = [];
  for (const link of node.incoming) {
    links.push(numbered(slots, `${link.input}<${link.output}`), link.origin);
  }
  for (const link of node.outgoing) {
    links.push(numbered(slots, `${link.output}>${link.input}`), link.consumer);
  }
  return links;
}

/** The order of links must not matter, so they are mixed one by one and added up: 53 bits in two parts. */
function refined(
  links: readonly (readonly number[])[],
  before: readonly number[],
  seen: Map<number, number>,
): number[] {
  return links.map((list, index) => {
    const own = before[index] as number;
    let high = mixed(own, 0x9e3779b1);
    let low = mixed(own, 0x85ebca77);
    for (let at = 0; at < list.length; at += 2) {
      const slot = list[at] as number;
      const colour = before[list[at + 1] as number] as number;
      high = (high + mixed(Math.imul(slot + 1, 0x27d4eb2f) ^ colour, 0xc2b2ae3d)) | 0;
      low = (low + mixed(Math.imul(slot + 1, 0x165667b1) ^ colour, 0x1b873593)) | 0;
    }
    return numbered(seen, (high >>> 0) * 2 ** 21 + (low & 0x1fffff));
  });
}

/** The final mixing steps of MurmurHash3, from a start that tells the uses apart. */
function mixed(value: number, start: number): number {
  let hash = Math.imul(value ^ start, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return Math.imul(hash ^ start, 0x27d4eb2f) ^ (hash >>> 15);
}
