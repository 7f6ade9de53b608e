/** The run of one prompt as a pure state machine: polling decides, the websocket decorates. */

import { errorOfValidation } from './errors.ts';
import type { SubmitAnswer } from './readings.ts';
import { afterFrame } from './run-frames.ts';
import { afterHistory, afterQueue, afterSilence, reachable } from './run-readings.ts';
import { ended, type RunEvent, type RunState } from './run-state.ts';
import type { RunError } from './types.ts';

/** Returns the state after an event; nothing changes after the end. */
export function advanceRun(state: RunState, event: RunEvent): RunState {
  if (state.end !== undefined) return state;
  switch (event.kind) {
    case 'submitted':
      return afterSubmit(state, event.answer, event.at);
    case 'submit-failed':
      return event.sent
        ? doubtful(state, { message: event.message }, event.at)
        : ended(state, 'lost', { class: 'server-lost', message: event.message });
    case 'frame':
      return afterFrame(state, event.frame, event.at);
    case 'deaf':
      return { ...state, isDeaf: true };
    case 'history':
      return afterHistory(reachable(state, event.reading), event.reading, event.at);
    case 'queue':
      return afterQueue(reachable(state, event.reading), event.reading, event.at);
    case 'unreachable':
      return afterSilence(state, event);
    case 'cancel':
      if (state.cancel !== undefined && event.reason !== 'interrupted') return state;
      return { ...state, cancel: { reason: event.reason, since: event.at, nextAt: event.at } };
    case 'cancel-sent':
      if (state.cancel === undefined) return state;
      return {
        ...state,
        cancel: { ...state.cancel, nextAt: event.at + 2 * state.limits.pollMs },
        pollMs: state.limits.pollMs,
        historyAt: event.at + state.limits.pollMs / 10,
      };
  }
}

function afterSubmit(state: RunState, answer: SubmitAnswer, at: number): RunState {
  const { prompt, isModelInput } = state;
  if (answer.kind === 'doubtful') return doubtful(state, answer, at);
  if (answer.kind === 'refused') {
    const isValidation =
      answer.status === 400 && (answer.type !== undefined || answer.nodeErrors.length > 0);
    const error: RunError = isValidation
      ? errorOfValidation(answer.message, answer.nodeErrors, prompt, isModelInput)
      : {
          class: classOfRefusal(answer.status, answer.type),
          message: `the server answered ${answer.status}: ${answer.message}`,
        };
    return ended({ ...state, nodeErrors: answer.nodeErrors }, 'failure', error);
  }
  const { promptId, nodeErrors } = answer;
  return {
    ...state,
    submission: 'accepted',
    promptId,
    nodeErrors,
    historyAt: Math.min(state.historyAt, at + state.limits.pollMs),
  };
}

/** Login, payment, method and path are asked before ComfyUI sees a prompt, as is a redirect, which is not followed with one. */
const turnedAway = new Set([301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 407]);

function classOfRefusal(status: number, type: string | undefined): RunError['class'] {
  // RFC 6585, section 4: the request was not carried out
  if (status === 429) return 'queue-full';
  return type === undefined && turnedAway.has(status) ? 'turned-away' : 'server-error';
}

/** Whether the server took the prompt is asked by its id, never by sending it again. */
function doubtful(state: RunState, doubt: NonNullable<RunState['doubt']>, at: number): RunState {
  return { ...state, submission: 'doubtful', doubt, historyAt: at, queueAt: at };
}
