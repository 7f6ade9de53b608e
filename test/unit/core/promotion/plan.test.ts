import { expect, it } from 'vitest';
import { titleOf } from '../../../../src/base/problem.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import type {
  OpenPullRequest,
  PromotionFacts,
  PromotionRequest,
} from '../../../../src/core/promotion/facts.ts';
import { planPromotions } from '../../../../src/core/promotion/plan.ts';
import { mergeMessage, missingRecords } from '../../../../src/core/promotion/promotion-record.ts';
import { standingOf } from '../../../../src/core/promotion/standing.ts';
import { stopRecord } from '../../../../src/core/promotion/stop-records.ts';
import { readTrailers } from '../../../../src/core/promotion/trailers.ts';
import { aDigest, aHistory, day0, hour, someEvidence } from '../../../support/builders.ts';

const { config } = parseConfig(
  'version: 1\nenvironments: { dev: {}, staging: { after: dev }, prod: { after: staging } }\n',
  'promotion.yaml',
);
if (config === undefined) throw new Error('the configuration is wrong');

const request: PromotionRequest = {
  workflow: 'hero',
  environment: 'prod',
  action: 'promote',
  source: { environment: 'staging', rendering: aDigest('a here'), commit: 'c1' },
  candidate: {
    release: aDigest('a'),
    rendering: aDigest('a in prod'),
    files: new Map([['workflow.json', new Uint8Array()]]),
    rerendered: false,
  },
  problems: [],
  validation: { state: 'passed', problems: [] },
  merge: false,
  now: false,
  liftHold: false,
  reason: '',
};

const evidence = [
  someEvidence(),
  someEvidence({ kind: 'candidate', environment: 'prod', rendering: aDigest('a in prod') }),
];

function facts(
  change: Partial<PromotionFacts> = {},
  of: Partial<PromotionRequest> = {},
): PromotionFacts {
  return {
    config: config as NonNullable<typeof config>,
    base: { branch: 'main', commit: 'tip' },
    slots: [
      { workflow: 'hero', environment: 'staging', history: aHistory([0, 'a']) },
      { workflow: 'hero', environment: 'prod', history: aHistory([-9, 'old']) },
    ],
    records: [],
    evidence,
    stops: [],
    allBans: [],
    pullRequests: [],
    me: 'ada',
    now: day0 + 9 * hour,
    requests: [{ ...request, ...of }],
    ...change,
  };
}

function open(action: 'promote' | 'rollback', number: number): OpenPullRequest {
  return {
    number,
    branch: `comfypin/${action}/prod/hero`,
    head: 'h',
    author: 'ada',
    createdAt: day0,
    title: '',
    body: '',
    reviews: [],
  };
}

/** The decision, and the steps in one word each. */
function planned(given: PromotionFacts): string {
  const [item] = planPromotions(given).items;
  const steps = item?.steps.map((step) =>
    step.kind === 'close-pull-request' ? `close ${step.number}` : step.kind,
  );
  return [item?.decision, ...(steps ?? [])].join(' | ');
}

const hold = stopRecord({
  kind: 'hold',
  workflow: 'hero',
  environment: 'prod',
  reason: 'r',
  by: 'b',
  at: day0,
});
const held = standingOf([hold], [], day0 + hour);
const rollback = { action: 'rollback', reason: 'bad', merge: true, now: true } as const;
const failed = { state: 'failed', problems: [] } as const;
const unknown = { state: 'unverifiable', problems: [], why: 'no server' } as const;

