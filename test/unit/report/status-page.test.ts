import { expect, it } from 'vitest';
import { problem } from '../../../src/base/problem.ts';
import { renderStatusPage } from '../../../src/report/html/status.ts';
import type { StatusAnswer, StatusCell } from '../../../src/report/promotion-answers.ts';
import { renderStatusMetrics } from '../../../src/report/status-metrics.ts';

const release = (number: number, alias = 'amber-fox') => ({ digest: 'sha256:00', number, alias });
const cell = (environment: string, change: Partial<StatusCell> = {}): StatusCell => ({
  ...{ environment, held: false, banned: false, evidence: 'passed', compared: 'same' },
  ...{ release: release(2), since: '2026-11-20T07:30:00.000Z', age: '25h' },
  ...change,
});
const hostile = '<img src=x onerror=alert(1)>"\'&';
const answer: StatusAnswer = {
  environments: ['dev', 'prod'],
  workflows: [
    {
      workflow: 'acme/hero',
      cells: [cell('dev'), cell('prod', { compared: 'behind', behindBy: 2 })],
    },
    {
      workflow: 'lamp',
      cells: [
        cell('dev', { evidence: 'none' }),
        cell('prod', {
          ...{ held: true, banned: true, evidence: 'failed', pullRequest: 12 },
          wayBack: { state: 'failed', to: release(1), reason: 'gone' },
        }),
      ],
    },
    { workflow: 'new', cells: [cell('dev'), { environment: 'prod', held: false, banned: false }] },
  ],
  stops: [
    {
      ...{ kind: 'hold', subject: 'lamp@prod', reason: hostile, by: hostile },
      since: '2026-11-20T07:30:00.000Z',
    },
  ],
  relaxed: [{ environment: 'prod', gates: ['smoke'] }],
  delivery: [
    {
      ...{ environment: 'prod', promotions: 4, rollbacks: 1, edits: 0, failureRatio: 0.25 },
      leadTime: { median: 7200, p90: 200_000 },
      restore: { median: 90, p90: 90 },
    },
  ],
  timeline: [
    {
      ...{ at: '2026-11-21T08:00:00.000Z', workflow: 'lamp', environment: 'prod' },
      ...{ action: 'rollback', release: release(1), by: hostile, pullRequest: 11 },
    },
  ],
};

it('shows what is where, what is stopped and what changed, with every text escaped', () => {
  const at = { workflow: 'lamp', environment: 'prod' };
  const gone = problem('promotion/bypassed', at, { ...at, commit: 'abcdef0123456789' });
  const page = renderStatusPage({ value: answer, problems: [gone] });
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  for (const text of ['2 behind', 'no way back', 'held', 'banned', '#12', 'v2 (amber-fox)', '–']) {
    expect(page).toContain(text);
  }
  expect(page).toContain('<dd>1 (25 %)</dd>');
  expect(page).toContain('<dd>2 h (2 d)</dd>');
  expect(page).toContain('smoke switched off in promotion.yaml');
  expect(page).toContain('rolled back in</span> prod');
  expect(page).not.toMatch(/<script|https?:|<link/);
  expect(page.match(/data-label="prod"/g)).toHaveLength(3);
});

it('says that nothing is pinned yet', () => {
  const nothing = { workflows: [], stops: [], relaxed: [], delivery: [], timeline: [] };
  const page = renderStatusPage({ value: { ...answer, ...nothing }, problems: [] });
  expect(page).toContain('No workflow is pinned yet.');
  expect(page).not.toContain('<h2>What changed');
});

it('writes gauges per environment, each family once', () => {
  const text = renderStatusMetrics(answer);
  const lines = text.split('\n');
  expect(lines).toContain('comfypin_workflows{environment="prod",state="pinned"} 2');
  expect(lines).toContain('comfypin_workflows{environment="prod",state="behind"} 1');
  expect(lines).toContain('comfypin_workflows{environment="dev",state="unproven"} 1');
  expect(lines).toContain('comfypin_changes{environment="prod",action="promote"} 4');
  expect(lines).toContain('comfypin_lead_time_seconds{environment="prod",quantile="0.9"} 200000');
  expect(lines).toContain('comfypin_time_to_restore_seconds{environment="prod",quantile="0.5"} 90');
  expect(lines).toContain('comfypin_change_failure_ratio{environment="prod"} 0.25');
  expect(text.match(/^# TYPE /gm)).toHaveLength(5);
  expect(text.endsWith('\n')).toBe(true);
});
