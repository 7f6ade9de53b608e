/** A repository on the GitHub stand-in whose Actions files run by themselves: events start them, dispatches start more, and three ComfyUI stand-ins answer. */

import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../src/commands/command.ts';
import { readLiveCatalog } from '../../src/commands/servers/catalogs.ts';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { clock } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import { githubForge } from '../../src/world/github.ts';
import type { Forge } from '../../src/world/ports.ts';
import { connectServer } from '../../src/world/server.ts';
import {
  type ActionsContext,
  actionsFileNames,
  inputsOf,
  isTriggered,
  type JobRun,
  readActionsFile,
  runFile,
} from './actions-runner.ts';
import { type GithubStandin, startGithubStandin } from './github-standin.ts';
import {
  type Clone,
  type GitWorld,
  gitWorld,
  identity,
  runGitBeside,
  writeFiles,
} from './hermetic.ts';
import { type Answer, comfypinWith } from './in-process.ts';

export const repository = 'acme/flows';

/** A run of one file, as a test looks at it. */
export interface FileRun {
  readonly file: string;
  readonly event: string;
  readonly jobs: readonly JobRun[];
}

export interface ActionsWorld extends GitWorld {
  readonly github: GithubStandin;
  readonly servers: Readonly<Record<'dev' | 'staging' | 'prod', RunningStandin>>;
  readonly ada: Clone;
  readonly grace: Clone;
  readonly forgeOf: (name: string) => Forge;
  /** Runs a command as a person, signed in to GitHub. */
  readonly as: (who: Clone, ...words: readonly string[]) => Promise<Answer>;
  /** What happens on GitHub; returns all that ran because of it, in order. */
  readonly happens: (
    event: string,
    payload?: object,
    inputs?: Readonly<Record<string, unknown>>,
  ) => Promise<readonly FileRun[]>;
  /** `file job` of everything that ran since the beginning. */
  readonly ran: Set<string>;
  /** Moves the clock of all commands on. */
  readonly wait: (hours: number) => void;
}

const three = ['dev', 'staging', 'prod'] as const;

/** Starts the servers, records each environment, and commits that with promotion.yaml; `more` is added to it. */
export async function actionsWorld(
  more: string,
  files: Readonly<Record<string, string>> = {},
): Promise<ActionsWorld> {
  const [dev, staging, prod] = await Promise.all(three.map(() => startStandin({ port: 0 })));
  if (dev === undefined || staging === undefined || prod === undefined) throw new Error('servers');
  const servers = { dev, staging, prod };
  const connection = connectServer({ url: dev.url, headers: {} });
  const progress = { say: () => undefined, show: () => undefined, done: () => undefined };
  const { signal } = new AbortController();
  const recording = writeEnvironment(await readLiveCatalog(connection, { progress, signal }));
  await connection.close();
  const world = await gitWorld({
    'promotion.yaml': 'version: 1\n',
    ...Object.fromEntries(three.map((name) => [`workflows/${name}/environment.json`, recording])),
    ...files,
  });
  const tokens = {
    'ada-token': 'ada',
    'grace-token': 'grace',
    'job-token': 'github-actions[bot]',
  };
  const github = await startGithubStandin({ repository, bare: world.bare, env: world.env, tokens });
  const [ada, grace] = [await world.clone('Ada'), await world.clone('Grace')];
  let offset = 0;
  const moved = { ...clock, now: () => Date.now() + offset };
  const hasty = (effects: World): World => ({
    ...effects,
    clock: moved,
    forge: async (choice) => {
      const { kind, repository: named = '', apiUrl, token = '', git, remote } = choice;
      if (kind === 'local') {
        return localForge({ git, name: remote, clock: moved, random: effects.random });
      }
      const address = apiUrl === undefined ? {} : { apiUrl };
      return githubForge({ repository: named, ...address, token, secondMs: 5 }, moved);
    },
  });
  const urls = { DEV_URL: dev.url, STAGING_URL: staging.url, PROD_URL: prod.url };
  const secrets = { DEV_TOKEN: 'dev-key', STAGING_TOKEN: 'staging-key', PROD_TOKEN: 'prod-key' };
  const as: ActionsWorld['as'] = (who, ...words) => {
    const name = who.env['GIT_AUTHOR_NAME']?.toLowerCase();
    const env = { ...who.env, ...urls, ...secrets, GITHUB_TOKEN: `${name}-token` };
    return comfypinWith(hasty, who.folder, env, ...words);
  };
  const ran = new Set<string>();
  const machine = machineOf({
    ...{ world, github, hasty, ran, vars: urls, secrets },
  });
  const yaml = `version: 1
environments:
  dev: { servers: [{ url: $DEV_URL, token: $DEV_TOKEN }], runner: [self-hosted, gpu-dev] }
  staging: { after: dev, servers: [{ url: $STAGING_URL, token: $STAGING_TOKEN }], runner: [self-hosted, gpu-staging] }
  prod: { after: staging, servers: [{ url: $PROD_URL, token: $PROD_TOKEN }], runner: [self-hosted, gpu-prod], gates: { approvals: 1 } }
forge: { kind: github, repository: ${repository}, apiUrl: '${github.url}' }
${more}`;
  await ada.run('pull', '--quiet');
  writeFiles(ada.folder, { 'promotion.yaml': yaml });
  await ada.run('commit', '--quiet', '--all', '--message=Set up');
  await ada.run('push', '--quiet', 'origin', 'HEAD:main');
  await grace.run('pull', '--quiet');
  return {
    ...world,
    ...{ github, servers, ada, grace, as, ran },
    happens: machine,
    forgeOf: (name) =>
      githubForge({ repository, apiUrl: github.url, token: `${name}-token`, secondMs: 5 }, moved),
    wait: (hours) => {
      offset += hours * 3_600_000;
    },
    stop: async () => {
      await github.stop();
      await Promise.allSettled(Object.values(servers).map((each) => each.stop()));
      await world.stop();
    },
  };
}

