import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  workflowText,
} from '../support/promotion-world.ts';

let world: PromotionWorld;

beforeAll(async () => {
  world = await promotionWorld();
});
afterAll(() => world.stop());

const json = (text: string) => JSON.parse(text).value;

/** Takes what dev holds to prod, through every gate. */
async function toProd(): Promise<void> {
  const { ada, grace, as, smoke } = world;
  await smoke('active', 'dev');
  await as(ada, 'promote', 'hero', '--env', 'staging');
  await smoke('candidate', 'staging');
  expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  await smoke('active', 'staging');
  const { items } = json((await as(ada, 'promote', 'hero', '--env', 'prod', '--json')).out);
  await smoke('candidate', 'prod');
  world.wait(25);
  const number = String(items[0].pullRequest.number);
  expect((await as(grace, 'pr', 'approve', number)).code).toBe(0);
  expect(await as(ada, 'pr', 'merge', number)).toMatchObject({ code: 0 });
}

it('takes a release from dev to staging by one pull request', async () => {
  const { ada, as } = world;
  const proposed = await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(proposed).toMatchObject({ code: 0, err: 'next: comfypin why hero@staging\n' });
  expect(proposed.out).toContain('previous   pending  hero has no active evidence in dev');
  await world.smoke('active', 'dev');
  await world.smoke('candidate', 'staging');
  const merged = await as(ada, 'promote', 'hero', '--env', 'staging', '--merge');
  expect(merged.out).toMatch(/pull request 1, merged as [0-9a-f]{12}/);
  expect(merged.err).toBe('next: git pull, then comfypin smoke hero --env staging --record\n');
  const status = await as(ada, 'status');
  expect(status.out).toMatch(
    /hero +v1 \([a-z]+-[a-z]+\) <1h, passed +v1 \([a-z]+-[a-z]+\) <1h, no evidence +–/,
  );
  await ada.run('pull', '--quiet');
  expect(await ada.run('show', 'HEAD:workflows/staging/hero/workflow.json')).toContain(
    'st/base.safetensors',
  );
  expect(await ada.run('show', 'HEAD:workflows/staging/hero/smoke.yaml')).toContain('plain');
  expect(await ada.run('status', '--porcelain')).toBe('');
});

it('waits for evidence, soak and a second person before prod, and says so', async () => {
  const { ada, grace, as, smoke } = world;
  await smoke('active', 'staging');
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(3);
  const why = await as(ada, 'why', 'hero@prod', '--exit-code');
  expect(why.code).toBe(3);
  expect(why.out).toMatch(/soak +pending +The release soaks in staging for 1d, ready at /);
  expect(why.out).toMatch(
    /smoke +pending .*\n.*\n +comfypin smoke hero --env prod --candidate --record\n/,
  );
  expect(why.out).toMatch(
    /approvals +pending .*others than ada@example.com.*\n.*\n +comfypin pr approve 2\n/,
  );
  expect(await as(grace, 'pr', 'merge', '2')).toMatchObject({ code: 3 });
  await smoke('candidate', 'prod');
  world.wait(25);
  await as(grace, 'pr', 'approve', '2');
  expect((await as(ada, 'why', 'hero@prod', '--exit-code')).code).toBe(0);
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).out).toContain(
    'pull request 2, merged as',
  );
  const [entry] = json((await as(ada, 'history', 'hero@prod', '--json')).out).entries;
  expect(entry).toMatchObject({
    action: 'promote',
    pullRequest: 2,
    approvers: ['grace@example.com'],
    release: { number: 1 },
  });
  expect(await as(ada, 'promote', 'hero', '--env', 'prod')).toMatchObject({
    code: 0,
    out: expect.stringContaining('is in prod already'),
  });
});

