/** Hotfixes by hand: which gates the words skip, and whether this person may. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import type { GateName } from '../../core/promotion/gates/gate.ts';
import { skippableGates } from '../../core/promotion/hotfix.ts';
import type { World } from '../command.ts';
import type { Repository } from '../records/repository.ts';

/** Reads `--hotfix --skip soak,approvals --reason …`; undefined where none of it is given. */
export function hotfixSkips(options: {
  readonly hotfix: boolean;
  readonly skip: string | undefined;
  readonly reason: string | undefined;
}): readonly GateName[] | undefined {
  const { hotfix, skip, reason = '' } = options;
  if (!hotfix && skip === undefined) return undefined;
  if (!hotfix || skip === undefined || reason.trim() === '') {
    throw wrong(
      'A hotfix takes --hotfix, --skip with the gates, and --reason: it stands in the records.',
    );
  }
  return skip.split(',').map((word) => {
    const name = skippableGates.find((each) => each === word.trim());
    if (name !== undefined) return name;
    const nearest = nearestName(word.trim(), skippableGates);
    const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
    throw wrong(
      `A hotfix cannot skip "${word.trim()}".${meant} It can skip ${skippableGates.join(', ')}; validation and bans never, a hold by --lift-hold.`,
    );
  });
}

function wrong(message: string): Failure {
  return new Failure(problem('cli/usage', {}, { message, command: 'promote' }));
}

/**
 * Stops who may not maintain the repository, as far as the forge tells; whoever may push to a plain remote may. A job acts
 * under a token of its own; there the person counts who started it.
 */
export async function checkMaySkip(
  { forge, facts }: Repository,
  world: Pick<World, 'variable'>,
): Promise<void> {
  if (forge.hosted === undefined) return;
  const who = world.variable('GITHUB_ACTOR') ?? facts.me;
  const permission = await forge.hosted.permission(who);
  if (permission === 'maintain' || permission === 'admin') return;
  const args = { who, permission, needed: 'maintain or admin', what: 'skip gates' };
  throw new Failure(problem('promotion/not-allowed', {}, args));
}
