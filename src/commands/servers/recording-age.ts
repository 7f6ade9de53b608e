/** How old a committed recording is: environment.json itself holds no time, so the commit that changed it last tells. */

import { join } from 'node:path';
import { type Problem, problem } from '../../base/problem.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { formatDuration } from '../../core/promotion/duration.ts';
import type { Git } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';

/** Returns the problem of a recording that is older at the revision than the environment allows; `now` in milliseconds. */
export async function oldRecording(
  git: Pick<Git, 'log'>,
  revision: string,
  { name, rules }: Environment,
  now: number,
): Promise<readonly Problem[]> {
  const limit = rules?.maxRecordingAge;
  if (limit === undefined) return [];
  const paths = [fileOf(name)];
  const [last] = await git.log({ from: revision, paths, limit: 1 });
  const age = last === undefined ? 0 : now - last.commitTime * 1000;
  if (last === undefined || age <= limit) return [];
  const recorded = new Date(last.commitTime * 1000).toISOString().slice(0, 10);
  const args = {
    environment: name,
    age: formatDuration(age),
    limit: formatDuration(limit),
    recorded,
  };
  return [problem('drift/recording-too-old', { environment: name, file: fileOf(name) }, args)];
}

/** The same for the recording on the disk; one that differs from the last commit was just made. */
export async function oldRecordingOnDisk(
  { git, top }: Project,
  environment: Environment,
  world: World,
): Promise<readonly Problem[]> {
  if (git === undefined || environment.rules?.maxRecordingAge === undefined) return [];
  const revision = await git.resolve('HEAD');
  if (revision === undefined) return [];
  const file = fileOf(environment.name);
  const [entry] = await git.tree(revision, file);
  const bytes = await world.disk.read(join(top, file));
  if (entry === undefined || bytes === undefined) return [];
  const committed = (await git.blobs([entry.id])).get(entry.id) ?? new Uint8Array();
  const isSame = new TextDecoder().decode(committed) === new TextDecoder().decode(bytes);
  return isSame ? oldRecording(git, revision, environment, world.clock.now()) : [];
}

function fileOf(environment: string): string {
  return `workflows/${environment}/environment.json`;
}
