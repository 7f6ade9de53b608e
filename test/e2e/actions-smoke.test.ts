/** The jobs of smoke.yml in their order: what ran on the runner is appended by a job that checks it first. */

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRecords } from '../../src/commands/records/records.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import {
  type ActionsCall,
  inputsOf,
  type JobRun,
  readActionsFile,
  runFile,
} from '../support/actions-runner.ts';
import { runGitBeside } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import { type SmokeProject, smokeProject } from '../support/smoke-project.ts';

let server: RunningStandin;
let project: SmokeProject;

beforeAll(async () => {
  server = await startStandin({ port: 0 });
  const dev = `{ servers: [{ url: $DEV_URL, token: $DEV_TOKEN }], runner: [self-hosted, gpu-dev] }`;
  const yaml = `version: 1\nenvironments:\n  dev: ${dev}\nforge: { kind: local }\n`;
  project = await smokeProject(yaml, server.url);
});
afterAll(async () => {
  await server.stop();
  await project.remote.stop();
});

/** Runs smoke.yml as a form with these fields does, and plants a file among what the job on the runner made. */
async function form(fields: Readonly<Record<string, string>>): Promise<readonly JobRun[]> {
  const { env } = project.ada;
  const file = readActionsFile('smoke.yml');
  const context = {
    github: { event_name: 'workflow_dispatch', event: {}, token: 'job-token' },
    inputs: inputsOf(file, { environment: 'dev', ...fields }),
    vars: { DEV_URL: server.url },
    secrets: { DEV_TOKEN: 'secret' },
  };
  const artifacts = join(project.remote.folder, `artifacts-${fields['workflows']}`);
  mkdirSync(artifacts);
  const host = {
    checkout: async () => {
      const folder = mkdtempSync(join(project.remote.folder, 'job-'));
      await runGitBeside(
        project.remote.folder,
        env,
        'clone',
        '--quiet',
        project.remote.url,
        folder,
      );
      return folder;
    },
    comfypin: ({ folder, env: variables, words, job }: ActionsCall) => {
      if (job === 'record' && words[0] === 'records') {
        const planted = join(folder, 'evidence', 'dev.hero.active.json');
        if (existsSync(join(folder, 'evidence'))) writeFileSync(planted, '{"verdict":"passed"}');
      }
      return comfypin(folder, { ...env, ...variables }, ...words);
    },
  };
  return runFile('smoke.yml', context, host, artifacts);
}

it('splits, runs on the runner, and records what another job has checked', async () => {
  const jobs = await form({ workflows: 'hero' });
  expect(jobs.map(({ job, result }) => [job, result])).toEqual([
    ['parts', 'success'],
    ['run', 'success'],
    ['record', 'failure'],
  ]);
  expect(JSON.parse(String(jobs[0]?.outputs['matrix']))).toEqual({
    shard: ['1/1'],
    runner: [['self-hosted', 'gpu-dev']],
  });
  expect(jobs[1]?.runsOn).toEqual(['self-hosted', 'gpu-dev']);
  // the planted file is refused, the good one is appended, and the next step goes on all the same
  expect(jobs[2]?.answers.map((each) => [each.words[0], each.code])).toEqual([
    ['records', 1],
    ['reconcile', 0],
  ]);
  const records = await readRecords(project.ada.git, 'origin');
  expect(records.map(({ kind, environment }) => [kind, environment])).toEqual([
    ['evidence', 'dev'],
  ]);
});

it('starts no runner where nothing is stale', async () => {
  const jobs = await form({ workflows: '', stale: 'true' });
  expect(jobs[0]?.outputs).toEqual({ matrix: '' });
  expect(jobs.map(({ job, result }) => [job, result])).toEqual([
    ['parts', 'success'],
    ['run', 'skipped'],
    ['record', 'skipped'],
  ]);
});

it('takes no input that the form does not have', () => {
  const file = readActionsFile('smoke.yml');
  expect(() => inputsOf(file, { environment: 'moon' })).toThrow('environment cannot be moon');
  expect(() => inputsOf(file, { wrong: 'x' })).toThrow('unexpected inputs wrong');
});
