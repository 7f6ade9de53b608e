import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { PullRequest } from '../../src/world/ports.ts';
import { type GithubWorld, githubWorld } from '../support/github-world.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

let world: GithubWorld;

beforeAll(async () => {
  world = await githubWorld('', pinnedInDev('graded', workflowText(21, true)));
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
  expect(world.github.faults).toEqual([]);
});
afterAll(() => world.stop());

const open = (): Promise<readonly PullRequest[]> => world.forgeOf('ada').openPullRequests('main');

/** The one open pull request of a branch, with the status `comfypin/gate` of its head. */
async function proposal(branch: string) {
  const found = (await open()).filter((each) => each.head.branch === branch);
  expect(found).toHaveLength(1);
  const [pull] = found;
  if (pull === undefined) throw new Error(`no pull request of ${branch}`);
  const statuses = await world.forgeOf('ada').statuses(pull.head.commit);
  const gate = statuses.find((each) => each.context === 'comfypin/gate');
  return { ...pull, gate: gate && `${gate.state}: ${gate.description}` };
}

const filesOf = async (environment: string): Promise<string> => {
  await world.ada.run('pull', '--quiet');
  return world.ada.run('ls-tree', '-r', 'HEAD', `workflows/${environment}/hero`);
};

it('proposes to staging, with the gates in the body and their sum as a status of the head', async () => {
  const { ada, as, smoke } = world;
  const asked = await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(asked).toMatchObject({ code: 0, err: 'next: comfypin why hero@staging\n' });
  const first = await proposal('comfypin/promote/staging/hero');
  expect(first).toMatchObject({
    number: 1,
    author: 'ada',
    labels: ['comfypin', 'promotion', 'staging'],
    title: expect.stringMatching(/^Promote hero to staging: v1 /),
    body: expect.stringContaining('| previous | ⏳ pending | `hero has no active evidence in dev'),
    gate: 'pending: Waits for previous, smoke',
  });
  await smoke('active', 'dev');
  await smoke('candidate', 'staging');
  await as(ada, 'promote', 'hero', '--env', 'staging');
  const second = await proposal('comfypin/promote/staging/hero');
  expect(second.body).toContain('| previous | ✅ passed |');
  expect(second.gate).toBe('success: All gates passed');
  expect(second.head.commit).toBe(first.head.commit);
});

it('writes nothing to GitHub when it is asked again and nothing has changed', async () => {
  const { ada, as, github } = world;
  github.requests.length = 0;
  expect((await as(ada, 'promote', 'hero', '--env', 'staging')).code).toBe(0);
  expect(github.requests.length).toBeGreaterThan(0);
  expect(github.requests.filter((each) => !/^GET /.test(each))).toEqual([]);
});

it('merges with the head that it asked about, and keeps the record', async () => {
  const { ada, as, github } = world;
  github.allowed = ['squash'];
  github.deletesBranches = true;
  const merged = await as(ada, 'promote', 'hero', '--env', 'staging', '--merge');
  expect(merged.out).toMatch(/pull request 1, merged as [0-9a-f]{12}/);
  const { entries } = JSON.parse((await as(ada, 'history', 'hero@staging', '--json')).out).value;
  expect(entries).toMatchObject([{ action: 'promote', pullRequest: 1 }]);
  expect(await open()).toEqual([]);
  github.allowed = ['merge', 'squash', 'rebase'];
});

it('waits for evidence, soak and another person before prod', async () => {
  const { ada, grace, as, smoke } = world;
  await smoke('active', 'staging');
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(3);
  const { number, gate, body } = await proposal('comfypin/promote/prod/hero');
  expect(body).toMatch(/\| approvals \| ⏳ pending \| `.*others than ada/);
  expect(gate).toBe('pending: Waits for soak, smoke, approvals');
  expect((await as(grace, 'pr', 'merge', String(number))).code).toBe(3);
  await smoke('candidate', 'prod');
  world.wait(25);
  expect((await as(ada, 'pr', 'approve', String(number))).err).toContain(
    'ada opened pull request 2',
  );
  expect((await as(grace, 'pr', 'approve', String(number))).code).toBe(0);
  expect((await as(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(0);
  const { entries } = JSON.parse((await as(ada, 'history', 'hero@prod', '--json')).out).value;
  expect(entries).toMatchObject([{ pullRequest: number, approvers: ['grace'] }]);
});

it('refuses what the environment cannot run, and opens nothing', async () => {
  const { ada, as } = world;
  await world.smoke('active', 'dev', 'graded');
  await as(ada, 'promote', 'graded', '--env', 'staging');
  await world.smoke('candidate', 'staging', 'graded');
  expect((await as(ada, 'promote', 'graded', '--env', 'staging', '--merge')).code).toBe(0);
  const refused = await as(ada, 'promote', 'graded', '--env', 'prod');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('StyleGrade') });
  expect(await open()).toEqual([]);
});

it('turns the status of an open proposal red when its environment is frozen', async () => {
  const { ada, as, smoke } = world;
  await world.commit(pinnedInDev('hero', workflowText(30)));
  await smoke('active', 'dev');
  await as(ada, 'promote', 'hero', '--env', 'staging');
  await smoke('candidate', 'staging');
  await as(ada, 'promote', 'hero', '--env', 'staging');
  const branch = 'comfypin/promote/staging/hero';
  expect((await proposal(branch)).gate).toBe('success: All gates passed');
  await as(ada, 'freeze', 'staging', '--reason', 'sale');
  expect((await proposal(branch)).gate).toBe('failure: Refused by freeze');
  const { number } = await proposal(branch);
  expect((await as(ada, 'pr', 'merge', String(number))).code).toBe(1);
  await as(ada, 'freeze', 'staging', '--lift', '--reason', 'over');
  expect((await as(ada, 'pr', 'merge', String(number))).code).toBe(0);
});

it('rolls prod back to the exact bytes in one step, closing the promotion with a reason', async () => {
  const { ada, grace, as, smoke } = world;
  const before = await filesOf('prod');
  await smoke('active', 'staging');
  await as(ada, 'promote', 'hero', '--env', 'prod');
  await smoke('candidate', 'prod');
  world.wait(25);
  const { number } = await proposal('comfypin/promote/prod/hero');
  await as(grace, 'pr', 'approve', String(number));
  expect((await as(ada, 'pr', 'merge', String(number))).code).toBe(0);
  expect(await filesOf('prod')).not.toBe(before);
  await world.commit(pinnedInDev('hero', workflowText(40)));
  await smoke('active', 'dev');
  await as(ada, 'promote', 'hero', '--env', 'staging');
  await smoke('candidate', 'staging');
  await as(ada, 'promote', 'hero', '--env', 'staging', '--merge');
  await as(ada, 'promote', 'hero', '--env', 'prod');
  const late = await proposal('comfypin/promote/prod/hero');
  const back = await as(ada, 'rollback', 'hero@prod', '--now', '--reason', 'bad hands');
  expect(back).toMatchObject({ code: 0 });
  expect(await filesOf('prod')).toBe(before);
  expect(await world.forgeOf('ada').pullRequest(late.number)).toMatchObject({ state: 'closed' });
  expect((await as(ada, 'promote', 'hero', '--env', 'prod')).err).toContain('hero is held in prod');
  expect(await open()).toEqual([]);
});
