/** What `/prompt`, `/history/{id}` and `/queue` answered, as facts of one run; anything odd is unreadable, never absent. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { shortened } from '../../base/text.ts';
import { textOf, textsOf } from './frames.ts';
import type { HistoryEntry, NodeError } from './types.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export type SubmitAnswer =
  | {
      readonly kind: 'accepted';
      readonly promptId: string;
      readonly nodeErrors: readonly NodeError[];
    }
  /** A definite no; `type` is ComfyUI's (`invalid_prompt`, `missing_node_type`, …) where it gave one. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly type?: string;
      readonly message: string;
      readonly nodeErrors: readonly NodeError[];
    }
  | { readonly kind: 'doubtful'; readonly message: string; readonly status?: number };

export type HistoryReading =
  | { readonly kind: 'entry'; readonly entry: HistoryEntry }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type QueueReading =
  | { readonly kind: 'running' | 'absent' }
  /** `before`: prompts of anybody that come first. */
  | { readonly kind: 'pending'; readonly before: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads the answer to `POST /prompt`. 5xx and answers of no ComfyUI leave the fate open. */
export function readSubmitAnswer({ status, text }: Answer): SubmitAnswer {
  const body = objectIn(text);
  const promptId = body === undefined ? undefined : textOf(member(body, 'prompt_id'));
  if (status === 200 && body !== undefined && promptId !== undefined) {
    return { kind: 'accepted', promptId, nodeErrors: nodeErrorsOf(member(body, 'node_errors')) };
  }
  if (status === 200 || status === 408 || status >= 500) {
    return { kind: 'doubtful', status, message: `the server answered ${status} ${summary(text)}` };
  }
  const error = body === undefined ? undefined : member(body, 'error');
  const type =
    error !== undefined && isJsonObject(error) ? textOf(member(error, 'type')) : undefined;
  const nodeErrors = body === undefined ? [] : nodeErrorsOf(member(body, 'node_errors'));
  return {
    kind: 'refused',
    status,
    ...(type === undefined ? {} : { type }),
    message: messageOf(error, text),
    nodeErrors,
  };
}

function messageOf(error: Json | undefined, text: string): string {
  if (typeof error === 'string') return error;
  if (error === undefined || !isJsonObject(error)) return summary(text);
  const message = textOf(member(error, 'message')) ?? '';
  const details = textOf(member(error, 'details')) ?? '';
  return details === '' ? message : `${message}: ${details}`;
}

/** Returns the first words of a text that is no JSON, without markup. */
function summary(text: string): string {
  const plain = text
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? 'without a body' : `"${shortened(plain, 120)}"`;
}

/** Flattens `node_errors` (ComfyUI's execution.py, `validate_prompt`). */
export function nodeErrorsOf(value: Json | undefined): readonly NodeError[] {
  if (value === undefined || !isJsonObject(value)) return [];
  return entriesOf(value).flatMap(([node, entry]) => {
    if (!isJsonObject(entry)) return [];
    const classType = textOf(member(entry, 'class_type')) ?? '';
    const errors = member(entry, 'errors');
    const list = errors !== undefined && isJsonArray(errors) ? errors.filter(isJsonObject) : [];
    return list.map((error) => nodeErrorOf(node, classType, error));
  });
}

function nodeErrorOf(node: string, classType: string, error: JsonObject): NodeError {
  const extra = member(error, 'extra_info');
  const input =
    extra !== undefined && isJsonObject(extra) ? textOf(member(extra, 'input_name')) : undefined;
  return {
    node,
    classType,
    type: textOf(member(error, 'type')) ?? '',
    message: textOf(member(error, 'message')) ?? '',
    details: textOf(member(error, 'details')) ?? '',
    ...(input === undefined ? {} : { input }),
  };
}

/** Reads `GET /history/{id}`: an empty object says unknown or unfinished. */
export function readHistory({ status, text }: Answer, promptId: string): HistoryReading {
  if (status !== 200)
    return { kind: 'unreadable', reason: `the server answered ${status} ${summary(text)}` };
  const body = objectIn(text);
  if (body === undefined)
    return { kind: 'unreadable', reason: `the history is no JSON: ${summary(text)}` };
  const entry = member(body, promptId);
  if (entry === undefined) return { kind: 'absent' };
  if (!isJsonObject(entry)) return { kind: 'unreadable', reason: 'the history entry is no object' };
  return { kind: 'entry', entry: historyEntry(entry) };
}

function historyEntry(entry: JsonObject): HistoryEntry {
  const status = member(entry, 'status');
  const facts = status !== undefined && isJsonObject(status) ? status : {};
  const list = member(facts, 'messages');
  const messages = new Map<string, JsonObject>();
  for (const message of list !== undefined && isJsonArray(list) ? list : []) {
    if (!isJsonArray(message)) continue;
    const [name, data] = message;
    if (typeof name === 'string' && data !== undefined && isJsonObject(data))
      messages.set(name, data);
  }
  const prompt = member(entry, 'prompt');
  const executed = prompt !== undefined && isJsonArray(prompt) ? prompt[2] : undefined;
  const outputs = member(entry, 'outputs');
  const error = messages.get('execution_error');
  const cached = messages.get('execution_cached');
  return {
    status: statusOf(member(facts, 'status_str'), member(facts, 'completed')),
    interrupted: messages.has('execution_interrupted'),
    outputs: outputs !== undefined && isJsonObject(outputs) ? outputs : {},
    ...(executed === undefined ? {} : { executed }),
    ...(error === undefined ? {} : { error: withoutValues(error) }),
    ...(cached === undefined ? {} : { cached: textsOf(member(cached, 'nodes')) }),
    ...executionTime(messages),
  };
}

function statusOf(text: Json | undefined, completed: Json | undefined): HistoryEntry['status'] {
  if (text === 'success' && completed !== false) return 'success';
  return text === 'error' ? 'error' : 'unknown';
}

/** Inputs and outputs of a failed node hold prompts and keys: they go no further. */
export function withoutValues(error: JsonObject): JsonObject {
  return jsonObject(
    entriesOf(error).filter(([key]) => key !== 'current_inputs' && key !== 'current_outputs'),
  );
}

function executionTime(messages: ReadonlyMap<string, JsonObject>): { executionMs?: number } {
  const at = (name: string): number | undefined => {
    const value = member(messages.get(name) ?? {}, 'timestamp');
    return isJsonNumber(value) ? toDouble(value) : undefined;
  };
  const start = at('execution_start');
  const end = at('execution_success') ?? at('execution_error') ?? at('execution_interrupted');
  return start === undefined || end === undefined || end < start
    ? {}
    : { executionMs: end - start };
}

/** Reads `GET /queue`; only ids are looked at, since waiting prompts show their secrets there. */
export function readQueue({ status, text }: Answer, promptId: string): QueueReading {
  const body = status === 200 ? objectIn(text) : undefined;
  const running = body === undefined ? undefined : member(body, 'queue_running');
  const pending = body === undefined ? undefined : member(body, 'queue_pending');
  if (
    running === undefined ||
    pending === undefined ||
    !isJsonArray(running) ||
    !isJsonArray(pending)
  ) {
    return { kind: 'unreadable', reason: `the queue cannot be read: ${status} ${summary(text)}` };
  }
  if (running.some((item) => idOf(item) === promptId)) return { kind: 'running' };
  const mine = pending.find((item) => idOf(item) === promptId);
  if (mine === undefined) return { kind: 'absent' };
  const first = pending.filter((item) => numberOfItem(item) < numberOfItem(mine)).length;
  return { kind: 'pending', before: running.length + first };
}

/** Returns how many prompts run and wait, whoever sent them. */
export function queueLength({ status, text }: Answer): number | undefined {
  const body = status === 200 ? objectIn(text) : undefined;
  const running = body === undefined ? undefined : member(body, 'queue_running');
  const pending = body === undefined ? undefined : member(body, 'queue_pending');
  if (running === undefined || pending === undefined) return undefined;
  return isJsonArray(running) && isJsonArray(pending) ? running.length + pending.length : undefined;
}

function idOf(item: Json): Json | undefined {
  return isJsonArray(item) ? item[1] : undefined;
}

function numberOfItem(item: Json): number {
  const number = isJsonArray(item) ? item[0] : undefined;
  return isJsonNumber(number) ? toDouble(number) : 0;
}

function objectIn(text: string): JsonObject | undefined {
  const parsed = parseJson(text, 'python');
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}