it('rolls back to the exact bytes in one step, and holds the workflow there', async () => {
  const { ada, as } = world;
  await ada.run('pull', '--quiet');
  const before = await ada.run('ls-tree', '-r', 'HEAD', 'workflows/prod/hero');
  await world.commit(pinnedInDev('hero', workflowText(30)));
  await toProd();
  await ada.run('pull', '--quiet');
  expect(await ada.run('ls-tree', '-r', 'HEAD', 'workflows/prod/hero')).not.toBe(before);
  const back = await as(ada, 'rollback', 'hero@prod', '--now', '--reason', 'bad hands');
  expect(back).toMatchObject({ code: 0 });
  expect(back.out).toMatch(/^hero back to v1 .* in prod \(now v2 /);
  await ada.run('pull', '--quiet');
  expect(await ada.run('ls-tree', '-r', 'HEAD', 'workflows/prod/hero')).toBe(before);
  const status = await as(ada, 'status');
  expect(status.out).toMatch(/hold hero@prod: rolled back: bad hands \(ada@example.com, since /);
  expect(status.out).toContain('1 behind, held');
  expect(await as(ada, 'rollback', 'hero@prod')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no earlier release in prod'),
  });
});

it('promotes a held workflow only when the hold is lifted with a reason', async () => {
  const { ada, as } = world;
  const refused = await as(ada, 'promote', 'hero', '--env', 'prod');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(
    /hero is held in prod since .* by ada@example.com: rolled back: bad hands\n.*\n *hint: comfypin promote hero --env prod --lift-hold/,
  );
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--lift-hold')).code).toBe(2);
  const lifted = await as(
    ada,
    'promote',
    'hero',
    '--env',
    'prod',
    '--lift-hold',
    '--reason',
    'fixed',
  );
  expect(lifted).toMatchObject({ code: 0 });
  expect((await as(ada, 'status')).out).not.toContain('held');
});

it('lets a rollback close the open promotion, and a closed rollback lift its hold', async () => {
  const { ada, as } = world;
  const branches = async () =>
    json((await as(ada, 'pr', 'list', '--json')).out).pullRequests.map(
      (each: { branch: string }) => each.branch,
    );
  await world.commit(pinnedInDev('hero', workflowText(40)));
  await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(await branches()).toContain('comfypin/promote/staging/hero');
  const back = json((await as(ada, 'rollback', 'hero@staging', '--json')).out);
  expect(await branches()).toEqual(expect.not.arrayContaining(['comfypin/promote/staging/hero']));
  expect(await branches()).toContain('comfypin/rollback/staging/hero');
  const refused = await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(refused.err).toMatch(/rolls hero back in staging, and goes first/);
  expect((await as(ada, 'status')).out).toContain('hold hero@staging');
  const forge = localForge({ git: ada.git, name: 'origin', clock: world.clock, random });
  await forge.close(back.items[0].pullRequest.number, 'No need.');
  expect((await as(ada, 'status')).out).not.toContain('hold hero@staging');
});

it('stops at a freeze and at a ban, and goes on when they are lifted', async () => {
  const { ada, as } = world;
  const frozen = await as(ada, 'freeze', 'prod', '--reason', 'sale', '--until', '24h');
  const { number } = json((await as(ada, 'why', 'hero@prod', '--json')).out).pullRequest;
  expect((await as(ada, 'pr', 'show', String(number))).out).toContain(
    'comfypin/gate: Refused by freeze',
  );
  expect(frozen.out).toMatch(/^prod is frozen until .* UTC: sale\n$/);
  expect((await as(ada, 'promote', 'hero', '--env', 'prod')).err).toMatch(
    /prod is frozen since .*, until .*: sale/,
  );
  expect((await as(ada, 'freeze', 'prod', '--lift', '--reason', 'over')).out).toContain('no more');
  expect((await as(ada, 'ban', 'hero', '--release', 'v2', '--reason', 'bad')).code).toBe(0);
  const banned = await as(ada, 'promote', 'hero', '--env', 'prod');
  expect(banned).toMatchObject({
    code: 1,
    err: expect.stringMatching(/of hero is banned since .*: bad/),
  });
  expect((await as(ada, 'status')).out).toContain('banned');
});

it('takes the environment from portrait@staging, and refuses two at once', async () => {
  const { ada, as } = world;
  expect((await as(ada, 'promote', 'hero@staging')).out).toContain('→ staging');
  const two = await as(ada, 'promote', 'hero@staging', '--env', 'prod');
  expect(two.code).toBe(2);
  expect(two.err).toContain('not to prod and staging');
  expect((await as(ada, 'promote', 'hero')).err).toContain('Where to?');
});
