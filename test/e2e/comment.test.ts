import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GithubWorld, githubRepository, githubWorld } from '../support/github-world.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;

let world: GithubWorld;
let comments = 5000;

beforeAll(async () => {
  world = await githubWorld(open);
  Object.assign(world.github.hosted.roles, { ada: 'maintain', grace: 'write', joan: 'triage' });
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
  expect(world.github.faults).toEqual([]);
});
afterAll(() => world.stop());

const repository = { full_name: githubRepository };

/** Runs `comfypin comment` as the job of an event does. */
async function event(payload: object, ...words: readonly string[]) {
  const file = join(world.folder, 'event.json');
  writeFileSync(file, JSON.stringify({ repository, ...payload }));
  return world.as(world.grace, 'comment', '--event', file, ...words);
}

/** What a person writes under a pull request, and how it was answered. */
async function says(login: string, body: string, number = 1) {
  const id = comments++;
  const done = await event({
    action: 'created',
    issue: { number, pull_request: {} },
    comment: { id, body, user: { login, type: 'User' } },
  });
  const reactions = world.github.hosted.reactions
    .filter((each) => each.comment === id)
    .map((each) => each.content);
  return { ...done, reactions, answer: await lastComment(number) };
}

async function commentsOf(number: number): Promise<readonly string[]> {
  const url = `${world.github.url}/repos/${githubRepository}/issues/${number}/comments?per_page=100`;
  const answer = await fetch(url, { headers: { authorization: 'token ada-token' } });
  const rows = (await answer.json()) as { body: string }[];
  return rows.map((each) => each.body);
}

async function lastComment(number: number): Promise<string> {
  return (await commentsOf(number)).at(-1) ?? '';
}

