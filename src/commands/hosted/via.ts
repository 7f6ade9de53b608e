/** `--via actions`: the same verb as a run of an Actions file, for people who reach no server from where they are. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { ActionsRun, HostedForge } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { baseBranch, openForge } from '../promotion/pull-requests.ts';

export const viaOptions = {
  via: {
    type: 'text',
    value: 'actions',
    summary: 'do it in an Actions run on GitHub instead, and follow that to its end',
  },
  noWait: { type: 'flag', summary: 'with --via: say where the run is, and do not follow it' },
} as const;

export interface ViaCall {
  readonly command: string;
  readonly via: string;
  readonly noWait: boolean;
  readonly file: string;
  /** The forms to fill in, one run each. */
  readonly forms: readonly Readonly<Record<string, string | undefined>>[];
  /** Options that were given and that the form has no field for. */
  readonly unfit: readonly string[];
}

/** Starts the runs on the default branch and follows them; the problems say what became of each. */
export async function throughActions(call: ViaCall, world: World): Promise<readonly Problem[]> {
  const { command, via, noWait, file, forms, unfit } = call;
  const refused =
    via !== 'actions'
      ? `--via takes actions, and not ${via}.`
      : unfit.length > 0
        ? `The form of ${file} has no field for ${unfit.join(', ')}: do it without --via.`
        : undefined;
  if (refused !== undefined) {
    throw new Failure(problem('cli/usage', {}, { message: refused, command }));
  }
  const opened = await openForge(world);
  const { hosted } = opened.forge;
  if (hosted === undefined) {
    throw new Failure(problem('forge/not-hosted', {}, { command: '--via actions' }));
  }
  const branch = await baseBranch(opened);
  const started: (ActionsRun | undefined)[] = [];
  for (const form of forms) {
    const run = await startRun(hosted, { file, branch, form, find: !noWait }, world);
    started.push(run);
    if (run !== undefined && !noWait) world.progress.say(`${file}: ${run.url}`);
  }
  const ended: Problem[] = [];
  for (const run of started) {
    const url = run?.url ?? `the Actions page of ${hosted.repository}`;
    if (run === undefined || noWait) ended.push(problem('github/started', {}, { file, url }));
    else ended.push(await followRun(hosted, run, file, world));
  }
  return ended;
}

interface Start {
  readonly file: string;
  readonly branch: string;
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly find: boolean;
}

/** Looks for the run where the server does not tell it: the first of our own that was not there before. */
async function startRun(
  hosted: HostedForge,
  { file, branch, form, find }: Start,
  world: World,
): Promise<ActionsRun | undefined> {
  const inputs = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const before = find ? await newestId(hosted, file, branch) : 0;
  const told = await hosted.dispatch(file, branch, Object.fromEntries(inputs));
  if (told !== undefined || !find) return told;
  for (let look = 0; look < 6; look += 1) {
    await world.clock.sleep(waitMs(look), world.signal);
    const found = (await hosted.ownRuns(file, branch)).findLast((each) => each.id > before);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function newestId(hosted: HostedForge, file: string, branch: string): Promise<number> {
  return Math.max(0, ...(await hosted.ownRuns(file, branch)).map((each) => each.id));
}

const words: Record<ActionsRun['state'], string> = {
  waiting: 'waits for a runner',
  running: 'runs',
  success: 'ended well',
  failure: 'failed',
  cancelled: 'was cancelled',
};

/** Asks until the run has ended; interrupted here, it goes on there. */
async function followRun(
  hosted: HostedForge,
  run: ActionsRun,
  file: string,
  world: World,
): Promise<Problem> {
  let { state } = run;
  let told: string | undefined;
  for (let look = 0; state === 'waiting' || state === 'running'; look += 1) {
    if (told !== state) world.progress.say(`${file} ${words[state]}`);
    told = state;
    await world.clock.sleep(waitMs(look), world.signal);
    state = (await hosted.actionsRun(run.id)).state;
  }
  const about = { file, url: run.url };
  if (state === 'success') return problem('github/run-succeeded', {}, about);
  return problem('github/run-failed', {}, { ...about, how: words[state] });
}

/** One second, then longer, at most fifteen. */
function waitMs(look: number): number {
  return Math.min(15, 2 ** look) * 1000;
}
