/** `smoke`: runs the cases of pinned workflows on an environment's own servers and says whether they hold. */

import { resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';
import { nearestName } from '../base/text.ts';
import type { SmokeReport } from '../core/smoke/report.ts';
import type { RunState } from '../core/smoke/run-state.ts';
import { renderSmokeMarkdown } from '../report/markdown/smoke.ts';
import { renderPrometheus } from '../report/prometheus.ts';
import { renderSmoke } from '../report/text/smoke.ts';
import { command, type Outcome, type World } from './command.ts';
import { throughActions, viaOptions } from './hosted/via.ts';
import { environmentOf, openProject } from './project/project.ts';
import { newerServer } from './servers/newer-server.ts';
import { chosenServers } from './servers/servers.ts';
import type { CaseTask } from './smoke/case-types.ts';
import { reportFolder } from './smoke/report-files.ts';
import { openScoring } from './smoke/scoring.ts';
import { type PoolResult, runOnServers } from './smoke/server-pool.ts';
import { concludeSmoke, type FinishedCase } from './smoke/smoke-answer.ts';
import { type SmokeRequest, subjectsOf } from './smoke/smoke-choice.ts';
import { shardOf, shardsOf, staleOf } from './smoke/smoke-part.ts';
import { plannedReport } from './smoke/smoke-plan.ts';
import { reportCase } from './smoke/smoke-report.ts';
import type { SmokeSubject } from './smoke/smoke-subject.ts';
import { thumbnailsOf } from './smoke/thumbnails.ts';

export const smoke = command({
  name: 'smoke',
  summary: 'Run the smoke cases of pinned workflows on the servers of an environment',
  description:
    'Without names all workflows of the environment are run. What is pinned in workflows/ENV/NAME gives\n' +
    'active evidence; with --candidate what a promotion proposes is run, read from its branch.',
  examples: [
    'comfypin smoke --env dev',
    'comfypin smoke portrait --env staging --candidate --record',
    'comfypin smoke --env staging --evidence evidence',
    "comfypin smoke 'acme/*' --env dev --case red-shoe --report out",
  ],
  arguments: [{ name: 'name', summary: 'workflows to run; globs are taken', many: true }],
  options: {
    env: {
      type: 'text',
      value: 'env',
      summary: 'the environment whose servers run them',
      required: true,
    },
    candidate: {
      type: 'flag',
      summary: 'run what is proposed for the environment, not what is pinned',
    },
    ref: {
      type: 'text',
      value: 'ref',
      summary: 'run what this ref of the remote pins, as refs/pull/12/head; needs --candidate',
    },
    commit: {
      type: 'text',
      value: 'commit',
      summary: 'refuse where --ref is at another commit than this',
    },
    case: {
      type: 'list',
      value: 'name',
      summary: 'run only these cases; nothing is recorded then',
    },
    record: { type: 'flag', summary: 'append the evidence to the records of the remote' },
    evidence: {
      type: 'text',
      value: 'folder',
      summary: 'write the evidence as files there, for comfypin records append',
    },
    report: {
      type: 'text',
      value: 'folder',
      summary: 'write pictures, index.html, smoke.json and junit.xml there',
    },
    metrics: { type: 'text', value: 'file', summary: 'write metrics for Prometheus there' },
    stale: { type: 'flag', summary: 'run only what no evidence speaks for now' },
    allowPaid: {
      type: 'flag',
      summary: 'run also workflows with nodes that cost money on a partner’s service',
    },
    ...viaOptions,
    shard: { type: 'text', value: 'i/n', summary: 'run part i of n; see comfypin smoke matrix' },
    servers: { type: 'list', value: 'url', summary: 'use only these servers of the environment' },
    dryRun: { type: 'flag', summary: 'tell which cases would run on which servers' },
  },
  run: async ({ words, options }, world): Promise<Outcome<SmokeReport>> => {
    if (options.via !== undefined)
      return viaActions(words, { ...options, via: options.via }, world);
    const project = await openProject(world);
    const environment = environmentOf(project.config, options.env);
    if (options.ref !== undefined && !options.candidate) {
      const message = '--ref needs --candidate: what it pins is proposed, not pinned here.';
      throw new Failure(problem('cli/usage', {}, { message, command: 'smoke' }));
    }
    const servers = await chosenServers(environment, options.servers, world, project.top);
    const request = requestOf(options, { world, project, environment });
    const shard = shardOf(options.shard);
    const { subjects: all, problems } = await subjectsOf(request, words);
    const part = shard === undefined ? all : (shardsOf(all, shard.count)[shard.index - 1] ?? []);
    const subjects = options.stale ? await staleOf(part, request) : part;
    const tasks = tasksOf(subjects, options.case);
    const left = all.filter((each) => !subjects.includes(each)).map(({ workflow }) => workflow);
    if (options.dryRun) {
      const value = plannedReport({ ...request, leftOut: left }, subjects, tasks, servers);
      return { value, problems };
    }
    const scoring = tasks.some(asksScorers) ? await openScoring(project, world) : undefined;
    const inputFolder = `comfypin/${world.random.uuid().slice(0, 8)}`;
    const folder = reportFolder(request.folder, world);
    const pool = await runOnServers<FinishedCase>(
      tasks,
      servers,
      {
        optionsFor: (task, url) => ({
          cache: environment.cache,
          allowPaid: options.allowPaid,
          inputFolder,
          onChange: (state) => world.progress.show(progressOf(task, url, state)),
          ...(scoring === undefined ? {} : { scoring }),
        }),
        finish: async (run) => {
          const { task, serverUrl, problems: found } = run;
          const report = await reportCase(run, folder);
          const thumbnails = await thumbnailsOf(run, environment, world);
          return { task, serverUrl, problems: found, report, thumbnails };
        },
        ...(environment.require === undefined ? {} : { require: environment.require }),
      },
      world,
    );
    const answer = await concludeSmoke({ ...request, leftOut: left }, subjects, tasks, pool);
    if (options.metrics !== undefined) {
      const text = renderPrometheus(answer.report);
      await world.disk.write(resolve(world.folder, options.metrics), text);
    }
    const found = [
      ...problems.filter((each) => !left.includes(each.at.workflow ?? '')),
      ...newerServer(pool.used.map(({ catalog }) => catalog)),
      ...pool.problems.map(unless(pool)),
      ...answer.problems,
      ...(world.signal.aborted ? [problem('cli/interrupted', {}, {})] : []),
    ];
    return { value: answer.report, problems: found, ...(isEarly(pool) ? { pending: true } : {}) };
  },
  renderers: { text: renderSmoke, markdown: renderSmokeMarkdown },
});

/** What of a run the options decide; single cases are no evidence. */
function requestOf(
  options: {
    readonly candidate: boolean;
    readonly record: boolean;
    readonly case: readonly string[];
    readonly evidence: string | undefined;
    readonly ref: string | undefined;
    readonly commit: string | undefined;
    readonly report: string | undefined;
  },
  about: Pick<SmokeRequest, 'world' | 'project' | 'environment'>,
): SmokeRequest {
  const { evidence, ref, commit, report } = options;
  const isWhole = options.case.length === 0;
  return {
    ...about,
    kind: options.candidate ? 'candidate' : 'active',
    record: options.record && isWhole,
    ...(evidence === undefined || !isWhole ? {} : { evidence }),
    ...(ref === undefined ? {} : { ref: commit === undefined ? { ref } : { ref, commit } }),
    ...(report === undefined ? {} : { folder: resolve(about.world.folder, report), given: report }),
  };
}

/** Nothing ran here, so nothing is known. */
async function viaActions(
  words: readonly string[],
  options: {
    readonly via: string;
    readonly noWait: boolean;
    readonly env: string;
    readonly candidate: boolean;
    readonly stale: boolean;
    readonly dryRun: boolean;
    readonly ref?: string | undefined;
    readonly commit?: string | undefined;
  },
  world: World,
): Promise<Outcome<SmokeReport>> {
  const { via, noWait, env: environment, ref, commit } = options;
  const kind = options.candidate ? 'candidate' : 'active';
  const stale = String(options.stale);
  const forms = [{ environment, kind, workflows: words.join(' '), ref, commit, stale }];
  const unfit = options.dryRun ? ['--dry-run'] : [];
  const about = { command: 'smoke', file: 'smoke.yml', via, noWait, forms, unfit };
  const problems = await throughActions(about, world);
  const value = {
    environment,
    kind,
    verdict: 'unverifiable',
    workflows: [],
    recorded: false,
  } as const;
  return { value, problems };
}

/** A server that could not be used is an error only where that left nothing that ran. */
function unless(pool: PoolResult<FinishedCase>): (found: Problem) => Problem {
  return (found) => (pool.used.length === 0 ? found : { ...found, severity: 'warning' });
}

/** Nothing ran, and a later hour may change that. */
function isEarly(pool: PoolResult<FinishedCase>): boolean {
  return pool.isTooEarly && pool.used.length === 0;
}

function asksScorers({ planned }: CaseTask): boolean {
  return planned.smokeCase.expect.some(({ expectation }) => expectation.scores !== undefined);
}

function tasksOf(subjects: readonly SmokeSubject[], only: readonly string[]): readonly CaseTask[] {
  const all = subjects.flatMap((subject) => subject.runs.map((planned) => ({ subject, planned })));
  const known = all.map(({ planned }) => planned.smokeCase.name);
  for (const name of only) {
    if (!known.includes(name)) {
      const nearest = nearestName(name, known);
      throw new Failure(problem('smoke/unknown-case', {}, { name, nearest }));
    }
  }
  return all.filter(({ planned }) => only.length === 0 || only.includes(planned.smokeCase.name));
}

function progressOf({ subject, planned }: CaseTask, url: string, state: RunState): string {
  const name = `${subject.workflow} ${planned.smokeCase.name} on ${url}`;
  if (state.place === 'pending') return `${name}: ${state.before} before it in the queue`;
  const title = state.node === undefined ? undefined : subject.names.prompt[state.node]?.class_type;
  const { progress } = state;
  const steps = progress === undefined ? '' : ` ${progress.value}/${progress.max}`;
  return `${name}: ${title === undefined ? 'sent' : `node ${state.node} ${title}${steps}`}`;
}
