/** Every network fault in every phase of a run: the end is right, nothing is sent twice, nothing is left on the server. */

import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { fetchOutputs } from '../../src/commands/shared/fetch-outputs.ts';
import { runPrompt } from '../../src/commands/shared/run-prompt.ts';
import { outputsOf } from '../../src/core/smoke/outputs.ts';
import type { RunState } from '../../src/core/smoke/run-state.ts';
import { withTitles } from '../../src/core/smoke/submit.ts';
import { judgeRun } from '../../src/core/smoke/verdict.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import type { Faults, HttpFault } from '../../src/standin/faults.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { clock, random } from '../../src/world/clock.ts';
import type { Server, ServerRequest } from '../../src/world/ports.ts';
import { connectServer } from '../../src/world/server.ts';

const limits = {
  submitMs: 400,
  readMs: 400,
  pollMs: 25,
  slowestPollMs: 100,
  absentMs: 150,
  unreachableMs: 1500,
  queueMs: 5000,
  runMs: 5000,
  cancelMs: 2000,
};

let standin: RunningStandin;
let server: Server;
let sent: string[];
let color = 0;
const matrix: string[] = [];

beforeEach(async () => {
  standin = await startStandin({ port: 0 });
  sent = [];
  const real = connectServer({ url: standin.url, headers: {} });
  server = {
    ...real,
    request: (request: ServerRequest) => {
      sent.push(`${request.method} ${request.path}`);
      return real.request(request);
    },
  };
});
afterEach(async () => {
  await server.close();
  await standin.stop();
});
afterAll(() => console.info(`fault × phase → end, verdict\n${matrix.join('\n')}`));

function prompt(): ApiPrompt {
  color += 1;
  return withTitles({
    '1': { class_type: 'EmptyImage', inputs: { width: 16, height: 16, batch_size: 1, color } },
    '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    '3': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'f' } },
  });
}

interface Seen {
  readonly run: RunState;
  readonly verdict: string;
}

async function runAndJudge(
  signal = new AbortController().signal,
  onChange = (_: RunState) => undefined as unknown,
): Promise<Seen> {
  const world = { clock, random, signal };
  const submitted = prompt();
  const run = await runPrompt(
    { server, prompt: submitted, limits, onChange: (state) => void onChange(state) },
    world,
  );
  const fetched = signal.aborted ? [] : await fetchOutputs(server, outputsOf(run), world);
  const declared = [{ name: 'f', nodes: ['3'] }];
  const { verdict } = judgeRun({ caseName: 'c', run, submitted, declared, fetched, cache: 'vary' });
  return { run, verdict };
}

/** Reads the queue with a connection of its own; faults are used up by then. */
async function leftOnServer(): Promise<number> {
  const answer = await fetch(`${standin.url}/queue`);
  const { queue_running, queue_pending } = (await answer.json()) as Record<string, unknown[]>;
  return (queue_running?.length ?? 0) + (queue_pending?.length ?? 0);
}

const submits = () => sent.filter((each) => each === 'POST /prompt').length;
const always = 10_000;
const html: HttpFault = { kind: 'answer', status: 502, body: '<html><h1>Bad gateway</h1></html>' };
const login: HttpFault = { kind: 'answer', status: 200, body: '<html>Sign in</html>' };
const silent: HttpFault = { kind: 'delay', milliseconds: 600 };
const reset: HttpFault = { kind: 'reset' };

type Row = readonly [name: string, plan: (faults: Faults) => void, expected: string];

