import { expect, it } from 'vitest';
import { titleOf } from '../../../../src/base/problem.ts';
import type { GateConfig } from '../../../../src/core/promotion/config-types.ts';
import { breaksOf } from '../../../../src/core/promotion/contract-change.ts';
import type { GateQuestion, PullRequestFact } from '../../../../src/core/promotion/gates/gate.ts';
import { askGates } from '../../../../src/core/promotion/gates/table.ts';
import { codeOwnersOf, teamsIn } from '../../../../src/core/promotion/people.ts';
import { aDigest, aQuestion, day0, hour } from '../../../support/builders.ts';

const gates = aQuestion().gates;

function said(gate: string, change: Partial<GateQuestion>, of: Partial<GateConfig> = {}): string {
  const question = aQuestion({ gates: { ...gates, ...of }, ...change });
  const answer = askGates(question).find((each) => each.gate === gate);
  return answer === undefined ? 'not asked' : `${answer.state}: ${titleOf(answer.reason)}`;
}

function pull(change: Partial<PullRequestFact> = {}): { pullRequest: PullRequestFact } {
  return {
    pullRequest: { number: 3, head: 'h', author: 'ada', createdAt: day0, reviews: [], ...change },
  };
}

const approved = (reviewer: string, commit = 'h') =>
  ({ reviewer, state: 'approved', commit, at: day0 }) as const;

it('waits for the statuses of others by name, and takes none for green that is not there', () => {
  const wanted = { statuses: ['ci/lint', 'ci/test'] };
  const ok = { context: 'ci/lint', state: 'success' };
  expect(said('statuses', pull())).toBe('not asked');
  expect(said('statuses', {}, wanted)).toMatch(/^pending: .*there is none yet/);
  expect(said('statuses', pull({ statuses: [ok] }), wanted)).toMatch(/^pending: ci\/test did not/);
  const both = [ok, { context: 'ci/test', state: 'success' }];
  expect(said('statuses', pull({ statuses: both }), wanted)).toMatch(/^passed/);
  const failing = [ok, { context: 'ci/test', state: 'error' }];
  expect(said('statuses', pull({ statuses: failing }), wanted)).toMatch(/^failed: ci\/test failed/);
});

it('takes the worse of a status and a check run of one name, and no unread check for a missing one', () => {
  const wanted = { statuses: ['ci/lint'] };
  const both = (...states: string[]) =>
    pull({ statuses: states.map((state) => ({ context: 'ci/lint', state })) });
  expect(said('statuses', both('success', 'failure'), wanted)).toMatch(/^failed/);
  expect(said('statuses', both('pending', 'success'), wanted)).toMatch(/^pending/);
  expect(said('statuses', both('success', 'success'), wanted)).toMatch(/^passed/);
  const unread = (...states: string[]) => {
    const { pullRequest } = both(...states);
    return { pullRequest: { ...pullRequest, checksUnread: true } as const };
  };
  expect(said('statuses', unread(), wanted)).toMatch(/^unverifiable: .*may not read check runs/);
  expect(said('statuses', unread('success'), wanted)).toMatch(/^passed/);
  expect(said('statuses', unread('pending'), wanted)).toMatch(/^pending/);
});

it('counts who looked at the pictures of this rendering, and never the author', () => {
  const look = (by: string, name: string) => ({ by, rendering: aDigest(name), at: day0 + hour });
  const asked = (by: string, name: string, lookedAt: true | readonly string[]) =>
    said('looked-at', { ...pull(), looks: [look(by, name)] }, { lookedAt });
  expect(asked('Grace', 'a in prod', true)).toMatch(/^passed: Grace looked/);
  expect(asked('Grace', 'b in prod', true)).toMatch(/^pending: Nobody has/);
  expect(asked('Ada', 'a in prod', true)).toMatch(/^pending/);
  expect(asked('Grace', 'a in prod', ['@linus'])).toMatch(/^pending: Nobody of @linus/);
  expect(asked('linus', 'a in prod', ['@linus'])).toMatch(/^passed/);
});

