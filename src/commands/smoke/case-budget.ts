/** Whether a case kept to its budget of seconds, memory and bytes; what could not be measured is said. */

import { type Problem, problem } from '../../base/problem.ts';
import type { CaseBudget } from '../../core/smoke/case-types.ts';
import { sizeText } from '../../core/workflow/sizes.ts';
import type { Attempt, CaseRun, Heat, Outcome, Trial } from './case-types.ts';

/** Cold runs are only there where models had to be loaded; where none was cold there is nothing to keep. */
export function budgetProblems(
  trial: Trial,
  outcome: Outcome & Pick<CaseRun, 'candidates'>,
  budget: CaseBudget,
): readonly Problem[] {
  const { name } = trial.task.planned.smokeCase;
  const over = (what: string, limit: string, actual: string) =>
    problem('smoke/over-budget', {}, { case: name, what, limit, actual });
  const unmeasured = (what: string, reason: string) =>
    problem('smoke/not-measured', {}, { case: name, what, reason });
  const slowest = (heat: Heat): number | undefined => longest(trial.attempts, heat);
  const problems: Problem[] = [];
  for (const heat of ['cold', 'warm'] as const) {
    const limit = budget[heat];
    const seconds = slowest(heat);
    if (limit === undefined) continue;
    if (seconds !== undefined && seconds > limit)
      problems.push(over(`a ${heat} run`, `${limit} s`, `${seconds.toFixed(2)} s`));
    if (seconds === undefined && heat === 'warm')
      problems.push(unmeasured('a warm run', 'no run found its models loaded'));
  }
  const peak = trial.memory.peak();
  if (budget.vram !== undefined && peak === undefined)
    problems.push(unmeasured('GPU memory', 'the server does not tell it'));
  if (budget.vram !== undefined && peak !== undefined && peak > budget.vram)
    problems.push(over('the memory in use', sizeText(budget.vram), sizeText(peak)));
  const bytes = [outcome, ...(outcome.candidates ?? [])].map(weight);
  const heaviest = Math.max(...bytes);
  if (budget.bytes !== undefined && heaviest > budget.bytes)
    problems.push(over('the weight of all outputs', sizeText(budget.bytes), sizeText(heaviest)));
  return problems;
}

function weight({ fetched }: Outcome): number {
  const files = fetched.flatMap((each) => each.files);
  return files.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
}

/** Seconds by the server's clock; our own where it does not tell. */
function longest(attempts: readonly Attempt[], heat: Heat): number | undefined {
  const runs = attempts.filter((each) => each.heat === heat && each.end === 'success');
  if (runs.length === 0) return undefined;
  return Math.max(...runs.map(({ executionMs, ms }) => (executionMs ?? ms) / 1000));
}
