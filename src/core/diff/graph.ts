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
  /** Names of widgets whose value says nothing about identity: seeds that change by themselves. */
  readonly volatile: ReadonlySet<string>;
  readonly incoming: readonly GraphLink[];
  readonly outgoing: readonly GraphLink[];
  readonly position: readonly [number, number] | undefined;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly widgetsOf: (index: number) => Widgets;
  /** Tells each widget of a node; of a large graph most are looked at once, and never kept. */
  readonly eachWidget: (index: number, tell: (name: string, value: Json) => void) => void;
}

/** Name of an input that holds a value → the value. */
export type Widgets = ReadonlyMap<string, Json>;

export interface NodeDraft {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly widgets: Widgets;
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
  const indexOf = indexesOf(drafts.map(({ id }) => id));
  const counts = new Int32Array(drafts.length);
  const incoming = drafts.map(({ links }, consumer) => {
    const found: GraphLink[] = [];
    for (const { input, origin, output } of links) {
      const at = indexOf.get(origin);
      if (at !== undefined) found.push({ input, origin: at, output, consumer });
    }
    return counted(found, counts);
  });
  const outgoing = outgoingOf(incoming, counts);
  const nodes = drafts.map(({ id, type, title, volatile, position }, index) => ({
    id,
    type: typed(type),
    title,
    volatile,
    position,
    incoming: incoming[index] ?? noLinks,
    outgoing: outgoing[index] ?? noLinks,
  }));
  return {
    nodes,
    indexOf,
    widgetsOf: (index) => drafts[index]?.widgets ?? noWidgets,
    eachWidget: (index, tell) => {
      for (const [name, value] of drafts[index]?.widgets ?? noWidgets) tell(name, value);
    },
  };
}

export const noWidgets: Widgets = new Map();

/** Of large graphs every list is kept as short as it is: what a list has in reserve is more than most nodes have links. */
const noLinks: readonly GraphLink[] = [];

/** Returns id → index; the first of several wins. */
export function indexesOf(ids: readonly string[]): Map<string, number> {
  const indexOf = new Map<string, number>();
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index] as string;
    if (!indexOf.has(id)) indexOf.set(id, index);
  }
  return indexOf;
}

/** Returns a short copy of the links into a node, and counts them at their origins. */
export function counted(links: readonly GraphLink[], counts: Int32Array): readonly GraphLink[] {
  if (links.length === 0) return noLinks;
  for (const { origin } of links) counts[origin] = (counts[origin] ?? 0) + 1;
  return links.slice();
}

/** Returns the links by their origin, each list in the order of the consumers. */
export function outgoingOf(
  incoming: readonly (readonly GraphLink[])[],
  counts: Int32Array,
): readonly (readonly GraphLink[])[] {
  const lists: GraphLink[][] = [];
  for (const count of counts) lists.push(count === 0 ? (noLinks as GraphLink[]) : new Array(count));
  const filled = new Int32Array(counts.length);
  for (const links of incoming) {
    for (const link of links) {
      const at = filled[link.origin] ?? 0;
      (lists[link.origin] as GraphLink[])[at] = link;
      filled[link.origin] = at + 1;
    }
  }
  return lists;
}
