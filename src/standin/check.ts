/** What `POST /prompt` answers: refusals, and of an accepted prompt the outputs that will run. */

import { isJsonObject, type JsonObject, keysOf, member } from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import type { Catalog } from '../core/catalog/types.ts';
import { graphOf } from './graph.ts';
import { type Answer, serverError } from './http.ts';

export type Checked =
  | { readonly kind: 'refused'; readonly answer: Answer }
  | {
      readonly kind: 'accepted';
      readonly body: JsonObject;
      readonly prompt: JsonObject;
      readonly outputs: readonly string[];
      readonly nodeErrors: JsonObject;
    };

/** Returns the refusal, or what is to run. */
export function checkPrompt(text: string, catalog: Catalog, _tools: unknown): Checked {
  const parsed = parseJson(text, 'python');
  const body = parsed.ok ? parsed.value : null;
  const prompt = isJsonObject(body) ? member(body, 'prompt') : undefined;
  if (!isJsonObject(body) || !isJsonObject(prompt)) {
    return { kind: 'refused', answer: serverError() };
  }
  const graph = graphOf(prompt);
  const outputs = keysOf(prompt).filter(
    (id) => catalog.nodeTypes.get(graph.get(id)?.classType ?? '')?.isOutputNode === true,
  );
  return { kind: 'accepted', body, prompt, outputs, nodeErrors: {} };
}
