import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clock } from '../../src/world/clock.ts';
import { githubForge } from '../../src/world/github.ts';
import type { Forge, HostedForge } from '../../src/world/ports.ts';
import { mainTip, problemCode, pushBranch } from '../support/forge-contract.ts';
import { type GithubStandin, startGithubStandin } from '../support/github-standin.ts';
import { type Clone, type GitWorld, gitWorld } from '../support/hermetic.ts';

const repository = 'acme/flows';
let world: GitWorld;
let github: GithubStandin;
let ada: Clone;
let forge: Forge;
let hosted: HostedForge;

function forgeWith(more: Partial<Parameters<typeof githubForge>[0]>): Forge {
  return githubForge({ repository, apiUrl: github.url, secondMs: 5, ...more }, clock);
}

beforeAll(async () => {
  world = await gitWorld();
  const tokens = { 'ada-token': 'ada', 'installation-token': 'flows-app[bot]' };
  github = await startGithubStandin({ repository, bare: world.bare, env: world.env, tokens });
  ada = await world.clone('ada');
  forge = forgeWith({ token: 'ada-token' });
  if (forge.hosted === undefined) throw new Error('GitHub is a hosted forge');
  hosted = forge.hosted;
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

const writes = () => github.requests.filter((each) => !each.startsWith('GET '));
const asked = { base: 'main', title: 't', body: '', labels: [] };
const words = { title: 'Merge', message: 'body' };

async function openOne(branch: string) {
  const head = await pushBranch(ada, branch);
  const { number } = await forge.open({ ...asked, head: branch });
  return { number, head };
}

describe('people', () => {
  it.each([
    ['grace', 'maintain', 'maintain'],
    ['joan', 'triage', 'triage'],
    ['ada', 'admin', 'admin'],
    ['mallory', undefined, 'read'],
    ['nobody', undefined, 'none'],
  ])('%s with the role %s may %s', async (login, role, expected) => {
    if (role !== undefined) github.hosted.roles[login] = role;
    expect(await hosted.permission(login)).toBe(expected);
  });

  it('takes no missing repository for a missing person', async () => {
    const elsewhere = forgeWith({ token: 'ada-token', repository: 'acme/other' }).hosted;
    expect(await problemCode(elsewhere?.permission('grace') ?? Promise.resolve())).toBe(
      'github/not-found',
    );
  });

  it('finds who made a change, in each kind of merge, and nobody behind a push', async () => {
    for (const allowed of ['merge', 'squash', 'rebase'] as const) {
      github.allowed = [allowed];
      const { number, head } = await openOne(`made-${allowed}`);
      await forge.merge(number, { ...words, expectedHead: head });
      expect(await hosted.authorOf(await mainTip(ada), 'main')).toBe('ada');
    }
    github.allowed = ['merge', 'squash', 'rebase'];
    const first = await ada.run('rev-list', '--max-parents=0', 'origin/main');
    expect(await hosted.authorOf(first, 'main')).toBeUndefined();
  });

  it('asks who may review, and leaves out who may not', async () => {
    github.hosted.roles['grace'] = 'write';
    const { number } = await openOne('reviewed');
    await hosted.askReview(number, ['mallory', 'ada', 'grace']);
    expect(github.hosted.asked).toEqual([{ pull: number, reviewer: 'grace' }]);
  });

  it('cuts a long answer where it says so, within the limit and not inside a character', async () => {
    const { number } = await openOne('long-answer');
    const reply = { to: 77, body: '🙂'.repeat(40_000), reaction: 'rocket' } as const;
    const url = await hosted.say(number, reply);
    expect(url).toContain('#issuecomment-');
    expect(await hosted.said(number, 77)).toEqual({ url, reaction: 'rocket' });
    expect(await hosted.said(number, 7)).toBeUndefined();
    const answer = await fetch(`${github.url}/repos/${repository}/issues/${number}/comments`, {
      headers: { authorization: 'token ada-token' },
    });
    const [{ body }] = (await answer.json()) as [{ body: string }];
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(/\*\*Cut here: \d+ more characters do not fit/);
    // with the flag u a half of a pair matches alone
    expect(body).not.toMatch(/\p{Surrogate}/u);
  });
});

describe('an App', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  beforeAll(() => {
    github.hosted.appKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  });

  it('signs in on its installation, with line breaks as variables hold them', async () => {
    const app = { id: '4711', privateKey: pem.replaceAll('\n', '\\n') };
    expect(await forgeWith({ app }).me()).toBe('flows-app[bot]');
  });

  it.each([
    ['another key', { id: '4712', privateKey: pem }, repository, /does not accept the signature/],
    ['no key', { id: '4711', privateKey: 'nonsense' }, repository, /cannot be read/],
    ['no installation', { id: '4711', privateKey: pem }, 'acme/other', /not installed/],
  ])('says what is wrong: %s', async (_, app, where, reason) => {
    const failed = forgeWith({ app, repository: where }).openPullRequests('main');
    expect(await problemCode(failed)).toBe('github/app-refused');
    await expect(failed).rejects.toThrow(reason);
  });
});

describe('deployments', () => {
  const hero = { environment: 'prod', workflow: 'hero', description: 'hero v1', production: true };

  it('shows what is live, once per commit, and ends only the one before of the same workflow', async () => {
    const commit = await mainTip(ada);
    await hosted.deploy({ ...hero, commit });
    await hosted.deploy({ ...hero, workflow: 'badge', commit });
    github.requests.length = 0;
    await hosted.deploy({ ...hero, commit });
    expect(writes()).toEqual([]);
    await hosted.deploy({ ...hero, description: 'hero v2', commit: 'd'.repeat(40) });
    expect(github.hosted.deployments.map(({ task, states }) => [task, states])).toEqual([
      ['comfypin:hero', ['success', 'inactive']],
      ['comfypin:badge', ['success']],
      ['comfypin:hero', ['success']],
    ]);
  });

  it('goes on where a process ended between a deployment and its state', async () => {
    const commit = 'e'.repeat(40);
    const lost = { match: /POST .*\/statuses$/, status: 422, body: { message: 'lost' } };
    github.faults.push(lost);
    await expect(hosted.deploy({ ...hero, workflow: 'crash', commit })).rejects.toThrow('lost');
    await hosted.deploy({ ...hero, workflow: 'crash', commit });
    const made = github.hosted.deployments.filter((each) => each.task === 'comfypin:crash');
    expect(made.map((each) => each.states)).toEqual([['success']]);
  });
});

describe('Actions', () => {
  it('starts a file and follows its run', async () => {
    const run = await hosted.dispatch('promote.yml', 'main', { workflow: 'hero' });
    expect(run).toMatchObject({ state: 'waiting', url: expect.stringMatching(/actions\/runs\//) });
    const there = github.hosted.runs.at(-1);
    expect(there).toMatchObject({ branch: 'main', inputs: { workflow: 'hero' } });
    expect(await hosted.activeRuns('promote.yml')).toMatchObject([{ id: run?.id }]);
    Object.assign(there ?? {}, { status: 'completed', conclusion: 'failure' });
    expect(await hosted.actionsRun(run?.id ?? 0)).toMatchObject({ state: 'failure' });
    expect(await hosted.activeRuns('promote.yml')).toEqual([]);
  });

  it('asks an older server in its own words, and does without the address of the run', async () => {
    github.faults.push({
      match: /dispatches$/,
      status: 422,
      body: { message: 'Invalid request. "return_run_details" is not a permitted key.' },
    });
    const unknown = await hosted.dispatch('promote.yml', 'main', {});
    expect(unknown).toBeUndefined();
    expect(github.hosted.runs).toHaveLength(2);
  });

  it('says that a file is not there', async () => {
    expect(await problemCode(hosted.dispatch('capture.yml', 'main', {}))).toBe(
      'github/no-dispatch',
    );
    expect(await hosted.activeRuns('capture.yml')).toEqual([]);
  });
});

it('keeps one issue: opened, brought up to date, left alone, closed', async () => {
  const drift = { title: 'prod drifts', body: 'KSampler changed' };
  expect(await hosted.issue('comfypin:drift:prod', { ...drift, body: undefined })).toBeUndefined();
  const opened = await hosted.issue('comfypin:drift:prod', drift);
  github.requests.length = 0;
  expect(await hosted.issue('comfypin:drift:prod', drift)).toEqual(opened);
  expect(writes()).toEqual([]);
  await hosted.issue('comfypin:drift:prod', { ...drift, body: 'more' });
  expect(github.hosted.issues).toMatchObject([{ body: expect.stringContaining('more') }]);
  await hosted.issue('comfypin:drift:prod', { ...drift, body: undefined });
  expect(github.hosted.issues).toMatchObject([{ state: 'closed' }]);
});

describe('a merge queue', () => {
  it('takes the pull request with the head that was asked about, and no other', async () => {
    const { number, head } = await openOne('queued');
    const moved = await openOne('queued-moved');
    github.queued = [];
    const wanted = { ...words, expectedHead: head };
    expect(await forge.merge(number, wanted)).toMatchObject({ merged: false, queued: true });
    expect(await forge.merge(number, wanted)).toMatchObject({ merged: false, queued: true });
    expect(github.queued).toEqual([number]);
    const later = await forge.merge(moved.number, { ...words, expectedHead: head });
    expect(later).toMatchObject({ merged: false, moved: true });
    expect(later).not.toHaveProperty('queued');
    await github.passQueue();
    github.queued = undefined;
    expect(await forge.pullRequest(number)).toMatchObject({ state: 'merged' });
    expect(await forge.merge(number, wanted)).toMatchObject({ merged: true });
  });
});

it('merges by the one method that promotion.yaml names, and by no other', async () => {
  const squashing = forgeWith({ token: 'ada-token', mergeMethod: 'squash' });
  const { number, head } = await openOne('one-method');
  github.allowed = ['merge', 'rebase'];
  const wanted = { ...words, expectedHead: head };
  expect(await squashing.merge(number, wanted)).toMatchObject({
    merged: false,
    reason: expect.stringContaining('Squash merges are not allowed'),
  });
  github.allowed = ['merge', 'squash', 'rebase'];
  expect(await squashing.merge(number, wanted)).toMatchObject({ merged: true });
  await ada.git.fetch('origin', ['refs/heads/main']);
  expect((await ada.git.commit(await mainTip(ada))).parents).toHaveLength(1);
});

it('adopts what a list does not show yet', async () => {
  const { number } = await openOne('eventual');
  github.staleLists = 3;
  expect(await forge.pullRequestsOf('eventual')).toEqual([]);
  expect(await forge.open({ ...asked, head: 'eventual' })).toMatchObject({ number });
});

it('reads check runs as statuses, and says where it may not', async () => {
  const { head } = await openOne('checked');
  const { checks } = github.hosted;
  checks[head] = [
    { name: 'lint', status: 'completed', conclusion: 'success' },
    { name: 'skipped', status: 'completed', conclusion: 'neutral' },
    { name: 'test', status: 'completed', conclusion: 'timed_out' },
    { name: 'slow', status: 'in_progress', conclusion: null },
  ];
  const found = await hosted.checks(head);
  expect(found?.map(({ context, state }) => [context, state])).toEqual([
    ['lint', 'success'],
    ['skipped', 'success'],
    ['test', 'failure'],
    ['slow', 'pending'],
  ]);
  github.hosted.hidden = /check-runs/;
  expect(await hosted.checks(head)).toBeUndefined();
  github.hosted.hidden = undefined;
});

it('reads who is in a team, and takes a refusal and a team that is not there for unknown', async () => {
  github.hosted.teams['acme/artists'] = ['grace', 'linus'];
  expect(await hosted.teamMembers('@acme/artists')).toEqual(['grace', 'linus']);
  expect(await hosted.teamMembers('@acme/none')).toBeUndefined();
  github.hosted.hidden = /teams/;
  expect(await hosted.teamMembers('@acme/artists')).toBeUndefined();
  github.hosted.hidden = undefined;
});

it('reads the settings that a token may see, and leaves out the others', async () => {
  Object.assign(github.hosted, {
    runners: [{ name: 'gpu-1', online: false, labels: ['self-hosted', 'gpu-prod'] }],
    secrets: ['PROD_TOKEN'],
    variables: ['PROD_URL'],
  });
  expect(await hosted.settings(['prod'])).toMatchObject({
    private: true,
    kind: 'person',
    forkApproval: 'first_time_contributors',
    jobToken: { writes: false, approves: false },
    runners: [{ name: 'gpu-1', online: false, labels: ['self-hosted', 'gpu-prod'] }],
    secrets: ['PROD_TOKEN'],
    variables: ['PROD_URL'],
    time: expect.any(Number),
  });
  github.hosted.hidden = /\/actions\/|\/environments\//;
  const less = await hosted.settings(['prod']);
  github.hosted.hidden = undefined;
  expect(less).not.toHaveProperty('runners');
  expect(less).not.toHaveProperty('secrets');
  expect(less).not.toHaveProperty('jobToken');
});

it('tells how a branch is protected', async () => {
  expect(await hosted.protection('no-such-branch')).toBeUndefined();
  expect(await hosted.protection('main')).toMatchObject({ protected: false, forcePushes: true });
  github.hosted.guarded['main'] = ['comfypin/gate'];
  expect(await hosted.protection('main')).toMatchObject({
    protected: true,
    forcePushes: false,
    deletions: false,
    required: ['comfypin/gate'],
  });
});
