/** From a designer's pull request to prod and back, by the jobs of the Actions files with the payloads of their events. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ActionsContext, type ActionsRun, runJob } from '../support/actions-runner.ts';
import { type GithubWorld, githubRepository, githubWorld } from '../support/github-world.ts';
import type { Clone } from '../support/hermetic.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

const repository = { full_name: githubRepository };
const policy = `overrides: { '*': { promotion: { auto: true, merge: auto, rollback: merge } } }\n`;

let world: GithubWorld;
/** Where jobs check out the default branch. */
let runner: Clone;

beforeAll(async () => {
  world = await githubWorld(policy);
  runner = await world.clone('comfypin');
  Object.assign(world.github.hosted.roles, { grace: 'write' });
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
});
afterAll(() => world.stop());

async function job(
  file: string,
  name: string,
  event: object,
  more: Partial<ActionsContext> & { readonly eventName?: string } = {},
  at?: Clone,
): Promise<ActionsRun> {
  const { eventName = 'push', ...contexts } = more;
  await runner.run('pull', '--quiet');
  const github = { event_name: eventName, event: { repository, ...event }, token: 'job-token' };
  const place = at ?? runner;
  return runJob([file, name], { github, ...contexts }, (env, words) =>
    world.as({ ...place, env: { ...place.env, ...env, GIT_AUTHOR_NAME: 'comfypin' } }, ...words),
  );
}

const reconcile = () => job('promote.yml', 'reconcile', {});
const exits = (run: ActionsRun) => run.answers.map((each) => each.code);

async function openOf(branch: string) {
  const open = await world.forgeOf('ada').openPullRequests('main');
  return open.find((each) => each.head.branch === branch);
}
async function gateOf(branch: string): Promise<string> {
  const commit = (await openOf(branch))?.head.commit ?? '';
  const all = await world.forgeOf('ada').statuses(commit);
  return all.find((each) => each.context === 'comfypin/gate')?.state ?? 'none';
}
async function historyOf(slot: string): Promise<string[]> {
  const { entries } = JSON.parse((await world.as(world.ada, 'history', slot, '--json')).out).value;
  return entries.map((each: { action: string }) => each.action);
}

const staging = 'comfypin/promote/staging/hero';
const prod = 'comfypin/promote/prod/hero';

/** Takes what dev holds to prod by itself, with the evidence that runners would bring. */
async function throughToProd(): Promise<void> {
  await world.smoke('active', 'dev');
  await reconcile();
  await world.smoke('candidate', 'staging');
  await reconcile();
  await world.smoke('active', 'staging');
  await reconcile();
  await world.smoke('candidate', 'prod');
  world.wait(25);
  const pull = await openOf(prod);
  await world.forgeOf('grace').approve(pull?.number ?? 0, pull?.head.commit ?? '');
  await reconcile();
}

it("checks a designer's pull request without a secret, and answers it from another job", async () => {
  const { grace, forgeOf } = world;
  await grace.run('checkout', '--quiet', '-b', 'design');
  for (const [path, text] of Object.entries(pinnedInDev('hero', workflowText(31)))) {
    writeFileSync(join(grace.folder, path), text);
  }
  await grace.run('commit', '--quiet', '--all', '--message=Softer');
  await grace.run('push', '--quiet', 'origin', 'design');
  const head = await grace.run('rev-parse', 'HEAD');
  const words = { title: 'Softer', body: '', labels: [] };
  const { number } = await forgeOf('grace').open({ head: 'design', base: 'main', ...words });
  mkdirSync(join(grace.folder, 'report'), { recursive: true });
  const base = { sha: await grace.run('rev-parse', 'origin/main') };
  const event = { pull_request: { number, base, head: { sha: head } } };
  const checked = await job('pull-request.yml', 'check', event, {}, grace);
  expect(exits(checked)).toEqual([0]);
  const run = { workflow_run: { head_sha: head, event: 'pull_request' } };
  const about = { eventName: 'workflow_run' } as const;
  // the report comes as an artifact; the job itself stands on the default branch
  await grace.run('checkout', '--quiet', 'main');
  const told = await job('comment.yml', 'report', run, about, grace);
  expect(told.answers).toMatchObject([
    { code: 0, out: expect.stringContaining('Wrote the report') },
  ]);
  expect(await gateOf('design')).toBe('success');
  const skipped = await job('comment.yml', 'command', run, about);
  expect(skipped.ran).toBe(false);
  expect((await world.as(world.ada, 'pr', 'merge', String(number))).code).toBe(0);
});

