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
import { type Graph, graphOf, type NodeDraft, nothing } from './graph.ts';

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
  return graphOf(
    keysOf(plain).map((id): NodeDraft => {
      const node = plain[id] as JsonObject;
      const widgets = new Map<string, Json>();
      const links: { input: string; origin: string; output: string }[] = [];
      const inputs = inputsOfNode(node);
      for (const name of Object.keys(inputs)) {
        const value = inputs[name] as Json;
        const origin = originOfLink(value, plain);
        if (origin === undefined) widgets.set(name, value);
        else links.push({ input: name, origin, output: slotOfLink(value as readonly Json[]) });
      }
      for (const key of Object.keys(node)) {
        if (!known.has(key)) widgets.set(`.${key}`, node[key] as Json);
      }
      return {
        id,
        type: typeOfNode(node),
        title: titleOfNode(node),
        widgets,
        volatile: nothing,
        links,
      };
    }),
  );
}
