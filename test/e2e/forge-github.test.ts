import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clock } from '../../src/world/clock.ts';
import { githubForge } from '../../src/world/github.ts';
import type { Forge } from '../../src/world/ports.ts';
import {
  checkForge,
  type ForgeSetup,
  mainTip,
  problemCode,
  pushBranch,
} from '../support/forge-contract.ts';
import { type GithubStandin, startGithubStandin } from '../support/github-standin.ts';
import { type GitWorld, gitWorld } from '../support/hermetic.ts';

const repository = 'acme/flows';
const tokens = {
  'stranger-token': 'stranger',
  'app-token': 'flows-app[bot]',
  'ada-token': 'ada',
  'bob-token': 'bob',
  'job-token': 'github-actions[bot]',
};

let world: GitWorld;
let github: GithubStandin;
let people: ForgeSetup;

function forgeWith(token: string | undefined, more: { repository?: string } = {}): Forge {
  const options = { repository, apiUrl: github.url, secondMs: 5, ...more };
  return githubForge(token === undefined ? options : { ...options, token }, clock);
}

beforeAll(async () => {
  world = await gitWorld();
  github = await startGithubStandin({ repository, bare: world.bare, env: world.env, tokens });
  const [ada, bob] = [await world.clone('ada'), await world.clone('bob')];
  people = {
    ada: { clone: ada, forge: forgeWith('ada-token') },
    bob: { clone: bob, forge: forgeWith('bob-token') },
  };
});
afterEach(() => {
  expect(github.unknown).toEqual([]);
  expect(github.violations).toEqual([]);
  expect(github.faults).toEqual([]);
});
afterAll(async () => {
  await github.stop();
  await world.stop();
});

checkForge(() => people);

const words = { title: 'Merge', message: 'body' };
const asked = { base: 'main', title: 't', body: '', labels: [] };

async function openOne(branch: string) {
  const head = await pushBranch(people.ada.clone, branch);
  const { number } = await people.ada.forge.open({ ...asked, head: branch });
  return { number, head };
}

it('asks with the owner before the branch, and trusts no filter', async () => {
  const { number } = await openOne('filtered');
  github.requests.length = 0;
  await people.ada.forge.pullRequestsOf('filtered');
  expect(github.requests[0]).toContain('head=acme%3Afiltered');
  const other = await people.ada.forge.pullRequest(number);
  const foreign = {
    number: 1,
    html_url: 'https://github.com/x',
    state: 'open',
    title: 't',
    body: null,
    labels: [],
    user: null,
    created_at: '2026-01-01T00:00:00Z',
    closed_at: null,
    merged_at: null,
    merge_commit_sha: null,
    head: { ref: 'filtered', sha: other?.head.commit, repo: { full_name: 'mallory/flows' } },
    base: { ref: 'main' },
  };
  github.faults.push({
    match: /GET .*\/pulls\?/,
    status: 200,
    body: [foreign, { ...foreign, head: { ...foreign.head, repo: null } }],
  });
  expect(await people.ada.forge.pullRequestsOf('filtered')).toEqual([]);
});

it("takes no fork's pull request for one of ours, and no stranger's approval for one", async () => {
  const { number, head } = await openOne('own');
  const list = await people.ada.forge.openPullRequests('main');
  expect(list.map((each) => each.number)).toContain(number);
  const raw = await fetch(`${github.url}/repos/${repository}/pulls`, {
    headers: { authorization: 'token ada-token' },
  });
  const [pull] = (await raw.json()) as { head: object }[];
  const fork = { ...pull, head: { ...pull?.head, repo: { full_name: 'mallory/flows' } } };
  github.faults.push({ match: /GET .*\/pulls\?/, status: 200, body: [fork] });
  expect(await people.ada.forge.openPullRequests('main')).toEqual([]);
  github.faults.push({
    match: /GET .*\/pulls\/\d+$/,
    status: 200,
    body: { ...fork, merged_by: null },
  });
  expect(await people.ada.forge.pullRequest(number)).toMatchObject({ fromFork: true });
  await forgeWith('stranger-token').approve(number, head);
  expect(await people.ada.forge.reviews(number)).toMatchObject([
    { reviewer: 'stranger', state: 'commented' },
  ]);
});

