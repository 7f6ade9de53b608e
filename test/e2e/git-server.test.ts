import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GitWorld, gitWorld } from '../support/hermetic.ts';

let world: GitWorld;

beforeAll(async () => {
  world = await gitWorld();
});
afterAll(() => world.stop());

it('takes and gives packs that are larger than git sends in one piece', async () => {
  const ada = await world.clone('Ada');
  const picture = randomBytes(5_000_000);
  writeFileSync(join(ada.folder, 'golden.png'), picture);
  await ada.run('add', 'golden.png');
  await ada.run('commit', '--quiet', '--message=Add a picture');
  await ada.run('push', '--quiet', 'origin', 'main');
  const { git } = await world.clone('Bob');
  const name = 'HEAD:golden.png';
  expect(picture.equals((await git.blobs([name])).get(name) ?? new Uint8Array())).toBe(true);
});

it('refuses what is no repository, also outside its folder', async () => {
  const root = world.url.replace(/\/w\.git$/, '');
  for (const path of ['none.git', '..%2f..%2fetc', 'w.git/../../home']) {
    const answer = await fetch(`${root}/${path}/info/refs?service=git-upload-pack`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  }
});
