/** Runs this repository's Actions files as GitHub would: triggers, jobs in order, matrices, conditions, artifacts, and each step's words as bash reads them. */

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type ActionsContext, type Contexts, evaluate, filled } from './actions-expressions.ts';
import type { JobPermissions } from './github-permissions.ts';
import type { Variables } from './hermetic.ts';
import type { Answer } from './in-process.ts';

export type { ActionsContext } from './actions-expressions.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'continue-on-error'?: boolean;
}

interface Job {
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly strategy?: { readonly matrix: unknown };
  readonly 'runs-on': string;
  readonly environment?: string;
  readonly permissions: JobPermissions;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Trigger {
  readonly types?: readonly string[];
  readonly workflows?: readonly string[];
  readonly branches?: readonly string[];
  readonly inputs?: Readonly<
    Record<string, { type: string; default?: unknown; options?: string[] }>
  >;
}

export interface ActionsFile {
  readonly name: string;
  readonly on: Readonly<Record<string, Trigger | null>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface JobRun {
  readonly job: string;
  readonly result: 'success' | 'failure' | 'skipped';
  /** The labels, or the hosted runner. */
  readonly runsOn?: unknown;
  readonly answers: readonly (Answer & { readonly words: readonly string[] })[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** One call of comfypin in the folder that its job checked out. */
export interface ActionsCall {
  readonly folder: string;
  readonly env: Variables;
  readonly words: readonly string[];
  readonly job: string;
  readonly permissions: JobPermissions;
}

export interface ActionsHost {
  /** Checks out what the event's ref names, in a new folder. */
  readonly checkout: (context: ActionsContext) => Promise<string>;
  readonly comfypin: (call: ActionsCall) => Promise<Answer>;
  /** Artifacts of other runs, by the number of the run. */
  readonly artifactsOf?: (run: number) => string | undefined;
}

const files = new URL('../../.github/workflows/', import.meta.url);

export function readActionsFile(name: string): ActionsFile {
  return parse(readFileSync(new URL(name, files), 'utf8')) as ActionsFile;
}

/** The files that are about workflows; ci.yml is about this project. */
export const actionsFileNames = readdirSync(files).filter((name) => name !== 'ci.yml');

/** True where the event starts the file. */
export function isTriggered({ on }: ActionsFile, { github }: ActionsContext): boolean {
  const name = String(github['event_name']);
  if (!Object.hasOwn(on, name)) return false;
  const { types, workflows, branches } = on[name] ?? {};
  const { action, workflow_run, schedule } = github.event as {
    action?: string;
    schedule?: string;
    workflow_run?: { name: string };
  };
  if (name === 'schedule') {
    return (on[name] as unknown as { cron: string }[]).some((each) => each.cron === schedule);
  }
  const branch = String(github['ref']).replace('refs/heads/', '');
  if (name === 'push' && branches?.includes(branch) === false) return false;
  if (types !== undefined && !types.includes(action ?? '')) return false;
  return workflows === undefined || workflows.includes(workflow_run?.name ?? '');
}

/** What a form or a dispatch gives, as GitHub takes it: known names, values of a choice, defaults, booleans. */
export function inputsOf(
  file: ActionsFile,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const known = file.on['workflow_dispatch']?.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) throw new Error(`422: unexpected inputs ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(known).map(([name, { type, default: usual, options }]) => {
      const value = given[name] ?? usual ?? (type === 'boolean' ? false : '');
      if (options !== undefined && !options.includes(String(value))) {
        throw new Error(`422: ${name} cannot be ${value}`);
      }
      return [name, type === 'boolean' ? String(value) === 'true' : value];
    }),
  );
}

/** Runs all jobs of a file, each after those that it needs; artifacts are left in `artifacts`. */
export async function runFile(
  name: string,
  context: ActionsContext,
  host: ActionsHost,
  artifacts: string,
): Promise<readonly JobRun[]> {
  const file = readActionsFile(name);
  if (!isTriggered(file, context)) {
    throw new Error(`${name} does not run on ${context.github['event_name']}`);
  }
  const runs: JobRun[] = [];
  const needs: Record<string, { result: string; outputs: unknown }> = {};
  const waiting = new Map(Object.entries(file.jobs));
  while (waiting.size > 0) {
    const ready = [...waiting].find(([, job]) =>
      (job.needs ?? []).every((each) => Object.hasOwn(needs, each)),
    );
    if (ready === undefined) throw new Error(`the jobs of ${name} wait for each other`);
    const [id, job] = ready;
    waiting.delete(id);
    const mine = Object.fromEntries((job.needs ?? []).map((each) => [each, needs[each]]));
    const done = await runMatrix(id, job, { ...context, needs: mine }, host, artifacts);
    runs.push(...done);
    const failed = done.some((each) => each.result === 'failure');
    const result = failed ? 'failure' : (done[0]?.result ?? 'skipped');
    needs[id] = { result, outputs: done.at(-1)?.outputs ?? {} };
  }
  return runs;
}

async function runMatrix(
  id: string,
  job: Job,
  context: Contexts,
  host: ActionsHost,
  artifacts: string,
): Promise<readonly JobRun[]> {
  const results = Object.values(context.needs as Record<string, { result: string }>);
  const isGood = results.every((each) => each.result === 'success');
  const condition = job.if ?? 'success()';
  const isMet = Boolean(evaluate(condition, { ...context, isGood }));
  // a condition without a status function asks for success too
  const asks = /always\(\)|success\(\)/.test(condition);
  if (!isMet || (!asks && !isGood)) {
    return [{ job: id, result: 'skipped', answers: [], outputs: {} }];
  }
  const parts = partsOf(job.strategy?.matrix, context);
  const runs: JobRun[] = [];
  for (const [index, matrix] of parts.entries()) {
    const strategy = { 'job-index': index };
    runs.push(await runJob(id, job, { ...context, matrix, strategy }, host, artifacts));
  }
  return runs;
}

/** The combinations of a matrix, `include` and single keys alike; one without values where there is no matrix. */
function partsOf(matrix: unknown, context: Contexts): readonly Record<string, unknown>[] {
  if (matrix === undefined) return [{}];
  const { include = [], ...keys } = (
    typeof matrix === 'string' ? filled(matrix, context) : matrix
  ) as Record<string, unknown[]>;
  let parts: Record<string, unknown>[] = [{}];
  for (const [key, values] of Object.entries(keys)) {
    parts = parts.flatMap((part) => values.map((value) => ({ ...part, [key]: value })));
  }
  const found = Object.keys(keys).length === 0 ? [] : parts;
  return [...found, ...(include as Record<string, unknown>[])];
}

interface Room {
  readonly folder: string;
  readonly artifacts: string;
  readonly host: ActionsHost;
}

async function runJob(
  id: string,
  job: Job,
  context: Contexts,
  host: ActionsHost,
  artifacts: string,
): Promise<JobRun> {
  const answers: (Answer & { words: readonly string[] })[] = [];
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const home = mkdtempSync(join(tmpdir(), 'comfypin-job-'));
  let room: Room = { folder: home, artifacts, host };
  let failed = false;
  try {
    for (const step of job.steps) {
      const now: Contexts = { ...context, steps, isGood: !failed, folder: room.folder };
      if (!evaluate(step.if ?? 'success()', now) || (step.if !== 'always()' && failed)) continue;
      if (step.uses?.startsWith('actions/checkout@') === true) {
        room = { ...room, folder: await host.checkout(context) };
      } else if (step.uses !== undefined) {
        failed ||= !useAction(step, now, room) && step['continue-on-error'] !== true;
      } else if (step.run !== undefined) {
        const answer = await callStep(id, job, step, { now, home, room });
        answers.push(answer);
        if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(home) };
        failed ||= answer.code !== 0;
      }
    }
    const now = { ...context, steps, isGood: !failed };
    const outputs = Object.fromEntries(
      Object.entries(job.outputs ?? {}).map(([name, text]) => [name, filled(text, now)]),
    );
    const runsOn = filled(job['runs-on'], context);
    return { job: id, result: failed ? 'failure' : 'success', runsOn, answers, outputs };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function callStep(
  id: string,
  { permissions }: Job,
  step: Step,
  { now, home, room }: { readonly now: Contexts; readonly home: string; readonly room: Room },
) {
  const { run = '' } = step;
  if (!run.startsWith('$COMFYPIN ')) throw new Error(`${run} is no call of comfypin`);
  const eventPath = join(home, 'event.json');
  writeFileSync(eventPath, JSON.stringify(now.github.event));
  const env: Record<string, string> = {
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_OUTPUT: join(home, 'output'),
    GITHUB_STEP_SUMMARY: join(home, 'summary.md'),
  };
  for (const [key, text] of Object.entries(step.env ?? {})) {
    const value = filled(String(text), now);
    env[key] = value === undefined || value === null ? '' : String(value);
  }
  const words = await wordsOf(run, env);
  const { folder, host } = room;
  const answer = await host.comfypin({ folder, env, words, job: id, permissions });
  if (run.endsWith('>> "$GITHUB_OUTPUT"')) {
    writeFileSync(join(home, 'output'), answer.out, { flag: 'a' });
  }
  return { ...answer, words };
}

function outputsIn(home: string): Record<string, string> {
  const path = join(home, 'output');
  if (!existsSync(path)) return {};
  const lines = readFileSync(path, 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((each) => each !== '').map((each) => each.split(/=(.*)/s).slice(0, 2)),
  );
}

/** Uploads and downloads; setup-node has nothing to do here. False where there is nothing to download. */
function useAction(step: Step, context: Contexts, { folder, artifacts, host }: Room): boolean {
  const { uses = '' } = step;
  const wish = (key: string): string => String(filled(String(step.with?.[key] ?? ''), context));
  const path = join(folder, wish('path'));
  if (uses.startsWith('actions/upload-artifact@')) {
    if (!existsSync(path)) return true;
    const place = join(artifacts, wish('name'));
    mkdirSync(place, { recursive: true });
    const target = statSync(path).isDirectory() ? place : join(place, path.split('/').at(-1) ?? '');
    cpSync(path, target, { recursive: true });
    return true;
  }
  if (!uses.startsWith('actions/download-artifact@')) return true;
  const from = wish('run-id') === '' ? artifacts : host.artifactsOf?.(Number(wish('run-id')));
  if (from === undefined || !existsSync(from)) return wish('pattern') !== '';
  const pattern = wish('pattern') === '' ? wish('name') : wish('pattern');
  const fits = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
  const found = readdirSync(from).filter((each) => fits.test(each));
  for (const each of found) {
    mkdirSync(dirname(path), { recursive: true });
    cpSync(join(from, each), path, { recursive: true });
  }
  return found.length > 0 || wish('pattern') !== '';
}

/** The words of the step's one call, as bash itself splits and fills them. */
async function wordsOf(run: string, env: Variables): Promise<readonly string[]> {
  const call = run.replace(/ >> "\$GITHUB_OUTPUT"$/, '');
  const script = `set -eo pipefail\nwords() { printf '%s\\0' "$@"; }\n${call}\n`;
  const clean = { PATH: process.env['PATH'] ?? '', ...env, COMFYPIN: 'words' };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: clean });
  return stdout.split('\0').slice(0, -1);
}
