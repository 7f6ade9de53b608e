import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/commands/command.ts';
import { type GithubWorld, githubWorld } from '../support/github-world.ts';
import { runGitBeside } from '../support/hermetic.ts';
import { type PromotionWorld, promotionWorld, promotionYaml } from '../support/promotion-world.ts';

describe('on GitHub', () => {
  let world: GithubWorld;
  beforeAll(async () => {
    world = await githubWorld();
  });
  afterAll(async () => {
    expect(world.github.unknown).toEqual([]);
    expect(world.github.violations).toEqual([]);
    await world.stop();
  });

  it('says each thing with its fix, and writes nothing', async () => {
    const { ada, as, github } = world;
    github.hosted.jobToken.default_workflow_permissions = 'write';
    github.requests.length = 0;
    const told = await as(ada, 'doctor');
    expect(told.code).toBe(0);
    expect(told.out).toContain('! comfypin/gate is required');
    expect(told.err).toContain('Make comfypin/gate a required status check of main.');
    expect(told.err).toContain('Workflow permissions: read.');
    expect(github.requests.filter((each) => !each.startsWith('GET '))).toEqual([]);
    github.hosted.guarded['main'] = ['comfypin/gate'];
    github.hosted.jobToken.default_workflow_permissions = 'read';
    const { value, problems } = JSON.parse((await as(ada, 'doctor', '--json')).out);
    expect(problems).toEqual([]);
    expect(value.checks).toContainEqual({ check: 'gate', state: 'good' });
    expect(value.checks).toContainEqual({ check: 'records', state: 'unknown' });
  });

  it('says a wrong token, and goes on with what needs none', async () => {
    const stranger = { ...world.ada, env: { ...world.ada.env, GIT_AUTHOR_NAME: 'nobody' } };
    const told = await world.as(stranger, 'doctor');
    expect(told.code).toBe(4);
    expect(told.out).toContain('✓ git is new enough');
    expect(told.err).toContain('GitHub refused the token');
  });

  it('says that the jobs could open no pull request, where they have no login of their own', async () => {
    const { ada, as, commit, github } = world;
    await commit({ '.github/workflows/promote.yml': 'name: promote\n' });
    const told = await as(ada, 'doctor');
    expect(told.code).toBe(1);
    expect(told.err).toContain('Actions may not open pull requests in acme/flows.');
    expect(told.err).toContain('Allow GitHub Actions to create and approve pull requests');
    github.hosted.variables.push('COMFYPIN_APP_ID');
    expect((await as(ada, 'doctor')).code).toBe(0);
  });
});

describe('--via actions', () => {
  let world: GithubWorld;
  beforeAll(async () => {
    world = await githubWorld();
  });
  afterAll(async () => {
    expect(world.github.unknown).toEqual([]);
    expect(world.github.violations).toEqual([]);
    await world.stop();
  });

  /** As `as`, without the seconds between two looks. */
  const quickly = (...words: readonly string[]) => {
    const { ada, asWith, github } = world;
    const { GITHUB_TOKEN: _, ...env } = ada.env;
    const who = { ...ada, env: { ...env, GITHUB_TOKEN: 'ada-token' } };
    return asWith(
      (effects) => ({
        ...effects,
        clock: { ...effects.clock, sleep: async () => undefined },
        forge: async () => world.forgeOf('ada'),
      }),
      who,
      ...words,
    ).finally(() => github.hosted.progress.splice(0));
  };
  const running = { status: 'in_progress', conclusion: null };
  const ended = (conclusion: string) => ({ status: 'completed', conclusion });

  it('follows the run to its end, and takes its answer for its own', async () => {
    const { progress } = world.github.hosted;
    progress.push(running, running, ended('success'));
    const words = ['promote', 'hero', '--env', 'staging', '--merge', '--via', 'actions'];
    const good = await quickly(...words);
    expect(good).toMatchObject({ code: 0, err: expect.stringContaining('promote.yml runs') });
    expect(good.err).toMatch(/promote\.yml ended well: https:.*\/actions\/runs\/\d+/);
    progress.push(running, ended('failure'));
    const bad = await quickly(...words);
    expect(bad).toMatchObject({ code: 1, err: expect.stringMatching(/promote\.yml failed: http/) });
    progress.push(ended('cancelled'));
    expect(await quickly(...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining('was cancelled'),
    });
  });

  it('finds the run where an older server does not tell it', async () => {
    const { hosted } = world.github;
    hosted.isOld = true;
    hosted.progress.push(ended('success'));
    const words = ['smoke', 'hero', '--env', 'staging', '--via', 'actions'];
    const found = await quickly(...words);
    const newest = hosted.runs.at(-1)?.id;
    expect(found).toMatchObject({ code: 0, err: expect.stringContaining(`runs/${newest}`) });
    hosted.isOld = false;
  });

  it('refuses what the form has no field for, before anything is started', async () => {
    const { runs } = world.github.hosted;
    const before = runs.length;
    const via = ['--via', 'actions'];
    const hotfix = ['--hotfix', '--skip', 'soak', '--reason', 'x'];
    const refused = await quickly('promote', 'hero', '--env', 'prod', ...hotfix, ...via);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('--hotfix') });
    const dry = await quickly('rollback', 'hero@prod', '--reason', 'x', '--dry-run', ...via);
    expect(dry).toMatchObject({ code: 2, err: expect.stringContaining('--dry-run') });
    expect(runs).toHaveLength(before);
  });

  it('starts promote, rollback and smoke as runs, and with --no-wait only says where', async () => {
    const { ada, as, github } = world;
    github.hosted.runs.splice(0);
    const words = ['promote', 'hero', '--env', 'staging', '--merge'];
    const via = ['--via', 'actions', '--no-wait'];
    const started = await as(ada, ...words, ...via);
    expect(started).toMatchObject({ code: 0, err: expect.stringMatching(/actions\/runs\/\d+/) });
    await as(ada, 'rollback', 'hero@prod', '--now', '--reason', 'bad', ...via);
    await as(ada, 'smoke', 'hero', '--env', 'staging', '--candidate', ...via);
    expect(github.hosted.runs.map(({ file, inputs }) => [file, inputs])).toEqual([
      ['promote.yml', { workflow: 'hero', environment: 'staging', merge: 'true' }],
      ['rollback.yml', { workflow: 'hero', environment: 'prod', reason: 'bad', now: 'true' }],
      [
        'smoke.yml',
        { environment: 'staging', kind: 'candidate', workflows: 'hero', stale: 'false' },
      ],
    ]);
    expect(await as(ada, 'smoke', '--env', 'dev', '--via', 'pigeon')).toMatchObject({ code: 2 });
  });
});

