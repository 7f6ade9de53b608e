/** The repository that a command works in: where its top is, and what its promotion.yaml says. */

import { dirname, join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { hasErrors, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { parseConfig } from '../../core/promotion/config.ts';
import type { Environment, PromotionConfig } from '../../core/promotion/config-types.ts';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { configFileName } from './config-name.ts';

export interface Project {
  /** Absent where the folder is under no version control. */
  readonly git?: Git;
  /** Absolute path of the folder that holds promotion.yaml. */
  readonly top: string;
  readonly config: PromotionConfig;
  /** promotion.yaml relative to `top`, for places. */
  readonly configFile: string;
}

/** Finds the repository around the folder that the command runs in; stops everything where promotion.yaml is absent or wrong. */
export async function openProject(world: World): Promise<Project> {
  const git = await world.git(world.folder);
  const top = git?.top ?? (await folderWithConfig(world));
  const bytes = top === undefined ? undefined : await world.disk.read(join(top, configFileName));
  if (top === undefined || bytes === undefined) {
    throw new Failure(problem('config/no-repository', {}, { folder: top ?? world.folder }));
  }
  const config = configOf(new TextDecoder().decode(bytes));
  return { ...(git === undefined ? {} : { git }), top, config, configFile: configFileName };
}

/** Returns the configuration in a text of promotion.yaml; a Failure with all its problems where it is wrong. */
export function configOf(text: string): PromotionConfig {
  const { config, problems } = parseConfig(text, configFileName);
  if (config === undefined || hasErrors(problems)) throw new Failure(problems);
  return config;
}

async function folderWithConfig(world: World): Promise<string | undefined> {
  for (let folder = world.folder; ; folder = dirname(folder)) {
    if ((await world.disk.read(join(folder, configFileName))) !== undefined) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Returns the environment of that name; a Failure that names the nearest one where there is none. */
export function environmentOf(config: PromotionConfig, name: string): Environment {
  const found = config.environments.find((each) => each.name === name);
  if (found !== undefined) return found;
  const known = config.environments.map((each) => each.name);
  const nearest = nearestName(name, known);
  throw new Failure(problem('cli/unknown-environment', {}, { name, nearest, known }));
}
