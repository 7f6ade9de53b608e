/** The graph that matching works on: one scope of a workflow, its nodes by index, its links by slot name. */

import type { Json } from '../../base/json.ts';

/** A link between two nodes of the graph, by index. */
export interface GraphLink {
  /** The slot's name where the link leads into. */
  readonly input: string;
  /** Index of the node that the link comes from. */
  readonly origin: number;
  /** Name or number of the slot that it comes from. */
  readonly output: string;
  /** Index of the node that the link leads to. */
  readonly consumer: number;
}

export interface GraphNode {
  readonly id: string;
  readonly type: string;
  /** Empty where the node has none of its own. */
  readonly title: string;
  /** Name of an input that holds a value → the value. */
  readonly widgets: ReadonlyMap<string, Json>;
  /** Names of widgets whose value says nothing about identity: seeds that change by themselves. */
  readonly volatile: ReadonlySet<string>;
  readonly incoming: readonly GraphLink[];
  readonly outgoing: readonly GraphLink[];
  readonly position: readonly [number, number] | undefined;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly indexOf: ReadonlyMap<string, number>;
}

export interface NodeDraft {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly widgets: ReadonlyMap<string, Json>;
  readonly volatile: ReadonlySet<string>;
  /** Links by the origin's id; those whose origin is not in the graph are left out. */
  readonly links: readonly {
    readonly input: string;
    readonly origin: string;
    readonly output: string;
  }[];
  readonly position?: readonly [number, number];
}

export const nothing: ReadonlySet<string> = new Set();

/** Returns the graph of the drafts, in their order; a later draft of the same id is unreachable by links. */
export function graphOf(
  drafts: readonly NodeDraft[],
  typed: (type: string) => string = (type) => type,
): Graph {
  const indexOf = new Map<string, number>();
  const nodes = drafts.map((draft, index) => {
    if (!indexOf.has(draft.id)) indexOf.set(draft.id, index);
    const { id, title, widgets, volatile, position } = draft;
    const links: { incoming: GraphLink[]; outgoing: GraphLink[] } = { incoming: [], outgoing: [] };
    return { id, type: typed(draft.type), title, widgets, volatile, position, ...links };
  });
  drafts.forEach((draft, consumer) => {
    for (const { input, origin, output } of draft.links) {
      const at = indexOf.get(origin);
      if (at === undefined) continue;
      const link = { input, origin: at, output, consumer };
      nodes[consumer]?.incoming.push(link);
      nodes[at]?.outgoing.push(link);
    }
  });
  return { nodes, indexOf };
}
