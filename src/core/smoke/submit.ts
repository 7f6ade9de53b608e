/** The body of `POST /prompt`: the graph as pinned, every node with a title, and an id of our own. */

import { entriesOf, type Json, type JsonObject, jsonObject, member } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import type { ApiNode, ApiPrompt } from '../workflow/types.ts';

/** Returns the request body; `pngInfo` becomes text chunks of the saved pictures, and is never null (0.33.0 fails on it later). */
export function submitBody(options: {
  readonly prompt: ApiPrompt;
  readonly promptId: string;
  readonly clientId: string;
  readonly pngInfo?: JsonObject;
}): string {
  const { pngInfo } = options;
  return writeJson(
    jsonObject([
      ['prompt', options.prompt as unknown as Json],
      ['client_id', options.clientId],
      ['prompt_id', options.promptId],
      ...(pngInfo === undefined
        ? []
        : [['extra_data', { extra_pnginfo: pngInfo }] as [string, Json]]),
    ]),
  );
}

/** Gives every node `_meta.title`: ComfyUI 0.33 needs it where it replaces a node and where it names one. */
export function withTitles(prompt: ApiPrompt): ApiPrompt {
  return jsonObject(
    entriesOf(prompt as unknown as JsonObject).map(([id, value]) => {
      const node = value as unknown as ApiNode;
      const meta = node._meta ?? {};
      const title = member(meta, 'title');
      if (typeof title === 'string') return [id, value];
      const titled = { ...node, _meta: { ...meta, title: node.class_type } };
      return [id, titled as unknown as Json];
    }),
  ) as unknown as ApiPrompt;
}
