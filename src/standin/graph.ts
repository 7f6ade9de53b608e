/** A prompt as the executor sees it: which node is which by content, and which runs next. */

import { createHash } from 'node:crypto';
import {
  entriesOf,
  isJsonArray,
  isJsonInteger,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
  toDouble,
} from '../base/json.ts';
import { writeJson } from '../base/json-write.ts';

export interface GraphNode {
  readonly id: string;
  readonly classType: string;
  readonly title: string;
  readonly inputs: readonly (readonly [string, Json])[];
}

export type Graph = ReadonlyMap<string, GraphNode>;

/** Reads what was validated before; nodes without a class type are left out. */
export function graphOf(prompt: JsonObject): Graph {
  const nodes = new Map<string, GraphNode>();
  for (const id of keysOf(prompt)) {
    const node = member(prompt, id);
    const classType = isJsonObject(node) ? member(node, 'class_type') : undefined;
    if (!isJsonObject(node) || typeof classType !== 'string') continue;
    const inputs = member(node, 'inputs');
    const meta = member(node, '_meta');
    const title = isJsonObject(meta) ? member(meta, 'title') : undefined;
    nodes.set(id, {
      id,
      classType,
      title: typeof title === 'string' ? title : classType,
      inputs: isJsonObject(inputs) ? entriesOf(inputs) : [],
    });
  }
  return nodes;
}

/** A link is a list of a node id and a slot, as ComfyUI's `is_link` says; a JSON number of a slot may be a float. */
export function linkOf(value: Json): { readonly id: string; readonly slot: number } | undefined {
  if (!isJsonArray(value) || value.length !== 2) return undefined;
  const [id, slot] = value;
  if (typeof id !== 'string' || !isJsonInteger(slot)) return undefined;
  return { id, slot: toDouble(slot) };
}

/** Returns the ids of the nodes that feed a node, without repetition. */
export function originsOf(node: GraphNode, graph: Graph): readonly string[] {
  const ids = node.inputs.flatMap(([, value]) => linkOf(value)?.id ?? []);
  return [...new Set(ids)].filter((id) => graph.has(id));
}

/**
 * Returns a digest per node over its type, its inputs and all that is upstream, never over ids: the key of ComfyUI's
 * own cache. `contentOf` adds what an input names outside of the prompt (the bytes of a loaded file).
 */
export function signaturesOf(
  graph: Graph,
  contentOf: (node: GraphNode) => string,
): ReadonlyMap<string, string> {
  const done = new Map<string, string>();
  const signatureOf = (id: string): string => {
    const known = done.get(id);
    if (known !== undefined) return known;
    const node = graph.get(id);
    if (node === undefined) return '';
    const parts = [...node.inputs]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, value]) => {
        const link = linkOf(value);
        const text = link === undefined ? writeJson(value) : `${signatureOf(link.id)}:${link.slot}`;
        return `${JSON.stringify(name)}=${text}`;
      });
    const text = [node.classType, contentOf(node), ...parts].join('\n');
    const signature = createHash('sha256').update(text).digest('hex');
    done.set(id, signature);
    return signature;
  };
  for (const id of graph.keys()) signatureOf(id);
  return done;
}

/**
 * Returns the outputs and everything they need that is not cached, in the order in which ComfyUI's list gets them: what
 * was found last is looked at first (`TopologicalSort.add_node`).
 */
export function neededNodes(
  graph: Graph,
  outputs: readonly string[],
  isCached: (id: string) => boolean,
): readonly string[] {
  const needed = new Set<string>();
  for (const output of outputs) {
    const stack = [output];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      const node = graph.get(id);
      if (node === undefined || needed.has(id)) continue;
      needed.add(id);
      if (isCached(id)) continue;
      stack.push(...originsOf(node, graph).filter((origin) => !isCached(origin)));
    }
  }
  return [...needed];
}

/** Picks the next of the ready nodes as `ux_friendly_pick_node` does: an output, else what frees one, else the first. */
export function pickNext(
  graph: Graph,
  waiting: readonly string[],
  outputs: ReadonlySet<string>,
): string | undefined {
  const left = new Set(waiting);
  const blockersOf = (id: string) =>
    originsOf(graph.get(id) as GraphNode, graph).filter((origin) => left.has(origin));
  const ready = waiting.filter((id) => blockersOf(id).length === 0);
  const frees = (id: string, other: string) => blockersOf(other).includes(id);
  const blockedOutputs = waiting.filter((id) => outputs.has(id));
  return (
    ready.find((id) => outputs.has(id)) ??
    ready.find((id) => blockedOutputs.some((output) => frees(id, output))) ??
    ready[0]
  );
}
