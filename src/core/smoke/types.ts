/** One prompt's run on one server: what is known of it while it goes on, and how it ended. */

import type { Json, JsonObject } from '../../base/json.ts';

/** `lost`: the server has forgotten it or is gone; `unknown`: nobody could say. Neither is a yes or a no. */
export type RunEnd = 'success' | 'failure' | 'cancelled' | 'lost' | 'unknown';

export type RunErrorClass =
  | 'validation'
  | 'model-missing'
  | 'out-of-memory'
  | 'node-failed'
  | 'server-error'
  /** Somebody before ComfyUI said no: a login, a proxy, a wrong address. */
  | 'turned-away'
  | 'server-lost'
  | 'queue-stuck'
  | 'queue-full'
  | 'timeout'
  | 'interrupted';

export interface RunNode {
  readonly id: string;
  readonly title: string;
  readonly classType: string;
}

export interface RunError {
  readonly class: RunErrorClass;
  readonly message: string;
  readonly node?: RunNode;
  /** Python's exception type, as `torch.OutOfMemoryError`. */
  readonly exception?: string;
  /** `file.py:12 in run`, innermost last; never inputs, never folders. */
  readonly trace?: readonly string[];
  /** What validation refused, one line each. */
  readonly details?: readonly string[];
}

/** One entry of `node_errors`. */
export interface NodeError {
  readonly node: string;
  readonly classType: string;
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly input?: string;
}

/** A file that a node left on the server. */
export interface OutputFile {
  readonly filename: string;
  readonly subfolder: string;
  /** `output`, `temp` or `input`: where `/view` finds it. */
  readonly type: string;
}

/** What one node left: files to download, texts, and pictures that came over the websocket. */
export interface NodeOutput {
  readonly node: string;
  readonly files: readonly OutputFile[];
  readonly texts: readonly string[];
  readonly streamed: readonly Uint8Array[];
}

export interface NodeTiming {
  readonly node: string;
  /** Milliseconds, as the websocket told it. */
  readonly ms: number;
}

/** An entry of `/history`. */
export interface HistoryEntry {
  readonly status: 'success' | 'error' | 'unknown';
  readonly interrupted: boolean;
  /** Data of `execution_error`, inputs and outputs left out. */
  readonly error?: JsonObject;
  /** The graph that ran, after the server's coercions and replacements. */
  readonly executed?: Json;
  readonly outputs: JsonObject;
  readonly cached?: readonly string[];
  /** Between execution_start and the end, by the server's clock. */
  readonly executionMs?: number;
}

export interface RunLimits {
  readonly submitMs: number;
  readonly readMs: number;
  /** For one try of an upload or a download. */
  readonly transferMs: number;
  readonly pollMs: number;
  readonly slowestPollMs: number;
  /** After a terminal frame the history is read at once and again after these. */
  readonly burstMs: readonly number[];
  /** Two absent readings this far apart make a run lost. */
  readonly absentMs: number;
  /** How long a server may be out of reach before the end of a run is unknown. */
  readonly unreachableMs: number;
  readonly queueMs: number;
  readonly runMs: number;
  /** How long to wait for the end after an interrupt. */
  readonly cancelMs: number;
}

export const usualLimits: RunLimits = {
  submitMs: 10_000,
  readMs: 10_000,
  transferMs: 120_000,
  pollMs: 1000,
  slowestPollMs: 5000,
  burstMs: [5, 20, 80],
  absentMs: 5000,
  unreachableMs: 60_000,
  queueMs: 1_200_000,
  runMs: 600_000,
  cancelMs: 30_000,
};
