/** Runs one smoke case on one server: uploads, the run, once more where that is allowed, and the verdict. */

import { Failure } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { variedValue, withInput } from '../../core/smoke/case-run.ts';
import type { Expectation } from '../../core/smoke/cases.ts';
import { checkOutput, type MeasuredOutput } from '../../core/smoke/expectations.ts';
import { findOutput } from '../../core/smoke/names.ts';
import { outputsOf } from '../../core/smoke/outputs.ts';
import type { RunState } from '../../core/smoke/run-state.ts';
import type { RunLimits } from '../../core/smoke/types.ts';
import {
  type DeclaredOutput,
  type FetchedOutput,
  type Judgement,
  judgeRun,
  type Verdict,
  worstOf,
} from '../../core/smoke/verdict.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';
import type { Server } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { fetchOutputs } from './fetch-outputs.ts';
import { measureOutput } from './measure.ts';
import { runPrompt } from './run-prompt.ts';
import { freeMemory, waitForQuiet } from './server-care.ts';
import type { EnvironmentServer } from './servers.ts';
import type { PlannedCase, SmokeSubject } from './smoke-subject.ts';
import { uploadAsset, uploadCaseFile } from './upload.ts';

export interface CaseTask {
  readonly subject: SmokeSubject;
  readonly planned: PlannedCase;
}

/** A server that is in use, with what it offered when it was asked first. */
export interface ReadyServer {
  readonly server: Server;
  readonly role: EnvironmentServer['role'];
  readonly catalog: Catalog;
}

/** One submit of a case; why it was not the last where another followed. */
export interface Attempt {
  readonly promptId: string;
  readonly end: string;
  readonly why: string;
}

export interface CaseRun {
  readonly task: CaseTask;
  readonly serverUrl: string;
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
  readonly attempts: readonly Attempt[];
  /** The last run; absent where nothing could be sent. */
  readonly run?: RunState;
  readonly judgement?: Judgement;
  readonly measured: readonly MeasuredOutput[];
  readonly fetched: readonly FetchedOutput[];
  readonly varied?: {
    readonly node: string;
    readonly input: string;
    readonly value: Json;
    readonly isShown: boolean;
  };
  readonly ms: number;
}

export interface CaseOptions {
  readonly cache: Environment['cache'];
  readonly limits?: Partial<RunLimits>;
  readonly onChange?: (state: RunState) => void;
}

interface Tried {
  readonly run: RunState;
  readonly fetched: readonly FetchedOutput[];
  readonly judgement: Judgement;
}

/** Never throws for what a server does: a server out of reach gives the verdict `errored`. */
export async function runCase(
  task: CaseTask,
  ready: ReadyServer,
  options: CaseOptions,
  world: World,
): Promise<CaseRun> {
  const began = world.clock.now();
  const attempts: Attempt[] = [];
  const base = { task, serverUrl: ready.server.address.url, attempts };
  try {
    const prompt = await preparedPrompt(task, ready.server, world);
    const tried = await tryUntilComputed({ task, ready, options, world, attempts }, prompt);
    return { ...base, ...tried, ms: world.clock.now() - began };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const problems = thrown.problems;
    return {
      ...base,
      verdict: 'errored',
      problems,
      measured: [],
      fetched: [],
      ms: world.clock.now() - began,
    };
  }
}

/** Uploads what the case and the release name, and returns the pinned graph with the case's inputs. */
async function preparedPrompt(
  { subject, planned }: CaseTask,
  server: Server,
  world: World,
): Promise<ApiPrompt> {
  const caseName = planned.smokeCase.name;
  for (const { file } of subject.pin.description.assetInputs) {
    const path = `assets/${file}`;
    const bytes = subject.files.get(path);
    if (bytes !== undefined) await uploadAsset(server, { caseName, path, bytes }, file, world);
  }
  let prompt = subject.names.prompt;
  for (const { place, value, file } of planned.settings) {
    if (file === undefined) prompt = withInput(prompt, place, value ?? null);
    else {
      const bytes = subject.files.get(file) ?? new Uint8Array();
      prompt = withInput(
        prompt,
        place,
        await uploadCaseFile(server, { caseName, path: file, bytes }, world),
      );
    }
  }
  return prompt;
}

interface Trial {
  readonly task: CaseTask;
  readonly ready: ReadyServer;
  readonly options: CaseOptions;
  readonly world: World;
  readonly attempts: Attempt[];
}

type TrialResult = Omit<CaseRun, 'task' | 'serverUrl' | 'attempts' | 'ms'>;

/** Runs; where everything came from the cache runs once more with freed memory or a varied input, as the environment says. */
async function tryUntilComputed(trial: Trial, prompt: ApiPrompt): Promise<TrialResult> {
  const { ready, options, task, world } = trial;
  const mayFree = options.cache === 'free' && ready.role !== 'live';
  if (mayFree) await freeMemory(ready.server, world, { free_memory: true });
  const first = await tryOnce(trial, prompt, 'first');
  const isCached =
    first.judgement.verdict === 'unverifiable' && first.judgement.cachedOutputs.length > 0;
  if (!isCached) return conclude(trial, first);
  if (mayFree) {
    await freeMemory(ready.server, world, { unload_models: true, free_memory: true });
    return conclude(trial, await tryOnce(trial, prompt, 'everything was cached'));
  }
  const { vary } = task.planned;
  const value =
    vary === undefined
      ? undefined
      : variedValue(prompt, vary, ready.catalog, world.random.fraction());
  if (vary === undefined || value === undefined) return conclude(trial, first);
  const second = await tryOnce(trial, withInput(prompt, vary, value), 'everything was cached');
  if (second.judgement.verdict !== 'passed') return conclude(trial, second);
  const isWhole = first.fetched.every((each) =>
    each.files.every((file) => file.bytes !== undefined),
  );
  if (isWhole)
    return {
      ...(await conclude(trial, { ...first, judgement: second.judgement })),
      varied: { ...vary, value, isShown: false },
    };
  return { ...(await conclude(trial, second, true)), varied: { ...vary, value, isShown: true } };
}

