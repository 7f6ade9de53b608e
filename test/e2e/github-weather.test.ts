/** The whole story on a GitHub that behaves badly: lists that are late, answers that are lost, limits, a base that moves, branches that vanish; once where only squashes are allowed, once where only rebases are. */

import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../support/github-standin.ts';
import { type GithubWorld, githubRepository, githubWorld } from '../support/github-world.ts';
import type { Clone } from '../support/hermetic.ts';
import type { Answer } from '../support/in-process.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

// some minutes on a machine that does other things too
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const policy = `overrides: { '*': { promotion: { rollback: merge } } }\n`;
const secondary = { message: 'You have exceeded a secondary rate limit. Please wait.' };
const moved = { message: 'Base branch was modified. Review and try the merge again.' };

/** What may happen to the next call of its kind. */
const weather: readonly Fault[] = [
  { match: /^GET .*\/pulls\?/, status: 502 },
  { match: /^POST .*\/statuses\//, status: 403, body: secondary, headers: { 'retry-after': '1' } },
  { match: /^PUT .*\/merge$/, status: 405, body: moved },
  { match: /^POST .*\/pulls$/, status: 502, afterwards: true },
  { match: /^PUT .*\/merge$/, status: 502, afterwards: true },
  { match: /^POST .*\/comments$/, status: 500 },
  { match: /^GET .*\/reviews/, status: 503 },
  { match: /^PUT .*\/labels$/, status: 502, afterwards: true },
  { match: /^POST .*\/deployments$/, status: 500 },
];

describe.each(['squash', 'rebase'] as const)('where only a %s is allowed', (method) => {
  let world: GithubWorld;
  let gusts = 0;
  afterAll(() => world?.stop());

  /** As a person or a schedule does: what the world refused is asked again. */
  async function go(who: Clone, ...words: readonly string[]): Promise<Answer> {
    const { github } = world;
    for (let attempt = 1; ; attempt += 1) {
      const gust = weather[gusts % weather.length];
      if (attempt === 1 && gust !== undefined) github.faults.splice(0, 9, gust);
      gusts += 1;
      github.staleLists = attempt === 1 ? gusts % 2 : 0;
      const answer = await world.as(who, ...words);
      if (answer.code !== 4 || attempt === 4) return answer;
    }
  }
  const open = async () => {
    world.github.staleLists = 0;
    return world.forgeOf('ada').openPullRequests('main');
  };
  const openOf = async (branch: string) =>
    (await open()).find((each) => each.head.branch === branch);
  const historyOf = async (slot: string): Promise<{ action: string; pullRequest: number }[]> => {
    const { out } = await go(world.ada, 'history', slot, '--json');
    return JSON.parse(out).value.entries;
  };
  const actions = async (slot: string) => (await historyOf(slot)).map((each) => each.action);
  const filesOf = async (environment: string): Promise<string> => {
    await world.ada.run('pull', '--quiet');
    return world.ada.run('ls-tree', '-r', 'HEAD', `workflows/${environment}/hero`);
  };

  /** A designer's own pull request, merged through the gates. */
  async function designs(steps: number): Promise<void> {
    const { grace, forgeOf } = world;
    await grace.run('fetch', '--quiet', 'origin', 'main');
    const onto = await grace.run('rev-parse', 'FETCH_HEAD');
    const changes = Object.entries(pinnedInDev('hero', workflowText(steps))).map(
      ([path, content]) => ({ path, content }),
    );
    const message = 'Softer light';
    const commit = await grace.git.createCommit({ onto, parents: [onto], changes, message });
    const head = `design/${steps}`;
    const ref = `refs/heads/${head}`;
    await grace.git.push('origin', [{ ref, to: commit, expected: undefined }]);
    const words = { title: message, body: '', labels: [] };
    world.github.faults.splice(0);
    const { number } = await forgeOf('grace').open({ head, base: 'main', ...words });
    expect((await go(grace, 'pr', 'merge', String(number))).code).toBe(0);
  }

  /** Takes what dev holds to staging, with the evidence that runners would bring. */
  async function toStaging(): Promise<void> {
    const { ada, smoke } = world;
    await smoke('active', 'dev');
    expect((await go(ada, 'promote', 'hero', '--env', 'staging')).code).toBe(0);
    await smoke('candidate', 'staging');
    expect((await go(ada, 'promote', 'hero', '--env', 'staging', '--merge')).code).toBe(0);
  }
  /** And what staging holds to prod. */
  async function toProd(): Promise<void> {
    const { ada, grace, smoke } = world;
    await smoke('active', 'staging');
    expect((await go(ada, 'promote', 'hero', '--env', 'prod')).code).toBe(0);
    await smoke('candidate', 'prod');
    world.wait(25);
    const number = String((await openOf('comfypin/promote/prod/hero'))?.number);
    expect((await go(grace, 'pr', 'approve', number)).code).toBe(0);
    expect((await go(ada, 'promote', 'hero', '--env', 'prod', '--merge')).code).toBe(0);
  }

  it("takes a designer's pull request to prod", async () => {
    world = await githubWorld(policy, pinnedInDev('graded', workflowText(21, true)));
    Object.assign(world.github.hosted.roles, { ada: 'maintain', grace: 'write' });
    world.github.allowed = [method];
    world.github.deletesBranches = true;
    await designs(31);
    await toStaging();
    await toProd();
    expect(await actions('hero@staging')).toEqual(['promote']);
    expect(await actions('hero@prod')).toEqual(['promote']);
  });

  it('takes a newer release up in the pull request that is open, stops at a freeze, and refuses what prod cannot run', async () => {
    const { ada, grace, smoke } = world;
    await designs(32);
    await smoke('active', 'dev');
    await go(ada, 'promote', 'hero', '--env', 'staging');
    const first = await openOf('comfypin/promote/staging/hero');
    await designs(33);
    await smoke('active', 'dev');
    await go(ada, 'promote', 'hero', '--env', 'staging');
    const second = await openOf('comfypin/promote/staging/hero');
    expect(second?.number).toBe(first?.number);
    expect(second?.head.commit).not.toBe(first?.head.commit);
    await smoke('candidate', 'staging');
    expect((await go(ada, 'freeze', 'staging', '--reason', 'sale')).code).toBe(0);
    expect((await go(grace, 'pr', 'merge', String(second?.number))).code).toBe(1);
    expect((await go(ada, 'freeze', 'staging', '--lift', '--reason', 'over')).code).toBe(0);
    expect((await go(grace, 'pr', 'merge', String(second?.number))).code).toBe(0);
    expect(await actions('hero@staging')).toEqual(['promote', 'promote']);
    await smoke('active', 'dev', 'graded');
    await go(ada, 'promote', 'graded', '--env', 'staging');
    await smoke('candidate', 'staging', 'graded');
    await go(ada, 'promote', 'graded', '--env', 'staging', '--merge');
    const refused = await go(ada, 'promote', 'graded', '--env', 'prod');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('StyleGrade') });
  });

  it('rolls prod back to the exact bytes, by hand and after a failed run by itself', async () => {
    const { ada, smoke } = world;
    const before = await filesOf('prod');
    await toProd();
    expect(await filesOf('prod')).not.toBe(before);
    const back = await go(ada, 'rollback', 'hero@prod', '--now', '--reason', 'bad hands');
    expect(back.code).toBe(0);
    expect(await filesOf('prod')).toBe(before);
    await go(ada, 'hold', 'hero@prod', '--lift', '--reason', 'better hands');
    await designs(34);
    await toStaging();
    await toProd();
    await smoke('active', 'prod', 'hero', 'failed');
    expect((await go(ada, 'reconcile')).code).toBe(0);
    expect((await go(ada, 'reconcile')).code).toBe(0);
    expect(await actions('hero@prod')).toEqual([
      ...['rollback', 'promote', 'rollback', 'promote', 'promote'],
    ]);
    expect(await filesOf('prod')).toBe(before);
  });

  it('left one record and one pull request of each merge, one comment on each, and nothing open', async () => {
    const { ada, github } = world;
    github.faults.splice(0);
    expect((await world.as(ada, 'reconcile')).code).toBe(0);
    const slots = ['hero@staging', 'hero@prod', 'graded@staging'];
    const entries = (await Promise.all(slots.map(historyOf))).flat();
    const numbers = entries.map((each) => each.pullRequest);
    expect(new Set(numbers).size).toBe(entries.length);
    await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
    const files = (await ada.run('ls-tree', '-r', '--name-only', 'FETCH_HEAD')).split('\n');
    const merges = files.filter((file) => /^(?:promotion|rollback)\/(staging|prod)\//.test(file));
    expect(merges).toHaveLength(entries.length);
    expect((await open()).map((each) => each.head.branch)).toEqual([]);
    for (const number of numbers) {
      const url = `${github.url}/repos/${githubRepository}/issues/${number}/comments`;
      const answer = await fetch(url, { headers: { authorization: 'token ada-token' } });
      const bodies = ((await answer.json()) as { body: string }[]).map((each) => each.body);
      expect(bodies.filter((each) => each.startsWith('<!-- comfypin -->'))).toHaveLength(1);
    }
    expect(github.unknown).toEqual([]);
    expect(github.violations).toEqual([]);
    github.requests.length = 0;
    expect((await world.as(ada, 'reconcile')).code).toBe(0);
    expect(github.requests.filter((each) => !each.startsWith('GET '))).toEqual([]);
  });
});
