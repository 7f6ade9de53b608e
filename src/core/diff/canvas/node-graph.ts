/** Nodes of a canvas as the graph that matching works on. */

import { type Graph, linksOnce } from '../graph.ts';
import { noValues } from '../named-values.ts';
import { type CanvasNode, positionOf } from './scope.ts';

/** Returns the graph of nodes in their order; links whose origin is not among them are left out. */
export function graphOf(
  nodes: readonly CanvasNode[],
  indexOf: ReadonlyMap<string, number>,
  /** The name under which node types of both sides are one. */
  typed: (type: string) => string,
): Graph {
  const typedNode = (node: CanvasNode) => {
    const type = typed(node.type);
    return type === node.type ? node : { ...node, type };
  };
  return {
    nodes: nodes.map(typedNode),
    indexOf,
    widgetsOf: (index) => nodes[index]?.widgets ?? noValues,
    positionOf: (index) => {
      const node = nodes[index];
      return node === undefined ? undefined : positionOf(node);
    },
    links: linksOnce(nodes.length, (index, tell) => {
      for (const { input, origin, output } of nodes[index]?.links ?? []) {
        const from = indexOf.get(origin);
        if (from !== undefined) tell(input, from, output);
      }
    }),
  };
}
