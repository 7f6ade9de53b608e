import { expect, it } from 'vitest';
import type { CaseReport, SmokeReport } from '../../../src/core/smoke/report.ts';
import { renderJunit } from '../../../src/report/junit.ts';

const passed: CaseReport = {
  name: 'good',
  verdict: 'passed',
  server: 'http://x',
  end: 'success',
  seconds: 1.5,
  cached: false,
  attempts: [],
  outputs: [],
  changes: [],
  timings: [],
  reasons: [],
  hints: [],
};

it('counts failures and errors, and escapes what servers say', () => {
  const failed: CaseReport = {
    ...passed,
    name: 'bad',
    verdict: 'failed',
    reasons: ['<b>"no"\u0007 & ]]>'],
  };
  const lost: CaseReport = { ...passed, name: 'lost', verdict: 'errored', reasons: ['gone'] };
  const report: SmokeReport = {
    environment: 'dev',
    kind: 'active',
    verdict: 'failed',
    recorded: false,
    workflows: [
      {
        workflow: 'a/b',
        release: '',
        rendering: '',
        casesDigest: '',
        verdict: 'failed',
        versions: {},
        cases: [passed, failed, lost],
      },
    ],
  };
  expect(renderJunit(report)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="comfypin smoke">
      <testsuite name="a/b@dev" tests="3" failures="1" errors="1" time="4.500">
        <testcase classname="a/b@dev" name="good" time="1.500"/>
        <testcase classname="a/b@dev" name="bad" time="1.500">
          <failure type="failed" message="&lt;b&gt;&quot;no&quot;� &amp; ]]&gt;">&lt;b&gt;&quot;no&quot;� &amp; ]]&gt;</failure>
        </testcase>
        <testcase classname="a/b@dev" name="lost" time="1.500">
          <error type="errored" message="gone">gone</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});
