/** Keeps the one issue that says what differs in an environment, and starts smoke runs of what no evidence speaks for. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { renderEffectsMarkdown } from '../../report/markdown/effects.ts';
import type { EffectsReport } from '../../report/text/effects.ts';
import type { Outcome, World } from '../command.ts';
import { baseBranch, openForge } from '../promotion/pull-requests.ts';

/** The issue is opened, brought up to date, and closed when nothing differs any more. */
export async function keepDriftIssue(
  environment: { readonly name: string; readonly runner?: readonly string[] },
  outcome: Outcome<EffectsReport>,
  world: World,
): Promise<void> {
  const opened = await openForge(world);
  const { hosted } = opened.forge;
  if (hosted === undefined) {
    throw new Failure(problem('forge/not-hosted', {}, { command: 'drift --issue' }));
  }
  const { name } = environment;
  const differs = outcome.value.changes.length > 0;
  const issue = await hosted.issue(`comfypin:drift:${name}`, {
    title: `${name} differs from its recording`,
    body: differs ? renderEffectsMarkdown(outcome) : undefined,
  });
  if (issue !== undefined) world.progress.say(`issue ${issue.number}: ${issue.url}`);
  if (environment.runner === undefined) return;
  const inputs = { environment: name, kind: 'active', stale: 'true' };
  const run = await hosted.dispatch('smoke.yml', await baseBranch(opened), inputs);
  if (run !== undefined) world.progress.say(`smoke runs of what is stale: ${run.url}`);
}
