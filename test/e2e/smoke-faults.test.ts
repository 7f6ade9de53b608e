/**
 * Every network fault in every phase of a case: the verdict is right, nothing is sent twice, nothing is left on the
 * server, and all ends in time. Time goes twenty times as fast as real, and only as fast as both sides get their turn.
 */

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readLiveCatalog } from '../../src/commands/servers/catalogs.ts';
import type { CaseRun } from '../../src/commands/smoke/case-types.ts';
import { runCase } from '../../src/commands/smoke/run-case.ts';
import { type SmokeSubject, smokeSubject } from '../../src/commands/smoke/smoke-subject.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { pinWorkflow } from '../../src/core/promotion/pinning.ts';
import type { RunState } from '../../src/core/smoke/run-state.ts';
import { type Faults, type HttpFault, outOfMemory } from '../../src/standin/faults.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { random } from '../../src/world/clock.ts';
import { disk } from '../../src/world/disk.ts';
import { images } from '../../src/world/images.ts';
import type { Server, ServerRequest } from '../../src/world/ports.ts';
import { connectServer } from '../../src/world/server.ts';
import { type SteadyClock, steadyClock } from '../support/steady-clock.ts';

const speed = 20;
/** Real milliseconds that a request may take; what is silent is silent for longer. */
const patience = 1500;
const limits = { submitMs: patience, readMs: patience, transferMs: patience };
/** The longest that a case may take: a minute without an answer, and what comes around it. */
const longest = 90_000;

let standin: RunningStandin;
let server: Server;
let clock: SteadyClock;
let catalog: Catalog;
let sent: string[];
const matrix = new Map<string, Map<string, string>>();

beforeEach(async () => {
  standin = await startStandin({ port: 0 });
  clock = steadyClock(speed);
  sent = [];
  const real = connectServer({ url: standin.url, headers: {} });
  const progress = { say: () => undefined, show: () => undefined, done: () => undefined };
  catalog = await readLiveCatalog(real, { progress, signal: new AbortController().signal });
  server = {
    ...real,
    request: (request: ServerRequest) => {
      sent.push(`${request.method} ${request.path.split('?')[0]}`);
      return real.request(request);
    },
  };
});
afterEach(async () => {
  clock.stop();
  await server.close();
  await standin.stop();
});

const phases = ['upload', 'submit', 'websocket', 'queue', 'history', 'view'] as const;
type Phase = (typeof phases)[number];
const requestOf: Readonly<Record<Phase, readonly [method: string, path: string]>> = {
  upload: ['POST', '/upload/image'],
  submit: ['POST', '/prompt'],
  websocket: ['GET', '/ws'],
  queue: ['GET', '/queue'],
  history: ['GET', '/history*'],
  view: ['GET', '/view*'],
};

const once = 1;
const always = 10_000;
const html: HttpFault = { kind: 'answer', status: 502, body: '<html><h1>Bad gateway</h1></html>' };
const faults: Readonly<Record<string, readonly [HttpFault, number]>> = {
  '502 once': [html, once],
  '502 always': [html, always],
  'reset once': [{ kind: 'reset' }, once],
  'reset always': [{ kind: 'reset' }, always],
  'cut once': [{ kind: 'truncate' }, once],
  'answer lost once': [{ kind: 'lose-answer' }, once],
  'silence once': [{ kind: 'delay', milliseconds: 60_000 }, once],
  'login page once': [{ kind: 'answer', status: 200, body: '<html>Sign in</html>' }, once],
  '401 always': [{ kind: 'answer', status: 401 }, always],
  '404 always': [{ kind: 'answer', status: 404 }, always],
};

const good = 'success passed';
/** What is expected where it is not a success: fault, then phase. */
const table: Readonly<Record<string, Partial<Readonly<Record<Phase, string>>>>> = {
  '502 once': { submit: 'lost errored' },
  '502 always': {
    upload: 'not sent errored',
    submit: 'lost errored',
    history: 'unknown errored',
    view: 'success errored',
  },
  'reset once': { submit: 'lost errored' },
  'reset always': {
    upload: 'not sent errored',
    submit: 'lost errored',
    history: 'unknown errored',
    view: 'success errored',
  },
  'silence once': { submit: 'lost errored' },
  'login page once': {
    upload: 'not sent errored',
    submit: 'lost errored',
    view: 'success errored',
  },
  '401 always': {
    upload: 'not sent errored',
    submit: 'failure errored',
    history: 'unknown errored',
    view: 'success errored',
  },
  '404 always': {
    upload: 'not sent errored',
    submit: 'failure errored',
    history: 'unknown errored',
    view: 'success failed',
  },
};

