/** Sends a case's graph to its server until something was computed: once more after out of memory, once more where all was cached. */

import type { Json, JsonObject } from '../../base/json.ts';
import { provenanceJson, provenanceKey } from '../../core/promotion/provenance.ts';
import { variedValue, withInput } from '../../core/smoke/case-run.ts';
import { outputsOf } from '../../core/smoke/outputs.ts';
import type { RunState } from '../../core/smoke/run-state.ts';
import { type FetchedOutput, type Judgement, judgeRun } from '../../core/smoke/verdict.ts';
import type { ApiPrompt, InputPlace } from '../../core/workflow/types.ts';
import { transfersOf } from './case-transfers.ts';
import type { Heat, Trial } from './case-types.ts';
import { fetchOutputs } from './fetch-outputs.ts';
import { runPrompt } from './run-prompt.ts';
import { freeMemory, waitForQuiet } from './server-care.ts';
import type { SmokeSubject } from './smoke-subject.ts';

export interface Tried {
  readonly run: RunState;
  readonly fetched: readonly FetchedOutput[];
  readonly judgement: Judgement;
}

/** What is to be judged, and with which value where the case itself was cached. */
export interface Computed {
  readonly tried: Tried;
  readonly varied?: InputPlace & { readonly value: Json; readonly isShown: boolean };
}

/** Runs; where everything came from the cache runs once more with freed memory or a varied input, as the environment says. */
export async function tryUntilComputed(
  trial: Trial,
  prompt: ApiPrompt,
  why: string,
): Promise<Computed> {
  const { ready, options, task, world } = trial;
  const mayFree = ready.role !== 'live';
  const wantsCold = task.planned.smokeCase.budget?.cold !== undefined && why === 'first';
  if (mayFree && (options.cache === 'free' || wantsCold)) {
    await freeMemory(ready.server, world, { unload_models: wantsCold, free_memory: true });
  }
  const first = await tryOnce(trial, prompt, why);
  const isCached =
    first.judgement.verdict === 'unverifiable' && first.judgement.cachedOutputs.length > 0;
  if (!isCached) return { tried: first };
  if (mayFree && options.cache === 'free') {
    await freeMemory(ready.server, world, { unload_models: true, free_memory: true });
    return { tried: await tryOnce(trial, prompt, 'everything was cached; memory was freed') };
  }
  const { vary } = task.planned;
  const value =
    vary === undefined
      ? undefined
      : variedValue(prompt, vary, ready.catalog, world.random.fraction());
  if (vary === undefined || value === undefined) return { tried: first };
  const second = await tryOnce(
    trial,
    withInput(prompt, vary, value),
    `everything was cached; ${vary.input} was varied`,
  );
  if (second.judgement.verdict !== 'passed') return { tried: second };
  const isWhole = first.fetched.every((each) =>
    each.files.every((file) => file.bytes !== undefined),
  );
  return isWhole
    ? {
        tried: { ...first, judgement: second.judgement },
        varied: { ...vary, value, isShown: false },
      }
    : { tried: second, varied: { ...vary, value, isShown: true } };
}

/** Sends once, and once more with freed memory where it ran out of it; then downloads and judges. */
export async function tryOnce(trial: Trial, prompt: ApiPrompt, why: string): Promise<Tried> {
  const { task, ready, options, world } = trial;
  const run = await onServer(trial, async () => {
    const sent = await send(trial, prompt, why);
    const mayFree = ready.role !== 'live' && !world.signal.aborted;
    if (sent.error?.class !== 'out-of-memory' || !mayFree) return sent;
    await freeMemory(ready.server, world, { unload_models: true, free_memory: true });
    return send(trial, prompt, 'out of memory; memory was freed');
  });
  const fetched = world.signal.aborted
    ? []
    : await fetchOutputs(ready.server, outputsOf(run), transfersOf(trial));
  const judgement = judgeRun({
    caseName: task.planned.smokeCase.name,
    run,
    submitted: prompt,
    replacements: ready.catalog.nodeReplacements,
    declared: task.subject.declared,
    fetched,
    cache: options.cache,
    isLive: ready.role === 'live',
  });
  return { run, fetched, judgement };
}

/** Sends while nothing else of this command runs there; after a success the next may, and what is left is fetched beside it. */
export function onServer(
  { options: { turn } }: Trial,
  work: () => Promise<RunState>,
): Promise<RunState> {
  return turn === undefined ? work() : turn.during(work, ({ end }) => end === 'success');
}

/** A server that takes nothing more now is asked again after these. */
const fullAgainMs = [2000, 8000, 20_000];

/** A full queue is a definite no: the prompt was not taken, so it may be sent again. */
export async function send(trial: Trial, prompt: ApiPrompt, why: string): Promise<RunState> {
  let run = await sendOnce(trial, prompt, why);
  for (const wait of fullAgainMs) {
    if (run.error?.class !== 'queue-full' || trial.world.signal.aborted) break;
    await trial.world.clock.sleep(wait, trial.world.signal);
    run = await sendOnce(trial, prompt, 'the queue was full');
  }
  return run;
}

async function sendOnce(trial: Trial, prompt: ApiPrompt, why: string): Promise<RunState> {
  const { task, ready, options, world, attempts } = trial;
  const { subject, planned } = task;
  const { modelInputs } = subject.pin.description;
  const { timeoutMs } = planned.smokeCase;
  if (ready.role === 'live') await waitForQuiet(ready.server, world);
  const began = world.clock.now();
  const run = await runPrompt(
    {
      server: ready.server,
      prompt,
      pngInfo: pngInfoOf(subject),
      isModelInput: (node, input) =>
        modelInputs.some((each) => each.node === node && each.input === input),
      limits: { ...options.limits, ...(timeoutMs === undefined ? {} : { runMs: timeoutMs }) },
      ...(options.onChange === undefined ? {} : { onChange: options.onChange }),
      ...(ready.sockets === undefined ? {} : { sockets: ready.sockets }),
    },
    world,
  );
  const heat = run.entry === undefined ? undefined : heatOf(trial, run);
  ready.seen.add(subject.workflow);
  attempts.push({
    promptId: run.promptId,
    end: run.end ?? 'unknown',
    why,
    server: ready.server.address.url,
    ms: world.clock.now() - began,
    timings: run.timings,
    ...(run.entry?.executionMs === undefined ? {} : { executionMs: run.entry.executionMs }),
    ...(heat === undefined ? {} : { heat }),
  });
  return run;
}

/** Cold is a run that executed a node with a model file; without any, the first one of the workflow. */
function heatOf({ task, ready }: Trial, run: RunState): Heat {
  const { workflow, pin } = task.subject;
  const loaders = new Set(pin.description.modelInputs.map(({ node }) => node));
  const cached = new Set(run.cached ?? []);
  if (loaders.size === 0) return ready.seen.has(workflow) ? 'warm' : 'cold';
  return [...loaders].every((node) => cached.has(node)) ? 'warm' : 'cold';
}

/** Text chunks of the pictures: the canvas, so that a picture opens in ComfyUI, and where it came from. */
function pngInfoOf({ canvas, pin, workflow, environment, commit }: SmokeSubject): JsonObject {
  const { release, rendering } = pin.digests;
  const from = { workflow, environment, release, rendering };
  return {
    ...(canvas === undefined ? {} : { workflow: canvas }),
    [provenanceKey]: provenanceJson(commit === undefined ? from : { ...from, commit }),
  };
}
