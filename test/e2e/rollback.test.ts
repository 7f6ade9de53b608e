import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import { startStandin } from '../../src/standin/start.ts';
import {
  catalogOf,
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
let world: PromotionWorld;

beforeAll(async () => {
  world = await promotionWorld({ 'promotion.yaml': `${promotionYaml}${open}` });
  const { ada, as, commit } = world;
  for (const steps of [20, 30]) {
    await commit(pinnedInDev('hero', workflowText(steps)));
    for (const environment of ['staging', 'prod']) {
      expect((await as(ada, 'promote', 'hero', '--env', environment, '--merge')).code).toBe(0);
    }
  }
});
afterAll(() => world.stop());

const renamed = ['prod-base-v2.safetensors'];

it('asks every server of the environment as it is today, not the first alone', async () => {
  const { ada, as, commit } = world;
  const serverWith = (files: readonly string[]) => {
    const types = [...catalogOf('prod', files).nodeTypes].map(([name, { raw }]) => [name, raw]);
    const objectInfo = JSON.stringify(Object.fromEntries(types));
    return startStandin({ port: 0, objectInfo, models: { checkpoints: files } });
  };
  const both = [
    await serverWith(['prod-base.safetensors']),
    await serverWith(['other.safetensors']),
  ];
  const urls = both.map(({ url }) => url).join(', ');
  const yaml = promotionYaml.replace(
    'prod: { after: staging,',
    `prod: { after: staging, servers: [${urls}],`,
  );
  await commit({ 'promotion.yaml': `${yaml}${open}` });
  const tried = await as(ada, 'rollback', 'hero@prod', '--dry-run');
  await Promise.all(both.map((each) => each.stop()));
  expect([tried.code, tried.err]).toEqual([1, expect.stringContaining('prod-base.safetensors')]);
});

it('writes the same release anew where a model has another name today', async () => {
  const { ada, as, commit } = world;
  const recording = writeEnvironment(catalogOf('prod', renamed));
  await commit({ 'workflows/prod/environment.json': recording });
  const lost = await as(ada, 'rollback', 'hero@prod', '--dry-run');
  expect(lost.code).toBe(1);
  expect(lost.err).toContain('prod-base.safetensors');
  const yaml = promotionYaml.replace('prod-base.safetensors', 'prod-base-v2.safetensors');
  await commit({ 'promotion.yaml': `${yaml}${open}` });
  const found = await as(ada, 'rollback', 'hero@prod', '--dry-run', '--json');
  expect(JSON.parse(found.out).value.items[0]).toMatchObject({
    decision: 'propose',
    rerendered: true,
    release: { number: 1 },
  });
});

it('does not call a rollback proven when the server is out of reach, and takes a reason to merge it', async () => {
  const { ada, as, commit } = world;
  const servers = 'prod: { after: staging, servers: [http://127.0.0.1:9],';
  const yaml = promotionYaml
    .replace('prod: { after: staging,', servers)
    .replace('prod-base.safetensors', 'prod-base-v2.safetensors');
  await commit({ 'promotion.yaml': `${yaml}${open}` });
  expect(await as(ada, 'rollback', 'hero@prod', '--now')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--now needs --reason'),
  });
  const merged = await as(ada, 'rollback', 'hero@prod', '--now', '--reason', 'prod is down');
  expect(merged.code).toBe(0);
  expect(merged.out).toMatch(
    /validation unknown .*its server did not answer, and its recording says yes/,
  );
  const { entries } = JSON.parse((await as(ada, 'history', 'hero@prod', '--json')).out).value;
  expect(entries[0]).toMatchObject({
    action: 'rollback',
    bypass: 'prod is down',
    release: { number: 1 },
    change: 'model',
  });
  expect(entries.map((each: { action: string }) => each.action)).toEqual([
    'rollback',
    'promote',
    'promote',
  ]);
});

it('takes one step where two people ask for it, and says how to go further', async () => {
  const { ada, grace, as, commit } = world;
  await commit({ 'promotion.yaml': `${promotionYaml}${open}` });
  await commit({ 'workflows/prod/environment.json': writeEnvironment(catalogOf('prod')) });
  for (const steps of [41, 42, 43]) {
    await commit(pinnedInDev('lamp', workflowText(steps)));
    for (const environment of ['staging', 'prod']) {
      const words = ['promote', 'lamp', '--env', environment, '--merge'];
      expect((await as(ada, ...words)).code).toBe(0);
    }
  }
  const held = async () => {
    const { entries } = JSON.parse((await as(ada, 'history', 'lamp@prod', '--json')).out).value;
    return entries.map((each: { release: { number: number } }) => each.release.number);
  };
  const back = ['rollback', 'lamp@prod', '--now', '--reason', 'bad hands'];
  expect((await as(ada, ...back)).code).toBe(0);
  expect(await held()).toEqual([2, 3, 2, 1]);
  const again = await as(grace, ...back);
  expect(again.code).toBe(0);
  expect(again.out).toMatch(/^lamp v2 \(.*\) is in prod already\.\n$/);
  expect(again.err).toMatch(
    /lamp was rolled back in prod already, at \d{4}-.* UTC by Ada: v2 \(.*\) is there in place of v3 \(.*\)\. Nothing was done\.\n.*\n *hint: comfypin rollback lamp@prod --release v1 goes one more step back, to v1 /,
  );
  expect(await held()).toEqual([2, 3, 2, 1]);
  const dry = await as(ada, 'rollback', 'lamp@prod', '--dry-run', '--json');
  expect(JSON.parse(dry.out).value.items[0]).toMatchObject({ decision: 'nothing', steps: [] });
  expect((await as(ada, ...back, '--release', 'v1')).code).toBe(0);
  expect(await held()).toEqual([1, 2, 3, 2, 1]);
  expect(await as(ada, ...back)).toMatchObject({
    code: 1,
    err: expect.stringContaining('no earlier release'),
  });
});

it('takes a step again after a promotion', async () => {
  const { ada, as } = world;
  const words = ['--reason', 'fixed'];
  const forth = ['promote', 'lamp', '--env', 'prod', '--release', 'v3', '--merge', '--lift-hold'];
  expect((await as(ada, ...forth, ...words)).code).toBe(0);
  const back = async () => {
    const answer = await as(ada, 'rollback', 'lamp@prod', '--now', ...words, '--json');
    return JSON.parse(answer.out).value.items[0];
  };
  expect(await back()).toMatchObject({ decision: 'propose', release: { number: 1 } });
});
