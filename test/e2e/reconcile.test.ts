import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFiles } from '../support/hermetic.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

let world: PromotionWorld;

const automatic = promotionYaml
  .replace('{ after: dev }', '{ after: dev, promotion: { auto: true, merge: auto } }')
  .replace('approvals: 1 } }', 'approvals: 1 }, promotion: { auto: true, merge: auto } }');

beforeAll(async () => {
  world = await promotionWorld({ 'promotion.yaml': automatic });
});
afterAll(() => world.stop());

const json = (text: string) => JSON.parse(text).value;
const remote = async () => (await world.ada.run('ls-remote', 'origin')).trim();

/** Reconciles, and once more: the second time nothing on the remote may change. */
async function settled() {
  const { ada, as } = world;
  const first = await as(ada, 'reconcile', '--json');
  expect(first.code).toBe(0);
  const before = await remote();
  const second = await as(ada, 'reconcile', '--json');
  expect(second.code).toBe(0);
  expect(await remote()).toBe(before);
  return json(first.out);
}

it('takes a release to prod by itself as the gates open, and writes nothing when nothing changed', async () => {
  const { ada, grace, as, smoke } = world;
  expect((await settled()).items).toMatchObject([
    { workflow: 'hero', environment: 'staging', decision: 'propose', pullRequest: { number: 1 } },
  ]);
  await smoke('active', 'dev');
  await smoke('candidate', 'staging');
  const merged = await settled();
  expect(merged.items).toMatchObject([
    { environment: 'staging', merged: expect.stringMatching(/^[0-9a-f]{40}$/) },
    { environment: 'prod', decision: 'propose', pullRequest: { number: 2 } },
  ]);
  await smoke('active', 'staging');
  await smoke('candidate', 'prod');
  await settled();
  world.wait(25);
  expect((await settled()).items).toMatchObject([{ environment: 'prod', state: 'pending' }]);
  await as(grace, 'pr', 'approve', '2');
  expect((await settled()).items[0]).toMatchObject({ environment: 'prod', state: 'passed' });
  expect((await as(ada, 'history', 'hero@prod')).out).toContain('approved by grace@example.com');
});

it('keeps staging still while a release soaks there for prod, and says so', async () => {
  const { ada, as, smoke, commit } = world;
  await commit(pinnedInDev('hero', workflowText(30)));
  await smoke('active', 'dev');
  await settled();
  await smoke('candidate', 'staging');
  await settled();
  await smoke('active', 'staging');
  await commit(pinnedInDev('hero', workflowText(31)));
  await smoke('active', 'dev');
  await settled();
  await smoke('candidate', 'staging');
  await settled();
  const why = await as(ada, 'why', 'hero@staging');
  expect(why.out).toMatch(
    /turn +pending +staging keeps the release [0-9a-f]{12} until it is through to prod, at 2/,
  );
  world.wait(25);
  await settled();
  expect((await as(ada, 'status')).out).toMatch(/hero +v3 .* v3 .*v1/);
});

it('rolls back by itself what failed after its merge, once', async () => {
  const { ada, as, smoke } = world;
  await smoke('active', 'staging', 'hero', 'failed');
  const items = (await settled()).items.filter(
    (each: { action: string }) => each.action === 'rollback',
  );
  expect(items).toMatchObject([{ environment: 'staging', release: { number: 2 } }]);
  expect((await as(ada, 'status')).out).toContain('hold hero@staging: rolled back');
  const { pullRequests } = json((await as(ada, 'pr', 'list', '--json')).out);
  const open = pullRequests.find((each: { branch: string }) => /rollback/.test(each.branch));
  await as(ada, 'pr', 'merge', String(open.number));
  const { items: none, waiting } = await settled();
  expect(none).toEqual([]);
  expect(waiting[0].reason).toMatch(/hero is held in staging since .*its active smoke run failed/);
});

it('applies a saved plan as it was looked at, or not at all', async () => {
  const { ada, as, commit } = world;
  await commit(pinnedInDev('late', workflowText(40)));
  const file = join(ada.folder, '..', 'plan.json');
  expect((await as(ada, 'plan', '--json', '--output', file)).code).toBe(0);
  await commit(pinnedInDev('later', workflowText(41)));
  const before = await remote();
  expect(await as(ada, 'apply', file)).toMatchObject({
    code: 5,
    err: expect.stringContaining('main is now at'),
  });
  expect(await remote()).toBe(before);
  await as(ada, 'plan', '--json', '--output', file);
  expect((await as(ada, 'apply', file)).out).toContain('pull request');
  writeFiles(join(ada.folder, '..'), { 'plan.json': '{}' });
  expect((await as(ada, 'apply', file)).code).toBe(2);
});

it('reports what came past the gates, and keeps it from going on', async () => {
  const { ada, as, commit } = world;
  await ada.run('pull', '--quiet');
  await commit({ 'workflows/prod/late/pin.json': await pinOf('dev/late') });
  const { did, waiting } = await settled();
  expect(did).toContain('record what was merged (record on comfypin-records)');
  expect(waiting).toContainEqual(
    expect.objectContaining({ workflow: 'late', environment: 'prod' }),
  );
  expect((await as(ada, 'status')).err).toContain('past the gates');
});

async function pinOf(path: string): Promise<string> {
  return `${await world.ada.run('show', `HEAD:workflows/${path}/pin.json`)}\n`;
}
