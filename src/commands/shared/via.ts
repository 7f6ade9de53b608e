/** `--via actions`: the same verb as a run of an Actions file, for people who reach no server from where they are. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { World } from '../command.ts';
import { baseBranch, openForge } from './pull-requests.ts';

export const viaOption = {
  type: 'text',
  value: 'actions',
  summary: 'start it as an Actions run on GitHub instead, and say where',
} as const;

/** Starts the file on the default branch; the one problem says where its run is. */
export async function startVia(
  via: string,
  run: { readonly file: string; readonly inputs: Readonly<Record<string, string | undefined>> },
  world: World,
): Promise<Problem> {
  if (via !== 'actions') {
    const message = `--via takes actions, and not ${via}.`;
    throw new Failure(problem('cli/usage', {}, { message, command: run.file.replace('.yml', '') }));
  }
  const opened = await openForge(world);
  const { hosted } = opened.forge;
  if (hosted === undefined) {
    throw new Failure(problem('forge/not-hosted', {}, { command: '--via actions' }));
  }
  const inputs = Object.entries(run.inputs).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const started = await hosted.dispatch(
    run.file,
    await baseBranch(opened),
    Object.fromEntries(inputs),
  );
  const { repository } = hosted;
  const url = started?.url ?? `the Actions page of ${repository}`;
  return problem('github/started', {}, { file: run.file, url });
}
