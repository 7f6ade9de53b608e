/** Sends the prompts of a transcript to a stand-in, one after the other, and takes down what it says of each. */

import { expect } from 'vitest';
import type { RunningStandin } from '../../src/standin/types.ts';
import { answerOf, type Frame, idIn, type Step, type Trace, traceOf } from './prompt-traces.ts';
import { type FrameReader, lenient, openFrames, send } from './replay-on-standin.ts';

export interface TracePair {
  readonly recorded: Trace;
  readonly answered: Pick<Trace, 'answer' | 'frames' | 'entry'>;
}

/** Nodes that raised there raise here; a run that was interrupted is interrupted at the same node. */
export async function traceOn(
  running: RunningStandin,
  steps: readonly Step[],
  { keepsNothing, port }: { readonly keepsNothing: boolean; readonly port: string },
): Promise<readonly TracePair[]> {
  const pairs: TracePair[] = [];
  let isWarm = false;
  for (const step of steps) {
    if (step.kind === 'restart') running.faults.restart();
    else if (step.kind === 'send') await send(running.url, step.event, '');
    else {
      const { trace } = step;
      if (isUntold(trace)) continue;
      if (!isWarm && trace.cached.length > 0) await fillCache(running, trace);
      if (keepsNothing) await post(running, '/free', '{"free_memory": true}');
      isWarm = true;
      pairs.push({ recorded: trace, answered: await runOn(running, trace, port) });
    }
  }
  return pairs;
}

/** Taken by the server, and then nobody heard how it went on: it was taken out of the queue, or nobody asked. */
function isUntold({ answer, frames, entry }: Trace): boolean {
  const { status } = answer as { readonly status: number };
  return status === 0 || (status === 200 && frames === undefined && entry === undefined);
}

interface Body {
  readonly client_id?: string;
  readonly prompt?: Readonly<Record<string, unknown>>;
}

/** Runs what the recorded server had in its cache, so that this one has it too. */
async function fillCache(running: RunningStandin, { body, cached }: Trace): Promise<void> {
  const { prompt = {} } = JSON.parse(body) as Body;
  const nodes = cached.map((id) => [id, prompt[id]] as const);
  const looks = cached.map((id) => [
    `look-${id}`,
    { class_type: 'PreviewAny', inputs: { source: [id, 0] } },
  ]);
  const text = JSON.stringify({ prompt: Object.fromEntries([...nodes, ...looks]) });
  const { body: answer } = await post(running, '/prompt', text);
  await entryOf(running, idIn(answer) ?? '');
}

async function runOn(
  running: RunningStandin,
  trace: Trace,
  port: string,
): Promise<TracePair['answered']> {
  const { ended } = trace;
  const client = clientOf(trace.body);
  const socket =
    trace.frames === undefined || client === undefined
      ? undefined
      : await openFrames(`${running.url}/ws?clientId=${client}`);
  const isStopped = ended?.kind === 'execution_interrupted' && socket !== undefined;
  if (ended?.kind === 'execution_error')
    running.faults.node(ended.classType, { type: ended.type, message: 'as told' });
  if (isStopped) running.faults.slow(ended.classType, 60_000);
  const { status, body } = await post(
    running,
    trace.path,
    trace.body,
    // the recorded server's own origin is this one's
    trace.origin?.endsWith(`:${port}`) === true ? running.url : trace.origin,
  );
  const id = idIn(body);
  const answer = answerOf(status, body);
  if (status !== 200 || id === undefined) {
    await closed(socket);
    return { answer };
  }
  const stop = isStopped ? () => interruptAt(running, id) : undefined;
  const frames = socket === undefined ? [] : await framesOf(socket, id, ended?.node, stop);
  const entry = await entryOf(running, id);
  if (isStopped) running.faults.slow(ended.classType, 0);
  await closed(socket);
  const { frames: lines, entry: told } = traceOf(frames, entry);
  return {
    answer,
    ...(lines === undefined ? {} : { frames: lines }),
    ...(trace.entry === undefined ? {} : { entry: told }),
  };
}

/** A server that still holds a socket when the next comes under its id forgets both. */
async function closed(socket: FrameReader | undefined): Promise<void> {
  socket?.close();
  await socket?.closed;
}

function clientOf(body: string): string | undefined {
  try {
    return (lenient(body) as Body).client_id;
  } catch {
    return undefined;
  }
}

/** Hears a run to its `executing null`; where it is to be stopped, that is asked for at the node where it was. */
async function framesOf(
  socket: FrameReader,
  id: string,
  last: string | undefined,
  stop: (() => Promise<unknown>) | undefined,
): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for (;;) {
    const frame = await Promise.race([socket.next(), socket.closed.then(() => undefined)]);
    if (frame === undefined) return frames;
    if (frame.data['prompt_id'] !== id) continue;
    frames.push(frame);
    if (frame.type === 'executing' && frame.data['node'] === null) return frames;
    if (frame.type === 'executing' && frame.data['node'] === last) await stop?.();
  }
}

function interruptAt(running: RunningStandin, id: string): Promise<unknown> {
  return post(running, '/interrupt', JSON.stringify({ prompt_id: id }));
}

/** The entry is written after the last message. */
async function entryOf(running: RunningStandin, id: string): Promise<unknown> {
  let found: unknown;
  const read = async (): Promise<unknown> => {
    const response = await fetch(`${running.url}/history/${id}`);
    found = (lenient(await response.text()) as Record<string, unknown>)[id];
    return found;
  };
  await expect.poll(read, { timeout: 5000, interval: 5 }).toBeDefined();
  return found;
}

async function post(
  running: RunningStandin,
  path: string,
  text: string,
  origin?: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = {
    'content-type': 'application/json',
    ...(origin === undefined ? {} : { origin }),
  };
  const response = await fetch(`${running.url}${path}`, { method: 'POST', headers, body: text });
  const body: unknown = await response.json().catch(() => undefined);
  return { status: response.status, body };
}