it('goes to staging and prod by itself as evidence, time and another person allow', async () => {
  await world.smoke('active', 'dev');
  expect(exits(await reconcile())).toEqual([0]);
  expect(await gateOf(staging)).toBe('pending');
  await world.smoke('candidate', 'staging');
  await reconcile();
  expect(await historyOf('hero@staging')).toEqual(['promote']);
  await world.smoke('active', 'staging');
  await reconcile();
  await world.smoke('candidate', 'prod');
  world.wait(25);
  await reconcile();
  expect(await gateOf(prod)).toBe('pending');
  const pull = await openOf(prod);
  await world.forgeOf('grace').approve(pull?.number ?? 0, pull?.head.commit ?? '');
  await world.as(world.ada, 'freeze', 'prod', '--reason', 'sale');
  await reconcile();
  expect(await gateOf(prod)).toBe('failure');
  await world.as(world.ada, 'freeze', 'prod', '--lift', '--reason', 'over');
  await reconcile();
  expect(await historyOf('hero@prod')).toEqual(['promote']);
  expect(world.github.hosted.deployments.map((each) => each.environment)).toEqual([
    'dev',
    'staging',
    'prod',
  ]);
});

it('writes nothing when nothing is due, and is not woken by statuses of its own', async () => {
  world.github.requests.length = 0;
  await reconcile();
  // who a job is, only GraphQL tells
  expect(world.github.requests.filter((each) => !/^(GET |POST \/graphql)/.test(each))).toEqual([]);
  const own = await job(
    'promote.yml',
    'reconcile',
    { context: 'comfypin/gate' },
    { eventName: 'status' },
  );
  expect(own.ran).toBe(false);
});

it('brings a newer release into the proposal that is open, and rolls back by a comment', async () => {
  await world.commit(pinnedInDev('hero', workflowText(32)));
  await world.smoke('active', 'dev');
  await reconcile();
  const first = await openOf(staging);
  await world.commit(pinnedInDev('hero', workflowText(33)));
  await world.smoke('active', 'dev');
  await reconcile();
  const second = await openOf(staging);
  expect(second?.number).toBe(first?.number);
  expect(second?.head.commit).not.toBe(first?.head.commit);
  await throughToProd();
  expect(await historyOf('hero@prod')).toEqual(['promote', 'promote']);
  const event = {
    action: 'created',
    issue: { number: 1, pull_request: {} },
    comment: {
      id: 9001,
      body: '/rollback hero@prod --now --reason bad hands; echo $GITHUB_TOKEN',
      user: { login: 'grace', type: 'User' },
    },
  };
  const asked = await job('comment.yml', 'command', event, { eventName: 'issue_comment' });
  expect(exits(asked)).toEqual([0]);
  expect(await historyOf('hero@prod')).toEqual(['rollback', 'promote', 'promote']);
  await reconcile();
  expect(await openOf(prod)).toBeUndefined();
});

it('is rolled back by itself after a failed run in prod, once, and by the form to a release that is named', async () => {
  const lift = ['hold', 'hero@prod', '--lift', '--reason', 'better hands'];
  expect((await world.as(world.ada, ...lift)).code).toBe(0);
  await world.commit(pinnedInDev('hero', workflowText(34)));
  await throughToProd();
  expect((await historyOf('hero@prod'))[0]).toBe('promote');
  await world.smoke('active', 'prod', 'hero', 'failed');
  await reconcile();
  await reconcile();
  expect((await historyOf('hero@prod')).slice(0, 2)).toEqual(['rollback', 'promote']);
  const inputs = {
    workflow: 'hero',
    environment: 'staging',
    release: '',
    reason: '-odd',
    now: true,
  };
  const form = await job(
    'rollback.yml',
    'rollback',
    {},
    { eventName: 'workflow_dispatch', inputs },
  );
  expect(exits(form)).toEqual([0]);
  expect(form.answers[0]?.words).toEqual([
    'rollback',
    '--now',
    '--reason=-odd',
    '--',
    'hero@staging',
  ]);
  expect((await historyOf('hero@staging'))[0]).toBe('rollback');
});
