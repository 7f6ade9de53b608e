import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: true, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const why = ['--reason', 'replaced'];

let world: PromotionWorld;

beforeAll(async () => {
  world = await promotionWorld({
    'promotion.yaml': `${promotionYaml}${open}`,
    ...pinnedInDev('lost', workflowText(30)),
  });
  const { ada, as, smoke } = world;
  for (const name of ['hero', 'lost']) await smoke('active', 'dev', name);
  expect((await as(ada, 'promote', 'hero', 'lost', '--env', 'staging', '--merge')).code).toBe(0);
  for (const name of ['hero', 'lost']) await smoke('active', 'staging', name);
  expect((await as(ada, 'promote', 'hero', 'lost', '--env', 'prod', '--merge')).code).toBe(0);
});
afterAll(() => world.stop());

async function filesOf(environment: string, name: string): Promise<string> {
  const { ada } = world;
  await ada.run('fetch', '--quiet', 'origin');
  return ada.run(
    'ls-tree',
    '-r',
    '--name-only',
    'origin/main',
    `workflows/${environment}/${name}/`,
  );
}

it('removes a workflow from environment to environment, by pull request, with a record each', async () => {
  const { ada, as } = world;
  const early = await as(ada, 'remove', 'hero@staging', ...why);
  expect(early.code).toBe(1);
  expect(early.err).toContain('hero is still in dev');
  expect((await as(ada, 'remove', 'hero@dev', ...why)).code).toBe(0);
  expect((await as(ada, 'pr', 'list')).out).toContain('Remove hero from dev');
  expect(await filesOf('dev', 'hero')).toContain('pin.json');
  expect((await as(ada, 'remove', 'hero@dev', ...why, '--merge')).code).toBe(0);
  expect(await filesOf('dev', 'hero')).toBe('');
  expect(await filesOf('staging', 'hero')).toContain('pin.json');
  expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(0);
  for (const each of ['staging', 'prod']) expect(await filesOf(each, 'hero')).toBe('');
  const records = await ada.run('ls-tree', '-r', '--name-only', 'origin/comfypin-records');
  expect(records.match(/^removal\/(dev|staging|prod)\//gm)?.sort()).toEqual([
    'removal/dev/',
    'removal/prod/',
    'removal/staging/',
  ]);
  const status = await as(ada, 'status', 'hero');
  expect(status).toMatchObject({ code: 0 });
  expect((await as(ada, 'reconcile')).out).toContain('Nothing to do');
});

it('takes files that are gone for lost, until somebody says that they are to be gone', async () => {
  const { ada, as, commit } = world;
  const files = (await filesOf('dev', 'lost')).split('\n');
  await commit(Object.fromEntries(files.map((path) => [path, null])), 'Tidy up');
  const status = await as(ada, 'status');
  expect(status.code).toBe(1);
  expect(status.err).toContain('lost is gone from dev, and nobody removed it');
  expect((await as(ada, 'promote', 'lost', '--env', 'staging')).code).not.toBe(0);
  expect(await filesOf('staging', 'lost')).toContain('pin.json');
  expect((await as(ada, 'remove', 'lost@dev', ...why)).err).toContain('is removed from dev');
  expect((await as(ada, 'status')).code).toBe(0);
  expect((await as(ada, 'promote', 'lost', '--env', 'staging', '--merge')).code).toBe(0);
  expect(await filesOf('staging', 'lost')).toBe('');
});