it('reads lists over all their pages', async () => {
  const { number } = await openOne('pages');
  const { head } = (await people.ada.forge.pullRequest(number)) ?? { head: { commit: '' } };
  for (let index = 0; index < 105; index += 1) await people.bob.forge.approve(number, head.commit);
  expect(await people.ada.forge.reviews(number)).toHaveLength(105);
});

it('writes nothing where nothing changes', async () => {
  const { number, head } = await openOne('quiet');
  const act = async (): Promise<void> => {
    await people.ada.forge.update(number, { title: 't2', body: 'b', labels: ['x', 'y'] });
    await people.ada.forge.comment(number, 'comfypin:report', 'text');
    await people.ada.forge.setStatus(head, {
      context: 'c',
      state: 'success',
      description: 'd'.repeat(300),
    });
  };
  await act();
  github.requests.length = 0;
  await act();
  expect(github.requests.filter((each) => !each.startsWith('GET '))).toEqual([]);
});

it('never edits the comment of a stranger that carries the marker, and cuts what is too long', async () => {
  const { number } = await openOne('comments');
  await forgeWith('stranger-token').comment(number, 'comfypin:report', 'planted by a stranger');
  github.requests.length = 0;
  await people.ada.forge.comment(number, 'comfypin:report', 'x'.repeat(70_000));
  expect(github.requests.at(-1)).toMatch(/^POST .*\/comments$/);
});

