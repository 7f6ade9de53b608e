/** Websocket frames of a ComfyUI server, read tolerantly: what is not known is no frame of interest. */

import {
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';

/** `promptId` is absent where the server leaves it out, as in the first `executing` of a late socket. */
export type RunFrame =
  | { readonly kind: 'start'; readonly promptId: string | undefined }
  | {
      readonly kind: 'cached';
      readonly promptId: string | undefined;
      readonly nodes: readonly string[];
    }
  | {
      readonly kind: 'executing';
      readonly promptId: string | undefined;
      readonly node: string | undefined;
    }
  | {
      readonly kind: 'progress';
      readonly promptId: string | undefined;
      readonly node: string | undefined;
      readonly value: number;
      readonly max: number;
    }
  | { readonly kind: 'success' | 'interrupted'; readonly promptId: string | undefined }
  | { readonly kind: 'error'; readonly promptId: string | undefined; readonly data: JsonObject }
  /** Goes to every socket whenever the queue changes. */
  | { readonly kind: 'status'; readonly promptId: undefined }
  | { readonly kind: 'picture'; readonly promptId: undefined; readonly bytes: Uint8Array }
  /** A JPEG of what a sampler has so far. */
  | { readonly kind: 'preview'; readonly promptId: undefined; readonly bytes: Uint8Array };

/** Returns the frame of a text message, or undefined for kinds that say nothing of a run. */
export function parseTextFrame(text: string): RunFrame | undefined {
  const parsed = parseJson(text, 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const data = member(parsed.value, 'data');
  if (data === undefined || !isJsonObject(data)) return undefined;
  const promptId = textOf(member(data, 'prompt_id'));
  switch (member(parsed.value, 'type')) {
    case 'status':
      return { kind: 'status', promptId: undefined };
    case 'execution_start':
      return { kind: 'start', promptId };
    case 'execution_cached':
      return { kind: 'cached', promptId, nodes: textsOf(member(data, 'nodes')) };
    case 'executing':
      return {
        kind: 'executing',
        promptId,
        node: textOf(member(data, 'display_node')) ?? textOf(member(data, 'node')),
      };
    case 'progress': {
      const value = numberIn(data, 'value');
      return {
        kind: 'progress',
        promptId,
        node: textOf(member(data, 'node')),
        value,
        max: numberIn(data, 'max'),
      };
    }
    case 'execution_success':
      return { kind: 'success', promptId };
    case 'execution_interrupted':
      return { kind: 'interrupted', promptId };
    case 'execution_error':
      return { kind: 'error', promptId, data };
    default:
      return undefined;
  }
}

const formats: ReadonlyMap<number, 'preview' | 'picture'> = new Map([
  [1, 'preview'],
  [2, 'picture'],
]);

/** Event 1 is a picture with a format: 1 JPEG (a preview), 2 PNG (what SaveImageWebsocket sends; server.py `send_image`). */
export function parseBinaryFrame(data: Uint8Array): RunFrame | undefined {
  if (data.byteLength < 9) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const format = view.getUint32(0) === 1 ? formats.get(view.getUint32(4)) : undefined;
  return format && { kind: format, promptId: undefined, bytes: data.subarray(8) };
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(value: Json | undefined): readonly string[] {
  if (value === undefined || !isJsonArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string');
}

function numberIn(data: JsonObject, key: string): number {
  const value = member(data, key);
  return isJsonNumber(value) ? toDouble(value) : 0;
}
