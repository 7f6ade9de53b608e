/** API format as a graph: inputs that are links become links, all others widgets. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonNumber,
  type JsonObject,
  keysOf,
  member,
  spellingOf,
} from '../../base/json.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { type Graph, indexesOf, linksOnce, nothing } from './graph.ts';
import type { NamedValues } from './named-values.ts';

/** Returns origin and slot where the value is a link into this prompt: a pair whose first names one of its nodes. */
export function linkOf(
  value: Json | undefined,
  prompt: JsonObject,
): { readonly origin: string; readonly slot: string } | undefined {
  const origin = originOfLink(value, prompt);
  if (origin === undefined) return undefined;
  return { origin, slot: slotOfLink(value as readonly Json[]) };
}

/** Returns the id of the node that a link comes from, or undefined where the value is none. */
export function originOfLink(value: Json | undefined, prompt: JsonObject): string | undefined {
  if (!isJsonArray(value) || value.length !== 2) return undefined;
  const origin = value[0];
  if (typeof origin !== 'string' || !isJsonNumber(value[1])) return undefined;
  return Object.hasOwn(prompt, origin) ? origin : undefined;
}

function slotOfLink(link: readonly Json[]): string {
  return spellingOf(link[1] as JsonNumber);
}

/** Returns a node's title, or an empty text. */
export function titleOfNode(node: JsonObject): string {
  const meta = member(node, '_meta');
  const title = isJsonObject(meta) ? member(meta, 'title') : undefined;
  return typeof title === 'string' ? title : '';
}

/** Returns a node's class type, or an empty text where it is missing. */
export function typeOfNode(node: JsonObject): string {
  const type = member(node, 'class_type');
  return typeof type === 'string' ? type : '';
}

/** Returns a node's inputs, or an empty object where it has none. */
export function inputsOfNode(node: JsonObject): JsonObject {
  const inputs = member(node, 'inputs');
  return isJsonObject(inputs) ? inputs : {};
}

const known = new Set(['class_type', 'inputs', '_meta']);

/** Returns the graph of a prompt, nodes in the order of the text. */
export function apiGraph(prompt: ApiPrompt): Graph {
  const plain = prompt as unknown as JsonObject;
  const ids = keysOf(plain);
  const indexOf = indexesOf(ids);
  const nodeAt = (index: number) => plain[ids[index] as string] as JsonObject;
  return {
    nodes: ids.map((id) => {
      const node = plain[id] as JsonObject;
      return { id, type: typeOfNode(node), title: titleOfNode(node), volatile: nothing };
    }),
    indexOf,
    widgetsOf: (index) => widgetsIn(nodeAt(index), plain),
    positionOf: () => undefined,
    links: linksOnce(ids.length, (index, tell) => {
      const inputs = inputsOfNode(nodeAt(index));
      for (const input of Object.keys(inputs)) {
        const value = inputs[input];
        const from = originOfLink(value, plain);
        const origin = from === undefined ? undefined : indexOf.get(from);
        if (origin !== undefined) tell(input, origin, slotOfLink(value as readonly Json[]));
      }
    }),
  };
}

/** What is no link is a widget, fields beside the known ones too. */
function widgetsIn(node: JsonObject, prompt: JsonObject): NamedValues {
  const names: string[] = [];
  const values: Json[] = [];
  const inputs = inputsOfNode(node);
  for (const name of Object.keys(inputs)) {
    const value = inputs[name] as Json;
    if (originOfLink(value, prompt) !== undefined) continue;
    names.push(name);
    values.push(value);
  }
  for (const key of Object.keys(node)) {
    if (known.has(key)) continue;
    names.push(`.${key}`);
    values.push(node[key] as Json);
  }
  return { names, values };
}
