import { defineConfig } from 'vitest/config';

const common = { environment: 'node', restoreMocks: true, unstubEnvs: true } as const;

/** `fast` is the habit before every commit; `slow` has real servers, real git and the built program. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'fast',
          include: ['test/{unit,properties,conformance,architecture}/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...common,
          name: 'slow',
          include: ['test/{e2e,browser}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
