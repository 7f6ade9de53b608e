/** Weisfeiler-Lehman colours: equal numbers for nodes that look alike, seen ever further around. */

import type { Graph, GraphNode } from '../graph.ts';

/** `from[r][i]` is the colour of node i after r rounds; the numbers of both graphs are the same alphabet. */
export interface Colours {
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
}

export const rounds = 3;

/** Returns the colours of two graphs. The mode of a node is no part of them: mute and bypass are edits, not identity. */
export function coloursOf(from: Graph, to: Graph): Colours {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  const start = (graph: Graph) => graph.nodes.map((node) => numberOf(contentOf(node)));
  const result = { from: [start(from)], to: [start(to)] };
  for (let round = 1; round <= rounds; round += 1) {
    result.from.push(refined(from, result.from[round - 1] as number[], numberOf));
    result.to.push(refined(to, result.to[round - 1] as number[], numberOf));
  }
  return result;
}

function contentOf(node: GraphNode): string {
  const widgets = [...node.widgets]
    .map(([name, text]) => `${name}=${node.volatile.has(name) ? '*' : text}`)
    .sort();
  return `0\n${node.type}\n${node.title}\n${widgets.join('\n')}`;
}

function refined(
  graph: Graph,
  before: readonly number[],
  numberOf: (text: string) => number,
): number[] {
  return graph.nodes.map((node, index) => {
    const incoming = node.incoming.map(
      (link) => `${link.input}<${link.output}:${before[link.origin]}`,
    );
    const outgoing = node.outgoing.map(
      (link) => `${link.output}>${link.input}:${before[link.consumer]}`,
    );
    return numberOf(
      `${before[index]}\n${incoming.sort().join('\n')}\n\n${outgoing.sort().join('\n')}`,
    );
  });
}