const rows: readonly Row[] = [
  ['no fault', () => undefined, 'success passed'],
  ['502 × submit', (f) => f.http('POST', '/prompt', html), 'lost errored'],
  [
    '500 × submit',
    (f) =>
      f.http('POST', '/prompt', { kind: 'answer', status: 500, body: 'Internal Server Error' }),
    'failure failed',
  ],
  [
    '401 × submit',
    (f) => f.http('POST', '/prompt', { kind: 'answer', status: 401 }),
    'failure failed',
  ],
  ['login page × submit', (f) => f.http('POST', '/prompt', login), 'lost errored'],
  ['reset × submit', (f) => f.http('POST', '/prompt', reset), 'lost errored'],
  [
    'answer lost × submit',
    (f) => f.http('POST', '/prompt', { kind: 'lose-answer' }),
    'success passed',
  ],
  ['answer cut × submit', (f) => f.http('POST', '/prompt', { kind: 'truncate' }), 'success passed'],
  ['silence × submit', (f) => f.http('POST', '/prompt', silent), 'lost errored'],
  [
    '403 × websocket',
    (f) => f.http('GET', '/ws', { kind: 'answer', status: 403 }, always),
    'success passed',
  ],
  ['reset × websocket', (f) => f.http('GET', '/ws', reset, always), 'success passed'],
  ['silence × websocket', (f) => f.silenceSockets(true), 'success passed'],
  ['502 × history', (f) => f.http('GET', '/history*', html, 4), 'success passed'],
  ['reset × history', (f) => f.http('GET', '/history*', reset, 4), 'success passed'],
  ['cut × history', (f) => f.http('GET', '/history*', { kind: 'truncate' }, 4), 'success passed'],
  ['silence × history', (f) => f.http('GET', '/history*', silent, 1), 'success passed'],
  ['502 for good × history', (f) => f.http('GET', '/history*', html, always), 'unknown errored'],
  [
    '502 × queue',
    (f) => {
      f.silenceSockets(true);
      f.slow('ImageInvert', 400);
      f.http('GET', '/queue', html, 2);
    },
    'success passed',
  ],
  ['404 × view', (f) => f.http('GET', '/view*', { kind: 'answer', status: 404 }), 'success failed'],
  ['reset × view', (f) => f.http('GET', '/view*', reset, 2), 'success passed'],
  ['cut × view', (f) => f.http('GET', '/view*', { kind: 'truncate' }, 1), 'success passed'],
  ['reset for good × view', (f) => f.http('GET', '/view*', reset, always), 'success errored'],
  [
    'empty × view',
    (f) => f.http('GET', '/view*', { kind: 'answer', status: 200, body: '' }),
    'success failed',
  ],
];

it.each(rows)('%s', async (name, plan, expected) => {
  plan(standin.faults);
  const { run, verdict } = await runAndJudge();
  matrix.push(`${name} → ${run.end}, ${verdict}`);
  expect(`${run.end} ${verdict}`).toBe(expected);
  expect(submits()).toBe(1);
  expect(await leftOnServer()).toBe(0);
});

it('a server that restarts in mid-run has lost the prompt', async () => {
  standin.faults.slow('ImageInvert', 3000);
  let restarted = false;
  const { run, verdict } = await runAndJudge(undefined, (state) => {
    if (state.node === '2' && !restarted) {
      restarted = true;
      standin.faults.restart();
    }
  });
  expect([run.end, run.error?.class, verdict, submits()]).toEqual([
    'lost',
    'server-lost',
    'errored',
    1,
  ]);
});

it('a websocket that breaks in mid-run is opened again, and the run goes on', async () => {
  standin.faults.slow('ImageInvert', 600);
  let dropped = 0;
  const { run, verdict } = await runAndJudge(undefined, (state) => {
    if (state.node === '2' && dropped === 0) {
      dropped = 1;
      standin.faults.dropSockets();
    }
  });
  expect([run.end, verdict, dropped]).toEqual(['success', 'passed', 1]);
  expect(run.timings.map((each) => each.node)).toContain('2');
});

it('a run over its time is interrupted on the server', async () => {
  standin.faults.slow('ImageInvert', 60_000);
  const world = { clock, random, signal: new AbortController().signal };
  const run = await runPrompt(
    { server, prompt: prompt(), limits: { ...limits, runMs: 200 } },
    world,
  );
  expect([run.end, run.error?.class]).toEqual(['cancelled', 'timeout']);
  expect(await leftOnServer()).toBe(0);
});

it('Ctrl-C interrupts our prompt, and leaves those of others', async () => {
  standin.faults.slow('ImageInvert', 60_000);
  const controller = new AbortController();
  const others = connectServer({ url: standin.url, headers: {} });
  const foreign = runPrompt(
    { server: others, prompt: prompt(), limits },
    { clock, random, signal: new AbortController().signal },
  );
  let waiting = false;
  const { run } = await runAndJudge(controller.signal, (state) => {
    if (state.place === 'pending' && !waiting) {
      waiting = true;
      controller.abort(new Error('stopped'));
    }
  });
  expect([run.end, run.error?.class]).toEqual(['cancelled', 'interrupted']);
  expect(sent.filter((each) => each === 'POST /interrupt')).toEqual([]);
  expect(await leftOnServer()).toBe(1);
  await fetch(`${standin.url}/interrupt`, { method: 'POST', body: '{}' });
  expect((await foreign).end).toBe('cancelled');
  await others.close();
});
