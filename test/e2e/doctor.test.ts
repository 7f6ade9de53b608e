import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GithubWorld, githubWorld } from '../support/github-world.ts';
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

  it('starts promote, rollback and smoke as runs, and says where', async () => {
    const { ada, as, github } = world;
    const started = await as(
      ada,
      'promote',
      'hero',
      '--env',
      'staging',
      '--merge',
      '--via',
      'actions',
    );
    expect(started).toMatchObject({ code: 0, err: expect.stringMatching(/actions\/runs\/\d+/) });
    await as(ada, 'rollback', 'hero@prod', '--now', '--reason', 'bad', '--via', 'actions');
    await as(ada, 'smoke', 'hero', '--env', 'staging', '--candidate', '--via', 'actions');
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
});
