/** `apply`: does what a saved plan says, or nothing when the world moved since. */

import { isAbsolute, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { isJsonObject, type JsonObject, member } from '../base/json.ts';
import { parseJson } from '../base/json-parse.ts';
import { problem } from '../base/problem.ts';
import type { ReconcileAnswer } from '../report/reconcile-answers.ts';
import { renderReconcile } from '../report/text/reconcile.ts';
import { command, type Outcome, type World } from './command.ts';
import { openProject } from './project/project.ts';
import { itemAnswer } from './promotion/promotion-answer.ts';
import { applyPlan, planAnswer, readPlan, waitingLines } from './promotion/reconciling.ts';

export const apply = command({
  name: 'apply',
  summary: 'Do what a saved plan says, or nothing when the world moved',
  description:
    'Plans again and compares: another tip of the default branch, another answer of a gate or another step refuses the saved plan with exit code 5.',
  arguments: [{ name: 'file', summary: 'what plan --json wrote', required: true }],
  options: { dryRun: { type: 'flag', summary: 'only tell whether the plan still holds' } },
  examples: ['comfypin apply plan.json'],
  run: async ({ words, options: { dryRun } }, world): Promise<Outcome<ReconcileAnswer>> => {
    const [file = ''] = words;
    const saved = await savedPlan(file, world);
    const project = await openProject(world);
    const planned = await readPlan(project, world);
    const now = planAnswer(planned);
    const { problems } = planned.repository;
    const waiting = waitingLines(planned);
    if (now.digest !== saved.digest) {
      const what =
        now.base.commit === saved.commit
          ? 'a gate, a pull request or a record changed'
          : `${now.base.branch} is now at ${now.base.commit.slice(0, 12)}`;
      throw new Failure(problem('promotion/plan-moved', {}, { file, what }));
    }
    if (dryRun) {
      const value = { dryRun, rounds: 1, items: now.items, did: now.steps, waiting };
      return { value, problems };
    }
    const round = await applyPlan(planned, project, world);
    const { facts } = planned.repository;
    const items = round.applied.map((each) => itemAnswer(each, facts, false));
    const value = { dryRun, rounds: 1, items, did: round.done, waiting };
    return { value, problems: [...problems, ...round.problems] };
  },
  renderers: { text: renderReconcile },
});

async function savedPlan(
  file: string,
  world: World,
): Promise<{ readonly digest: string; readonly commit: string }> {
  const path = isAbsolute(file) ? file : join(world.folder, file);
  const bytes = await world.disk.read(path);
  if (bytes === undefined) throw notAPlan(file, 'there is no such file');
  const parsed = parseJson(new TextDecoder().decode(bytes));
  if (!parsed.ok) throw notAPlan(file, 'it is no JSON');
  const value = objectIn(parsed.value, 'value');
  const digest = value === undefined ? undefined : member(value, 'digest');
  const base = value === undefined ? undefined : objectIn(value, 'base');
  const commit = base === undefined ? undefined : member(base, 'commit');
  const isPlan = isJsonObject(parsed.value) && member(parsed.value, 'command') === 'plan';
  if (!isPlan || typeof digest !== 'string' || typeof commit !== 'string') {
    throw notAPlan(file, 'it was not written by plan --json');
  }
  return { digest, commit };
}

function objectIn(value: unknown, key: string): JsonObject | undefined {
  const found = isJsonObject(value as JsonObject) ? member(value as JsonObject, key) : undefined;
  return isJsonObject(found) ? found : undefined;
}

function notAPlan(file: string, reason: string): Failure {
  return new Failure(problem('promotion/not-a-plan', {}, { file, reason }));
}
