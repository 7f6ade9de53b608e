/** The frames of one run, in ComfyUI's words; who receives them is decided here. */

import { type Json, type JsonObject, jsonObject, numberOf } from '../base/json.ts';
import type { QueuedPrompt } from './queue.ts';
import type { Sockets } from './sockets.ts';

export type FinalMessage = 'execution_success' | 'execution_error' | 'execution_interrupted';

export interface RunMessages {
  /** What history keeps: start, cached and the end. */
  readonly kept: () => readonly Json[];
  readonly start: () => void;
  readonly cached: (nodes: readonly string[]) => void;
  readonly running: (node: string) => void;
  readonly progress: (node: string, value: number, max: number) => void;
  /** A whole picture as a binary frame: event 1, format 2 is PNG. */
  readonly picture: (png: Uint8Array) => void;
  readonly executed: (node: string, output: Json) => void;
  /** `wasCached` writes the progress of a node whose result was taken from the cache. */
  readonly finished: (node: string, wasCached?: boolean) => void;
  readonly end: (type: FinalMessage, data: JsonObject) => void;
  /** The very last frame of a run, after history is written. */
  readonly idle: () => void;
}

interface NodeProgress {
  readonly value: Json;
  readonly max: Json;
  readonly state: 'running' | 'finished';
}

const zero = numberOf('0.0');
const one = numberOf('1.0');

/**
 * With a client id everything goes to that client alone. Without one `progress` and `progress_state` go to every
 * socket, an interruption too, and the rest to nobody (ComfyUI's `add_message` and `server.client_id`).
 */
export function runMessages(item: QueuedPrompt, sockets: Sockets, everyMs: number): RunMessages {
  const { id, clientId } = item;
  const progress = new Map<string, NodeProgress>();
  const kept: Json[] = [];
  let lastProgress = 0;
  const toClient = (type: string, data: JsonObject) => {
    if (clientId !== undefined) sockets.send(type, data, clientId);
  };
  const note = (type: string, data: JsonObject) => {
    const message = { ...data, timestamp: Date.now() };
    kept.push([type, message]);
    if (type === 'execution_interrupted') sockets.send(type, message, clientId);
    else toClient(type, message);
  };
  const sendState = () => {
    const nodes = [...progress].map(
      ([node, each]) => [node, stateOf(node, id, each)] as [string, Json],
    );
    sockets.send('progress_state', { prompt_id: id, nodes: jsonObject(nodes) }, clientId);
  };
  return {
    kept: () => kept,
    start: () => note('execution_start', { prompt_id: id }),
    cached: (nodes) => note('execution_cached', { nodes, prompt_id: id }),
    running: (node) => {
      progress.set(node, { value: zero, max: one, state: 'running' });
      sendState();
      toClient('executing', { node, display_node: node, prompt_id: id });
    },
    progress: (node, value, max) => {
      progress.set(node, { value, max, state: 'running' });
      const now = Date.now();
      if (value > 1 && value < max && now - lastProgress < everyMs) return;
      lastProgress = now;
      sendState();
      sockets.send('progress', { value, max, prompt_id: id, node }, clientId);
    },
    picture: (png) => sockets.sendPicture(png, clientId),
    executed: (node, output) =>
      toClient('executed', { node, display_node: node, output, prompt_id: id }),
    finished: (node, wasCached = false) => {
      const before = progress.get(node);
      const max = before?.max ?? (wasCached ? 1 : one);
      progress.set(node, { value: max, max, state: 'finished' });
      sendState();
    },
    end: (type, data) => note(type, { prompt_id: id, ...data }),
    idle: () => toClient('executing', { node: null, prompt_id: id }),
  };
}

function stateOf(node: string, promptId: string, progress: NodeProgress): Json {
  return {
    value: progress.value,
    max: progress.max,
    state: progress.state,
    node_id: node,
    prompt_id: promptId,
    display_node_id: node,
    parent_node_id: null,
    real_node_id: node,
  };
}