async function tryOnce(trial: Trial, prompt: ApiPrompt, why: string): Promise<Tried> {
  const { task, ready, options, world, attempts } = trial;
  const { subject, planned } = task;
  const { modelInputs } = subject.pin.description;
  const isModelInput = (node: string, input: string): boolean =>
    modelInputs.some((each) => each.node === node && each.input === input);
  const { timeoutMs } = planned.smokeCase;
  const send = async (reason: string): Promise<RunState> => {
    if (ready.role === 'live') await waitForQuiet(ready.server, world);
    const run = await runPrompt(
      {
        server: ready.server,
        prompt,
        pngInfo: pngInfoOf(subject),
        isModelInput,
        limits: { ...options.limits, ...(timeoutMs === undefined ? {} : { runMs: timeoutMs }) },
        ...(options.onChange === undefined ? {} : { onChange: options.onChange }),
      },
      world,
    );
    attempts.push({ promptId: run.promptId, end: run.end ?? 'unknown', why: reason });
    return run;
  };
  let run = await send(why);
  if (run.error?.class === 'out-of-memory' && ready.role !== 'live' && !world.signal.aborted) {
    await freeMemory(ready.server, world, { unload_models: true, free_memory: true });
    run = await send('out of memory; memory was freed');
  }
  const fetched = world.signal.aborted
    ? []
    : await fetchOutputs(ready.server, outputsOf(run), world);
  const judgement = judgeRun({
    caseName: planned.smokeCase.name,
    run,
    submitted: prompt,
    replacements: ready.catalog.nodeReplacements,
    declared: subject.declared,
    fetched,
    cache: options.cache,
  });
  return { run, fetched, judgement };
}

/** Text chunks of the pictures: the canvas, so that a picture opens in ComfyUI, and where it came from. */
function pngInfoOf({ canvas, pin, workflow, environment }: SmokeSubject): JsonObject {
  const { release, rendering } = pin.digests;
  return {
    ...(canvas === undefined ? {} : { workflow: canvas }),
    comfypin: { workflow, environment, release, rendering },
  };
}

/** Adds to a run's judgement what smoke.yaml expects of its outputs. */
async function conclude(trial: Trial, tried: Tried, isVaried = false): Promise<TrialResult> {
  const { subject, planned } = trial.task;
  const caseName = planned.smokeCase.name;
  const { run, fetched, judgement } = tried;
  const result = { run, judgement, fetched };
  if (run.end !== 'success') {
    return { ...result, verdict: judgement.verdict, problems: judgement.problems, measured: [] };
  }
  const problems: Problem[] = [...judgement.problems];
  const measured: MeasuredOutput[] = [];
  for (const { output, expectation } of expectationsOf(subject.declared, trial.task)) {
    const usable = isVaried ? withoutGolden(expectation) : expectation;
    if (usable.similar !== expectation.similar) {
      problems.push(problem('smoke/not-compared', {}, { case: caseName, output: output.name }));
    }
    const golden =
      usable.similar === undefined ? undefined : subject.files.get(usable.similar.golden);
    const one = await measureOutput(
      output,
      fetched,
      { expectation: usable, ...(golden === undefined ? {} : { golden }) },
      trial.world,
    );
    measured.push({
      ...one,
      ...(usable.similar === undefined ? {} : { golden: usable.similar.golden }),
    });
    if (one.files.length > 0 || one.texts.length > 0)
      problems.push(...checkOutput(one, usable, caseName));
  }
  const has = (code: string): boolean => problems.some((each) => each.code === code);
  const verdict = worstOf([
    judgement.verdict,
    has('smoke/expectation') ? 'failed' : 'passed',
    has('smoke/not-compared') ? 'unverifiable' : 'passed',
  ]);
  return { ...result, verdict, problems, measured };
}

/** Every declared output is measured; those that `expect:` names by another name too. */
function expectationsOf(
  declared: readonly DeclaredOutput[],
  { subject, planned }: CaseTask,
): readonly { readonly output: DeclaredOutput; readonly expectation: Expectation }[] {
  const { name, expect } = planned.smokeCase;
  const named = expect.flatMap(({ output, expectation }) => {
    const found = findOutput(output, name, subject.names);
    return 'code' in found ? [] : [{ output: found, expectation }];
  });
  const rest = declared.filter((each) => !named.some(({ output }) => output.name === each.name));
  return [...named, ...rest.map((output) => ({ output, expectation: {} }))];
}

/** A picture of another seed cannot be compared with the golden one. */
function withoutGolden({ similar: _, ...rest }: Expectation): Expectation {
  return rest;
}
