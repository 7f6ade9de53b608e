/** What a websocket frame changes of a run: progress and timings, and that it is time to read the history. */

import { errorOfExecution, nodeOf } from './errors.ts';
import type { RunFrame } from './frames.ts';
import type { RunState } from './run-state.ts';

const terminalKinds = { success: 'success', error: 'error', interrupted: 'interrupted' } as const;

/** Frames of other prompts are nobody's business; those without an id count where ours is known to run. */
export function afterFrame(state: RunState, frame: RunFrame, at: number): RunState {
  const own = frame.promptId === state.promptId;
  if (frame.kind === 'picture') return afterPicture(state, frame.bytes);
  if (frame.kind === 'preview') return afterPreview(state, frame.bytes);
  if (frame.kind === 'status') return afterStatus(state, at);
  if (!own) {
    const here =
      frame.kind === 'executing' && frame.promptId === undefined && state.place === 'running';
    const known = here && frame.node !== undefined && Object.hasOwn(state.prompt, frame.node);
    return known ? onNode(state, frame.node, at) : state;
  }
  const heard: RunState = { ...state, heardAt: at, submission: 'accepted' };
  switch (frame.kind) {
    case 'start':
      return { ...heard, place: 'running', startedAt: at };
    case 'cached':
      return { ...heard, cached: frame.nodes };
    case 'executing':
      return frame.node === undefined
        ? terminal(onNode(heard, undefined, at), heard.terminal ?? 'idle', at)
        : onNode(heard, frame.node, at);
    case 'progress':
      return { ...heard, progress: { value: frame.value, max: frame.max } };
    case 'error':
      return terminal(
        { ...heard, errorFrame: errorOfExecution(frame.data, state.prompt) },
        'error',
        at,
      );
    default:
      return terminal(heard, terminalKinds[frame.kind], at);
  }
}

/** Where our own frames may go elsewhere now, a changed queue is the sign to look; busy servers give many of them. */
function afterStatus(state: RunState, at: number): RunState {
  if (state.isDeaf !== true || at - (state.hintedAt ?? 0) < state.limits.pollMs) return state;
  return { ...state, hintedAt: at, historyAt: Math.min(state.historyAt, at) };
}

function onNode(state: RunState, node: string | undefined, at: number): RunState {
  const { node: former, nodeSince, progress: _, ...rest } = state;
  const running: RunState = { ...rest, place: 'running', startedAt: state.startedAt ?? at };
  const timings =
    former === undefined || nodeSince === undefined || former === node
      ? state.timings
      : [...state.timings, { node: former, ms: at - nodeSince }];
  if (node === undefined) return { ...running, timings };
  const since = former === node && nodeSince !== undefined ? nodeSince : at;
  return { ...running, timings, node, nodeSince: since };
}

/** It leaves nothing in the history: its pictures are what came while it ran. */
export const streamedType = 'SaveImageWebsocket';

function afterPicture(state: RunState, bytes: Uint8Array): RunState {
  const { node } = state;
  if (node === undefined || nodeOf(state.prompt, node).classType !== streamedType) return state;
  return { ...state, streamed: [...state.streamed, { node, bytes }] };
}

/** The last one shows how far a run came that leaves no output; those of other prompts reach sockets without a client. */
function afterPreview(state: RunState, bytes: Uint8Array): RunState {
  const { node } = state;
  return node === undefined ? state : { ...state, preview: { node, bytes } };
}

/** The history is written after the frame: read it now, and soon again. */
function terminal(state: RunState, kind: NonNullable<RunState['terminal']>, at: number): RunState {
  const burst = state.limits.burstMs.map((after) => at + after);
  return { ...state, terminal: kind, burst, historyAt: at, pollMs: state.limits.pollMs };
}
