/** From runs to the answer of `smoke`: report files, evidence, problems. */

import { resolve } from 'node:path';
import { type Problem, problem } from '../../base/problem.ts';
import { evidenceKey } from '../../core/promotion/evidence.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import type { CaseReport, SmokeReport, WorkflowReport } from '../../core/smoke/report.ts';
import { statisticsOf } from '../../core/smoke/statistics.ts';
import { type Verdict, worstOf } from '../../core/smoke/verdict.ts';
import { renderSmokePage } from '../../report/html/smoke.ts';
import { renderJson } from '../../report/json.ts';
import { renderJunit } from '../../report/junit.ts';
import type { CaseTask } from './case-types.ts';
import type { PoolResult } from './server-pool.ts';
import { gitOf, type SmokeRequest } from './smoke-choice.ts';
import { evidenceRecord, occupancyMerge, subjectOn } from './smoke-evidence.ts';
import { keepEvidence } from './smoke-records.ts';
import { reportServer } from './smoke-report.ts';
import type { SmokeSubject } from './smoke-subject.ts';
import type { Thumbnails } from './thumbnails.ts';

/** A case that has run: what is left of it when its files are written, so that many of them need little memory. */
export interface FinishedCase {
  readonly task: CaseTask;
  readonly serverUrl: string;
  readonly problems: readonly Problem[];
  readonly report: CaseReport;
  readonly thumbnails: Thumbnails;
}

/** Reports what ran, and appends its evidence. */
export async function concludeSmoke(
  request: SmokeRequest,
  subjects: readonly SmokeSubject[],
  tasks: readonly CaseTask[],
  pool: PoolResult<FinishedCase>,
): Promise<{ readonly report: SmokeReport; readonly problems: readonly Problem[] }> {
  const { world, environment, kind, folder, given, leftOut = [] } = request;
  const problems: Problem[] = [];
  const records: RecordFile[] = [];
  const workflows: WorkflowReport[] = [];
  for (const subject of subjects) {
    const one = await concludeWorkflow(request, subject, tasks, pool);
    workflows.push(one.report);
    problems.push(...one.problems);
    if (one.record !== undefined) records.push(one.record);
  }
  const { recorded, evidence, problems: kept } = await keepEvidence(request, records, pool.runs);
  problems.push(...kept);
  const isAllLeftOut = workflows.length === 0 && leftOut.length > 0;
  const report: SmokeReport = {
    environment: environment.name,
    kind,
    verdict: isAllLeftOut ? 'passed' : worstOf(workflows.map((each) => each.verdict)),
    workflows,
    servers: pool.used.map((each) => reportServer(each, pool.runs)),
    recorded,
    ...(evidence === undefined ? {} : { evidence }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    ...(given === undefined ? {} : { folder: given }),
  };
  if (folder !== undefined) {
    const json = renderJson({
      command: 'smoke',
      exitCode: 0,
      value: report,
      problems,
      pending: false,
    });
    await world.disk.write(resolve(folder, 'smoke.json'), json);
    await world.disk.write(resolve(folder, 'junit.xml'), renderJunit(report));
    await world.disk.write(resolve(folder, 'index.html'), renderSmokePage(report));
  }
  return { report, problems };
}

async function concludeWorkflow(
  request: SmokeRequest,
  subject: SmokeSubject,
  tasks: readonly CaseTask[],
  pool: PoolResult<FinishedCase>,
): Promise<{
  readonly report: WorkflowReport;
  readonly problems: readonly Problem[];
  readonly record?: RecordFile;
}> {
  const { world, kind, project, environment } = request;
  const runs = pool.runs.filter((each) => each.task.subject === subject);
  const wanted = tasks.filter((each) => each.subject === subject).length;
  const { workflow } = subject;
  const at = { workflow, environment: environment.name };
  const cases = runs.map((run) => run.report);
  const used = pool.used.filter(({ server }) =>
    runs.some((run) => run.serverUrl === server.address.url),
  );
  const about = subjectOn(subject, kind, used, project.config.models);
  const differ = used.length > 0 && about === undefined;
  const isPart = runs.length < wanted;
  const left: Verdict = runs.length === 0 && !pool.isTooEarly ? 'errored' : 'unverifiable';
  const verdict = worstOf([
    ...cases.map((each) => each.verdict),
    ...(isPart ? [left] : []),
    ...(differ ? ['unverifiable' as const] : []),
  ]);
  const problems = [
    ...runs.flatMap((run) =>
      run.problems.map((found): Problem => ({ ...found, at: { ...at, ...found.at } })),
    ),
    ...(isPart && !pool.isTooEarly && !world.signal.aborted
      ? [problem('smoke/not-run', at, { count: wanted - runs.length })]
      : []),
    ...(differ ? [problem('smoke/servers-differ', at, { environment: environment.name })] : []),
  ];
  const { release, rendering } = subject.pin.digests;
  const report: WorkflowReport = {
    workflow,
    release,
    rendering,
    casesDigest: subject.cases.digest,
    verdict,
    versions: about?.versions ?? {},
    times: statisticsOf(cases.flatMap((each) => each.attempts)),
    cases,
    ...(about === undefined ? {} : { evidenceKey: evidenceKey(about) }),
  };
  const isKept = request.record || request.evidence !== undefined;
  if (!isKept || about === undefined) return { report, problems };
  const git = gitOf(project);
  const { remote } = project.config.forge;
  const merge = kind === 'active' ? await occupancyMerge(git, remote, subject) : undefined;
  const record = evidenceRecord(about, {
    subject,
    verdict,
    cases,
    at: new Date(world.clock.now()).toISOString(),
    by: await authorOf(request),
    thumbnails: new Map(runs.flatMap((run) => [...run.thumbnails])),
    ...(merge === undefined ? {} : { merge }),
  });
  return { report, problems, record };
}

async function authorOf({ world, project }: SmokeRequest): Promise<string> {
  const actor = world.variable('GITHUB_ACTOR');
  if (actor !== undefined && actor !== '') return actor;
  const user = await project.git?.user();
  return user === undefined ? 'unknown' : `${user.name} <${user.email}>`;
}