describe('commands', () => {
  it('tell why, about what the pull request changes', async () => {
    const { ada, as } = world;
    await as(ada, 'freeze', 'staging', '--reason', 'sale');
    await as(ada, 'promote', 'hero', '--env', 'staging');
    await as(ada, 'freeze', 'staging', '--lift', '--reason', 'over');
    expect((await as(ada, 'promote', 'hero', '--env', 'staging')).code).toBe(0);
    const asked = await says('joan', '/why');
    expect(asked).toMatchObject({ code: 0, reactions: ['eyes', 'rocket'] });
    expect(asked.answer).toContain('hero');
  });

  it('do nothing for someone who may not, and say what it takes', async () => {
    const refused = await says('joan', '/promote');
    expect(refused).toMatchObject({ code: 0, reactions: ['eyes', '-1'] });
    expect(refused.answer).toContain('takes the permission write, and joan has triage');
    expect((await says('mallory', '/why')).answer).toContain('mallory has read');
    expect(await world.forgeOf('ada').pullRequest(1)).toMatchObject({ state: 'open' });
  });

  it.each([
    ['joan', '/hold hero@staging --reason x'],
    ['joan', '/rollback hero@staging --now --reason x'],
    ['joan', '/smoke'],
    ['joan', '/update'],
    ['mallory', '/retry'],
    ['grace', '/hotfix hero@staging --skip smoke --reason x'],
  ])('%s may not %s', async (login, body) => {
    const refused = await says(login, body);
    const [verb] = body.split(' ');
    expect(refused).toMatchObject({ code: 0, reactions: ['eyes', '-1'] });
    expect(refused.answer).toContain(`\`${verb}\` was not carried out`);
    expect(refused.answer).toMatch(/takes the permission (triage|write|maintain)/);
    expect(world.github.hosted.runs).toEqual([]);
  });

  it('ask the gates again for whoever may triage', async () => {
    const asked = await says('joan', '/retry');
    expect(asked).toMatchObject({ code: 0, reactions: ['eyes', 'rocket'] });
    expect(asked.answer).toContain('comfypin/gate: passed');
  });

  it('answer a misspelled one, and leave plain words and other programs’ commands alone', async () => {
    const wrong = await says('grace', '/promot');
    expect(wrong).toMatchObject({ reactions: ['confused'] });
    expect(wrong.answer).toContain('Did you mean `/promote`?');
    world.github.requests.length = 0;
    expect((await says('grace', 'looks good @ada')).reactions).toEqual([]);
    expect((await says('grace', '/cc @ada')).reactions).toEqual([]);
    expect(world.github.requests.filter((each) => !each.startsWith('GET '))).toEqual([]);
  });

  it('start a smoke run of the head, of a fork only for a maintainer who names the commit', async () => {
    const { github, forgeOf } = world;
    const pull = await forgeOf('ada').pullRequest(1);
    const head = pull?.head.commit ?? '';
    const started = await says('grace', '/smoke');
    expect(started.answer).toMatch(/smoke of hero in staging: https:.*\/actions\/runs\/\d+/);
    expect(github.hosted.runs.at(-1)).toMatchObject({
      file: 'smoke.yml',
      branch: 'main',
      inputs: {
        workflows: 'hero',
        environment: 'staging',
        kind: 'candidate',
        ref: 'refs/pull/1/head',
        commit: head,
      },
    });
    const before = github.hosted.runs.length;
    expect((await says('grace', '/smoke abcdef1')).answer).toContain('its head is');
    github.forks.add(1);
    expect((await says('grace', `/smoke ${head}`)).answer).toContain('permission maintain');
    expect((await says('ada', '/smoke')).answer).toContain('it comes from a fork');
    expect(github.hosted.runs).toHaveLength(before);
    expect((await says('ada', `/smoke ${head.slice(0, 12)}`)).answer).toContain('/actions/runs/');
    expect(github.hosted.runs).toHaveLength(before + 1);
    github.forks.delete(1);
  });

  it('promote, hold and roll back in one step, with the name of who asked in the records', async () => {
    const promoted = await says('grace', '/promote');
    expect(promoted.reactions).toEqual(['eyes', 'rocket']);
    expect(await world.forgeOf('ada').pullRequest(1)).toMatchObject({ state: 'merged' });
    await world.commit(pinnedInDev('hero', workflowText(33)));
    await says('grace', '/promote hero@staging');
    const back = await says('grace', '/rollback hero@staging --now --reason bad `hands` @ada');
    expect(back.reactions).toEqual(['eyes', 'rocket']);
    const { ada, as } = world;
    const { entries } = JSON.parse((await as(ada, 'history', 'hero@staging', '--json')).out).value;
    expect(entries.map((each: { action: string }) => each.action)).toEqual([
      'rollback',
      'promote',
      'promote',
    ]);
    const again = await as(ada, 'promote', 'hero', '--env', 'staging');
    expect(again.err).toContain('bad `hands` @ada (asked for by grace in #1)');
    await says('grace', '/hold hero@staging --lift --reason enough');
  });

  it('skip named gates in a hotfix for a maintainer alone, and never the others', async () => {
    const { ada, as, forgeOf } = world;
    await world.commit({ 'promotion.yaml': world.yaml('') });
    await world.commit(pinnedInDev('hero', workflowText(39)));
    await as(ada, 'promote', 'hero', '--env', 'staging');
    const words = '/hotfix hero@staging --skip previous --reason wrong hands';
    expect((await says('grace', words)).answer).toContain('permission maintain');
    expect(
      (await says('ada', '/hotfix hero@staging --skip validation --reason x')).answer,
    ).toContain('cannot skip "validation"');
    // smoke is not named, so it still waits
    const asked = await says('ada', words);
    expect(asked.reactions).toEqual(['eyes', 'rocket']);
    const open = await forgeOf('ada').openPullRequests('main');
    expect(open.map((each) => each.head.branch)).toContain('comfypin/promote/staging/hero');
    await says('ada', '/hotfix hero@staging --skip previous,smoke --reason wrong hands');
    const { entries } = JSON.parse((await as(ada, 'history', 'hero@staging', '--json')).out).value;
    expect(entries[0]).toMatchObject({ action: 'promote' });
    expect(await forgeOf('ada').openPullRequests('main')).toEqual([]);
    await world.commit({ 'promotion.yaml': world.yaml() });
  });

  it('fail closed on an event that is not understood or not of this repository', async () => {
    expect(await event({ comment: {}, issue: {} })).toMatchObject({ code: 2 });
    const foreign = { repository: { full_name: 'mallory/flows' }, ref: 'x' };
    expect(await event(foreign)).toMatchObject({ code: 2 });
  });
});

describe('/update', () => {
  const branch = 'apart';
  /** One commit more on the branch, with these files. */
  async function adds(onto: string, steps: number, expected?: string): Promise<string> {
    const { grace } = world;
    const changes = Object.entries(pinnedInDev('hero', workflowText(steps))).map(
      ([path, content]) => ({ path, content }),
    );
    const message = `${steps} steps`;
    const commit = await grace.git.createCommit({ onto, parents: [onto], changes, message });
    await grace.git.push('origin', [{ ref: `refs/heads/${branch}`, to: commit, expected }]);
    return commit;
  }
  const parts = async (number: number) =>
    [...((await commentsOf(number))[0] ?? '').matchAll(/<!-- part: (\w+) -->/g)].map(
      (each) => each[1],
    );

  it('says in the one comment what a person must choose, and takes it back when that is settled', async () => {
    const { grace, forgeOf } = world;
    await grace.run('fetch', '--quiet', 'origin', 'main');
    const first = await adds(await grace.run('rev-parse', 'FETCH_HEAD'), 61);
    await world.commit(pinnedInDev('hero', workflowText(62)));
    const words = { title: 'Apart', body: '', labels: [] };
    const { number } = await forgeOf('grace').open({ head: branch, base: 'main', ...words });
    const stopped = await says('grace', '/update', number);
    expect(stopped).toMatchObject({ code: 0, reactions: ['eyes', 'confused'] });
    expect(stopped.answer).toContain('2.steps');
    expect(await parts(number)).toEqual(['conflicts']);
    expect((await forgeOf('ada').pullRequest(number))?.head.commit).toBe(first);
    const settled = await adds(first, 62, first);
    const updated = await says('grace', '/update', number);
    expect(updated).toMatchObject({ code: 0, reactions: ['eyes', 'rocket'] });
    const pull = await forgeOf('ada').pullRequest(number);
    await grace.run('fetch', '--quiet', 'origin', branch, 'main');
    const main = await grace.run('ls-remote', 'origin', 'refs/heads/main');
    const parents = await grace.run('log', '-1', '--format=%P', pull?.head.commit ?? '');
    expect(parents.split(' ')).toEqual([settled, main.slice(0, 40)]);
    expect(await parts(number)).toEqual([]);
    expect((await commentsOf(number))[0]).toContain('Nothing is open any more.');
    await forgeOf('grace').close(number, 'done');
  });
});

