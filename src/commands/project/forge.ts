/** The forge of a project: GitHub where the remote is there, else the remote itself. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { ForgeConfig } from '../../core/promotion/config-types.ts';
import type { Forge, ForgeOptions, Git } from '../../world/ports.ts';
import type { World } from '../command.ts';

/** Returns the forge that promotion.yaml names, or that the remote's address shows. */
export async function forgeOf(git: Git, config: ForgeConfig, world: World): Promise<Forge> {
  const { remote, repository, apiUrl, merge } = config;
  const url = await git.remoteUrl(remote);
  if (url === undefined) {
    const reason = 'there is no remote of this name';
    throw new Failure(problem('git/no-remote', {}, { remote, reason }));
  }
  const kind = config.kind ?? (isOnGithub(url) ? 'github' : 'local');
  if (kind === 'local') return world.forge({ kind: 'local', git, remote });
  const named = repository ?? githubRepositoryOf(url);
  if (named === undefined) {
    const shown = url.replace(/(\w:\/\/)[^\s/@]*@/g, '$1');
    throw new Failure(problem('github/no-repository', {}, { remote, url: shown }));
  }
  const login = loginOf(world);
  if (login === undefined) {
    throw new Failure(problem('github/no-token', {}, { repository: named }));
  }
  const address = apiUrl ?? enterpriseApiOf(url);
  return world.forge({
    kind: 'github',
    git,
    remote,
    repository: named,
    ...login,
    ...(address === undefined ? {} : { apiUrl: address }),
    ...(merge === undefined ? {} : { mergeMethod: merge }),
  });
}

/** An App goes before a token: where both are set, the token is the one that every Actions job has. */
function loginOf(world: World): Pick<ForgeOptions, 'app' | 'token'> | undefined {
  const [id, privateKey] = [
    variableOf(world, 'COMFYPIN_APP_ID'),
    variableOf(world, 'COMFYPIN_APP_PRIVATE_KEY'),
  ];
  if (id !== undefined && privateKey !== undefined) return { app: { id, privateKey } };
  const token = tokenOf(world);
  return token === undefined ? undefined : { token };
}

function variableOf(world: World, name: string): string | undefined {
  const value = world.variable(name);
  return value === '' ? undefined : value;
}

function tokenOf(world: World): string | undefined {
  return variableOf(world, 'GITHUB_TOKEN') ?? variableOf(world, 'GH_TOKEN');
}

const hostAndPath =
  /^(?:\w+:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/|(?:[^/@]+@)?([^/:]+):)(.+?)(?:\.git)?\/?$/;

/** Returns `owner/name` of a remote's address, in its https, ssh and `host:path` spellings. */
export function githubRepositoryOf(url: string): string | undefined {
  const path = hostAndPath.exec(url)?.[3];
  return path !== undefined && /^[\w.-]+\/[\w.-]+$/.test(path) ? path : undefined;
}

/** True for an address on github.com itself. */
export function isOnGithub(url: string): boolean {
  const match = hostAndPath.exec(url);
  return /^(?:ssh\.)?github\.com$/i.test(match?.[1] ?? match?.[2] ?? '');
}

/** GitHub Enterprise Server serves its API below `/api/v3` of the same host. */
function enterpriseApiOf(url: string): string | undefined {
  if (isOnGithub(url)) return undefined;
  const match = hostAndPath.exec(url);
  const host = match?.[1] ?? match?.[2];
  return host === undefined ? undefined : `https://${host}/api/v3`;
}