let color = 0;
let photo: Buffer;
beforeAll(async () => {
  const plain = { width: 16, height: 16, channels: 3, background: '#246' } as const;
  photo = await sharp({ create: plain }).png().toBuffer();
});

/** A picture that is uploaded, inverted and saved; each time another one, so that nothing is cached. */
function subjectOf(): SmokeSubject {
  color += 1;
  const graph = {
    '1': { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'Photo' } },
    '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    '3': {
      class_type: 'EmptyImage',
      inputs: { width: 16, height: 16, batch_size: 1, color },
    },
    '4': {
      class_type: 'ImageBlend',
      inputs: { image1: ['2', 0], image2: ['3', 0], blend_factor: 0.5, blend_mode: 'normal' },
    },
    '9': { class_type: 'SaveImage', inputs: { images: ['4', 0], filename_prefix: 'f' } },
  };
  const cases =
    "cases:\n  - name: c\n    inputs: { Photo: { file: smoke/a.png } }\n    expect: { '9': { blank: true } }\n";
  const config = { environments: [{ name: 'dev' }], models: [], values: [] };
  const files = new Map([['workflow.json', Buffer.from(JSON.stringify(graph))]]);
  const pinned = pinWorkflow({ files, environment: 'dev', catalog, config });
  const all = new Map<string, Uint8Array>([
    ...(pinned.files ?? []),
    ['smoke.yaml', Buffer.from(cases)],
    ['smoke/a.png', photo],
  ]);
  const { subject, problems } = smokeSubject(all, { workflow: 'w', environment: 'dev' });
  if (subject === undefined) throw new Error(JSON.stringify([pinned.problems, problems]));
  return subject;
}

async function runOne(
  onChange: (state: RunState) => void = () => undefined,
  signal = new AbortController().signal,
  more: { readonly runMs?: number } = {},
): Promise<CaseRun> {
  const subject = subjectOf();
  const [planned] = subject.runs;
  if (planned === undefined) throw new Error('no case');
  const ready = {
    server,
    role: 'test',
    catalog,
    seen: new Set<string>(),
    foreign: { most: 0 },
  } as const;
  const options = {
    cache: 'vary',
    limits: { ...limits, ...more },
    inputFolder: `comfypin/${color}`,
    onChange,
  } as const;
  const programs = {
    run: async () => ({ end: 'absent', output: '', errors: '' }) as const,
  };
  const world = { clock, random, images, disk, programs, signal };
  return runCase({ subject, planned }, ready, options, world);
}

function note(fault: string, phase: string, run: CaseRun): string {
  const told = `${run.run?.end ?? 'not sent'} ${run.verdict}`;
  const row = matrix.get(fault) ?? new Map<string, string>();
  matrix.set(fault, row.set(phase, told));
  return told;
}

const submits = () => sent.filter((each) => each === 'POST /prompt').length;

/** Reads the queue with a connection of its own; no fault is left to meet it. */
async function expectNothingLeft(): Promise<void> {
  const read = async (): Promise<number> => {
    const answer = await fetch(`${standin.url}/api/prompt`);
    return ((await answer.json()) as { exec_info: { queue_remaining: number } }).exec_info
      .queue_remaining;
  };
  await expect.poll(read, { timeout: 20_000 }).toBe(0);
}

const cells = Object.keys(faults).flatMap((fault) =>
  phases.map((phase) => [fault, phase] as const),
);

it.each(cells)('%s × %s', async (fault, phase) => {
  const [kind, times] = faults[fault] ?? [html, once];
  const [method, path] = requestOf[phase];
  const plan: Faults = standin.faults;
  // the queue is read only where the websocket says nothing and the run takes its time
  if (phase === 'queue') {
    plan.silenceSockets(true);
    plan.slow('ImageInvert', 400);
  }
  plan.http(method, path, kind, times);
  const began = clock.now();
  const run = await runOne();
  expect(note(fault, phase, run)).toBe(table[fault]?.[phase] ?? good);
  expect(clock.now() - began).toBeLessThan(longest);
  expect(submits()).toBe(phase === 'upload' && run.run === undefined ? 0 : 1);
  await expectNothingLeft();
});

