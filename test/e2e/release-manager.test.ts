import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const yaml = `${promotionYaml.replace(
  'staging: { after: dev }',
  'staging: { after: dev, gates: { lookedAt: true, previous: false, smoke: false } }',
)}overrides:
  '*': { gates: { previous: false, smoke: false } }
  'bad/*': { gates: { soak: 0h, approvals: 0, lookedAt: false } }
`;

let world: PromotionWorld;

beforeAll(async () => {
  const pins = ['bad/one', 'bad/two', 'bad/three'].map((name, index) =>
    pinnedInDev(name, workflowText(30 + index)),
  );
  world = await promotionWorld({ 'promotion.yaml': yaml, ...Object.assign({}, ...pins) });
});
afterAll(() => world.stop());

const json = (text: string) => JSON.parse(text).value;

it('waits for a person who looked at the pictures of this rendering', async () => {
  const { ada, grace, as, commit } = world;
  const promote = ['promote', 'hero', '--env', 'staging', '--merge'] as const;
  expect((await as(ada, 'looked-at', 'hero@staging')).code).toBe(1);
  expect((await as(ada, ...promote)).code).toBe(3);
  expect((await as(ada, 'why', 'hero@staging')).out).toMatch(/looked-at +pending/);
  expect((await as(grace, 'looked-at', 'hero@staging')).code).toBe(0);
  await commit(pinnedInDev('hero', workflowText(21)));
  expect((await as(ada, ...promote)).code).toBe(3);
  expect((await as(grace, 'looked-at', 'hero@staging')).code).toBe(0);
  expect((await as(ada, ...promote)).code).toBe(0);
});

it('skips named gates for a hotfix, never validation, and keeps who and why', async () => {
  const { ada, as } = world;
  const words = ['promote', 'hero', '--env', 'prod', '--merge'];
  expect((await as(ada, ...words)).code).toBe(3);
  const wrong = [
    [['--hotfix', '--skip', 'validation', '--reason', 'r'], 'validation'],
    [['--hotfix', '--skip', 'soaks', '--reason', 'r'], 'Did you mean soak?'],
    [['--hotfix', '--skip', 'soak'], '--reason'],
  ] as const;
  for (const [more, said] of wrong) {
    const answer = await as(ada, ...words, ...more);
    expect(answer.code).toBe(2);
    expect(answer.err).toContain(said);
  }
  const hotfix = ['--hotfix', '--skip', 'soak,approvals', '--reason', 'wrong hands'];
  const answer = await as(ada, ...words, ...hotfix, '--json');
  expect(answer.code).toBe(0);
  // the release came from dev, so there is nothing to bring back
  expect(json(answer.out).items).toHaveLength(1);
  const [entry] = json((await as(ada, 'history', 'hero@prod', '--audit', '--json')).out).entries;
  expect(entry).toMatchObject({ bypass: 'wrong hands', pullRequest: expect.any(Number) });
  expect(entry.audit).toContainEqual(
    expect.objectContaining({
      ...{ format: 'comfypin-hotfix/1', by: 'ada@example.com', reason: 'wrong hands' },
      gates: ['soak', 'approvals'],
    }),
  );
  expect(entry.audit).toContainEqual(
    expect.objectContaining({
      ...{ format: 'comfypin-promotion/1', mergedBy: 'ada@example.com' },
      gates: expect.objectContaining({ validation: 'passed', soak: 'skipped' }),
    }),
  );
  expect((await as(ada, 'history', 'hero@prod', '--audit')).out).toContain('wrong hands');
});

it('takes back all that came since a time, and leaves what came before', async () => {
  const { ada, as, commit } = world;
  const all = ['bad/*', '--env', 'staging', '--merge'];
  const date = `@${Math.floor(Date.now() / 1000) - 86_400} +0000`;
  const yesterday = { ...ada, env: { ...ada.env, GIT_COMMITTER_DATE: date } };
  expect((await as(yesterday, 'promote', ...all)).code).toBe(0);
  await commit({
    ...pinnedInDev('bad/one', workflowText(50)),
    ...pinnedInDev('bad/two', workflowText(51)),
  });
  expect((await as(ada, 'promote', ...all)).code).toBe(0);
  await commit(pinnedInDev('bad/one', workflowText(52)));
  expect((await as(ada, 'promote', ...all)).code).toBe(0);
  const words = ['rollback', 'bad/*@staging', '--all-since', '6h', '--reason', 'bad day'];
  const planned = json((await as(ada, ...words, '--dry-run', '--json')).out).items;
  expect(planned).toMatchObject([
    { workflow: 'bad/one', release: { number: 1 } },
    { workflow: 'bad/two', release: { number: 1 } },
  ]);
  expect((await as(ada, ...words, '--now')).code).toBe(0);
  const now = async (name: string) =>
    json((await as(ada, 'history', `${name}@staging`, '--json')).out).entries[0];
  expect(await now('bad/one')).toMatchObject({ release: { number: 1 }, action: 'rollback' });
  expect(await now('bad/two')).toMatchObject({ release: { number: 1 }, action: 'rollback' });
  expect(await now('bad/three')).toMatchObject({ release: { number: 1 }, action: 'promote' });
  expect((await as(ada, ...words)).code).toBe(0);
  const wrong = await as(ada, 'rollback', 'bad/*@staging', '--all-since', 'yesterday');
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('6h') });
});
