/** The state machine alone, in virtual time: what a server would answer when, and how the run ends. */

import { describe, expect, it } from 'vitest';
import { parseTextFrame, type RunFrame } from '../../../../src/core/smoke/frames.ts';
import {
  type Answer,
  readHistory,
  readQueue,
  readSubmitAnswer,
} from '../../../../src/core/smoke/readings.ts';
import { advanceRun } from '../../../../src/core/smoke/run.ts';
import { beginRun, type RunEvent, type RunState } from '../../../../src/core/smoke/run-state.ts';
import { nextAction } from '../../../../src/core/smoke/schedule.ts';
import { usualLimits } from '../../../../src/core/smoke/types.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';

const id = '3f0c8a52-6d0b-4f7e-9d5e-0c9b4a4f8a11';
const prompt = {
  '1': { class_type: 'KSampler', inputs: {}, _meta: { title: 'Sampler' } },
} as ApiPrompt;
const ok = (text: string): Answer => ({ status: 200, text });
const nothing = ok('{}');
const idle = ok('{"queue_running":[],"queue_pending":[]}');
const running = ok(`{"queue_running":[[0,"${id}",{},{},[]]],"queue_pending":[]}`);
const pending = ok(
  `{"queue_running":[[0,"x",{},{},[]]],"queue_pending":[[2.5,"${id}",{},{},[]],[1,"y",{},{},[]]]}`,
);
const entry = (status: string, messages = '[]') =>
  ok(
    `{"${id}":{"prompt":[0,"${id}",{},{},[]],"outputs":{},"status":{"status_str":"${status}","completed":${status === 'success'},"messages":${messages}}}}`,
  );

interface Script {
  readonly submit?: RunEvent;
  readonly history?: (at: number) => Answer | 'refused' | 'silent';
  readonly queue?: (at: number) => Answer;
  readonly frames?: readonly (readonly [at: number, type: string, data: object])[];
  readonly until?: number;
  readonly isDeaf?: boolean;
}

/** Plays a script and returns the last state with the times of all reads; a cancel takes effect on the next reading. */
function play(script: Script): { state: RunState; reads: string[]; at: number } {
  let at = 0;
  const reads: string[] = [];
  const frames = [...(script.frames ?? [])];
  let state = beginRun({ promptId: id, prompt, limits: usualLimits, at });
  const accepted = readSubmitAnswer(ok(`{"prompt_id":"${id}","number":0,"node_errors":{}}`));
  state = advanceRun(state, script.submit ?? { kind: 'submitted', at, answer: accepted });
  if (script.isDeaf === true) state = advanceRun(state, { kind: 'deaf' });
  while (state.end === undefined && at < (script.until ?? 5_000_000)) {
    const [frame] = frames;
    if (frame !== undefined && frame[0] <= at) {
      frames.shift();
      const parsed = parseTextFrame(
        JSON.stringify({ type: frame[1], data: { prompt_id: id, ...frame[2] } }),
      );
      state = advanceRun(state, { kind: 'frame', at, frame: parsed as RunFrame });
      continue;
    }
    const action = nextAction(state, at);
    if (action.do === 'wait') {
      at = Math.min(action.until, frame?.[0] ?? Infinity);
    } else if (action.do === 'read-history') {
      const answer = (script.history ?? (() => nothing))(at);
      reads.push(`history ${at}`);
      state =
        typeof answer === 'string'
          ? advanceRun(state, {
              kind: 'unreachable',
              at,
              refused: answer === 'refused',
              message: answer,
            })
          : advanceRun(state, { kind: 'history', at, reading: readHistory(answer, id) });
    } else if (action.do === 'read-queue') {
      reads.push(`queue ${at}`);
      state = advanceRun(state, {
        kind: 'queue',
        at,
        reading: readQueue((script.queue ?? (() => idle))(at), id),
      });
    } else if (action.do === 'cancel') {
      reads.push(`cancel ${action.reason} ${at}`);
      state = advanceRun(state, { kind: 'cancel', at, reason: action.reason });
    } else if (action.do === 'send-cancel') {
      state = advanceRun(state, { kind: 'cancel-sent', at });
    } else {
      state = { ...state, end: 'unknown' };
    }
  }
  return { state, reads, at };
}

