/** Who owns what: CODEOWNERS where GitHub looks for it, and the members of the teams that own something. */

import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import type { RepositoryFacts } from '../../core/promotion/facts.ts';
import { isTeam, teamsIn } from '../../core/promotion/people.ts';
import type { Forge, Git } from '../../world/ports.ts';
import { textOfBlob } from './blob-text.ts';

type OwnerFacts = Pick<RepositoryFacts, 'codeOwners' | 'teams'>;

/** Nothing is read where no gate asks for owners, and no team where there is no pull request that a member could have approved. */
export async function readOwners(
  git: Git,
  forge: Forge,
  at: { readonly commit: string; readonly config: PromotionConfig; readonly hasPulls: boolean },
): Promise<OwnerFacts> {
  if (!asksForOwners(at.config)) return {};
  const codeOwners = await codeOwnersAt(git, at.commit);
  const named = at.config.overrides.flatMap((each) => each.owners).filter(isTeam);
  const wanted = new Set([...named, ...(codeOwners === undefined ? [] : teamsIn(codeOwners))]);
  const teams = new Map<string, readonly string[]>();
  for (const team of at.hasPulls ? wanted : []) {
    const members = await forge.hosted?.teamMembers(team);
    if (members !== undefined) teams.set(team, members);
  }
  return { teams, ...(codeOwners === undefined ? {} : { codeOwners }) };
}

function asksForOwners(config: PromotionConfig): boolean {
  const gates = [...config.environments, ...config.overrides].map((each) => each.gates);
  return gates.some(
    (each) => (each.owners ?? 0) > 0 || Object.values(each.kinds ?? {}).some((kind) => kind.owners),
  );
}

async function codeOwnersAt(git: Git, commit: string): Promise<string | undefined> {
  for (const path of ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']) {
    const [entry] = await git.tree(commit, path);
    if (entry !== undefined) return textOfBlob(git, entry.id);
  }
  return undefined;
}
