/** What is known of a run while it goes on, and what can happen to it. */

import type { ApiPrompt } from '../workflow/types.ts';
import type { RunFrame } from './frames.ts';
import type { HistoryReading, QueueReading, SubmitAnswer } from './readings.ts';
import type { HistoryEntry, NodeError, NodeTiming, RunEnd, RunError, RunLimits } from './types.ts';

export type CancelReason = 'interrupted' | 'timeout' | 'queue-stuck';

export interface RunState {
  readonly promptId: string;
  readonly prompt: ApiPrompt;
  readonly limits: RunLimits;
  readonly isModelInput: (node: string, input: string) => boolean;
  /** `doubtful`: sent, but nobody said whether it was taken. */
  readonly submission: 'unsent' | 'doubtful' | 'accepted';
  readonly doubt?: { readonly message: string; readonly status?: number };
  readonly nodeErrors: readonly NodeError[];
  readonly place: 'unseen' | 'pending' | 'running';
  /** Prompts before ours, where the queue told. */
  readonly before: number;
  readonly sentAt: number;
  readonly startedAt?: number;
  readonly node?: string;
  readonly nodeSince?: number;
  readonly progress?: { readonly value: number; readonly max: number };
  readonly timings: readonly NodeTiming[];
  readonly cached?: readonly string[];
  /** The websocket was away for a while: frames may have been missed. */
  readonly isDeaf?: boolean;
  /** When a change of the queue last made us look. */
  readonly hintedAt?: number;
  readonly streamed: readonly { readonly node: string; readonly bytes: Uint8Array }[];
  /** The last preview that a node of ours sent. */
  readonly preview?: { readonly node: string; readonly bytes: Uint8Array };
  readonly errorFrame?: RunError;
  readonly terminal?: 'success' | 'error' | 'interrupted' | 'idle';
  readonly heardAt?: number;
  readonly pollMs: number;
  readonly historyAt: number;
  readonly queueAt?: number;
  readonly burst: readonly number[];
  /** The queue has just said absent: the next history reading proves it or not. */
  readonly proving: boolean;
  readonly absentSince?: number;
  /** Since when readings fail, and since when connections are refused without a break. */
  readonly unreachable?: { readonly since: number; readonly refusedSince?: number };
  readonly cancel?: {
    readonly reason: CancelReason;
    readonly since: number;
    readonly nextAt: number;
  };
  readonly end?: RunEnd;
  readonly error?: RunError;
  readonly entry?: HistoryEntry;
}

export type RunEvent =
  | { readonly kind: 'submitted'; readonly at: number; readonly answer: SubmitAnswer }
  | {
      readonly kind: 'submit-failed';
      readonly at: number;
      readonly sent: boolean;
      readonly message: string;
    }
  | { readonly kind: 'frame'; readonly at: number; readonly frame: RunFrame }
  /** The websocket broke, or could not be opened. */
  | { readonly kind: 'deaf' }
  | { readonly kind: 'history'; readonly at: number; readonly reading: HistoryReading }
  | { readonly kind: 'queue'; readonly at: number; readonly reading: QueueReading }
  | {
      readonly kind: 'unreachable';
      readonly at: number;
      readonly refused: boolean;
      readonly message: string;
    }
  | { readonly kind: 'cancel'; readonly at: number; readonly reason: CancelReason }
  | { readonly kind: 'cancel-sent'; readonly at: number };

export function beginRun(options: {
  readonly promptId: string;
  readonly prompt: ApiPrompt;
  readonly limits: RunLimits;
  readonly at: number;
  readonly isModelInput?: (node: string, input: string) => boolean;
}): RunState {
  return {
    promptId: options.promptId,
    prompt: options.prompt,
    limits: options.limits,
    isModelInput: options.isModelInput ?? (() => false),
    submission: 'unsent',
    nodeErrors: [],
    place: 'unseen',
    before: 0,
    sentAt: options.at,
    timings: [],
    streamed: [],
    pollMs: options.limits.pollMs,
    historyAt: options.at + options.limits.pollMs,
    burst: [],
    proving: false,
  };
}

/** Returns the state with its end. */
export function ended(state: RunState, end: RunEnd, error?: RunError): RunState {
  return { ...state, end, ...(error === undefined ? {} : { error }) };
}
