/** Runs one prompt on one server: carries out what the state machine asks for, and never submits twice. */

import { Failure } from '../../base/failure.ts';
import type { JsonObject } from '../../base/json.ts';
import { titleOf } from '../../base/problem.ts';
import type { Answer } from '../../core/smoke/readings.ts';
import { readHistory, readQueue, readSubmitAnswer } from '../../core/smoke/readings.ts';
import { advanceRun } from '../../core/smoke/run.ts';
import { beginRun, type RunEvent, type RunState } from '../../core/smoke/run-state.ts';
import { nextAction } from '../../core/smoke/schedule.ts';
import { submitBody } from '../../core/smoke/submit.ts';
import { type RunLimits, usualLimits } from '../../core/smoke/types.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';
import type { Server, ServerRequest } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Inbox } from './inbox.ts';
import { listenTo, type RunSockets } from './run-socket.ts';

export interface RunRequest {
  readonly server: Server;
  /** Sent as it is; `withTitles` makes it ready. */
  readonly prompt: ApiPrompt;
  readonly pngInfo?: JsonObject;
  readonly isModelInput?: (node: string, input: string) => boolean;
  readonly limits?: Partial<RunLimits>;
  readonly onChange?: (state: RunState) => void;
  /** Where the run's websocket comes from; without it one is opened for it. */
  readonly sockets?: RunSockets;
}

export type RunWorld = Pick<World, 'clock' | 'random' | 'signal'>;

const maxBytes = 64 * 1024 * 1024;

/** Returns the run's last state; its `end` is always there. Ctrl-C stops our prompt on the server first. */
export async function runPrompt(request: RunRequest, world: RunWorld): Promise<RunState> {
  const limits = { ...usualLimits, ...request.limits };
  const socket = request.sockets?.take() ?? listenTo(request.server, world);
  const { events } = socket;
  const abort = (): void =>
    events.push({ kind: 'cancel', at: world.clock.now(), reason: 'interrupted' });
  let state = beginRun({
    promptId: world.random.uuid(),
    prompt: request.prompt,
    limits,
    at: world.clock.now(),
    ...(request.isModelInput === undefined ? {} : { isModelInput: request.isModelInput }),
  });
  try {
    await socket.opened;
    if (world.signal.aborted)
      return {
        ...state,
        end: 'cancelled',
        error: { class: 'interrupted', message: 'stopped before anything was sent' },
      };
    world.signal.addEventListener('abort', abort);
    state = advanceRun(state, await submit(request, state, socket.clientId, world));
    request.sockets?.openNext();
    return await drive(state, request, events, world);
  } finally {
    world.signal.removeEventListener('abort', abort);
    socket.close();
  }
}

/** Acts and waits until the run has ended; a prompt that may still arrive is asked to be dropped. */
async function drive(
  from: RunState,
  request: RunRequest,
  events: Inbox<RunEvent>,
  world: RunWorld,
): Promise<RunState> {
  let state = from;
  const take = (event: RunEvent): void => {
    state = advanceRun(state, event);
    request.onChange?.(state);
  };
  while (state.end === undefined) {
    for (const event of events.take()) take(event);
    if (state.end !== undefined) break;
    const now = world.clock.now();
    const action = nextAction(state, now);
    switch (action.do) {
      case 'wait':
        await events.wait(action.until - now);
        break;
      case 'read-history':
        take(await read(request.server, state, 'history', world));
        break;
      case 'read-queue':
        take(await read(request.server, state, 'queue', world));
        break;
      case 'cancel':
        take({ kind: 'cancel', at: now, reason: action.reason });
        break;
      case 'send-cancel':
        await sendCancel(request.server, state);
        take({ kind: 'cancel-sent', at: world.clock.now() });
        break;
      case 'give-up': {
        const message = 'the server was asked to stop the run, and did not say that it has';
        state = {
          ...state,
          end: 'unknown',
          error: { class: state.cancel?.reason ?? 'timeout', message },
        };
      }
    }
  }
  const isOpen = state.end === 'lost' || state.end === 'unknown';
  if (isOpen && state.submission === 'doubtful') await sendCancel(request.server, state);
  return state;
}

async function submit(
  request: RunRequest,
  state: RunState,
  clientId: string,
  world: RunWorld,
): Promise<RunEvent> {
  const { prompt, pngInfo } = request;
  const text = submitBody({
    prompt,
    promptId: state.promptId,
    clientId,
    ...(pngInfo === undefined ? {} : { pngInfo }),
  });
  try {
    const answer = await exchange(request.server, {
      method: 'POST',
      path: '/prompt',
      body: { kind: 'json', text },
      timeoutMs: state.limits.submitMs,
      signal: world.signal,
    });
    return { kind: 'submitted', at: world.clock.now(), answer: readSubmitAnswer(answer) };
  } catch (thrown) {
    const at = world.clock.now();
    if (world.signal.aborted)
      return {
        kind: 'submit-failed',
        at,
        sent: true,
        message: 'stopped while the prompt was sent',
      };
    const { code, message } = failureOf(thrown);
    return { kind: 'submit-failed', at, sent: !neverSent.has(code), message };
  }
}

/** Failures that come before a connection stands: the server cannot have seen the prompt. */
const neverSent = new Set(['server/refused', 'server/unknown-host', 'server/tls']);

async function read(
  server: Server,
  state: RunState,
  what: 'history' | 'queue',
  world: RunWorld,
): Promise<RunEvent> {
  const path = what === 'history' ? `/history/${encodeURIComponent(state.promptId)}` : '/queue';
  const signal = state.cancel === undefined ? { signal: world.signal } : {};
  try {
    const answer = await exchange(server, {
      method: 'GET',
      path,
      timeoutMs: state.limits.readMs,
      ...signal,
    });
    const at = world.clock.now();
    return what === 'history'
      ? { kind: 'history', at, reading: readHistory(answer, state.promptId) }
      : { kind: 'queue', at, reading: readQueue(answer, state.promptId) };
  } catch (thrown) {
    const at = world.clock.now();
    if (world.signal.aborted && state.cancel === undefined) {
      return { kind: 'cancel', at, reason: 'interrupted' };
    }
    const { code, message } = failureOf(thrown);
    return { kind: 'unreachable', at, refused: code === 'server/refused', message };
  }
}

/**
 * Takes our prompt out of the queue, or interrupts it where it runs, by its id alone. What the server answers is not
 * looked at: the next readings tell.
 */
async function sendCancel(server: Server, state: RunState): Promise<void> {
  const { promptId, limits } = state;
  const post = (path: string, body: JsonObject): Promise<unknown> =>
    exchange(server, {
      method: 'POST',
      path,
      body: { kind: 'json', text: JSON.stringify(body) },
      timeoutMs: Math.min(limits.readMs, 5000),
    }).catch(() => undefined);
  await post('/queue', { delete: [promptId] });
  const answer = await exchange(server, {
    method: 'GET',
    path: '/queue',
    timeoutMs: limits.readMs,
  }).catch(() => undefined);
  const place = answer === undefined ? undefined : readQueue(answer, promptId).kind;
  if (place === 'running') await post('/interrupt', { prompt_id: promptId });
}

async function exchange(server: Server, request: ServerRequest): Promise<Answer> {
  const { status, body } = await server.request({ maxBytes, ...request });
  return { status, text: new TextDecoder().decode(body) };
}

function failureOf(thrown: unknown): { readonly code: string; readonly message: string } {
  const [first] = thrown instanceof Failure ? thrown.problems : [];
  if (first === undefined) throw thrown;
  return { code: first.code, message: titleOf(first) };
}