describe('polling', () => {
  it('starts after 1 s, slows down to 5 s, and asks the queue only while nothing is heard', () => {
    const frames = Array.from(
      { length: 60 },
      (_, second) => [second * 500, 'progress', { node: '1', value: 1, max: 60 }] as const,
    );
    const { reads } = play({
      frames,
      history: (at) => (at > 25_000 ? entry('success') : nothing),
      queue: () => running,
    });
    expect(reads).toEqual(
      ['1000', '2000', '3500', '5750', '9125', '14125', '19125', '24125', '29125'].map(
        (each) => `history ${each}`,
      ),
    );
  });

  it('never asks more than once a second on the whole, also without a websocket', () => {
    const { reads, at } = play({
      history: (now) => (now > 120_000 ? entry('success') : nothing),
      queue: () => running,
    });
    expect(reads.length / (at / 1000)).toBeLessThan(1);
  });

  it('looks when the queue changes where its own frames may go elsewhere, once a second at most', () => {
    const frames = [4100, 4300, 4500, 5200, 8000].map((at) => [at, 'status', {}] as const);
    const told = (isDeaf: boolean) =>
      play({
        frames,
        isDeaf,
        history: (at) => (at > 7000 ? entry('success') : nothing),
        queue: () => running,
      });
    expect(told(true).reads).toEqual(expect.arrayContaining(['history 4100', 'history 5200']));
    expect(told(true).reads).not.toEqual(expect.arrayContaining(['history 4300']));
    expect([told(true).at, told(false).at]).toEqual([8000, 9125]);
  });

  it('reads the history at once after a terminal frame, and after 5, 20 and 80 ms', () => {
    const frames = [
      [300, 'execution_start', {}],
      [400, 'execution_success', {}],
    ] as const;
    const { state, reads } = play({
      frames,
      history: (at) => (at > 450 ? entry('success') : nothing),
    });
    expect([state.end, ...reads]).toEqual([
      'success',
      'history 400',
      'history 405',
      'history 420',
      'history 480',
    ]);
  });
});

describe('a prompt that is nowhere', () => {
  it('is lost after two complete readings 5 s apart', () => {
    const { state, reads } = play({});
    expect([state.end, state.error?.class]).toEqual(['lost', 'server-lost']);
    expect(reads).toEqual([
      'history 1000',
      'queue 1000',
      'history 1000',
      'queue 6000',
      'history 6000',
    ]);
  });

  it('is not lost when it was on its way from the queue to the history', () => {
    const { state } = play({ history: (at) => (at >= 6000 ? entry('success') : nothing) });
    expect(state.end).toBe('success');
  });

  it('failed where an error was heard of, and was cancelled where an interrupt was', () => {
    const data = {
      node_id: '1',
      node_type: 'KSampler',
      exception_type: 'ValueError',
      exception_message: 'bad\n',
      traceback: ['  File "/srv/comfy/nodes.py", line 7, in run\n    x()\n'],
      current_inputs: { text: ['secret'] },
    };
    const failed = play({ frames: [[100, 'execution_error', data]] });
    expect(failed.state.end).toBe('failure');
    expect(failed.state.error).toEqual({
      class: 'node-failed',
      message: 'bad',
      exception: 'ValueError',
      node: { id: '1', title: 'Sampler', classType: 'KSampler' },
      trace: ['comfy/nodes.py:7 in run'],
    });
    expect(JSON.stringify(failed.state)).not.toContain('secret');
    expect(play({ frames: [[100, 'execution_interrupted', {}]] }).state.end).toBe('cancelled');
  });
});

describe('a server that does not answer', () => {
  it('is gone after refusals for 5 s', () => {
    const { state, at } = play({ history: () => 'refused' });
    expect([state.end, at]).toEqual(['lost', 6000]);
  });

  it('leaves the end unknown after a minute of silence or of nonsense', () => {
    expect(play({ history: () => 'silent' })).toMatchObject({
      state: { end: 'unknown' },
      at: 61_000,
    });
    expect(play({ history: () => ok('<html>') }).state.end).toBe('unknown');
  });

  it('is forgiven when it answers again', () => {
    expect(play({ history: (at) => (at < 50_000 ? 'silent' : entry('success')) }).state.end).toBe(
      'success',
    );
  });
});

