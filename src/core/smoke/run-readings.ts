/** What a reading of the history or the queue changes of a run: only these end it. */

import { errorOfExecution, errorOfValidation } from './errors.ts';
import type { HistoryReading, QueueReading } from './readings.ts';
import { type CancelReason, ended, type RunState } from './run-state.ts';
import type { HistoryEntry, RunError } from './types.ts';

/** A complete reading ends a time of silence. */
export function reachable(state: RunState, reading: HistoryReading | QueueReading): RunState {
  if (reading.kind === 'unreadable') return state;
  const { unreachable: _, ...rest } = state;
  return rest;
}

export function afterHistory(state: RunState, reading: HistoryReading, at: number): RunState {
  if (reading.kind === 'entry') return afterEntry(state, reading.entry);
  if (reading.kind === 'unreadable') {
    return afterSilence(state, { at, refused: false, message: reading.reason });
  }
  if (state.proving) return afterProof({ ...state, proving: false }, at);
  const [next, ...burst] = state.burst.filter((each) => each > at);
  if (next !== undefined) return { ...state, burst, historyAt: next };
  const quiet = state.heardAt === undefined || at - state.heardAt >= state.pollMs;
  const slower = Math.min(state.pollMs * 1.5, state.limits.slowestPollMs);
  const waits: RunState = { ...state, burst: [], historyAt: at + state.pollMs, pollMs: slower };
  return quiet || state.cancel !== undefined ? { ...waits, queueAt: at } : waits;
}

function afterEntry(state: RunState, entry: HistoryEntry): RunState {
  const known: RunState = {
    ...state,
    entry,
    submission: 'accepted',
    ...(entry.cached === undefined ? {} : { cached: entry.cached }),
  };
  if (entry.interrupted) return ended(known, 'cancelled', cancelError(state));
  if (entry.error !== undefined)
    return ended(known, 'failure', errorOfExecution(entry.error, state.prompt));
  if (entry.status === 'error') {
    const message = 'the server says that the run failed, and not why';
    return ended(known, 'failure', state.errorFrame ?? { class: 'node-failed', message });
  }
  if (entry.status === 'unknown')
    return ended(known, 'unknown', {
      class: 'server-error',
      message: 'the history tells no status',
    });
  if (state.nodeErrors.length > 0) return ended(known, 'failure', leftOutError(state));
  // An ExecutionBlocker with a message sends execution_error and then execution_success (ComfyUI's execution.py).
  if (state.errorFrame !== undefined) return ended(known, 'failure', state.errorFrame);
  return ended(known, 'success');
}

/** A 200 with `node_errors`: the rest runs, and whatever becomes of it, the prompt as it was sent has failed. */
function leftOutError({ nodeErrors, prompt, isModelInput }: RunState): RunError {
  return errorOfValidation('the server left outputs out', nodeErrors, prompt, isModelInput);
}

const cancelMessages: Readonly<Record<CancelReason, string>> = {
  interrupted: 'the run was stopped from here',
  timeout: 'the run took longer than its limit and was stopped',
  'queue-stuck': 'the prompt waited in the queue longer than its limit and was taken out',
};

function cancelError(state: RunState): RunError {
  if (state.cancel === undefined) {
    return { class: 'interrupted', message: 'somebody interrupted the run on the server' };
  }
  return { class: state.cancel.reason, message: cancelMessages[state.cancel.reason] };
}

/** A request that nobody answered may still be on its way to a slow server. */
function patience({ submission, doubt }: RunState): number {
  return submission === 'doubtful' && doubt?.status === undefined ? 3 : 1;
}

/** Neither in the queue nor, read after that, in the history. */
function afterProof(state: RunState, at: number): RunState {
  if (
    state.cancel !== undefined &&
    state.submission === 'accepted' &&
    state.terminal === undefined
  ) {
    return ended(state, 'cancelled', cancelError(state));
  }
  const { absentMs } = state.limits;
  const since = state.absentSince ?? at;
  if (at === since || at - since < absentMs * patience(state)) {
    return { ...state, absentSince: since, queueAt: at + absentMs, historyAt: at + absentMs };
  }
  if (state.cancel !== undefined) return ended(state, 'cancelled', cancelError(state));
  if (state.errorFrame !== undefined) return ended(state, 'failure', state.errorFrame);
  if (state.terminal === 'interrupted') return ended(state, 'cancelled', cancelError(state));
  if (state.nodeErrors.length > 0) return ended(state, 'failure', leftOutError(state));
  const status = state.doubt?.status ?? 0;
  if (
    state.submission === 'doubtful' &&
    status >= 500 &&
    status !== 502 &&
    status !== 503 &&
    status !== 504
  ) {
    return ended(state, 'failure', { class: 'server-error', message: state.doubt?.message ?? '' });
  }
  const message =
    state.submission === 'doubtful'
      ? `the server does not know the prompt (${state.doubt?.message})`
      : 'the prompt is neither in the queue nor in the history: the server was restarted, or its queue or history was cleared';
  return ended(state, 'lost', { class: 'server-lost', message });
}

export function afterQueue(state: RunState, reading: QueueReading, at: number): RunState {
  const { queueAt: _, ...rest } = state;
  if (reading.kind === 'unreadable') {
    return afterSilence(rest, { at, refused: false, message: reading.reason });
  }
  if (reading.kind === 'absent') return { ...rest, proving: true, historyAt: at };
  const { absentSince: __, ...present } = rest;
  const seen: RunState = { ...present, submission: 'accepted' };
  if (reading.kind === 'pending') return { ...seen, place: 'pending', before: reading.before };
  return { ...seen, place: 'running', startedAt: state.startedAt ?? at };
}

/** A failed reading says nothing of the run. Refused connections twice are a server that is gone, and its queue with it. */
export function afterSilence(
  state: RunState,
  {
    at,
    refused,
    message,
  }: { readonly at: number; readonly refused: boolean; readonly message: string },
): RunState {
  const { queueAt: _, ...rest } = state;
  const since = state.unreachable?.since ?? at;
  const refusedSince = refused ? (state.unreachable?.refusedSince ?? at) : undefined;
  const waits: RunState = {
    ...rest,
    proving: false,
    unreachable: { since, ...(refusedSince === undefined ? {} : { refusedSince }) },
    historyAt: at + state.limits.pollMs,
  };
  if (refusedSince !== undefined && at - refusedSince >= state.limits.absentMs) {
    return ended(waits, state.cancel === undefined ? 'lost' : 'unknown', {
      class: 'server-lost',
      message,
    });
  }
  if (at - since >= state.limits.unreachableMs) {
    return ended(waits, 'unknown', { class: 'server-lost', message });
  }
  return waits;
}