describe('the report of a pull request', () => {
  it('becomes one comment when its head is the one that was checked, and sets the gate', async () => {
    const { grace, ada, as, forgeOf, folder, github } = world;
    await grace.run('fetch', '--quiet', 'origin', 'main');
    await grace.run('checkout', '--quiet', '-B', 'design', 'FETCH_HEAD');
    for (const [path, text] of Object.entries(pinnedInDev('hero', workflowText(44)))) {
      writeFileSync(join(grace.folder, path), text);
    }
    writeFileSync(
      join(grace.folder, 'promotion.yaml'),
      `${world.yaml()}capture: { ignore: ['draft/*'] }\n`,
    );
    await grace.run('commit', '--quiet', '--all', '--message=Change');
    await grace.run('push', '--quiet', 'origin', 'design');
    const head = await grace.run('rev-parse', 'HEAD');
    const words = { title: 'Change', body: '', labels: [] };
    const { number } = await forgeOf('grace').open({ head: 'design', base: 'main', ...words });
    const out = join(folder, 'report/check.json');
    const asked = ['pr', 'check', 'origin/main', '--number', String(number), '--out', out];
    const checked = await as(grace, ...asked);
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('hero@dev') });
    expect(checked.out).toContain('hero → prod');
    const run = { workflow_run: { head_sha: head, event: 'pull_request' } };
    await grace.run('checkout', '--quiet', 'main');
    const told = await event(run, '--report', join(folder, 'report'));
    expect(told).toMatchObject({ code: 0, out: `Wrote the report of #${number} and its gates\n` });
    // the gates and the report, in one comment
    const all = await commentsOf(number);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain('`capture.ignore: nothing → ["draft/*"]`');
    expect(all[0]).toMatch(/comfypin\/gate: ✅ passed[\s\S]*hero@dev: parameter[\s\S]*would run/);
    expect(await forgeOf('ada').statuses(head)).toContainEqual(
      expect.objectContaining({ context: 'comfypin/gate', state: 'success' }),
    );
    github.requests.length = 0;
    await event(run, '--report', join(folder, 'report'));
    expect(github.requests.filter((each) => !each.startsWith('GET '))).toEqual([]);
    const moved = { workflow_run: { head_sha: 'b'.repeat(40), event: 'pull_request' } };
    expect((await event(moved, '--report', join(folder, 'report'))).out).toContain(
      'not of the head',
    );
    expect((await event(run, '--report', folder)).out).toContain('no report that can be read');
    await as(ada, 'pr', 'merge', String(number));
  });

  it('is set on a merge group that holds what was asked about, and red on another', async () => {
    const { ada, as, forgeOf } = world;
    await as(ada, 'promote', 'hero', '--env', 'staging');
    const pull = (await forgeOf('ada').openPullRequests('main')).find(
      (each) => each.head.branch === 'comfypin/promote/staging/hero',
    );
    const head = pull?.head.commit ?? '';
    await ada.run('fetch', '--quiet', 'origin', 'main', head);
    const main = await ada.run('rev-parse', 'origin/main');
    const group = async (commit: string) => {
      const ref = `refs/heads/gh-readonly-queue/main/pr-${pull?.number}-${main}`;
      await ada.run('push', '--quiet', '--force', 'origin', `${commit}:${ref}`);
      const merge_group = { head_sha: commit, head_ref: ref };
      const { out } = await event({ action: 'checks_requested', merge_group });
      return { out, statuses: await forgeOf('ada').statuses(commit) };
    };
    const good = await group(head);
    expect(good.out).toContain('passed');
    expect(good.statuses).toContainEqual(
      expect.objectContaining({ context: 'comfypin/gate', state: 'success' }),
    );
    const other = await group(main);
    expect(other.out).toContain('failed');
    expect(other.statuses).toContainEqual(expect.objectContaining({ state: 'failure' }));
  });
});