it('shares one comment between a job and those who may edit it, and makes its own where that is refused', async () => {
  const { number } = await openOne('shared');
  const requestOf = async (forge: Forge, body: string) => {
    github.requests.length = 0;
    await forge.comment(number, 'comfypin', body, 'gate');
    return github.requests.filter((each) => /^P.*\/issues\//.test(each)).map((each) => each[1]);
  };
  const [post, patch] = ['O', 'A'];
  expect(await requestOf(forgeWith('job-token'), 'pending')).toEqual([post]);
  github.hosted.roles['ada'] = 'write';
  expect(await requestOf(people.ada.forge, 'passed')).toEqual([patch]);
  expect(await requestOf(people.ada.forge, 'passed')).toEqual([]);
  // Bob's token may not edit what others wrote
  expect(await requestOf(people.bob.forge, 'failed')).toEqual([patch, post]);
});

it('cuts a title to what GitHub takes', async () => {
  await pushBranch(people.ada.clone, 'long');
  const { title } = await people.ada.forge.open({ ...asked, head: 'long', title: 'a'.repeat(300) });
  expect(title).toHaveLength(256);
});

describe('merging', () => {
  it('squashes where only that is allowed', async () => {
    const { number, head } = await openOne('squash');
    github.allowed = ['squash'];
    const before = await mainTip(people.ada.clone);
    const merged = await people.ada.forge.merge(number, { ...words, expectedHead: head });
    github.allowed = ['merge', 'squash', 'rebase'];
    expect(merged).toMatchObject({ merged: true });
    await people.ada.clone.git.fetch('origin', ['refs/heads/main']);
    expect((await people.ada.clone.git.commit(await mainTip(people.ada.clone))).parents).toEqual([
      before,
    ]);
  });

  it('counts a merge whose answer was lost, and does not merge twice', async () => {
    const { number, head } = await openOne('lost-answer');
    github.faults.push({
      match: /PUT .*\/merge/,
      status: 502,
      body: { message: 'Server Error' },
      afterwards: true,
    });
    const wanted = { ...words, expectedHead: head };
    expect(await problemCode(people.ada.forge.merge(number, wanted))).toBe('github/unreachable');
    const tip = await mainTip(people.ada.clone);
    expect(await people.ada.forge.merge(number, wanted)).toEqual({ merged: true, commit: tip });
    expect(await mainTip(people.ada.clone)).toBe(tip);
  });

  it('tries again when the base moved, and not when a rule stands in the way', async () => {
    const { number, head } = await openOne('transient');
    const wanted = { ...words, expectedHead: head };
    const put = /PUT .*\/merge/;
    github.faults.push({
      match: put,
      status: 405,
      body: { message: 'At least 1 approving review is required by reviewers with write access.' },
    });
    expect(await people.ada.forge.merge(number, wanted)).toMatchObject({
      merged: false,
      moved: false,
      reason: expect.stringContaining('approving review'),
    });
    github.faults.push({
      match: put,
      status: 405,
      body: { message: 'Base branch was modified. Review and try the merge again.' },
    });
    expect(await people.ada.forge.merge(number, wanted)).toMatchObject({ merged: true });
  });

  it('finds a pull request merged whose branch GitHub deletes by itself', async () => {
    const { number, head } = await openOne('auto-deleted');
    github.deletesBranches = true;
    expect(await people.ada.forge.merge(number, { ...words, expectedHead: head })).toMatchObject({
      merged: true,
    });
    github.deletesBranches = false;
    expect(await people.ada.forge.pullRequestsOf('auto-deleted')).toMatchObject([
      { number, state: 'merged', head: { commit: head } },
    ]);
  });
});

describe('refusals', () => {
  const any = /GET .*\/pulls\/\d+$/;
  let known = 0;
  beforeAll(async () => {
    known = (await openOne('refusals')).number;
  });

  it('knows the bots of a job and of an App, and a wrong token', async () => {
    expect(await forgeWith('job-token').me()).toBe('github-actions[bot]');
    expect(await forgeWith('app-token').me()).toBe('flows-app[bot]');
    const failed = forgeWith('very-secret').openPullRequests('main');
    expect(await problemCode(failed)).toBe('github/login-refused');
    await expect(failed).rejects.not.toThrow('very-secret');
  });

  it('waits a little for a new token, and takes an unseen repository for no absence', async () => {
    const absent = { status: 404, body: { message: 'Not Found' } };
    github.faults.push(
      { match: any, ...absent },
      { match: /GET \/repos\/acme\/flows$/, ...absent },
    );
    expect(await people.ada.forge.pullRequest(known)).toMatchObject({ number: known });
    expect(
      await problemCode(forgeWith('ada-token', { repository: 'acme/other' }).pullRequest(known)),
    ).toBe('github/not-found');
    expect(await people.ada.forge.pullRequest(77_777)).toBeUndefined();
  });

  it('waits out a short secondary limit, and tells of a long one', async () => {
    const body = {
      message:
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    };
    github.faults.push({ match: any, status: 403, body, headers: { 'retry-after': '1' } });
    expect(await people.ada.forge.pullRequest(known)).toMatchObject({ number: known });
    github.faults.push({ match: any, status: 403, body, headers: { 'retry-after': '900' } });
    expect(await problemCode(people.ada.forge.pullRequest(known))).toBe('github/rate-limited');
    const reset = `${Math.floor(Date.now() / 1000) + 3000}`;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.faults.push({
      match: any,
      status: 403,
      body: { message: 'API rate limit exceeded for user ID 1.' },
      headers,
    });
    expect(await problemCode(people.ada.forge.pullRequest(known))).toBe('github/rate-limited');
  });

  it('tries a server error again, and says when nothing answers', async () => {
    github.faults.push({ match: any, status: 502, body: { message: 'Server Error' } });
    expect(await people.ada.forge.pullRequest(known)).toMatchObject({ number: known });
    const dead = githubForge(
      { repository, apiUrl: 'http://127.0.0.1:1', token: 'x', secondMs: 1 },
      clock,
    );
    expect(await problemCode(dead.openPullRequests('main'))).toBe('github/unreachable');
  });

  it.each([
    ['a text', 200, 'hello'],
    ['an unknown state', 200, { number: 1, html_url: '', state: 'draft', head: {} }],
    ['a page of a proxy', 200, [{}]],
  ])('refuses %s instead of a pull request', async (_, status, body) => {
    github.faults.push({ match: any, status, body });
    expect(await problemCode(people.ada.forge.pullRequest(known))).toBe('github/unexpected-answer');
  });

  it('passes on what GitHub does not accept', async () => {
    expect(await problemCode(people.ada.forge.open({ ...asked, head: 'nowhere' }))).toBe(
      'github/refused',
    );
    github.faults.push({
      match: /POST .*\/pulls$/,
      status: 403,
      body: { message: 'GitHub Actions is not permitted to create or approve pull requests.' },
    });
    expect(await problemCode(people.ada.forge.open({ ...asked, head: 'nowhere' }))).toBe(
      'github/forbidden',
    );
  });
});