it.each([
  ['proposes', facts(), 'propose | push-branch | propose | set-status'],
  [
    'merges when asked to and nothing waits',
    facts({}, { merge: true }),
    'propose | push-branch | propose | merge',
  ],
  [
    'does not try to merge while a gate waits',
    facts({ evidence: [] }, { merge: true }),
    'propose | push-branch | propose | set-status',
  ],
  [
    'does nothing where it is there',
    facts(
      { slots: [{ workflow: 'hero', environment: 'prod', history: aHistory([0, 'a']) }] },
      { candidate: { ...request.candidate!, rendering: aDigest('a here') } },
    ),
    'nothing',
  ],
  [
    'closes what came to be there',
    facts(
      {
        pullRequests: [open('promote', 3)],
        slots: [{ workflow: 'hero', environment: 'prod', history: aHistory([0, 'a']) }],
      },
      { candidate: { ...request.candidate!, rendering: aDigest('a here') } },
    ),
    'nothing | close 3',
  ],
  ['opens nothing where validation fails', facts({}, { validation: failed }), 'refused'],
  [
    'only says so where a pull request is open',
    facts({ pullRequests: [open('promote', 3)] }, { validation: failed }),
    'refused | set-status',
  ],
  ['stops at a hold', facts(held), 'refused'],
  [
    'lifts a hold first',
    facts(held, { liftHold: true, reason: 'fixed' }),
    'propose | append-records | push-branch | propose | set-status',
  ],
  ['waits for an open rollback', facts({ pullRequests: [open('rollback', 4)] }), 'refused'],
  [
    'opens for a candidate that failed its run, where it is run again',
    facts({ evidence: [evidence[0]!, { ...evidence[1]!, verdict: 'failed' }] }),
    'propose | push-branch | propose | set-status',
  ],
  [
    'rolls back: hold, close the promotion, push, merge',
    facts({ pullRequests: [open('promote', 3)], evidence: [] }, rollback),
    'propose | append-records | close 3 | push-branch | propose | merge',
  ],
  [
    'rolls back past a hold and a freeze',
    facts({ ...held, evidence: [] }, rollback),
    'propose | append-records | push-branch | propose | merge',
  ],
  [
    'never rolls back what validation refuses',
    facts({}, { ...rollback, validation: failed }),
    'refused',
  ],
  [
    'merges a rollback that cannot be validated, with --now',
    facts({}, { ...rollback, validation: unknown }),
    'propose | append-records | push-branch | propose | merge',
  ],
  [
    'but without --now only opens it',
    facts({}, { ...rollback, now: false, merge: false, validation: unknown }),
    'propose | append-records | push-branch | propose | set-status',
  ],
])('%s', (_, given, expected) => {
  expect(planned(given)).toBe(expected);
});

it('says the same for the same facts, and one item for a workflow asked twice', () => {
  const given = facts({ requests: [request, { ...request, reason: 'again' }] });
  expect(planPromotions(given).items).toHaveLength(1);
  expect(planPromotions(given)).toEqual(planPromotions(given));
});

it('makes the hold of a rollback once', () => {
  const { items } = planPromotions(facts({}, rollback));
  const [step] = items[0]?.steps ?? [];
  const records = step?.kind === 'append-records' ? step.records : [];
  expect(records[0]?.content).toMatchObject({
    reason: 'rolled back: bad',
    rollback: { to: aDigest('a') },
  });
  const again = facts(standingOf(records, [], day0 + 10 * hour), rollback);
  expect(planned(again)).toBe('propose | push-branch | propose | merge');
});

it('refuses with the gate’s own words', () => {
  const { items } = planPromotions(facts(held));
  expect(items[0]?.problems.map(titleOf)).toEqual([
    'hero is held in prod since 2026-11-21 00:00 UTC by b: r',
  ]);
});

it('makes the record of a merge from its commit alone, once', () => {
  const message = mergeMessage({
    action: 'promote',
    pullRequest: 7,
    head: 'h2',
    mergedBy: 'ada@example.com',
    approvers: [{ name: 'grace@example.com', head: 'h2' }],
    gates: [{ workflow: 'hero', environment: 'prod', answers: [], evidence: [aDigest('e')] }],
    bypass: 'the server\nis down; Comfypin-Head: x',
  });
  const history = aHistory([0, 'a']).map((stay) => ({ ...stay, message: `Promote\n\n${message}` }));
  const slots = [{ workflow: 'hero', environment: 'prod', history }];
  const [record, ...rest] = missingRecords(slots, []);
  expect(rest).toEqual([]);
  expect(record?.content).toMatchObject({
    head: 'h2',
    pullRequest: 7,
    approvers: [{ name: 'grace@example.com', head: 'h2' }],
    evidence: [aDigest('e')],
    bypass: 'the server is down; Comfypin-Head: x',
  });
  expect(missingRecords(slots, record === undefined ? [] : [record])).toEqual([]);
});

it('records what people merged on the forge, and no edit', () => {
  const records = (message: string) => {
    const history = aHistory([0, 'a']).map((stay) => ({
      ...stay,
      ...readTrailers(message),
      message,
    }));
    return missingRecords([{ workflow: 'hero', environment: 'prod', history }], []);
  };
  const merged = records('Merge pull request #7 from acme/comfypin/rollback/prod/hero');
  expect(merged.map((each) => each.kind)).toEqual(['rollback']);
  expect(merged[0]?.content).toMatchObject({ pullRequest: 7, mergedOn: 'forge', gates: {} });
  expect(records('Raise the steps (#8)')).toEqual([]);
});
