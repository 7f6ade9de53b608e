import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import {
  catalogOf,
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const yaml = `${promotionYaml}overrides:
  '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } }
  hero: { owners: [ada@example.com] }
  'acme/*': { owners: ['@acme'] }
`;

let world: PromotionWorld;

beforeAll(async () => {
  world = await promotionWorld({
    'promotion.yaml': yaml,
    ...pinnedInDev('hero', workflowText(20, true)),
    ...pinnedInDev('acme/lamp', workflowText(30)),
    ...pinnedInDev('plain', workflowText(40)),
  });
  const { ada, as } = world;
  const words = ['hero', 'acme/lamp', 'plain', '--env', 'staging', '--merge'];
  expect((await as(ada, 'promote', ...words)).code).toBe(0);
});
afterAll(() => world.stop());

async function rows(...words: readonly string[]) {
  const { ada, as } = world;
  const { workflows } = JSON.parse((await as(ada, 'status', ...words, '--json')).out).value;
  return workflows as { workflow: string; cells: Record<string, unknown>[] }[];
}
const names = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await rows(...words)).map((each) => each.workflow);

it('shows what waits, what is mine, and what an owner owns', async () => {
  const { ada, grace, as, commit } = world;
  expect(await names()).toEqual(['acme/lamp', 'hero', 'plain']);
  expect(await names('--waiting')).toEqual([]);
  expect(await names('--mine')).toEqual(['hero']);
  expect(await names('--owner', '@acme')).toEqual(['acme/lamp']);
  expect(await names('--owner', 'ACME')).toEqual(['acme/lamp']);
  await commit(pinnedInDev('plain', workflowText(41)));
  expect(await names('--waiting')).toEqual(['plain']);
  await as(ada, 'promote', 'plain', '--env', 'staging');
  expect(await names('--mine')).toEqual(['hero', 'plain']);
  const theirs = JSON.parse((await as(grace, 'status', '--mine', '--json')).out).value;
  expect(theirs.workflows).toEqual([]);
  await as(ada, 'hold', 'acme/lamp@staging', '--reason', 'shop');
  expect(await names('--waiting', '--owner', '@acme')).toEqual(['acme/lamp']);
});

it('rehearses each way back, and warns when a change of the environment has broken one', async () => {
  const { ada, as, commit, wait } = world;
  const staging = async () => (await rows('hero'))[0]?.cells[1];
  expect(await staging()).not.toHaveProperty('wayBack');
  await commit(pinnedInDev('hero', workflowText(21)));
  expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  expect(await staging()).toMatchObject({
    age: '<1h',
    wayBack: { state: 'passed', to: { number: 1 } },
  });
  wait(30);
  expect(await staging()).toMatchObject({ age: '30h', wayBack: { state: 'passed' } });
  const recording = catalogOf('staging');
  const nodeTypes = new Map([...recording.nodeTypes].filter(([name]) => name !== 'StyleGrade'));
  const text = writeEnvironment({ ...recording, nodeTypes });
  await commit({ 'workflows/staging/environment.json': text });
  const status = await as(ada, 'status', 'hero');
  expect(status.code).toBe(0);
  expect(status.out).toContain('no way back');
  expect(status.err).toContain('hero could not go back to v1');
  expect(status.err).toContain('StyleGrade');
  expect((await as(ada, 'rollback', 'hero@staging', '--dry-run')).code).toBe(1);
});

it('writes the metrics of releases to a file, remembered or not', async () => {
  const { ada, as } = world;
  const metrics = join(ada.folder, 'releases.prom');
  const texts: string[] = [];
  for (const _ of ['made', 'remembered']) {
    expect((await as(ada, 'status', '--metrics', 'releases.prom')).code).toBe(0);
    texts.push(readFileSync(metrics, 'utf8'));
    rmSync(metrics);
  }
  expect(texts[1]).toBe(texts[0]);
  expect(texts[0]).toMatch(/^comfypin_changes\{environment="staging",action="promote"\} [1-9]/m);
  expect(texts[0]).toContain('comfypin_workflows{environment="prod",state="pinned"} 0');
  expect(texts[0]).toMatch(
    /^comfypin_lead_time_seconds\{environment="staging",quantile="0.5"\} \d+$/m,
  );
});

it('answers the same from what it remembers and without it', async () => {
  const { ada, as } = world;
  const remembered = (await as(ada, 'status', '--json')).out;
  await ada.run('clean', '-ffdxq');
  rmSync(`${ada.folder}/.git/comfypin`, { recursive: true });
  expect((await as(ada, 'status', '--json')).out).toBe(remembered);
});
