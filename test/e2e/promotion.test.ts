import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PromotionWorld, promotionWorld } from '../support/promotion-world.ts';

let world: PromotionWorld;

beforeAll(async () => {
  world = await promotionWorld();
});
afterAll(() => world.stop());

it('takes a release from dev to staging by one pull request', async () => {
  const { ada, as } = world;
  const proposed = await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(proposed).toMatchObject({ code: 0, err: 'next: comfypin why hero@staging\n' });
  expect(proposed.out).toContain('previous   pending  hero has no active evidence in dev');
  await world.smoke('active', 'dev');
  await world.smoke('candidate', 'staging');
  const merged = await as(ada, 'promote', 'hero', '--env', 'staging', '--merge');
  expect(merged.out).toMatch(/pull request 1, merged as [0-9a-f]{12}/);
  const status = await as(ada, 'status');
  expect(status.out).toMatch(
    /hero +v1 \([a-z]+-[a-z]+\) passed +v1 \([a-z]+-[a-z]+\) no evidence +–/,
  );
});
