/** What to do next for a run: a pure decision, so that every wait and limit can be tested without waiting. */

import type { CancelReason, RunState } from './run-state.ts';

export type RunAction =
  | { readonly do: 'read-history' | 'read-queue' | 'send-cancel' }
  | { readonly do: 'cancel'; readonly reason: CancelReason }
  /** The interrupt had no effect in time. */
  | { readonly do: 'give-up' }
  | { readonly do: 'wait'; readonly until: number };

/** Returns the next action of a run that has not ended and whose prompt was sent. */
export function nextAction(state: RunState, now: number): RunAction {
  const { cancel, limits } = state;
  if (cancel !== undefined) {
    if (now - cancel.since >= limits.cancelMs) return { do: 'give-up' };
    if (now >= cancel.nextAt) return { do: 'send-cancel' };
  }
  const overdue = deadline(state);
  if (cancel === undefined && now >= overdue.at) return { do: 'cancel', reason: overdue.reason };
  if (state.proving || (state.queueAt === undefined && now >= state.historyAt)) {
    return { do: 'read-history' };
  }
  if (state.queueAt !== undefined && now >= state.queueAt) return { do: 'read-queue' };
  if (now >= state.historyAt) return { do: 'read-history' };
  const until = [
    state.historyAt,
    state.queueAt,
    cancel === undefined ? overdue.at : Math.min(cancel.nextAt, cancel.since + limits.cancelMs),
  ].filter((each): each is number => each !== undefined);
  return { do: 'wait', until: Math.min(...until) };
}

/** A prompt may wait as long as `queueMs`, and from its start run as long as `runMs`. */
function deadline(state: RunState): { readonly at: number; readonly reason: CancelReason } {
  if (state.startedAt !== undefined) {
    return { at: state.startedAt + state.limits.runMs, reason: 'timeout' };
  }
  return { at: state.sentAt + state.limits.queueMs, reason: 'queue-stuck' };
}
