/** Smoke reports of several jobs as one: what was split by `--shard` stands together again. */

import { compareText } from '../../base/order.ts';
import type { ServerReport, SmokeReport } from './report.ts';
import { worstOf } from './verdict.ts';

/** Takes at least one report, all of one environment and kind; of a workflow that is in several the last one counts. */
export function mergeReports(reports: readonly [SmokeReport, ...SmokeReport[]]): SmokeReport {
  const [first] = reports;
  const workflows = new Map(
    reports.flatMap((each) => each.workflows).map((each) => [each.workflow, each]),
  );
  const left = new Set(reports.flatMap(({ leftOut = [] }) => leftOut));
  for (const name of workflows.keys()) left.delete(name);
  const servers = mergeServers(reports.flatMap((each) => each.servers ?? []));
  const verdicts = [...workflows.values()].map(({ verdict }) => verdict);
  return {
    environment: first.environment,
    kind: first.kind,
    verdict: worstOf(verdicts.length === 0 ? reports.map(({ verdict }) => verdict) : verdicts),
    workflows: [...workflows.values()].sort((one, other) =>
      compareText(one.workflow, other.workflow),
    ),
    ...(servers.length === 0 ? {} : { servers }),
    ...(left.size === 0 ? {} : { leftOut: [...left].sort(compareText) }),
    recorded: reports.every(({ recorded }) => recorded),
  };
}

function mergeServers(all: readonly ServerReport[]): readonly ServerReport[] {
  const known = new Map<string, ServerReport>();
  for (const each of all) {
    const { queue = 0, cases = 0, errored = 0 } = known.get(each.url) ?? {};
    known.set(each.url, {
      ...each,
      queue: Math.max(queue, each.queue),
      cases: cases + each.cases,
      errored: errored + each.errored,
    });
  }
  return [...known.values()].sort((one, other) => compareText(one.url, other.url));
}
