import { expect, it } from 'vitest';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import { changesIn, deliveryOf } from '../../../../src/core/promotion/delivery.ts';
import type { ReadEvidence } from '../../../../src/core/promotion/evidence-facts.ts';
import type { RepositoryFacts } from '../../../../src/core/promotion/facts.ts';
import { aDigest, aHistory, day0, hour, someEvidence } from '../../../support/builders.ts';

const { config } = parseConfig(
  'version: 1\nenvironments: { dev: {}, prod: { after: dev } }\n',
  'promotion.yaml',
);

type Rows = Parameters<typeof aHistory>;

/** What `dev` and `prod` held of `hero`, at an hour. */
function facts(dev: Rows, prod: Rows, at = 100, evidence: readonly ReadEvidence[] = []) {
  if (config === undefined) throw new Error('promotion.yaml is wrong');
  const slots = [
    { workflow: 'hero', environment: 'dev', history: aHistory(...dev) },
    { workflow: 'hero', environment: 'prod', history: aHistory(...prod) },
  ];
  return {
    ...{ config, slots, evidence, records: [], stops: [], allBans: [], pullRequests: [] },
    ...{ base: { branch: 'main', commit: 'c' }, me: 'ada', now: day0 + at * hour },
  } satisfies RepositoryFacts;
}

const flow = (known: RepositoryFacts) => deliveryOf(known, changesIn(known, new Set(['hero'])))[0];

const dev: Rows = [
  [0, 'a'],
  [10, 'b'],
  [20, 'c'],
];
const prod: Rows = [
  [5, 'a', 'promote'],
  [12, 'b', 'promote'],
  [40, 'c', 'promote'],
  [43, 'b', 'rollback'],
  [50, 'x', 'edit'],
];

it('tells how many came, how long they took, and how many went back', () => {
  expect(flow(facts(dev, prod))).toEqual({
    environment: 'prod',
    promotions: 3,
    rollbacks: 1,
    edits: 1,
    // 5, 2 and 20 hours
    leadTime: { median: 5 * hour, p90: 20 * hour },
    // without a failed run it counts from the merge
    restore: { median: 3 * hour, p90: 3 * hour },
    failureRatio: 1 / 3,
  });
});

it('counts a restore from the failed run', () => {
  const failed = someEvidence({
    environment: 'prod',
    rendering: aHistory(...prod)[2]?.rendering ?? aDigest('none'),
    verdict: 'failed',
    at: new Date(day0 + 42 * hour).toISOString(),
  });
  expect(flow(facts(dev, prod, 100, [failed]))?.restore?.median).toBe(hour);
});

it('leaves out what is older than thirty days, and has no figures of nothing', () => {
  expect(flow(facts(dev, prod, 50 + 30 * 24))).toEqual({
    ...{ environment: 'prod', promotions: 0, rollbacks: 0, edits: 0 },
  });
  expect(flow(facts(dev, prod, 42 + 30 * 24))).toMatchObject({ promotions: 0, rollbacks: 1 });
  expect(changesIn(facts(dev, prod), new Set())).toEqual([]);
});

it('lists changes of all environments, newest first', () => {
  const known = facts(dev, prod);
  const told = changesIn(known, new Set(['hero'])).map(
    ({ environment, stay }) => `${(stay.since - day0) / hour} ${environment}`,
  );
  expect(told).toEqual([
    ...['50 prod', '43 prod', '40 prod', '20 dev', '12 prod', '10 dev', '5 prod', '0 dev'],
  ]);
});
