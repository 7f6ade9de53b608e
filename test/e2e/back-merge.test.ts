import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/promotion/config.ts';
import { pinWorkflow } from '../../src/core/promotion/pinning.ts';
import { random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import {
  catalogOf,
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const byHand = `${promotionYaml}${open}`;
const byItself = `${promotionYaml.replace(
  'staging: { after: dev }',
  'staging: { after: dev, promotion: { auto: true, merge: auto, edits: adopt } }',
)}${open}`;

let world: PromotionWorld;

beforeAll(async () => {
  const names = ['choose', 'fixed', 'auto'];
  const pins = names.map((name) => pinnedInDev(name, workflowText(20)));
  world = await promotionWorld({ 'promotion.yaml': byHand, ...Object.assign({}, ...pins) });
  const { ada, as } = world;
  const words = ['hero', ...names, '--env', 'staging', '--merge'];
  expect((await as(ada, 'promote', ...words)).code).toBe(0);
});
afterAll(() => world.stop());

/** Somebody changes what staging holds, past the gates. */
async function editInStaging(name: string, steps: number): Promise<void> {
  const { ada, commit } = world;
  await ada.run('pull', '--quiet', '--ff-only');
  const folder = `workflows/staging/${name}`;
  const read = (path: string) => ada.run('show', `HEAD:${folder}/${path}`);
  const text = (await read('workflow.json')).replace('"steps": 20', `"steps": ${steps}`);
  const { config } = parseConfig(promotionYaml, 'promotion.yaml');
  if (config === undefined) throw new Error('promotion.yaml is wrong');
  const { files, problems } = pinWorkflow({
    files: new Map([
      ['workflow.json', Buffer.from(text)],
      ['pin.json', Buffer.from(await read('pin.json'))],
    ]),
    environment: 'staging',
    catalog: catalogOf('staging'),
    config,
  });
  if (files === undefined) throw new Error(JSON.stringify(problems));
  const changed = [...files].map(([path, bytes]) => [
    `${folder}/${path}`,
    Buffer.from(bytes).toString(),
  ]);
  await commit(Object.fromEntries(changed), 'Fix it at night');
}

const named = (text: string, prefix: string): string => text.replace('"hero"', `"${prefix}"`);

async function proposed(name: string) {
  const { ada } = world;
  await ada.run('fetch', '--quiet', 'origin', `comfypin/adopt/dev/${name}`);
  return ada.run('show', `FETCH_HEAD:workflows/dev/${name}/workflow.json`);
}

it('merges an adopted edit of staging with what dev holds now, and lets nothing pass over it', async () => {
  const { ada, grace, as, commit } = world;
  await editInStaging('hero', 33);
  await commit(pinnedInDev('hero', named(workflowText(20), 'softer')));
  const answer = await as(ada, 'adopt', 'hero@staging', '--reason', 'shop was closed', '--json');
  expect(answer.code).toBe(0);
  const { value } = JSON.parse(answer.out);
  expect(value).toMatchObject({ adopted: true, isInFirst: false, pullRequest: {} });
  const text = await proposed('hero');
  expect(text).toContain('"steps": 33');
  expect(text).toContain('"softer"');
  expect(text).toContain('"base.safetensors"');
  const again = JSON.parse((await as(ada, 'adopt', 'hero@staging', '--reason', 'r', '--json')).out);
  expect(again.value).toMatchObject({ adopted: false });
  const number = String(value.pullRequest.number);
  expect((await as(grace, 'pr', 'show', number)).out).toContain('Bring hero back to dev');
  const merged = await as(grace, 'pr', 'merge', number);
  expect(merged.code).toBe(0);
  expect((await as(ada, 'history', 'hero@dev')).out).toMatch(/brought back by/);
  expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  await ada.run('pull', '--quiet', '--ff-only');
  expect(await ada.run('show', 'HEAD:workflows/staging/hero/workflow.json')).toContain('"softer"');
  expect((await as(ada, 'pr', 'list')).out).not.toContain('hero');
});

it('leaves to a person what both sides changed, in a pull request that cannot be merged before', async () => {
  const { ada, as, commit } = world;
  await editInStaging('choose', 44);
  await commit(pinnedInDev('choose', workflowText(55)));
  const answer = await as(ada, 'adopt', 'choose@staging', '--reason', 'r', '--json');
  const number = String(JSON.parse(answer.out).value.pullRequest.number);
  const shown = await as(ada, 'pr', 'show', number);
  expect(shown.out).toContain('workflow.json: 2.steps');
  expect((await as(ada, 'pr', 'merge', number)).code).toBe(5);
});

it('opens the back-merge of a hotfix when it is merged, once', async () => {
  const { ada, as } = world;
  await editInStaging('fixed', 66);
  const hotfix = ['--hotfix', '--skip', 'soak,approvals,contract', '--reason', 'wrong hands'];
  const words = ['promote', 'fixed', '--env', 'prod', ...hotfix, '--merge'];
  const answer = await as(ada, ...words, '--json');
  expect(answer.code).toBe(0);
  expect(JSON.parse(answer.out).value.items).toMatchObject([
    { action: 'promote', environment: 'prod', merged: expect.any(String) },
    { action: 'adopt', environment: 'dev', pullRequest: { number: expect.any(Number) } },
  ]);
  expect(await proposed('fixed')).toContain('"steps": 66');
  expect((await as(ada, 'reconcile')).code).toBe(0);
  const listed = await as(ada, 'pr', 'list');
  expect(listed.out.match(/adopt\/dev\/fixed/g)).toHaveLength(1);
});

it('adopts by itself where promotion.yaml says so, waits for the back-merge, and keeps to a refusal', async () => {
  const { ada, as, commit } = world;
  await commit({ 'promotion.yaml': byItself });
  await editInStaging('auto', 77);
  await commit(pinnedInDev('auto', named(workflowText(20), 'other')));
  const first = await as(ada, 'reconcile', '--json');
  expect(first.code).toBe(0);
  const reconciled = JSON.parse(first.out).value;
  expect(reconciled.items).toContainEqual(
    expect.objectContaining({ workflow: 'auto', action: 'adopt', decision: 'propose' }),
  );
  const reason = expect.stringContaining('does not have');
  const waits = { workflow: 'auto', environment: 'staging', reason };
  expect(reconciled.waiting).toContainEqual(expect.objectContaining(waits));
  const { out } = await as(ada, 'history', 'auto@staging', '--audit', '--json');
  expect(JSON.parse(out).value.entries[0].audit).toMatchObject([
    { format: 'comfypin-adoption/1' },
    { format: 'comfypin-bypass/1' },
  ]);
  const forge = localForge({ git: ada.git, name: 'origin', clock: world.clock, random });
  const [pull] = await forge.pullRequestsOf('comfypin/adopt/dev/auto');
  await forge.close(pull?.number ?? 0, 'No need.');
  const second = JSON.parse((await as(ada, 'reconcile', '--json')).out).value;
  const merged = expect.any(String);
  expect(second.items).toContainEqual(
    expect.objectContaining({
      workflow: 'auto',
      action: 'promote',
      environment: 'staging',
      merged,
    }),
  );
});