interface Machine {
  readonly world: GitWorld;
  readonly github: GithubStandin;
  readonly hasty: (effects: World) => World;
  readonly ran: Set<string>;
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Events start files; the end of "pull request" is an event; so is each dispatch. */
function machineOf({ world, github, hasty, ran, vars, secrets }: Machine): ActionsWorld['happens'] {
  let next = 1;
  const kept = new Map<number, string>();
  const newFolder = (name: string): string => mkdtempSync(join(world.folder, `${name}-`));

  /** As actions/checkout: the merge of a pull request where the event is about one, else what the event's ref names. */
  const checkout = async ({ github: { event } }: ActionsContext): Promise<string> => {
    const { pull_request: pull, merge_group: group } = event as {
      pull_request?: { number: number };
      merge_group?: { head_ref: string };
    };
    const folder = newFolder('checkout');
    const env = { ...world.env, ...identity('GitHub') };
    await runGitBeside(world.folder, env, 'clone', '--quiet', world.url, folder);
    const ref = pull === undefined ? group?.head_ref : `refs/pull/${pull.number}/head`;
    if (ref !== undefined) {
      await runGitBeside(folder, env, 'fetch', '--quiet', 'origin', ref);
      await runGitBeside(folder, env, 'merge', '--quiet', '--no-edit', 'FETCH_HEAD');
    }
    return folder;
  };

  const run = async (file: string, context: ActionsContext): Promise<readonly JobRun[]> => {
    const number = next++;
    const artifacts = join(newFolder('artifacts'), 'files');
    mkdirSync(artifacts);
    kept.set(number, artifacts);
    const home = Object.fromEntries(
      Object.entries(world.env).filter(([name]) => !name.startsWith('GIT_AUTHOR')),
    );
    const refs = () => runGitBeside(world.bare, world.env, 'for-each-ref');
    const jobs = await runFile(
      file,
      context,
      {
        checkout,
        artifactsOf: (id) => kept.get(id),
        comfypin: async ({ folder, env, words, permissions }) => {
          github.grants.set('job-token', permissions);
          const before = await refs();
          const answer = await comfypinWith(hasty, folder, { ...home, ...env }, ...words);
          const pushes = permissions['contents'] === 'write';
          if (!pushes && (await refs()) !== before) throw new Error(`${file} pushed all the same`);
          return answer;
        },
      },
      artifacts,
    );
    for (const { job, result } of jobs) if (result !== 'skipped') ran.add(`${file} ${job}`);
    return jobs;
  };

  const contextOf = (
    name: string,
    event: object,
    inputs: Readonly<Record<string, unknown>> = {},
  ): ActionsContext => {
    const about = { repository: { full_name: repository, default_branch: 'main' } };
    const ref = 'refs/heads/main';
    const github = { event_name: name, event: { ...about, ...event }, token: 'job-token', ref };
    return { github, inputs, vars, secrets };
  };

  const dispatched = async (runs: FileRun[]): Promise<void> => {
    for (;;) {
      const waiting = github.hosted.runs.find((each) => each.status === 'queued');
      if (waiting === undefined) return;
      waiting.status = 'in_progress';
      const inputs = inputsOf(readActionsFile(waiting.file), waiting.inputs);
      const jobs = await run(waiting.file, contextOf('workflow_dispatch', {}, inputs));
      waiting.status = 'completed';
      waiting.conclusion = jobs.some((each) => each.result === 'failure') ? 'failure' : 'success';
      runs.push({ file: waiting.file, event: 'workflow_dispatch', jobs });
    }
  };

  const happens = async (
    name: string,
    payload: object = {},
    inputs: Readonly<Record<string, unknown>> = {},
  ): Promise<readonly FileRun[]> => {
    const runs: FileRun[] = [];
    for (const file of actionsFileNames) {
      const read = readActionsFile(file);
      const asked = name !== 'workflow_dispatch' || file === inputs['file'];
      const { file: _, ...given } = inputs;
      const filled = name === 'workflow_dispatch' && asked ? inputsOf(read, given) : {};
      const context = contextOf(name, payload, filled);
      if (!asked || !isTriggered(read, context)) continue;
      const number = next;
      const jobs = await run(file, context);
      runs.push({ file, event: name, jobs });
      await dispatched(runs);
      if (read.name === 'pull request') {
        runs.push(...(await happens('workflow_run', ended(number, name, payload, jobs))));
      }
    }
    return runs;
  };
  return happens;
}

/** The payload of `workflow_run`, as far as anybody reads it. */
function ended(id: number, event: string, payload: object, jobs: readonly JobRun[]): object {
  const { pull_request: pull } = payload as { pull_request?: { head: { sha: string } } };
  const results = jobs.map((each) => each.result);
  const conclusion = results.includes('failure')
    ? 'failure'
    : results.includes('success')
      ? 'success'
      : 'skipped';
  const head_sha = pull?.head.sha ?? '';
  return {
    action: 'completed',
    workflow_run: { id, name: 'pull request', event, head_sha, conclusion },
  };
}
