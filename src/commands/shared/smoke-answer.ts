/** From runs to the answer of `smoke`: report files, evidence, problems. */

import { resolve } from 'node:path';
import { type Problem, problem } from '../../base/problem.ts';
import { evidenceKey } from '../../core/promotion/evidence.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import type { SmokeReport, WorkflowReport } from '../../core/smoke/report.ts';
import { type Verdict, worstOf } from '../../core/smoke/verdict.ts';
import { renderSmokePage } from '../../report/html/smoke.ts';
import { renderJson } from '../../report/json.ts';
import { renderJunit } from '../../report/junit.ts';
import type { CaseRun } from './run-case.ts';
import type { PoolResult } from './server-pool.ts';
import { gitOf, type SmokeRequest } from './smoke-choice.ts';
import { evidenceRecord, occupancyMerge, subjectOn } from './smoke-evidence.ts';
import { keepEvidence } from './smoke-records.ts';
import { reportCase } from './smoke-report.ts';
import type { SmokeSubject } from './smoke-subject.ts';

/** Reports what ran, and appends its evidence. */
export async function concludeSmoke(
  request: SmokeRequest,
  subjects: readonly SmokeSubject[],
  pool: PoolResult,
): Promise<{ readonly report: SmokeReport; readonly problems: readonly Problem[] }> {
  const { world, environment, kind, folder, given, leftOut = [] } = request;
  const problems: Problem[] = [];
  const records: RecordFile[] = [];
  const workflows: WorkflowReport[] = [];
  for (const subject of subjects) {
    const runs = pool.runs.filter((each) => each.task.subject === subject);
    const one = await concludeWorkflow(request, subject, runs, pool);
    workflows.push(one.report);
    problems.push(...one.problems);
    if (one.record !== undefined) records.push(one.record);
  }
  const { recorded, evidence, problems: kept } = await keepEvidence(request, records);
  problems.push(...kept);
  const isAllLeftOut = workflows.length === 0 && leftOut.length > 0;
  const report: SmokeReport = {
    environment: environment.name,
    kind,
    verdict: isAllLeftOut ? 'passed' : worstOf(workflows.map((each) => each.verdict)),
    workflows,
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
  runs: readonly CaseRun[],
  pool: PoolResult,
): Promise<{
  readonly report: WorkflowReport;
  readonly problems: readonly Problem[];
  readonly record?: RecordFile;
}> {
  const { world, kind, folder, project, environment } = request;
  const { workflow } = subject;
  const at = { workflow, environment: environment.name };
  const cases = [];
  for (const run of runs) cases.push(await reportCase(run, folder, world));
  const used = pool.used.filter(({ server }) =>
    runs.some((run) => run.serverUrl === server.address.url),
  );
  const about = subjectOn(subject, kind, used, project.config.models);
  const differ = used.length > 0 && about === undefined;
  const missing = runs.length === 0 && subject.runs.length > 0;
  const verdict: Verdict = missing
    ? 'errored'
    : worstOf([...cases.map((each) => each.verdict), ...(differ ? ['unverifiable' as const] : [])]);
  const problems = [
    ...runs.flatMap((run) =>
      run.problems.map((found): Problem => ({ ...found, at: { ...at, ...found.at } })),
    ),
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
