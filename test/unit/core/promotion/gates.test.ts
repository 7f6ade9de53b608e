import { describe, expect, it } from 'vitest';
import { hintOf, problem, titleOf } from '../../../../src/base/problem.ts';
import type { BeforeFact, GateQuestion } from '../../../../src/core/promotion/gates/gate.ts';
import { askGates, stateOfAll } from '../../../../src/core/promotion/gates/table.ts';
import { standingOf } from '../../../../src/core/promotion/standing.ts';
import { liftRecord, stopRecord } from '../../../../src/core/promotion/stop-records.ts';
import {
  aDigest,
  aHistory,
  anEnvironment,
  aQuestion,
  day0,
  hour,
  someEvidence,
} from '../../../support/builders.ts';

const gates = aQuestion().gates;

function saysOf(gate: string, change: Partial<GateQuestion>): string {
  const answer = askGates(aQuestion(change)).find((each) => each.gate === gate);
  if (answer === undefined) return 'not asked';
  return `${answer.state}: ${titleOf(answer.reason)} | ${hintOf(answer.reason) ?? ''}`;
}

it('passes what has everything in its favour', () => {
  const answers = askGates(aQuestion());
  expect(stateOfAll(answers)).toBe('passed');
  expect(answers.map((each) => each.gate)).toEqual([
    'ban',
    'hold',
    'freeze',
    'validation',
    'previous',
    'smoke',
  ]);
});

const candidate = {
  kind: 'candidate',
  environment: 'prod',
  rendering: aDigest('a in prod'),
} as const;
const at = (hours: number) => new Date(day0 + hours * hour).toISOString();

const onlyServerCanTell = {
  state: 'passed' as const,
  problems: [
    problem(
      'validate/only-server-can-tell',
      {},
      { reason: 'its own check looks at it', nodeType: 'LoadImage', input: 'image' },
    ),
  ],
};

it.each<[string, string, Partial<GateQuestion>, string]>([
  ['previous', 'no evidence', { evidence: [] }, 'pending: hero has no active evidence in staging'],
  [
    'previous',
    'candidate evidence is not active',
    { evidence: [someEvidence({ kind: 'candidate' })] },
    'pending',
  ],
  [
    'previous',
    'evidence of another rendering',
    { evidence: [someEvidence({ rendering: aDigest('x') })] },
    'pending',
  ],
  [
    'previous',
    'the newest run decides',
    { evidence: [someEvidence(), someEvidence({ verdict: 'failed', at: at(2) })] },
    'failed: The release failed in staging',
  ],
  [
    'previous',
    'an errored run after a passed one tells nothing',
    { evidence: [someEvidence(), someEvidence({ verdict: 'errored', at: at(2) })] },
    'passed',
  ],
  [
    'previous',
    'only an errored run',
    { evidence: [someEvidence({ verdict: 'errored' })] },
    'pending',
  ],
  [
    'previous',
    'no cases',
    { evidence: [someEvidence({ verdict: 'unverifiable' })] },
    'unverifiable',
  ],
  [
    'previous',
    'other cases',
    { before: [{ environment: 'staging', history: aHistory([0, 'a']), cases: aDigest('new') }] },
    'that does not count any more: the smoke cases are others. | comfypin smoke hero --env staging --record',
  ],
  [
    'previous',
    'never there',
    { before: [{ environment: 'staging', history: aHistory([0, 'b']) }] },
    'failed: This release of hero',
  ],
  [
    'previous',
    'switched off',
    { gates: { ...gates, previous: false } },
    'passed: The gate previous is switched off',
  ],
  ['smoke', 'not yet', { evidence: [] }, 'pending: The candidate has not run in prod yet'],
  ['smoke', 'failed', { evidence: [someEvidence({ ...candidate, verdict: 'failed' })] }, 'failed'],
  [
    'validation',
    'nothing known',
    { validation: { state: 'unverifiable', problems: [], why: 'x' } },
    'unverifiable',
  ],
  [
    'validation',
    'only the server can tell, and the candidate’s smoke run tells it',
    { validation: onlyServerCanTell },
    'passed',
  ],
  [
    'validation',
    'only the server can tell, and nothing asks it',
    { validation: onlyServerCanTell, gates: { ...gates, smoke: false } },
    'unverifiable: Only the servers of prod can tell whether they run the release: ',
  ],
  ['soak', 'not asked for', {}, 'not asked'],
  [
    'soak',
    'running',
    { gates: { ...gates, soak: 24 * hour } },
    'pending: The release soaks in staging for 1d, ready at 2026-11-22 01:00 UTC',
  ],
  ['soak', 'reached', { gates: { ...gates, soak: 9 * hour } }, 'passed'],
  [
    'soak',
    'without evidence',
    { gates: { ...gates, soak: 1 }, evidence: [] },
    'pending: The soak of 0s in staging has not begun',
  ],
  [
    'approvals',
    'no pull request',
    { gates: { ...gates, approvals: 1 } },
    'pending: One approval is needed',
  ],
])('%s: %s', (gate, _, change, expected) => {
  expect(saysOf(gate, change)).toContain(expected);
});

function approvals(needed: number, ...reviews: readonly [string, string, string][]): string {
  return saysOf('approvals', {
    gates: { ...gates, approvals: needed },
    pullRequest: {
      number: 5,
      head: 'h2',
      author: 'ada',
      createdAt: day0,
      reviews: reviews.map(([reviewer, state, commit], index) => ({
        reviewer,
        state: state as 'approved',
        commit,
        at: day0 + index,
      })),
    },
  });
}

