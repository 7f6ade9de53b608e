/** The graph of an API prompt: what is a link, what a node needs, in which order nodes can be worked off. */

import { entriesOf, isJsonArray, isJsonNumber, type Json, spellingOf } from '../../base/json.ts';
import type { ApiNode, ApiPrompt } from './types.ts';

export interface Link {
  readonly node: string;
  /** As Python would index with it: `1.0` and `true` are 1. */
  readonly slot: number;
}

/** Returns the link that a value is, as `is_link` in ComfyUI's comfy_execution/graph_utils.py decides it. */
export function linkOf(value: Json | undefined): Link | undefined {
  if (value === undefined || !isJsonArray(value) || value.length !== 2) return undefined;
  const [node, slot] = value;
  if (typeof node !== 'string') return undefined;
  if (typeof slot === 'boolean') return { node, slot: slot ? 1 : 0 };
  return isJsonNumber(slot) ? { node, slot: Number(spellingOf(slot)) } : undefined;
}

/** Returns the node under an id, never what an object inherits. */
export function nodeOf(prompt: ApiPrompt, id: string): ApiNode | undefined {
  return Object.hasOwn(prompt, id) ? prompt[id] : undefined;
}

/** Returns `_meta.title` where it is a text. */
export function titleOfNode(node: ApiNode): string | undefined {
  const meta = node._meta;
  const title = meta !== undefined && Object.hasOwn(meta, 'title') ? meta['title'] : undefined;
  return typeof title === 'string' ? title : undefined;
}

/** Returns the nodes that a node takes values from, in the order of its inputs. */
export function sourcesOf(node: ApiNode): readonly string[] {
  return entriesOf(node.inputs).flatMap(([, value]) => linkOf(value)?.node ?? []);
}

export type Walk =
  | { readonly order: readonly string[]; readonly cycle?: undefined }
  /** The ids around the circle, the first once more at the end. */
  | { readonly cycle: readonly string[] };

/** Returns the nodes that the roots need, each after all it takes values from; or the first circle. No recursion: chains may be long. */
export function walkFrom(prompt: ApiPrompt, roots: readonly string[]): Walk {
  const done = new Set<string>();
  const open = new Map<string, number>();
  const order: string[] = [];
  const stack: { readonly id: string; readonly sources: readonly string[]; next: number }[] = [];
  const enter = (id: string): void => {
    const node = nodeOf(prompt, id);
    if (node === undefined || done.has(id)) return;
    open.set(id, stack.length);
    stack.push({ id, sources: sourcesOf(node), next: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const source = top.sources[top.next];
      top.next += 1;
      if (source === undefined) {
        stack.pop();
        open.delete(top.id);
        done.add(top.id);
        order.push(top.id);
        continue;
      }
      const since = open.get(source);
      if (since !== undefined) {
        return { cycle: [...stack.slice(since).map(({ id }) => id), source] };
      }
      enter(source);
    }
  }
  return { order };
}
