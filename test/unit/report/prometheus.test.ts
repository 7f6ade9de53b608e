import { expect, it } from 'vitest';
import type { CaseReport, SmokeReport } from '../../../src/core/smoke/report.ts';
import { renderPrometheus } from '../../../src/report/prometheus.ts';

const one: CaseReport = {
  name: 'odd "name"\\\n',
  verdict: 'failed',
  server: 'http://x',
  end: 'failure',
  error: {
    class: 'node-failed',
    message: 'no',
    node: { id: '3', classType: 'KSampler', title: 'Sampler' },
  },
  seconds: 1.25,
  cached: false,
  attempts: [
    { promptId: 'p', end: 'failure', why: 'first', server: 'http://x', seconds: 1, timings: [] },
  ],
  outputs: [],
  changes: [],
  timings: [],
  reasons: [],
  hints: [],
};

it('writes each family once with its type, and labels that no name can break', () => {
  const workflow = {
    workflow: 'hero',
    release: '',
    rendering: '',
    casesDigest: '',
    verdict: one.verdict,
    versions: {},
    times: { warm: { runs: 2, p50: 1.5, p99: 2.5 } },
    cases: [one],
  };
  const report: SmokeReport = {
    environment: 'dev',
    kind: 'active',
    verdict: 'failed',
    recorded: false,
    servers: [{ url: 'http://x', queue: 3, cases: 1, errored: 0 }],
    workflows: [workflow],
  };
  const text = renderPrometheus(report);
  const labels = 'environment="dev",kind="active",workflow="hero",case="odd \\"name\\"\\\\\\n"';
  expect(text).toContain(`\ncomfypin_smoke_case_seconds{${labels}} 1.25\n`);
  expect(text).toContain(`comfypin_smoke_case_verdict{${labels},verdict="failed"} 1\n`);
  expect(text).toContain(
    'comfypin_smoke_node_failures{environment="dev",class_type="KSampler"} 1\n',
  );
  expect(text).not.toContain('case_execution_seconds');
  const own = 'environment="dev",kind="active",workflow="hero"';
  expect(text).toContain(`comfypin_smoke_pass_ratio{${own}} 0\n`);
  expect(text).toContain(
    `comfypin_smoke_workflow_execution_seconds{${own},heat="warm",quantile="0.99"} 2.5\n`,
  );
  expect(text).toContain('comfypin_smoke_queue_depth{environment="dev",server="http://x"} 3\n');
  expect(text).toContain('comfypin_smoke_server_errors{environment="dev",server="http://x"} 0\n');
  const types = [...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map(([, name]) => name);
  expect(new Set(types).size).toBe(types.length);
  expect(text.endsWith('\n')).toBe(true);
});
