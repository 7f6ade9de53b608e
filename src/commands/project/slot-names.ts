/** Names on the command line: `NAME@ENV`, globs of workflow names, releases. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import type { RepositoryFacts } from '../../core/promotion/facts.ts';
import { isGlob, matchesGlob } from '../../core/promotion/glob.ts';
import { currentOf } from '../../core/promotion/history.ts';
import { environmentOf } from './project.ts';

export interface NamedSlot {
  readonly workflow: string;
  readonly environment: Environment;
}

/** Reads `hero@prod`; a Failure where it is no such word or names an unknown environment. */
export function slotNamed(word: string, facts: RepositoryFacts, command: string): NamedSlot {
  const at = word.lastIndexOf('@');
  if (at <= 0 || at === word.length - 1) {
    const message = `"${word}" does not name a workflow in an environment, as hero@prod does.`;
    throw new Failure(problem('cli/usage', {}, { message, command }));
  }
  const environment = environmentOf(facts.config, word.slice(at + 1));
  return { workflow: word.slice(0, at), environment };
}

/** Returns the workflows that are pinned in an environment and that the words name; a Failure for a word that names none. */
export function workflowsNamed(
  words: readonly string[],
  environment: string,
  facts: RepositoryFacts,
): readonly string[] {
  const pinned = facts.slots
    .filter((slot) => slot.environment === environment && currentOf(slot.history) !== undefined)
    .map((slot) => slot.workflow);
  const named = words.flatMap((word) => {
    const found = isGlob(word)
      ? pinned.filter((name) => matchesGlob(word, name))
      : pinned.filter((name) => name === word);
    if (found.length > 0) return found;
    const nearest = nearestName(word, pinned);
    throw unknownWorkflow(word, environment, nearest, facts);
  });
  return [...new Set(named)];
}

/** Stops at a name that no environment has pinned, as a misspelled one. */
export function checkKnown({ workflow, environment }: NamedSlot, facts: RepositoryFacts): void {
  const known = new Set(facts.slots.map((slot) => slot.workflow));
  if (known.has(workflow)) return;
  throw unknownWorkflow(workflow, environment.name, nearestName(workflow, known), facts);
}

function unknownWorkflow(
  name: string,
  environment: string,
  nearest: string | undefined,
  { config, base }: RepositoryFacts,
): Failure {
  const enters = config.environments[0]?.name === environment;
  const args = { name, environment, nearest, branch: base.branch, enters };
  return new Failure(problem('promotion/unknown-workflow', {}, args));
}