it('lets a broken contract pass by approval alone, and not where it is blocked', () => {
  const seed = { name: 'seed', direction: 'input', node: '1', input: 'seed', type: 'INT' } as const;
  const contractBreaks = breaksOf([seed], [{ ...seed, type: 'FLOAT' }]);
  expect(breaksOf([seed], [seed, { ...seed, name: 'more' }])).toEqual([]);
  expect(breaksOf([seed], [])).toEqual([{ name: 'seed', direction: 'input', was: 'INT' }]);
  expect(said('contract', { contractBreaks })).toMatch(/^pending: .*input seed was INT, is FLOAT/);
  const agreed = { contractBreaks, ...pull({ reviews: [approved('grace')] }) };
  expect(said('contract', agreed)).toMatch(/^passed: .*grace agreed/);
  expect(said('contract', agreed, { contract: 'block' })).toMatch(/^failed/);
  expect(said('contract', agreed, { contract: 'off' })).toBe('not asked');
});

it('asks owners, and does not guess who is in a team', () => {
  const by = (reviewer: string, owners: readonly string[]) =>
    said('owners', { ...pull({ reviews: [approved(reviewer)] }), owners }, { owners: 1 });
  expect(by('Grace', ['@grace'])).toMatch(/^passed/);
  expect(by('linus', ['@grace'])).toMatch(/^pending: An owner must approve: @grace/);
  expect(by('linus', ['@studio/artists'])).toMatch(/^unverifiable/);
  expect(by('linus', [])).toMatch(/^unverifiable: hero has no owners/);
  const teams = new Map([['@studio/artists', ['Grace', 'ada']]]);
  const known = (reviewer: string, owners: readonly string[]) =>
    said('owners', { ...pull({ reviews: [approved(reviewer)] }), owners, teams }, { owners: 1 });
  expect(known('grace', ['@studio/artists'])).toMatch(/^passed/);
  expect(known('linus', ['@studio/artists'])).toMatch(/^pending/);
  expect(known('linus', ['@studio/artists', '@studio/ops'])).toMatch(/^unverifiable/);
});

it('reads CODEOWNERS: the last pattern that fits, a folder, a star, nobody', () => {
  const text =
    '* @all # everybody\nworkflows/prod/ @ops\n/workflows/*/acme/** @acme a@b.de\n*.md\n';
  expect(codeOwnersOf(text, 'workflows/dev/hero/pin.json')).toEqual(['@all']);
  expect(codeOwnersOf(text, 'workflows/prod/hero/pin.json')).toEqual(['@ops']);
  expect(codeOwnersOf(text, 'workflows/prod/acme/hero/pin.json')).toEqual(['@acme', 'a@b.de']);
  expect(codeOwnersOf(text, 'docs/a.md')).toEqual([]);
  const teams = '* @acme/ops @ada # @acme/none\n/x/@acme/path @acme/art @acme/ops\n';
  expect(teamsIn(teams)).toEqual(['@acme/ops', '@acme/art']);
});

it('keeps an approval for a new head with the same rendering, and only then', () => {
  const reviews = [{ ...approved('grace', 'old'), rendering: aDigest('a in prod') }];
  const same = pull({ reviews, rendering: aDigest('a in prod') });
  const other = pull({ reviews, rendering: aDigest('b in prod') });
  expect(said('approvals', same, { approvals: 1 })).toMatch(/^passed/);
  expect(said('approvals', other, { approvals: 1 })).toMatch(/^pending/);
});

it('shows a gate that a hotfix skips as skipped, with what it would have said', () => {
  const hotfixes = [{ gates: ['previous', 'validation'], reason: 'fire', by: 'ada', at: day0 }];
  const failed = { state: 'failed', problems: [] } as const;
  const change = { evidence: [], hotfixes, validation: failed };
  expect(said('previous', change)).toMatch(
    /^passed: ada skips previous: fire \(it would say: hero has/,
  );
});

it('is closed outside of its windows, with the time at which it opens', () => {
  const windows = {
    zone: 'UTC',
    windows: [{ kind: 'allow', when: 'Mon-Fri 09:00-17:00' } as const],
  };
  const question = aQuestion({ gates: { ...gates, windows } });
  const answer = askGates(question).find((each) => each.gate === 'window');
  // the clock of tests stands on a Saturday
  expect(answer).toMatchObject({ state: 'pending', next: Date.UTC(2026, 10, 23, 9), who: 'time' });
});