describe('on a plain remote', () => {
  let world: PromotionWorld;
  beforeAll(async () => {
    world = await promotionWorld();
  });
  afterAll(() => world.stop());

  it('checks what there is, and servers from the outside', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(String(request.headers.authorization));
      response.setHeader('access-control-allow-origin', '*');
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const yaml = promotionYaml
      .replace('dev: {}', `dev: { servers: [{ url: '${url}', token: $DEV_TOKEN }] }`)
      .replace('{ after: dev }', "{ after: dev, servers: [ 'http://127.0.0.1:9' ] }");
    await world.commit({ 'promotion.yaml': yaml });
    const { ada } = world;
    const silent = await world.as(ada, 'doctor');
    expect(silent.err).toContain('DEV_TOKEN');
    const told = await world.as({ ...ada, env: { ...ada.env, DEV_TOKEN: 'secret' } }, 'doctor');
    server.close();
    expect(told.code).toBe(0);
    expect(told.out).toMatch(/✓ the remote and its forge answer[\s\S]*! servers of dev/);
    expect(told.err).toContain('answers every website (CORS *)');
    expect(told.err).toContain('http://127.0.0.1:9 of staging gives no answer');
    expect(told.err).not.toContain('public address');
    // the token goes along once, and not where a stranger is played
    expect(seen).toEqual(['Bearer secret', 'undefined']);
  });

  it('says a server on a public address that answers without a login, and a clone that is shallow', async () => {
    const yaml = promotionYaml.replace(
      'dev: {}',
      "dev: { servers: [{ url: 'https://comfy.example.com', token: $DEV_TOKEN }] }",
    );
    await world.commit({ 'promotion.yaml': yaml });
    const folder = join(world.folder, 'shallow');
    const depth = ['clone', '--quiet', '--depth', '1', world.url, folder];
    await runGitBeside(world.folder, world.ada.env, ...depth);
    const who = { ...world.ada, folder, env: { ...world.ada.env, DEV_TOKEN: 'secret' } };
    const open = (effects: World): World => ({
      ...effects,
      server: (address) => ({
        ...effects.server(address),
        request: async () => ({ status: 200, headers: {}, body: new Uint8Array() }),
      }),
    });
    const told = await world.asWith(open, who, 'doctor');
    expect(told).toMatchObject({ code: 1, out: expect.stringContaining('✗ servers of dev') });
    expect(told.err).toContain('is on a public address and answers without any login');
    expect(told.err).toContain('Put it behind a proxy that asks for a token');
    expect(told.err).toContain('git fetch --unshallow origin');
  });
});
