import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const quick = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
let world: PromotionWorld;
let steps = 20;

beforeAll(async () => {
  world = await promotionWorld({ 'promotion.yaml': `${promotionYaml}${quick}` });
});
afterAll(() => world.stop());

const cases = (name: string): string => `cases:\n  - name: ${name}\n`;

/** Commits a new release to dev with changes beside it, and takes it to staging; returns staging's files and the proposal's body. */
async function nextRelease(changes: Readonly<Record<string, string | null>>) {
  const { ada, as, commit } = world;
  steps += 1;
  await commit({ ...pinnedInDev('hero', workflowText(steps)), ...changes });
  const { out } = await as(ada, 'promote', 'hero', '--env', 'staging', '--json');
  const { number } = JSON.parse(out).value.items[0].pullRequest;
  const { body } = JSON.parse((await as(ada, 'pr', 'show', `${number}`, '--json')).out).value
    .pullRequest;
  expect((await as(ada, 'pr', 'merge', `${number}`)).code).toBe(0);
  await ada.run('pull', '--quiet', '--ff-only');
  const folder = 'workflows/staging/hero';
  const names = (await ada.run('ls-tree', '-r', '--name-only', 'HEAD', folder)).split('\n');
  return {
    body: body as string,
    yaml: await ada.run('show', `HEAD:${folder}/smoke.yaml`),
    pictures: names.filter((name) => name.includes('/smoke/')).map((name) => name.slice(-5)),
  };
}

const dev = 'workflows/dev/hero';

it('brings changed smoke cases along with the next release, and those that went away', async () => {
  const first = await nextRelease({ [`${dev}/smoke/a.png`]: 'a' });
  expect(first).toMatchObject({ yaml: expect.stringContaining('plain'), pictures: ['a.png'] });
  expect(first.body).not.toContain('smoke cases');
  const second = await nextRelease({
    [`${dev}/smoke.yaml`]: cases('dusk'),
    [`${dev}/smoke/a.png`]: null,
    [`${dev}/smoke/b.png`]: 'b',
  });
  expect(second).toMatchObject({ yaml: expect.stringContaining('dusk'), pictures: ['b.png'] });
  expect(second.body).toContain('The smoke cases change with it, to those of `dev`.');
});

it('leaves them where they are when a release is rolled back', async () => {
  const { ada, as } = world;
  expect((await as(ada, 'rollback', 'hero@staging', '--now')).code).toBe(0);
  await ada.run('pull', '--quiet', '--ff-only');
  expect(await ada.run('show', 'HEAD:workflows/staging/hero/smoke.yaml')).toContain('dusk');
  await as(ada, 'hold', 'hero@staging', '--lift', '--reason', 'over');
});

it('keeps cases that were edited in the environment itself', async () => {
  await world.commit({ 'workflows/staging/hero/smoke/b.png': 'accepted here' });
  const { yaml, body } = await nextRelease({ [`${dev}/smoke.yaml`]: cases('dawn') });
  expect(yaml).toContain('dusk');
  expect(body).not.toContain('smoke cases');
});
