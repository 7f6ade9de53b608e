/** The graph that matching works on: one scope of a workflow, its nodes by index, its links by slot name. */

/** A link into a node: `input` is the slot's name here, `output` the name or number of the slot it comes from. */
export interface Incoming {
  readonly input: string;
  /** Index of the node that the link comes from. */
  readonly origin: number;
  readonly output: string;
}

export interface Outgoing {
  readonly output: string;
  /** Index of the node that the link leads to. */
  readonly consumer: number;
  readonly input: string;
}

export interface GraphNode {
  readonly id: string;
  readonly type: string;
  /** Empty where the node has none of its own. */
  readonly title: string;
  /** Name of an input that holds a value → its leaf text. */
  readonly widgets: ReadonlyMap<string, string>;
  /** Names of widgets whose value says nothing about identity: seeds that change by themselves. */
  readonly volatile: ReadonlySet<string>;
  readonly incoming: readonly Incoming[];
  readonly outgoing: readonly Outgoing[];
  readonly position?: readonly [number, number];
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly indexOf: ReadonlyMap<string, number>;
}

export interface NodeDraft {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly widgets: ReadonlyMap<string, string>;
  readonly volatile?: ReadonlySet<string>;
  /** Links by the origin's id; those whose origin is not in the graph are left out. */
  readonly links: readonly {
    readonly input: string;
    readonly origin: string;
    readonly output: string;
  }[];
  readonly position?: readonly [number, number];
}

const nothing: ReadonlySet<string> = new Set();

/** Returns the graph of the drafts, in their order; a later draft of the same id is unreachable by links. */
export function graphOf(drafts: readonly NodeDraft[]): Graph {
  const indexOf = new Map<string, number>();
  drafts.forEach((draft, index) => {
    if (!indexOf.has(draft.id)) indexOf.set(draft.id, index);
  });
  const outgoing: Outgoing[][] = drafts.map(() => []);
  const nodes = drafts.map((draft, consumer): GraphNode => {
    const incoming: Incoming[] = [];
    for (const link of draft.links) {
      const origin = indexOf.get(link.origin);
      if (origin === undefined) continue;
      incoming.push({ input: link.input, origin, output: link.output });
      outgoing[origin]?.push({ output: link.output, consumer, input: link.input });
    }
    return {
      id: draft.id,
      type: draft.type,
      title: draft.title,
      widgets: draft.widgets,
      volatile: draft.volatile ?? nothing,
      incoming,
      outgoing: outgoing[consumer] ?? [],
      ...(draft.position === undefined ? {} : { position: draft.position }),
    };
  });
  return { nodes, indexOf };
}
