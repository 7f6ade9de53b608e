import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Forge } from '../../src/world/ports.ts';
import { type GithubWorld, githubWorld } from '../support/github-world.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

const quick = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const writes = ['open', 'update', 'close', 'comment', 'setStatus', 'merge'] as const;
type Write = (typeof writes)[number];
interface Crash {
  readonly at: Write;
  readonly when: 'before' | 'after';
}
const around = (...calls: readonly Write[]): readonly Crash[] =>
  calls.flatMap((at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]);
const promoting = around('open', 'setStatus', 'merge');
const updating = around('update');
const rollingBack = around('close', 'open', 'setStatus', 'merge');
const nameOf = (verb: string, { at, when }: Crash): string => `${verb}-${at.toLowerCase()}-${when}`;

let world: GithubWorld;

beforeAll(async () => {
  const names = [
    'twice',
    'labels',
    ...promoting.map((each) => nameOf('promote', each)),
    ...updating.map((each) => nameOf('move', each)),
    ...rollingBack.map((each) => nameOf('back', each)),
  ];
  const pins = names.map((name, index) => pinnedInDev(name, workflowText(21 + index)));
  world = await githubWorld(quick, Object.assign({}, ...pins));
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
  expect(world.github.faults).toEqual([]);
});
afterAll(() => world.stop());

/** A forge whose process ends around one call. */
function dying({ at, when }: Crash, seen: { crashed: boolean }): (forge: Forge) => Forge {
  return (forge) => {
    const call = forge[at] as (...given: unknown[]) => Promise<unknown>;
    const killed = async (...given: unknown[]): Promise<never> => {
      if (when === 'after') await call(...given);
      seen.crashed = true;
      throw new Error('killed');
    };
    return { ...forge, [at]: killed };
  };
}

/** Kills a command around a call, and runs it again. */
async function killed(crash: Crash, ...words: readonly string[]): Promise<void> {
  const seen = { crashed: false };
  const broken = await world.asWithForge(dying(crash, seen), world.ada, ...words);
  expect(broken).toMatchObject({ code: 70 });
  expect(seen.crashed).toBe(true);
  expect(await world.as(world.ada, ...words)).toMatchObject({ code: 0 });
}

/** What is left of a workflow in staging: its history, its records, and what is open. */
async function endOf(name: string) {
  const { ada, as, forgeOf } = world;
  const { entries } = JSON.parse((await as(ada, 'history', `${name}@staging`, '--json')).out).value;
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const files = (await ada.run('ls-tree', '-r', '--name-only', 'FETCH_HEAD')).split('\n');
  const texts = await Promise.all(
    files
      .filter((file) => /^(?:promotion|rollback|hold)\//.test(file))
      .map((file) => ada.run('show', `FETCH_HEAD:${file}`)),
  );
  const open = await forgeOf('ada').openPullRequests('main');
  return {
    actions: entries.map((each: { action: string }) => each.action),
    pullRequests: new Set(entries.map((each: { pullRequest: number }) => each.pullRequest)).size,
    records: texts.filter((text) => JSON.parse(text).workflow === name).length,
    open: open.filter((each) => each.head.branch.endsWith(`/${name}`)).length,
  };
}

describe('a process killed', () => {
  it.each(promoting)('$when $at goes on to the same merge', async (crash) => {
    const name = nameOf('promote', crash);
    await killed(crash, 'promote', name, '--env', 'staging', '--merge');
    expect(await endOf(name)).toMatchObject({
      actions: ['promote'],
      pullRequests: 1,
      records: 1,
      open: 0,
    });
  });

  it.each(updating)(
    '$when $at leaves a proposal that says what its branch holds',
    async (crash) => {
      const { ada, as, forgeOf } = world;
      const name = nameOf('move', crash);
      await as(ada, 'promote', name, '--env', 'staging');
      await world.commit(pinnedInDev(name, workflowText(90)));
      await killed(crash, 'promote', name, '--env', 'staging');
      const pulls = (await forgeOf('ada').openPullRequests('main')).filter(
        (each) => each.head.branch === `comfypin/promote/staging/${name}`,
      );
      expect(pulls).toMatchObject([
        { title: expect.stringContaining(': v2 '), body: expect.stringContaining('`steps` `90`') },
      ]);
      expect(await forgeOf('ada').statuses(pulls[0]?.head.commit ?? '')).toContainEqual(
        expect.objectContaining({ context: 'comfypin/gate', state: 'success' }),
      );
    },
  );

  it.each(rollingBack)('$when $at goes on to the same rollback', async (crash) => {
    const { ada, as } = world;
    const name = nameOf('back', crash);
    await as(ada, 'promote', name, '--env', 'staging', '--merge');
    await world.commit(pinnedInDev(name, workflowText(91)));
    await as(ada, 'promote', name, '--env', 'staging', '--merge');
    await world.commit(pinnedInDev(name, workflowText(92)));
    await as(ada, 'promote', name, '--env', 'staging');
    await killed(crash, 'rollback', `${name}@staging`, '--now', '--reason', 'bad hands');
    expect(await endOf(name)).toMatchObject({
      actions: ['rollback', 'promote', 'promote'],
      pullRequests: 3,
      // two promotions, a hold, and the rollback
      records: 4,
      open: 0,
    });
  });
});

it('makes one pull request when two people promote at once, and merges it once', async () => {
  const { ada, grace, as } = world;
  const words = ['promote', 'twice', '--env', 'staging', '--json'];
  const answers = await Promise.all([as(ada, ...words), as(grace, ...words)]);
  const numbers = answers.map(({ code, out }) => [
    code,
    JSON.parse(out).value.items[0].pullRequest.number,
  ]);
  expect(numbers[0]).toEqual(numbers[1]);
  expect(numbers[0]?.[0]).toBe(0);
  await Promise.all(
    [ada, grace].map((who) => as(who, 'promote', 'twice', '--env', 'staging', '--merge')),
  );
  expect(await endOf('twice')).toMatchObject({ actions: ['promote'], records: 1, open: 0 });
});

it('sets the labels that a refused call did not, and keeps those of people', async () => {
  const { ada, as, github, forgeOf } = world;
  const labels = { match: /PUT .*\/labels/, status: 403, body: { message: 'No.' } };
  github.faults.push(labels);
  expect((await as(ada, 'promote', 'labels', '--env', 'staging')).code).toBe(4);
  const [pull] = (await forgeOf('ada').openPullRequests('main')).filter((each) =>
    each.head.branch.endsWith('/labels'),
  );
  await forgeOf('grace').update(pull?.number ?? 0, { labels: ['urgent'] });
  expect((await as(ada, 'promote', 'labels', '--env', 'staging')).code).toBe(0);
  expect(await forgeOf('ada').pullRequest(pull?.number ?? 0)).toMatchObject({
    labels: expect.arrayContaining(['urgent', 'comfypin', 'promotion', 'staging']),
  });
});
