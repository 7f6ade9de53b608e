/** Where scorers are read: the tip of the remote's default branch, or the work tree where there is no remote. */

import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { configFileName } from '../project/config-name.ts';
import { configOf, type Project } from '../project/project.ts';
import { fetchBase } from '../records/base-branch.ts';
import { textOfBlob } from '../records/blob-text.ts';

export interface ScorerSource {
  readonly config: PromotionConfig;
  readonly where: string;
  /** Files, and all files of folders, by their paths in the repository; a Failure where one is absent. */
  readonly files: (paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
}

export async function baseConfigFor(project: Project, world: World): Promise<ScorerSource> {
  const { git, config, top } = project;
  const { remote } = config.forge;
  if (git === undefined || (await git.remoteUrl(remote)) === undefined) {
    return { config, where: configFileName, files: (paths) => filesOnDisk(paths, top, world) };
  }
  const { branch, commit } = await fetchBase(git, remote);
  const [entry] = await git.tree(commit, configFileName);
  if (entry === undefined) throw new Failure(problem('config/not-on-branch', {}, { branch }));
  return {
    config: configOf(await textOfBlob(git, entry.id)),
    where: `${configFileName} of ${branch}`,
    files: (paths) => filesAt(git, commit, paths),
  };
}

async function filesAt(git: Git, commit: string, paths: readonly string[]) {
  const entries = (await Promise.all(paths.map((path) => git.tree(commit, path)))).flat();
  for (const path of paths) {
    if (!entries.some((each) => each.path === path || each.path.startsWith(`${path}/`)))
      throw absent(path);
  }
  const blobs = entries.length === 0 ? new Map() : await git.blobs(entries.map(({ id }) => id));
  return new Map(entries.map(({ path, id }) => [path, blobs.get(id) ?? new Uint8Array()]));
}

async function filesOnDisk(paths: readonly string[], top: string, world: Pick<World, 'disk'>) {
  const found = new Map<string, Uint8Array>();
  const add = async (path: string): Promise<void> => {
    const entries = await world.disk.list(join(top, path)).catch(() => undefined);
    if (entries === undefined) {
      const bytes = await world.disk.read(join(top, path));
      if (bytes === undefined) throw absent(path);
      found.set(path, bytes);
      return;
    }
    for (const { name, kind } of entries) if (kind !== 'other') await add(`${path}/${name}`);
  };
  for (const path of paths) await add(path);
  return found;
}

function absent(path: string): Failure {
  const reason = 'a scorer of promotion.yaml names it, and it is not there';
  return new Failure(problem('disk/unreadable', {}, { path, reason }));
}
