import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Kept, sealOf } from '../../src/commands/promotion/status-memory.ts';
import { random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const relaxed = `overrides:
  '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } }
`;
const yaml = `${promotionYaml.replace('prod: {', 'prod: { evidence: { maxAge: 10h },')}${relaxed}`;

let world: PromotionWorld;
let other: PromotionWorld;

beforeAll(async () => {
  const files = { 'promotion.yaml': yaml, ...pinnedInDev('plain', workflowText(40)) };
  [world, other] = [await promotionWorld(files), await promotionWorld(files)];
  for (const { ada, as } of [world, other]) {
    expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
    expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(0);
  }
});
afterAll(async () => {
  await world.stop();
  await other.stop();
});

const fileOf = ({ ada }: PromotionWorld): string => join(ada.folder, '.git/comfypin/status-2.json');
const ask = async (...words: readonly string[]) =>
  world.as(world.ada, 'status', ...words, '--json');

/** As a clone answers that remembers nothing. */
async function anew(...words: readonly string[]) {
  rmSync(join(world.ada.folder, '.git/comfypin'), { recursive: true, force: true });
  return ask(...words);
}

function kept(): { at: string; value: Kept } {
  return JSON.parse(readFileSync(fileOf(world), 'utf8'));
}

/** Keeps an answer that is not true, sealed as ours are. */
function keepStop(reason: string): void {
  const { value } = kept();
  const stop = { kind: 'freeze', subject: 'dev', reason, by: 'nobody', since: '' } as const;
  const false_ = { ...value, value: { ...value.value, stops: [stop] } };
  writeFileSync(fileOf(world), JSON.stringify({ at: sealOf(false_), value: false_ }));
}

it('shows what it remembers where nothing has changed', async () => {
  await anew();
  keepStop('remembered');
  expect((await ask()).out).toContain('remembered');
});

it.each<[string, () => Promise<void> | void]>([
  ['deleted', () => rmSync(fileOf(world))],
  ['empty', () => writeFileSync(fileOf(world), '')],
  ['cut short', () => writeFileSync(fileOf(world), readFileSync(fileOf(world)).subarray(0, -200))],
  [
    'changed by other hands',
    () =>
      writeFileSync(fileOf(world), readFileSync(fileOf(world), 'utf8').replace('"hero"', '"hera"')),
  ],
  ['of another shape', () => writeFileSync(fileOf(world), '{"at":"x","value":[1]}')],
  [
    'of another build',
    async () => {
      await world.asWith((effects) => ({ ...effects, build: '9' }), world.ada, 'status', '--json');
      keepStop('of another build');
    },
  ],
  [
    'of another repository',
    async () => {
      await other.as(other.ada, 'hold', 'hero@prod', '--reason', 'elsewhere');
      await other.as(other.ada, 'status', '--json');
      writeFileSync(fileOf(world), readFileSync(fileOf(other)));
    },
  ],
  [
    'of another question',
    async () => {
      await ask('--waiting');
      keepStop('of another question');
    },
  ],
])('answers the same where what it kept is %s', async (_, harm) => {
  const right = await anew();
  await harm();
  expect(await ask()).toEqual(right);
  expect(await ask()).toEqual(right);
});

it('asks anew when something outside of the branch has changed', async () => {
  const { ada, grace, as, asWith, wait } = world;
  const same = async (...words: readonly string[]) => {
    const answer = await ask(...words);
    expect(answer).toEqual(await anew(...words));
    return JSON.parse(answer.out).value;
  };
  await ask();
  await as(grace, 'promote', 'plain', '--env', 'staging');
  const [, plain] = (await same()).workflows;
  expect(plain.cells[1]).toMatchObject({ pullRequest: expect.any(Number) });

  await as(grace, 'freeze', 'staging', '--until', '2h', '--reason', 'show');
  expect((await same()).stops).toHaveLength(1);
  wait(3);
  expect((await same()).stops).toEqual([]);

  await world.smoke('active', 'prod');
  expect((await same('hero')).workflows[0].cells[2]).toMatchObject({ evidence: 'passed' });
  wait(11);
  expect((await same('hero')).workflows[0].cells[2]).toMatchObject({ evidence: 'stale' });

  const mine = JSON.parse((await ask('--mine')).out).value.workflows;
  const env = { ...ada.env, GIT_AUTHOR_EMAIL: 'grace@example.com' };
  const theirs = await asWith((effects) => effects, { ...ada, env }, 'status', '--mine', '--json');
  expect(mine).toEqual([]);
  expect(JSON.parse(theirs.out).value.workflows).toMatchObject([{ workflow: 'plain' }]);

  await as(ada, 'rollback', 'hero@staging');
  writeFileSync(join(ada.folder, 'promotion.yaml'), 'version: 2\n');
  expect((await ask()).code).toBe(2);
  writeFileSync(join(ada.folder, 'promotion.yaml'), yaml);
  expect((await ask()).code).toBe(0);
});

it('lifts the hold of a rollback that somebody closes', async () => {
  const { ada, as, commit } = world;
  await commit(pinnedInDev('hero', workflowText(21)));
  expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  expect((await as(ada, 'rollback', 'hero@staging')).code).toBe(0);
  const stops = async () => JSON.parse((await ask()).out).value.stops;
  expect(await stops()).toMatchObject([{ kind: 'hold', subject: 'hero@staging' }]);
  const { git } = ada;
  const forge = localForge({ git, name: 'origin', clock: world.clock, random });
  const [opened] = await forge.pullRequestsOf('comfypin/rollback/staging/hero');
  await forge.close(opened?.number ?? 0, 'No need.');
  expect(await stops()).toEqual([]);
});
