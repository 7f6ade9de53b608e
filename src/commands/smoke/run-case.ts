/** Runs one smoke case on one server: its candidates, its budget, and the verdict over all of it. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { variedValue, withInput } from '../../core/smoke/case-run.ts';
import { worstOf } from '../../core/smoke/verdict.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';
import { budgetProblems } from './case-budget.ts';
import { conclude } from './case-conclusion.ts';
import { preparedPrompt } from './case-prompt.ts';
import { send, tryUntilComputed } from './case-trial.ts';
import type {
  CaseOptions,
  CaseRun,
  CaseTask,
  CaseWorld,
  Outcome,
  ReadyServer,
  Trial,
} from './case-types.ts';
import { watchMemory } from './memory-watch.ts';

/** Never throws for what a server does: a server out of reach gives the verdict `errored`. */
export async function runCase(
  task: CaseTask,
  ready: ReadyServer,
  options: CaseOptions,
  world: CaseWorld,
): Promise<CaseRun> {
  const began = world.clock.now();
  const isWatched = task.planned.smokeCase.budget?.vram !== undefined;
  const memory = watchMemory(ready.server, isWatched, world);
  const trial: Trial = { task, ready, options, world, attempts: [], memory, retries: [] };
  const { device } = ready;
  const base = {
    task,
    serverUrl: ready.server.address.url,
    attempts: trial.attempts,
    retries: trial.retries,
    ...(device === undefined ? {} : { device }),
  };
  const paid = options.allowPaid === true ? [] : paidNodes(task, ready);
  if (paid.length > 0) return { ...base, ...unsent('unverifiable', paid), ms: 0 };
  try {
    const outcome = await runCandidates(trial);
    await memory.stop();
    const measured = await withBudget(trial, outcome);
    const peak = memory.peak();
    const total = device?.vram;
    return {
      ...base,
      ...measured,
      ms: world.clock.now() - began,
      ...(peak === undefined
        ? {}
        : { memory: { peak, ...(total === undefined ? {} : { total }) } }),
    };
  } catch (thrown) {
    await memory.stop();
    if (!(thrown instanceof Failure)) throw thrown;
    return { ...base, ...unsent('errored', thrown.problems), ms: world.clock.now() - began };
  }
}

function unsent(verdict: Outcome['verdict'], problems: readonly Problem[]): Outcome {
  return { verdict, problems, measured: [], fetched: [] };
}

/** Nodes that cost money each time they run, as the server marks them. */
function paidNodes({ subject, planned }: CaseTask, { catalog }: ReadyServer): readonly Problem[] {
  const used = Object.values(subject.names.prompt).map((node) => node.class_type);
  return [...new Set(used)]
    .filter((name) => catalog.nodeTypes.get(name)?.isApiNode === true)
    .sort()
    .map((nodeType) => problem('smoke/paid-node', {}, { case: planned.smokeCase.name, nodeType }));
}

type WithCandidates = Outcome & Pick<CaseRun, 'candidates'>;

async function runCandidates(trial: Trial): Promise<WithCandidates> {
  const { task, world } = trial;
  const { smokeCase } = task.planned;
  const prompt = await preparedPrompt(trial, task);
  const first = await conclude(trial, await tryUntilComputed(trial, prompt, 'first'), true);
  const { count, pass } = smokeCase.candidates ?? { count: 1, pass: 1 };
  if (count === 1) return first;
  const rest: Outcome[] = [];
  for (let index = 1; index < count && !world.signal.aborted; index += 1) {
    const candidate = candidatePrompt(trial, prompt, index);
    if (candidate === undefined) break;
    const why = `candidate ${index + 1} of ${count}`;
    const computed = await tryUntilComputed(trial, candidate, why);
    rest.push(await conclude(trial, computed, false));
  }
  const all = [first, ...rest];
  const held = all.filter(({ verdict }) => verdict === 'passed').length;
  const open = all.filter(({ verdict }) => verdict === 'errored').length;
  if (held >= pass) {
    const softened = first.problems.map((each): Problem => ({ ...each, severity: 'info' }));
    return { ...first, verdict: 'passed', problems: softened, candidates: rest };
  }
  const few = problem('smoke/few-candidates-hold', {}, { case: smokeCase.name, held, count, pass });
  return {
    ...first,
    verdict: held + open >= pass ? 'errored' : worstOf(all.map(({ verdict }) => verdict)),
    problems: [few, ...all.flatMap(({ problems }) => problems)],
    candidates: rest,
  };
}

/** Candidates have the same seeds every time: parts of the range by the golden ratio. */
function candidatePrompt(
  { task, ready }: Trial,
  prompt: ApiPrompt,
  index: number,
): ApiPrompt | undefined {
  const { vary } = task.planned;
  if (vary === undefined) return undefined;
  const value = variedValue(prompt, vary, ready.catalog, (index * 0.6180339887498949) % 1);
  return value === undefined ? undefined : withInput(prompt, vary, value);
}

/** Runs once more for a budget of warm runs where none was warm, and adds what is over the budget. */
async function withBudget(trial: Trial, outcome: WithCandidates): Promise<WithCandidates> {
  const { task, ready, world } = trial;
  const { smokeCase, vary } = task.planned;
  const { budget } = smokeCase;
  if (budget === undefined || outcome.run?.end !== 'success' || world.signal.aborted)
    return outcome;
  const isWarm = trial.attempts.some(({ heat, end }) => heat === 'warm' && end === 'success');
  if (budget.warm !== undefined && !isWarm && vary !== undefined) {
    const prompt = await preparedPrompt(trial, task);
    const value = variedValue(prompt, vary, ready.catalog, world.random.fraction());
    if (value !== undefined)
      await send(trial, withInput(prompt, vary, value), 'to measure a warm run');
  }
  const problems = budgetProblems(trial, outcome, budget);
  if (problems.length === 0) return outcome;
  const isOver = problems.some(({ code }) => code === 'smoke/over-budget');
  return {
    ...outcome,
    verdict: worstOf([outcome.verdict, isOver ? 'failed' : 'unverifiable']),
    problems: [...outcome.problems, ...problems],
  };
}