describe('while a node runs', () => {
  /** Does something once, when the slow node has begun. */
  const atNode = (act: () => void) => {
    let isDone = false;
    return (state: RunState): void => {
      if (state.node !== '2' || isDone) return;
      isDone = true;
      act();
    };
  };

  it('a restart of the server loses the prompt', async () => {
    standin.faults.slow('ImageInvert', 3000);
    const run = await runOne(atNode(() => standin.faults.restart()));
    expect([note('restart', 'running', run), run.run?.error?.class, submits()]).toEqual([
      'lost errored',
      'server-lost',
      1,
    ]);
  });

  it('a websocket that breaks is opened again, and the run goes on', async () => {
    standin.faults.slow('ImageInvert', 600);
    const run = await runOne(atNode(() => standin.faults.dropSockets()));
    expect([note('socket drops', 'running', run), submits()]).toEqual([good, 1]);
    expect(run.run?.timings.map((each) => each.node)).toContain('2');
  });

  it('out of memory is tried once more, and told', async () => {
    standin.faults.node('ImageInvert', outOfMemory, 1);
    const run = await runOne();
    expect([note('out of memory', 'running', run), submits()]).toEqual([good, 2]);
    expect(run.attempts.map(({ end, why }) => [end, why])).toEqual([
      ['failure', 'first'],
      ['success', 'out of memory; memory was freed'],
    ]);
  });

  it('a run over its time is interrupted on the server', async () => {
    standin.faults.slow('ImageInvert', 600_000);
    const run = await runOne(undefined, undefined, { runMs: 5000 });
    expect([note('too slow', 'running', run), run.run?.error?.class]).toEqual([
      'cancelled failed',
      'timeout',
    ]);
    await expectNothingLeft();
  });

  it('Ctrl-C takes our waiting prompt out, and leaves those of others', async () => {
    standin.faults.slow('ImageInvert', 600_000);
    const controller = new AbortController();
    const foreign = runOne();
    await expect.poll(submits, { timeout: 20_000 }).toBe(1);
    let isWaiting = false;
    const run = await runOne((state) => {
      if (state.place !== 'pending' || isWaiting) return;
      isWaiting = true;
      controller.abort(new Error('stopped'));
    }, controller.signal);
    expect([note('Ctrl-C', 'waiting', run), run.run?.error?.class]).toEqual([
      'cancelled errored',
      'interrupted',
    ]);
    expect(sent).not.toContain('POST /interrupt');
    await fetch(`${standin.url}/interrupt`, { method: 'POST', body: '{}' });
    expect((await foreign).run?.end).toBe('cancelled');
    await expectNothingLeft();
  });
});

it('a full queue is asked again later, and each time is told', async () => {
  standin.faults.http('POST', '/prompt', { kind: 'answer', status: 429 }, 2);
  const run = await runOne();
  expect([note('429 twice', 'submit', run), submits()]).toEqual([good, 3]);
  expect(run.attempts.map(({ why }) => why)).toEqual([
    'first',
    'the queue was full',
    'the queue was full',
  ]);
});

it('every upload and download that was tried again is told', async () => {
  standin.faults.http('POST', '/upload/image', { kind: 'reset' }, 1);
  standin.faults.http('GET', '/view*', html, 2);
  const run = await runOne();
  expect(run.verdict).toBe('passed');
  expect(run.retries).toEqual([
    expect.stringMatching(/^POST \/upload\/image: /),
    'GET /view: the server answered 502',
    'GET /view: the server answered 502',
  ]);
});

afterAll(() => {
  const columns = [...phases, 'running', 'waiting'];
  const lines = [...matrix].map(([fault, row]) =>
    [fault, ...columns.map((phase) => row.get(phase) ?? '')]
      .map((each) => each.padEnd(17))
      .join(' '),
  );
  const head = ['fault', ...columns].map((each) => each.padEnd(17)).join(' ');
  console.info(`end and verdict by fault and phase\n${head}\n${lines.join('\n')}`);
});
