import { describe, expect, it } from 'vitest';
import {
  type CheckReport,
  parseCheckReport,
  reportLimits,
} from '../../../../src/core/promotion/check-report.ts';
import { renderCheckComment } from '../../../../src/report/markdown/comment.ts';

const place = { workflow: 'acme/hero', environment: 'prod' };
const good: CheckReport = {
  format: 'comfypin-check/1',
  pullRequest: 12,
  head: 'a'.repeat(40),
  changes: [{ ...place, state: 'changed', kind: 'parameter', text: 'steps 20 → 30\n' }],
  rows: [
    {
      ...place,
      verdict: 'would not run',
      pinned: false,
      why: ['no KSampler'],
      recorded: '2026-05-01',
    },
  ],
  pins: [],
  policy: [],
};
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

it('reads what the read-only job wrote', () => {
  expect(parseCheckReport(bytes(good))).toEqual(good);
});

describe('shows nothing of a report in which one member is wrong', () => {
  const [row] = good.rows;
  const [change] = good.changes;
  it.each<[string, unknown]>([
    ['another format', { ...good, format: 'x' }],
    ['a head', { ...good, head: 'main' }],
    ['a number', { ...good, pullRequest: '12' }],
    ['a name', { ...good, rows: [{ ...row, workflow: '../x' }] }],
    ['an environment', { ...good, rows: [{ ...row, environment: 'PROD`' }] }],
    ['a verdict', { ...good, rows: [{ ...row, verdict: 'approved' }] }],
    ['a kind', { ...good, changes: [{ ...change, kind: '**fine**' }] }],
    ['a long text', { ...good, changes: [{ ...change, text: 'x'.repeat(reportLimits.text + 1) }] }],
    ['a long line', { ...good, pins: ['x'.repeat(reportLimits.line + 1)] }],
    ['too many rows', { ...good, rows: Array(reportLimits.rows + 1).fill(row) }],
    ['a day', { ...good, rows: [{ ...row, recorded: '@everyone' }] }],
    ['a list', { ...good, changes: {} }],
  ])('%s', (_, value) => {
    expect(parseCheckReport(bytes(value))).toBeUndefined();
  });
  it('a file that is too long', () => {
    expect(parseCheckReport(new Uint8Array(reportLimits.bytes + 1))).toBeUndefined();
  });
});

it('mentions, links and marks up nobody’s words', () => {
  const hostile = '```\n</details> @org/admins [x](https://evil.example) <img src=x> | **bold**';
  const comment = renderCheckComment({
    ...good,
    changes: [{ ...place, state: 'changed', kind: 'text', text: hostile }],
    rows: [{ ...place, verdict: 'would run', pinned: true, why: [hostile], recorded: '' }],
    pins: [hostile],
  });
  const outside = comment
    .replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, '')
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
  expect(outside).not.toMatch(/@org|evil\.example|<img|\*\*bold/);
});
