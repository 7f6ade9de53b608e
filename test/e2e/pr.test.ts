import { afterAll, beforeAll, expect, it } from 'vitest';
import { clock, random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import { pushBranch } from '../support/forge-contract.ts';
import { type Clone, type GitWorld, gitWorld } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';

const files = {
  'promotion.yaml': 'version: 1\nenvironments:\n  dev: { servers: [http://127.0.0.1:8188] }\n',
};

let world: GitWorld;
let ada: Clone;
let bob: Clone;

beforeAll(async () => {
  world = await gitWorld(files);
  [ada, bob] = [await world.clone('Ada'), await world.clone('Bob')];
});
afterAll(() => world.stop());

const as = (who: Clone, ...words: string[]) => comfypin(who.folder, who.env, ...words);
const shown = (text: string) =>
  text
    .replaceAll(/\b[0-9a-f]{12}\b/g, 'COMMIT')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME')
    .replaceAll(world.url, 'URL');

it('takes a pull request from the list to the merge', async () => {
  expect(await as(ada, 'pr', 'list')).toMatchObject({ code: 0, out: 'No pull request is open.\n' });
  const head = await pushBranch(ada, 'comfypin/promote/prod/hero');
  const forge = localForge({ git: ada.git, name: 'origin', clock, random });
  await forge.open({
    head: 'comfypin/promote/prod/hero',
    base: 'main',
    title: 'Promote hero to prod\u001b[31m',
    body: 'Two changes.',
    labels: ['promotion'],
  });
  await forge.setStatus(head, { context: 'comfypin/gate', state: 'pending', description: 'soaks' });
  expect((await as(bob, 'pr', 'list')).out).toMatchInlineSnapshot(`
    "#1  comfypin/promote/prod/hero  Promote hero to prod\\u001b[31m (ada@example.com)
    "
  `);
  expect(await as(ada, 'pr', 'approve', '1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('ada@example.com opened pull request 1'),
  });
  expect(await as(bob, 'pr', 'approve', '1', '--dry-run')).toMatchObject({ code: 0 });
  expect(await as(bob, 'pr', 'approve', '1', '--head', '0123456789ab')).toMatchObject({ code: 5 });
  expect(await as(bob, 'pr', 'approve', '#1', '--head', head.slice(0, 12))).toMatchObject({
    code: 0,
  });
  expect(shown((await as(ada, 'pr', 'show', '1')).out)).toMatchInlineSnapshot(`
    "#1 Promote hero to prod\\u001b[31m  open
    comfypin/promote/prod/hero at COMMIT → main
    opened by ada@example.com TIME UTC
    URL#1
    labels: promotion
    approved by bob@example.com TIME UTC
    pending comfypin/gate: soaks

    Two changes.
    "
  `);
  expect(await as(bob, 'pr', 'merge', '1', '--dry-run')).toMatchObject({ code: 0 });
  expect((await forge.pullRequest(1))?.state).toBe('open');
  const merged = await as(bob, 'pr', 'merge', '1');
  expect(shown(merged.out)).toBe('Merged #1 into main as COMMIT\n');
  expect(merged.err).toContain('comfypin status');
  const json = JSON.parse((await as(ada, 'pr', 'show', '1', '--json')).out);
  expect(json.value).toMatchObject({
    pullRequest: { state: 'merged', mergedBy: 'bob@example.com', head },
    reviews: [{ reviewer: 'bob@example.com', current: true }],
    statuses: [{ context: 'comfypin/gate' }],
  });
  expect(await as(bob, 'pr', 'merge', '1')).toMatchObject({ code: 0 });
  expect(await as(bob, 'pr', 'approve', '1')).toMatchObject({ code: 1 });
});

it('says what was wrong with the question', async () => {
  expect(await as(ada, 'pr', 'show', 'seven')).toMatchObject({ code: 2 });
  expect(await as(ada, 'pr', 'show', '4711')).toMatchObject({ code: 2 });
  expect(await comfypin(world.folder, world.env, 'pr', 'list')).toMatchObject({ code: 2 });
});
