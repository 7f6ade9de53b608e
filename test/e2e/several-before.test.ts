import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import {
  catalogOf,
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  workflowText,
} from '../support/promotion-world.ts';

const yaml = `version: 1
environments:
  dev: {}
  eu: { after: dev, gates: { previous: false, smoke: false } }
  us: { after: dev, gates: { previous: false, smoke: false } }
  prod: { after: [eu, us], gates: { smoke: false, soak: 2h }, promotion: { auto: true, merge: auto } }
models:
  - { folder: checkpoints, dev: base.safetensors, prod: prod-base.safetensors }
`;

let world: PromotionWorld;

beforeAll(async () => {
  const dev = writeEnvironment(catalogOf('dev'));
  world = await promotionWorld({
    'promotion.yaml': yaml,
    'workflows/eu/environment.json': dev,
    'workflows/us/environment.json': dev,
  });
});
afterAll(() => world.stop());

async function why() {
  const { ada, as } = world;
  const { value } = JSON.parse((await as(ada, 'why', 'hero@prod', '--json')).out);
  const { gates } = value as { gates: { gate: string; state: string; reason: string }[] };
  return (name: string) => gates.find((each) => each.gate === name);
}
async function held(): Promise<readonly string[]> {
  const { ada, as } = world;
  const { value } = JSON.parse((await as(ada, 'status', 'hero', '--json')).out);
  const cells = value.workflows[0].cells as {
    environment: string;
    release?: { number: number };
    compared?: string;
  }[];
  return cells.map((each) => `${each.environment} ${each.release?.number ?? '-'}`);
}

it('waits until each environment before has run the release long enough', async () => {
  const { ada, as, wait } = world;
  const to = (environment: string) => as(ada, 'promote', 'hero', '--env', environment, '--merge');
  expect((await to('eu')).code).toBe(0);
  await world.smoke('active', 'eu');
  expect((await as(ada, 'reconcile')).code).toBe(0);
  expect((await why())('previous')).toMatchObject({
    state: 'pending',
    reason: expect.stringMatching(/was never in us\.$/),
  });
  wait(3);
  expect((await as(ada, 'reconcile')).code).toBe(0);
  expect(await held()).toEqual(['dev 1', 'eu 1', 'us -', 'prod -']);

  expect((await to('us')).code).toBe(0);
  expect((await why())('previous')?.reason).toContain('no active evidence in us');
  await world.smoke('active', 'us');
  const soaking = await why();
  expect(soaking('previous')).toMatchObject({ state: 'passed' });
  expect(soaking('soak')).toMatchObject({
    state: 'pending',
    reason: expect.stringContaining('soaks in us for 2h'),
  });
  expect((await as(ada, 'reconcile')).code).toBe(0);
  expect(await held()).toEqual(['dev 1', 'eu 1', 'us 1', 'prod -']);
  wait(2.1);
  expect((await as(ada, 'reconcile')).code).toBe(0);
  expect(await held()).toEqual(['dev 1', 'eu 1', 'us 1', 'prod 1']);
});

it('takes a release of the first of them, and is refused where another failed', async () => {
  const { ada, as, commit } = world;
  await commit(pinnedInDev('hero', workflowText(21)));
  for (const environment of ['eu', 'us']) {
    const words = ['promote', 'hero', '--env', environment, '--merge'];
    expect((await as(ada, ...words)).code).toBe(0);
  }
  await world.smoke('active', 'eu');
  await world.smoke('active', 'us', 'hero', 'failed');
  const refused = await as(ada, 'promote', 'hero', '--env', 'prod');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('The release failed in us');
});

it('goes from an environment once it is gone from each before', async () => {
  const { ada, as } = world;
  await as(ada, 'rollback', 'hero@us', '--now', '--reason', 'x');
  const remove = (environment: string, ...more: readonly string[]) =>
    as(ada, 'remove', `hero@${environment}`, '--merge', '--reason', 'over', ...more);
  const texts: string[] = [];
  for (const environment of ['dev', 'eu']) texts.push((await remove(environment)).err);
  expect(await held(), texts.join('\n')).toEqual(['dev -', 'eu -', 'us 1', 'prod 1']);
  await as(ada, 'reconcile');
  expect(await held()).toEqual(['dev -', 'eu -', 'us 1', 'prod 1']);
});
