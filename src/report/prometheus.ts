/** A smoke report in the text format of Prometheus, for its textfile collector or a push gateway. */

import type { CaseReport, SmokeReport } from '../core/smoke/report.ts';
import type { Verdict } from '../core/smoke/verdict.ts';
import { gaugeFamily, type Labels, type Sample } from './prometheus-family.ts';

const verdicts: readonly Verdict[] = ['passed', 'failed', 'errored', 'unverifiable'];

/** Returns gauges per case, and failures per node type. */
export function renderPrometheus(report: SmokeReport): string {
  const cases = report.workflows.flatMap(({ workflow, cases: list }) =>
    list.map((each) => ({
      each,
      labels: { environment: report.environment, kind: report.kind, workflow, case: each.name },
    })),
  );
  const sampled = (measure: (each: CaseReport) => number | undefined): readonly Sample[] =>
    cases.flatMap(({ each, labels }) => {
      const value = measure(each);
      return value === undefined ? [] : [{ labels, value }];
    });
  const states = cases.flatMap(({ each, labels }) =>
    verdicts.map((verdict) => ({
      labels: { ...labels, verdict },
      value: each.verdict === verdict ? 1 : 0,
    })),
  );
  return [
    family('case_verdict', 'One for the verdict of the case, zero for the others.', states),
    family(
      'case_seconds',
      'How long the case took in all.',
      sampled(({ seconds }) => seconds),
    ),
    family(
      'case_execution_seconds',
      'How long the server said that it executed.',
      sampled(({ executionSeconds }) => executionSeconds),
    ),
    family(
      'case_runs',
      'Prompts sent for the case.',
      sampled(({ attempts }) => attempts.length),
    ),
    family(
      'case_cached',
      'One where an output came from the cache alone.',
      sampled(({ cached }) => (cached ? 1 : 0)),
    ),
    family('node_failures', 'Cases that failed at a node of the type.', failuresOf(report)),
    family('pass_ratio', 'Cases of the workflow that passed, of all.', ratiosOf(report)),
    family(
      'workflow_execution_seconds',
      'How long the server executed runs of the workflow that ended well.',
      latenciesOf(report),
    ),
    family(
      'queue_depth',
      'Prompts of others on the server, at the worst moment seen.',
      (report.servers ?? []).map(({ url, queue }) => ({
        labels: serverLabels(report, url),
        value: queue,
      })),
    ),
    family(
      'server_errors',
      'Cases whose end on the server nobody knows.',
      (report.servers ?? []).map(({ url, errored }) => ({
        labels: serverLabels(report, url),
        value: errored,
      })),
    ),
  ].join('');
}

function serverLabels({ environment }: SmokeReport, server: string): Labels {
  return { environment, server };
}

function ratiosOf({ environment, kind, workflows }: SmokeReport): readonly Sample[] {
  return workflows
    .filter(({ cases }) => cases.length > 0)
    .map(({ workflow, cases }) => {
      const passed = cases.filter(({ verdict }) => verdict === 'passed').length;
      return { labels: { environment, kind, workflow }, value: passed / cases.length };
    });
}

function latenciesOf({ environment, kind, workflows }: SmokeReport): readonly Sample[] {
  return workflows.flatMap(({ workflow, times = {} }) =>
    (['cold', 'warm'] as const).flatMap((heat) => {
      const found = times[heat];
      if (found === undefined) return [];
      const labels = { environment, kind, workflow, heat };
      return [
        { labels: { ...labels, quantile: '0.5' }, value: found.p50 },
        { labels: { ...labels, quantile: '0.99' }, value: found.p99 },
      ];
    }),
  );
}

function failuresOf({ environment, workflows }: SmokeReport): readonly Sample[] {
  const counts = new Map<string, number>();
  for (const { error } of workflows.flatMap(({ cases }) => cases)) {
    const classType = error?.node?.classType;
    if (classType !== undefined) counts.set(classType, (counts.get(classType) ?? 0) + 1);
  }
  return [...counts]
    .sort()
    .map(([classType, value]) => ({ labels: { environment, class_type: classType }, value }));
}

function family(name: string, help: string, samples: readonly Sample[]): string {
  return gaugeFamily(`comfypin_smoke_${name}`, help, samples);
}
