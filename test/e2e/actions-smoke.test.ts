/** The jobs of smoke.yml in their order: what ran on the runner is appended by a job that checks it first. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRecords } from '../../src/commands/shared/records.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { type ActionsContext, runJob } from '../support/actions-runner.ts';
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

const job = (name: string, more: Partial<ActionsContext> = {}) => {
  const { folder, env } = project.ada;
  const inputs = {
    environment: 'dev',
    kind: 'active',
    workflows: 'hero',
    ref: '',
    commit: '',
    stale: false,
  };
  const context = {
    github: { event_name: 'workflow_dispatch', event: {}, token: 'job-token' },
    inputs,
    vars: { DEV_URL: server.url },
    secrets: { DEV_TOKEN: 'secret' },
    ...more,
  };
  return runJob(['smoke.yml', name], context, (variables, words) =>
    comfypin(folder, { ...env, ...variables }, ...words),
  );
};

it('splits, runs on the runner, and records what another job has checked', async () => {
  const parts = await job('parts');
  const matrix = JSON.parse(parts.outputs['matrix'] ?? '');
  expect(matrix).toEqual({ shard: ['1/1'], runner: [['self-hosted', 'gpu-dev']] });
  const needs = { parts: { outputs: parts.outputs } };
  const ran = await job('run', { needs, matrix: { shard: matrix.shard[0] } });
  expect(ran.answers).toMatchObject([{ code: 0 }]);
  const folder = join(project.ada.folder, 'evidence');
  const files = readdirSync(folder);
  expect(files).toHaveLength(1);
  expect(await readRecords(project.ada.git, 'origin')).toEqual([]);
  writeFileSync(join(folder, 'dev.hero.active.json'), '{"verdict":"passed"}');
  const record = await job('record', { needs: { run: { result: 'success' } } });
  // the planted file is refused, the good one is appended, and the next step goes on all the same
  expect(record.answers.map((each) => [each.words[0], each.code])).toEqual([
    ['records', 1],
    ['reconcile', 0],
  ]);
  const records = await readRecords(project.ada.git, 'origin');
  expect(records.map(({ kind, environment }) => [kind, environment])).toEqual([
    ['evidence', 'dev'],
  ]);
});

it('starts no runner where nothing is stale', async () => {
  const inputs = { environment: 'dev', kind: 'active', workflows: '', stale: true };
  const parts = await job('parts', { inputs });
  expect(parts.outputs).toEqual({ matrix: '' });
  const run = await job('run', { inputs, needs: { parts: { outputs: parts.outputs } } });
  expect(run.ran).toBe(false);
});
