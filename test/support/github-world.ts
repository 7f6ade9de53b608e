/** The promotion world with its pull requests on the GitHub stand-in: real git over HTTP beside GitHub's API over HTTP. */

import type { World } from '../../src/commands/command.ts';
import { githubForge } from '../../src/world/github.ts';
import type { Forge } from '../../src/world/ports.ts';
import { type GithubStandin, startGithubStandin } from './github-standin.ts';
import type { Clone } from './hermetic.ts';
import type { Answer } from './in-process.ts';
import { type PromotionWorld, promotionWorld, promotionYaml } from './promotion-world.ts';

export const githubRepository = 'acme/flows';

export interface GithubWorld extends PromotionWorld {
  readonly github: GithubStandin;
  /** As `as`, with a forge that a test may break. */
  readonly asWithForge: (
    change: (forge: Forge) => Forge,
    who: Clone,
    ...words: readonly string[]
  ) => Promise<Answer>;
  /** The forge as this person sees it. */
  readonly forgeOf: (name: 'ada' | 'grace') => Forge;
  /** promotion.yaml with the forge in it, for a test that commits another one. */
  readonly yaml: (more?: string) => string;
}

/** Opens the world with `hero` pinned in dev; `policy` is added to promotion.yaml. */
export async function githubWorld(
  policy = '',
  more: Readonly<Record<string, string>> = {},
): Promise<GithubWorld> {
  const world = await promotionWorld(more);
  const github = await startGithubStandin({
    repository: githubRepository,
    bare: world.bare,
    env: world.env,
    tokens: { 'ada-token': 'ada', 'grace-token': 'grace', 'comfypin-token': 'github-actions[bot]' },
  });
  const forgeOf = (name: string): Forge =>
    githubForge(
      {
        repository: githubRepository,
        apiUrl: github.url,
        token: `${name}-token`,
        secondMs: 5,
      },
      world.clock,
    );
  const yaml = (extra = policy): string =>
    `${promotionYaml}${extra}forge: { kind: github, repository: ${githubRepository}, apiUrl: '${github.url}' }\n`;
  const signedIn = (who: Clone): Clone => ({
    ...who,
    env: { ...who.env, GITHUB_TOKEN: `${who.env['GIT_AUTHOR_NAME']?.toLowerCase()}-token` },
  });
  /** The forge that promotion.yaml leads to, without the seconds that GitHub wants between writes. */
  const hasty =
    (change: (forge: Forge) => Forge) =>
    (effects: World): World => ({
      ...effects,
      forge: async (choice) => {
        if (choice.kind !== 'github') throw new Error('promotion.yaml names GitHub');
        const { repository = '', apiUrl, token = '' } = choice;
        const address = apiUrl === undefined ? {} : { apiUrl };
        return change(githubForge({ repository, ...address, token, secondMs: 5 }, effects.clock));
      },
    });
  const asWithForge: GithubWorld['asWithForge'] = (change, who, ...words) =>
    world.asWith(hasty(change), signedIn(who), ...words);
  await world.commit({ 'promotion.yaml': yaml() }, 'Use GitHub');
  return {
    ...world,
    github,
    forgeOf,
    yaml,
    asWithForge,
    as: (who, ...words) => asWithForge((forge) => forge, who, ...words),
    stop: async () => {
      await github.stop();
      await world.stop();
    },
  };
}
