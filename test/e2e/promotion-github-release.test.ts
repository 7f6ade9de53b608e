import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type GithubWorld, githubWorld } from '../support/github-world.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;

let world: GithubWorld;

beforeAll(async () => {
  world = await githubWorld(open);
  world.github.hosted.roles['grace'] = 'write';
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
  expect(world.github.faults).toEqual([]);
});
afterAll(() => world.stop());

/** A designer's own pull request, merged by her. */
async function designed(steps: number): Promise<void> {
  const { grace, forgeOf } = world;
  await grace.run('fetch', '--quiet', 'origin', 'main');
  const onto = await grace.run('rev-parse', 'FETCH_HEAD');
  const changes = Object.entries(pinnedInDev('hero', workflowText(steps))).map(
    ([path, content]) => ({ path, content }),
  );
  const commit = await grace.git.createCommit({
    onto,
    parents: [onto],
    changes,
    message: 'Softer light',
  });
  const branch = `design/${steps}`;
  await grace.git.push('origin', [
    { ref: `refs/heads/${branch}`, to: commit, expected: undefined },
  ]);
  const forge = forgeOf('grace');
  const words = { title: 'Softer light', message: '' };
  const { number } = await forge.open({
    head: branch,
    base: 'main',
    ...words,
    body: '',
    labels: [],
  });
  expect(await forge.merge(number, { ...words, expectedHead: commit })).toMatchObject({
    merged: true,
  });
}

async function statusesOf(branch: string) {
  const forge = world.forgeOf('ada');
  const pull = (await forge.openPullRequests('main')).find((each) => each.head.branch === branch);
  const all = await forge.statuses(pull?.head.commit ?? '');
  return Object.fromEntries(all.map(({ context, state }) => [context, state]));
}

it('asks the designer, says each gate as a status, and publishes what is live', async () => {
  const { ada, as, github } = world;
  await designed(31);
  expect((await as(ada, 'promote', 'hero', '--env', 'staging')).code).toBe(0);
  expect(github.hosted.asked).toEqual([{ pull: 2, reviewer: 'grace' }]);
  expect(await statusesOf('comfypin/promote/staging/hero')).toMatchObject({
    'comfypin/gate': 'success',
    'comfypin/staging/validation': 'success',
    'comfypin/staging/freeze': 'success',
  });
  expect((await as(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  expect(github.hosted.deployments).toMatchObject([
    {
      environment: 'staging',
      task: 'comfypin:hero',
      description: expect.stringMatching(/^hero v2 \(/),
      production: false,
      states: ['success'],
    },
  ]);
  github.requests.length = 0;
  await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(github.requests.filter((each) => !each.startsWith('GET '))).toEqual([]);
});

it('keeps the record of a merge by rebase, with what had held', async () => {
  const { ada, as, github } = world;
  github.allowed = ['rebase'];
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(0);
  github.allowed = ['merge', 'squash', 'rebase'];
  const { entries } = JSON.parse((await as(ada, 'history', 'hero@prod', '--json')).out).value;
  // neither the merge nor its history has words of ours, and the number is known all the same
  expect(entries).toMatchObject([{ action: 'promote', pullRequest: 3 }]);
  const { body } = (await world.forgeOf('ada').pullRequest(3)) ?? {};
  expect(body).toContain('Came by #2 (staging).');
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const files = await ada.run('ls-tree', '-r', '--name-only', 'FETCH_HEAD', 'promotion/prod/');
  const record = JSON.parse(await ada.run('show', `FETCH_HEAD:${files}`));
  expect(record).toMatchObject({
    workflow: 'hero',
    action: 'promote',
    pullRequest: 3,
    mergedBy: 'ada',
    gates: { validation: 'passed' },
  });
});

it('makes the record of a rebase that people merged, from the commit alone', async () => {
  const { ada, as, forgeOf, github } = world;
  await designed(32);
  await as(ada, 'promote', 'hero', '--env', 'staging');
  const forge = forgeOf('grace');
  const [pull] = await forge.openPullRequests('main');
  github.allowed = ['rebase'];
  const words = { title: 'x', message: '' };
  await forge.merge(pull?.number ?? 0, { ...words, expectedHead: pull?.head.commit ?? '' });
  github.allowed = ['merge', 'squash', 'rebase'];
  expect((await as(ada, 'promote', 'hero', '--env', 'prod')).code).toBe(0);
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const files = await ada.run('ls-tree', '-r', '--name-only', 'FETCH_HEAD', 'promotion/staging/');
  const texts = await Promise.all(
    files.split('\n').map((each) => ada.run('show', `FETCH_HEAD:${each}`)),
  );
  const records = texts.map((each) => JSON.parse(each));
  expect(records).toContainEqual(
    expect.objectContaining({ action: 'promote', mergedOn: 'forge', workflow: 'hero' }),
  );
  expect(github.hosted.deployments.at(-1)).toMatchObject({ environment: 'staging' });
});

it('waits for a merge queue, and records what the queue merged', async () => {
  const { ada, as, github } = world;
  github.queued = [];
  const queued = await as(ada, 'promote', 'hero', '--env', 'prod', '--merge');
  expect(queued.code).toBe(3);
  expect(queued.err).toContain('waits in the merge queue of acme/flows');
  await github.passQueue();
  github.queued = undefined;
  expect((await as(ada, 'promote', 'hero', '--env', 'prod')).code).toBe(0);
  const { entries } = JSON.parse((await as(ada, 'history', 'hero@prod', '--json')).out).value;
  expect(entries).toMatchObject([{ action: 'promote' }, { action: 'promote' }]);
  expect(github.hosted.deployments.at(-1)).toMatchObject({
    environment: 'prod',
    production: true,
    states: ['success'],
  });
});

it('merges all the same where the token may not write deployments, and says so', async () => {
  const { ada, as, github } = world;
  await designed(33);
  github.faults.push({
    match: /POST .*\/deployments$/,
    status: 403,
    body: { message: 'Resource not accessible by personal access token' },
  });
  const merged = await as(ada, 'promote', 'hero', '--env', 'staging', '--merge');
  expect(merged).toMatchObject({ code: 0, err: expect.stringContaining('No deployment') });
});

it('asks the designer although the process ended right after it opened the pull request', async () => {
  const { ada, as, asWithForge, github, forgeOf } = world;
  await designed(77);
  const words = ['promote', 'hero', '--env', 'staging'];
  const broken = await asWithForge(
    (forge) => ({
      ...forge,
      open: async (request) => {
        await forge.open(request);
        throw new Error('killed');
      },
    }),
    ada,
    ...words,
  );
  expect(broken.code).toBe(70);
  const pull = (await forgeOf('ada').openPullRequests('main'))[0]?.number ?? 0;
  expect(github.hosted.asked.filter((each) => each.pull === pull)).toEqual([]);
  expect((await as(ada, ...words)).code).toBe(0);
  expect((await as(ada, ...words)).code).toBe(0);
  expect(github.hosted.asked.filter((each) => each.pull === pull)).toEqual([
    { pull, reviewer: 'grace' },
  ]);
});
