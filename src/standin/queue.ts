/** The queue of prompts and the history of runs, with ComfyUI's rules for order, deletion and what clients are told. */

import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonNumber,
  type JsonObject,
  jsonObject,
  member,
  toDouble,
} from '../base/json.ts';

export interface QueuedPrompt {
  readonly number: JsonNumber;
  readonly id: string;
  readonly prompt: JsonObject;
  readonly extraData: JsonObject;
  /** The outputs that passed validation. */
  readonly outputs: readonly string[];
  readonly clientId?: string;
}

export interface RunResult {
  readonly outputs: JsonObject;
  readonly meta: JsonObject;
  readonly status: JsonObject;
}

/** Keys that never leave the queue. */
const secretKeys = ['auth_token_comfy_org', 'api_key_comfy_org'];
const historyLimit = 10_000;

export interface PromptQueue {
  /** Returns the number of the next prompt and counts on. */
  readonly nextNumber: () => number;
  readonly put: (item: QueuedPrompt) => void;
  /** Takes the next one; it counts as running until `finish`. */
  readonly take: () => QueuedPrompt | undefined;
  readonly finish: (item: QueuedPrompt, result: RunResult) => void;
  readonly running: () => QueuedPrompt | undefined;
  readonly remaining: () => number;
  readonly clear: () => void;
  readonly delete: (id: string) => void;
  readonly describe: () => JsonObject;
  readonly history: (options: { readonly max?: number; readonly offset?: number }) => JsonObject;
  readonly entry: (id: string) => JsonObject;
  readonly clearHistory: () => void;
  readonly deleteHistory: (id: string) => void;
  /** Forgets everything, as a start of the server does. */
  readonly reset: () => void;
}

/** `onChange` is called where the real server tells every socket its status. */
export function promptQueue(onChange: () => void): PromptQueue {
  let count = 0;
  let pending: QueuedPrompt[] = [];
  let running: QueuedPrompt | undefined;
  const history = new Map<string, Json>();
  const clear = () => {
    pending = [];
    onChange();
  };
  return {
    nextNumber: () => count++,
    put: (item) => {
      pending.push(item);
      pending.sort(inOrder);
      onChange();
    },
    take: () => {
      running = pending.shift();
      if (running !== undefined) onChange();
      return running;
    },
    finish: (item, result) => {
      if (running !== item) return;
      running = undefined;
      history.delete(item.id);
      if (history.size >= historyLimit) history.delete(history.keys().next().value ?? '');
      history.set(item.id, { prompt: tupleOf(item, secretKeys), ...result });
      onChange();
    },
    running: () => running,
    remaining: () => pending.length + (running === undefined ? 0 : 1),
    clear,
    delete: (id) => {
      const found = pending.findIndex((item) => item.id === id);
      if (found === -1) return;
      if (pending.length === 1) clear();
      else pending.splice(found, 1);
      onChange();
    },
    describe: () => ({
      queue_running: running === undefined ? [] : [tupleOf(running, [])],
      queue_pending: pending.map((item) => tupleOf(item, [])),
    }),
    history: ({ max, offset }) => {
      const from = offset ?? (max === undefined ? 0 : Math.max(0, history.size - max));
      return jsonObject([...history].slice(from, max === undefined ? undefined : from + max));
    },
    entry: (id) => {
      const found = history.get(id);
      return found === undefined ? {} : jsonObject([[id, found]]);
    },
    clearHistory: () => history.clear(),
    deleteHistory: (id) => {
      history.delete(id);
    },
    reset: () => {
      pending = [];
      running = undefined;
      history.clear();
      count = 0;
    },
  };
}

/** By number; of equal ones by id. */
function inOrder(left: QueuedPrompt, right: QueuedPrompt): number {
  return toDouble(left.number) - toDouble(right.number) || (left.id < right.id ? -1 : 1);
}

function tupleOf(item: QueuedPrompt, hidden: readonly string[]): Json {
  const extraData = jsonObject(entriesOf(item.extraData).filter(([key]) => !hidden.includes(key)));
  return [item.number, item.id, item.prompt, extraData, item.outputs];
}

/** Returns `extra_data.extra_pnginfo` where it is an object. */
export function pictureInfo(item: QueuedPrompt): JsonObject {
  const info = member(item.extraData, 'extra_pnginfo');
  return isJsonObject(info) ? info : {};
}