it.each([
  [
    'of the head',
    approvals(1, ['grace', 'approved', 'h2']),
    'passed: Pull request 5 is approved by grace',
  ],
  [
    'of an older head',
    approvals(1, ['grace', 'approved', 'h1']),
    'pending: Pull request 5 has 0 of 1',
  ],
  ['of the author', approvals(1, ['Ada', 'approved', 'h2']), 'pending'],
  [
    'twice by one',
    approvals(2, ['grace', 'approved', 'h2'], ['grace', 'approved', 'h2']),
    'pending: Pull request 5 has 1 of 2',
  ],
  [
    'with a comment after it',
    approvals(1, ['grace', 'approved', 'h2'], ['grace', 'commented', 'h2']),
    'passed',
  ],
  [
    'taken back',
    approvals(1, ['grace', 'approved', 'h2'], ['grace', 'dismissed', 'h2']),
    'pending',
  ],
  [
    'beside an objection',
    approvals(1, ['grace', 'approved', 'h2'], ['edsger', 'changes-requested', 'h1']),
    'failed: edsger asks',
  ],
])('approvals: %s', (_, answer, expected) => {
  expect(answer).toContain(expected);
});

const stop = { environment: 'prod', reason: 'sale', by: 'Ada', at: day0 } as const;
const hold = stopRecord({ ...stop, kind: 'hold', workflow: 'hero' });
const freeze = stopRecord({ ...stop, kind: 'freeze', until: day0 + 5 * hour });
const ban = stopRecord({
  kind: 'ban',
  release: aDigest('a'),
  reason: 'bad hands',
  by: 'Ada',
  at: day0,
});

it('stops by hold, freeze and ban, each with reason, since, until and the way out', () => {
  const standing = standingOf([hold, freeze, ban], [], day0 + hour);
  expect(saysOf('hold', standing)).toContain(
    'failed: hero is held in prod since 2026-11-21 00:00 UTC by Ada: sale | comfypin promote hero --env prod --lift-hold',
  );
  expect(saysOf('freeze', standing)).toContain(
    'until 2026-11-21 05:00 UTC by Ada: sale | comfypin freeze prod --lift',
  );
  expect(saysOf('ban', standing)).toContain('failed: The release');
  expect(saysOf('hold', { ...standing, workflow: 'other' })).toContain('passed');
  expect(saysOf('freeze', { ...standing, environment: anEnvironment('staging') })).toContain(
    'passed',
  );
});

it('ends a stop when it is lifted, when its time is over, when its rollback was given up', () => {
  const { stops } = standingOf([hold, freeze], [], day0 + 6 * hour);
  expect(stops.map((each) => each.kind)).toEqual(['hold']);
  const lift = liftRecord(stops, { name: 'Grace', reason: 'over', at: day0 + 6 * hour });
  expect(
    standingOf([hold, ...(lift === undefined ? [] : [lift])], [], day0 + 7 * hour).stops,
  ).toEqual([]);
  const branch = 'comfypin/rollback/prod/hero';
  const made = stopRecord({
    ...stop,
    kind: 'hold',
    workflow: 'hero',
    rollback: { to: aDigest('b'), branch },
  });
  expect(standingOf([made], [{ branch, closedAt: day0 - 1 }], day0 + 1).stops).toHaveLength(1);
  expect(standingOf([made], [{ branch, closedAt: day0 + 1 }], day0 + 2).stops).toHaveLength(0);
});

it('asks of a rollback only ban and validation', () => {
  const standing = standingOf([hold, freeze], [], day0);
  const answers = askGates(aQuestion({ ...standing, action: 'rollback', evidence: [] }));
  expect(answers.map((each) => `${each.gate} ${each.state}`)).toEqual([
    'ban passed',
    'validation passed',
  ]);
});

describe('after several environments', () => {
  const two = (history: BeforeFact['history']) => ({
    before: [
      { environment: 'staging', history: aHistory([0, 'a']) },
      { environment: 'staging-us', history },
    ],
  });
  const both = [...aQuestion().evidence, someEvidence({ environment: 'staging-us' })];

  it.each<[string, string, Partial<GateQuestion>, string]>([
    [
      'previous',
      'one has not had it',
      two([]),
      'was never in staging-us. | comfypin promote hero --env staging-us',
    ],
    [
      'previous',
      'one has not run it',
      two(aHistory([0, 'a'])),
      'pending: hero has no active evidence in staging-us',
    ],
    ['previous', 'both have', { ...two(aHistory([0, 'a'])), evidence: both }, 'passed'],
    [
      'previous',
      'one failed',
      {
        ...two(aHistory([0, 'a'])),
        evidence: [...both, someEvidence({ verdict: 'failed', at: at(3) })],
      },
      'failed: The release failed in staging',
    ],
    [
      'soak',
      'the one that came later decides',
      { ...two(aHistory([5, 'a'])), evidence: both, gates: { ...gates, soak: 6 * hour } },
      'pending: The release soaks in staging-us for 6h',
    ],
    ['soak', 'one has not begun', { ...two([]), gates: { ...gates, soak: 6 * hour } }, 'pending: '],
    [
      'soak',
      'reached in both',
      { ...two(aHistory([1, 'a'])), evidence: both, gates: { ...gates, soak: 6 * hour } },
      'passed',
    ],
  ])('%s: %s', (gate, _, change, expected) => {
    expect(saysOf(gate, change)).toContain(expected);
  });
});