describe('what a terminal frame alone does not decide', () => {
  it('an ExecutionBlocker sends an error and then success, and has failed', () => {
    const frames = [
      [
        10,
        'execution_error',
        { node_id: '1', exception_type: 'ExecutionBlocked', exception_message: 'no face' },
      ],
      [20, 'execution_success', {}],
    ] as const;
    const { state } = play({ frames, history: (at) => (at >= 20 ? entry('success') : nothing) });
    expect([state.end, state.error?.message]).toEqual(['failure', 'no face']);
  });

  it('frames of others change nothing', () => {
    const frames = [
      [10, 'execution_error', { prompt_id: 'x', exception_message: 'theirs' }],
      [20, 'executing', { prompt_id: undefined, node: '1' }],
    ] as const;
    const { state } = play({ frames, history: () => entry('success') });
    expect([state.end, state.errorFrame, state.node]).toEqual(['success', undefined, undefined]);
  });

  it('an interrupt that we did not send is told so', () => {
    const { state } = play({ history: () => entry('error', `[["execution_interrupted",{}]]`) });
    expect([state.end, state.error?.message]).toEqual([
      'cancelled',
      'somebody interrupted the run on the server',
    ]);
  });
});

describe('limits', () => {
  it('10 minutes of running end in an interrupt, 20 minutes of waiting in leaving the queue', () => {
    const ran = play({ queue: (at) => (at < 603_000 ? running : idle) });
    expect(ran.reads.find((each) => each.startsWith('cancel'))).toBe('cancel timeout 601000');
    expect([ran.state.end, ran.state.error?.class]).toEqual(['cancelled', 'timeout']);
    const waited = play({ queue: (at) => (at < 1_203_000 ? pending : idle) });
    expect(waited.state.before).toBe(2);
    expect(waited.reads.find((each) => each.startsWith('cancel'))).toBe(
      'cancel queue-stuck 1200000',
    );
    expect([waited.state.end, waited.state.error?.class]).toEqual(['cancelled', 'queue-stuck']);
  });

  it('a run that goes on after the interrupt has an unknown end', () => {
    expect(play({ queue: () => running })).toMatchObject({
      state: { end: 'unknown' },
      at: 631_000,
    });
  });
});

it.each<[number, string, string]>([
  [429, '', 'queue-full'],
  [401, 'Unauthorized', 'turned-away'],
  [302, '', 'turned-away'],
  [404, '404: Not Found', 'turned-away'],
  [413, '', 'server-error'],
  [
    400,
    '{"error":{"type":"no_prompt","message":"No prompt provided"},"node_errors":{}}',
    'validation',
  ],
])('a submit that is answered with %d "%s" is told as %s', (status, text, kind) => {
  const submit: RunEvent = { kind: 'submitted', at: 0, answer: readSubmitAnswer({ status, text }) };
  const { state } = play({ submit });
  expect([state.end, state.error?.class]).toEqual(['failure', kind]);
});

describe('a submit that nobody answered', () => {
  const silent: RunEvent = { kind: 'submit-failed', at: 0, sent: true, message: 'no answer' };

  it('is looked up by its id at once, for longer than usual', () => {
    const { state, reads, at } = play({ submit: silent });
    expect([state.end, at, reads[0]]).toEqual(['lost', 15_000, 'queue 0']);
    expect(
      play({
        submit: silent,
        queue: () => running,
        history: (now) => (now > 9000 ? entry('success') : nothing),
      }).state.end,
    ).toBe('success');
  });

  it('that never left is lost at once', () => {
    expect(play({ submit: { ...silent, sent: false } }).at).toBe(0);
  });
});

it('keeps the last preview of a node of ours, and none that came before', () => {
  const preview = (first: number): RunFrame => ({
    kind: 'preview',
    promptId: undefined,
    bytes: new Uint8Array([first]),
  });
  const executing: RunFrame = { kind: 'executing', promptId: id, node: '1' };
  const frames = [preview(1), executing, preview(2), preview(3)];
  let state = beginRun({ promptId: id, prompt, limits: usualLimits, at: 0 });
  const seen = frames.map((frame, at) => {
    state = advanceRun(state, { kind: 'frame', at, frame });
    return state.preview?.bytes[0];
  });
  expect(seen).toEqual([undefined, undefined, 2, 3]);
});
