/** From a canvas that a designer saves to prod and back, by the Actions files alone: every job, with the payloads of their events and the rights of their tokens. */

import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import { actionsFileNames, readActionsFile } from '../support/actions-runner.ts';
import { type ActionsWorld, actionsWorld, type FileRun } from '../support/actions-world.ts';
import { blurCanvas, type CanvasValues } from '../support/canvas-project.ts';

// some minutes on a machine that does other things too
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const policy = `overrides: { '*': { promotion: { auto: true, merge: auto, rollback: merge } } }
people: { default: Eve Bell <eve@example.com> }
`;
const hourly = { schedule: '11 * * * *' };
const staging = 'comfypin/promote/staging/hero';
const prod = 'comfypin/promote/prod/hero';

let world: ActionsWorld;

beforeAll(async () => {
  const cases =
    'cases:\n  - name: plain\n    vary: Blur.sigma\n    expect: { Save Image: { blank: true } }\n';
  world = await actionsWorld(policy, { 'workflows/dev/hero/smoke.yaml': cases });
  Object.assign(world.github.hosted.roles, { ada: 'maintain', grace: 'write' });
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
  expect(world.github.forbidden).toEqual([]);
});
afterAll(() => world.stop());

function canvas(values: CanvasValues): string {
  return blurCanvas({ title: 'Blur', ...values });
}

/** A person saves the canvas on dev's server, as the page does. */
async function saves(values: CanvasValues): Promise<void> {
  const place = `${world.servers.dev.url}/userdata/${encodeURIComponent('workflows/hero.json')}`;
  const answer = await fetch(place, { method: 'POST', body: canvas(values) });
  expect(answer.status).toBe(200);
}

/** `file job: result` of what ran; skipped jobs are left out. */
function shown(runs: readonly FileRun[]): string[] {
  return runs.flatMap(({ file, jobs }) =>
    jobs.flatMap(({ job, result, answers }) => {
      const why = result === 'failure' ? answers.map((each) => each.out + each.err) : [];
      return result === 'skipped' ? [] : [[`${file} ${job}: ${result}`, ...why].join('\n')];
    }),
  );
}

async function openOf(branch: string) {
  const open = await world.forgeOf('ada').openPullRequests('main');
  return open.find((each) => each.head.branch === branch);
}
async function statusOf(commit: string): Promise<string> {
  const all = await world.forgeOf('ada').statuses(commit);
  return all.find((each) => each.context === 'comfypin/gate')?.state ?? 'none';
}
async function historyOf(slot: string): Promise<string[]> {
  const { entries } = JSON.parse((await world.as(world.ada, 'history', slot, '--json')).out).value;
  return entries.map((each: { action: string }) => each.action);
}

/** The event of a pull request, with the base as it is now. */
async function about(number: number, more: object = {}): Promise<object> {
  const pull = await world.forgeOf('ada').pullRequest(number);
  const sha = await world.ada.run('ls-remote', 'origin', 'refs/heads/main');
  const base = { sha: sha.slice(0, 40) };
  return { pull_request: { number, base, head: { sha: pull?.head.commit } }, ...more };
}

let lastComment = 9000;
const comments = (login: string, number: number, body: string) => {
  lastComment += 1;
  return world.happens('issue_comment', {
    action: 'created',
    issue: { number, pull_request: {} },
    comment: { id: lastComment, body, user: { login, type: 'User' } },
  });
};

it('proposes what a designer saved, from the runner that reaches the server', async () => {
  await saves({ blur: 5 });
  const runs = await world.happens('schedule', hourly);
  expect(shown(runs)).toEqual(['capture.yml where: success', 'capture.yml capture: success']);
  expect(runs[0]?.jobs.map((each) => each.runsOn)).toEqual([
    'ubuntu-latest',
    ['self-hosted', 'gpu-dev'],
  ]);
  expect(await openOf('comfypin/capture/hero')).toMatchObject({
    number: 1,
    author: 'github-actions[bot]',
  });
});

it('checks it without a secret, tells it once, and hears an approval', async () => {
  const checked = await world.happens('pull_request', await about(1, { action: 'opened' }));
  expect(shown(checked)).toEqual([
    'pull-request.yml check: success',
    'comment.yml report: success',
  ]);
  const { head } = (await openOf('comfypin/capture/hero')) ?? { head: { commit: '' } };
  expect(await statusOf(head.commit)).toBe('success');
  const only = { action: 'submitted', review: { state: 'commented' } };
  expect(shown(await world.happens('pull_request_review', await about(1, only)))).toEqual([]);
  await world.forgeOf('grace').approve(1, head.commit);
  const said = { action: 'submitted', review: { state: 'approved' } };
  const heard = await world.happens('pull_request_review', await about(1, said));
  expect(shown(heard)).toEqual([
    'pull-request.yml check: success',
    'comment.yml report: success',
    'comment.yml reviewed: success',
  ]);
});

it('goes through staging to prod on its own runners when it is merged, up to the approval that prod asks for', async () => {
  expect((await world.as(world.grace, 'pr', 'merge', '1')).code).toBe(0);
  const runs = await world.happens('push', { ref: 'refs/heads/main' });
  const smoke = ['parts', 'run', 'record'].map((job) => `smoke.yml ${job}: success`);
  expect(shown(runs)).toEqual([
    'promote.yml reconcile: success',
    // active in dev, candidate and active in staging, candidate in prod
    ...smoke,
    ...smoke,
    ...smoke,
    ...smoke,
  ]);
  const ran = runs.flatMap(({ jobs }) => jobs.filter((each) => each.job === 'run'));
  expect(ran.map((each) => each.runsOn)).toEqual(
    ['dev', 'staging', 'staging', 'prod'].map((name) => ['self-hosted', `gpu-${name}`]),
  );
  expect(await historyOf('hero@staging')).toEqual(['promote']);
  expect(await statusOf((await openOf(prod))?.head.commit ?? '')).toBe('pending');
});

it('merges into prod by itself when another person approves, and shows what is live', async () => {
  const pull = await openOf(prod);
  await world.forgeOf('grace').approve(pull?.number ?? 0, pull?.head.commit ?? '');
  const said = { action: 'submitted', review: { state: 'approved' } };
  const heard = await world.happens('pull_request_review', await about(pull?.number ?? 0, said));
  expect(shown(heard)).toContain('comment.yml reviewed: success');
  expect(await historyOf('hero@prod')).toEqual(['promote']);
  const live = world.github.hosted.deployments.map((each) => each.environment);
  expect([...new Set(live)]).toEqual(['dev', 'staging', 'prod']);
});

it('takes a newer release up by the form, and asks the gates of a merge group from the default branch', async () => {
  await comments('grace', 1, '/hold hero@prod --reason a show until Monday');
  await saves({ blur: 6 });
  await world.happens('schedule', hourly);
  const change = await openOf('comfypin/capture/hero');
  expect((await world.as(world.grace, 'pr', 'merge', String(change?.number))).code).toBe(0);
  // what waits is carried on by reconcile: the job of the form is no fault
  const form = { file: 'promote.yml', workflow: 'hero', environment: 'staging', merge: true };
  const asked = await world.happens('workflow_dispatch', {}, form);
  expect(shown(asked)).toEqual(['promote.yml promote: success']);
  const [answer] = asked[0]?.jobs[0]?.answers ?? [];
  const asWritten = ['--env', 'staging', '--allow-waiting', '--format', 'github', '--merge'];
  expect(answer?.words).toEqual(['promote', ...asWritten, '--', 'hero']);
  expect(answer?.out).toMatch(/^::notice title=hero waits for smoke in staging::/m);
  const pull = await openOf(staging);
  const head = pull?.head.commit ?? '';
  expect(await statusOf(head)).toBe('pending');
  const { ada, happens } = world;
  await ada.run('fetch', '--quiet', 'origin', 'main', pull?.head.branch ?? '');
  const main = await ada.run('rev-parse', 'origin/main');
  const ref = `refs/heads/gh-readonly-queue/main/pr-${pull?.number}-${main}`;
  await ada.run('push', '--quiet', 'origin', `${head}:${ref}`);
  const merge_group = { head_sha: head, head_ref: ref, base_sha: main };
  const queued = await happens('merge_group', { action: 'checks_requested', merge_group });
  expect(shown(queued)).toEqual([
    'comment.yml merge-group: success',
    'pull-request.yml check: success',
  ]);
  expect(await statusOf(head)).toBe('pending');
});

it('smoke-runs it by a comment, merges it, and goes back by a comment; the form says where nothing is before', async () => {
  const pull = await openOf(staging);
  const ran = shown(await comments('grace', pull?.number ?? 0, '/smoke'));
  expect(ran[0]).toBe('comment.yml command: success');
  expect(ran.filter((each) => each === 'smoke.yml run: success').length).toBeGreaterThan(1);
  expect(await historyOf('hero@staging')).toEqual(['promote', 'promote']);
  // prod is held
  expect(await openOf(prod)).toBeUndefined();
  const reason = '/rollback hero@staging --now --reason bad hands; echo $GITHUB_TOKEN';
  expect(shown(await comments('grace', 1, reason))[0]).toBe('comment.yml command: success');
  expect((await historyOf('hero@staging'))[0]).toBe('rollback');
  const back = { workflow: 'hero', environment: 'prod', reason: '-odd', now: 'true' };
  const form = { file: 'rollback.yml', ...back };
  const [refused] = await world.happens('workflow_dispatch', {}, form);
  expect(refused?.jobs).toMatchObject([
    {
      result: 'failure',
      answers: [
        {
          code: 1,
          words: [
            ...['rollback', '--allow-waiting', '--format', 'github', '--now'],
            ...['--reason=-odd', '--', 'hero@prod'],
          ],
        },
      ],
    },
  ]);
});

it('keeps one issue about an environment whose server differs', async () => {
  const { servers, github, happens } = world;
  const port = Number(new URL(servers.prod.url).port);
  await servers.prod.stop();
  const other = await startStandin({ port, without: ['ImageInvert'] });
  try {
    const runs = await happens('schedule', { schedule: '41 4 * * *' });
    expect(shown(runs.filter((each) => each.file === 'drift.yml'))).toEqual([
      'drift.yml where: success',
      'drift.yml drift: success',
      'drift.yml drift: success',
      'drift.yml drift: success',
    ]);
    expect(runs[0]?.jobs.slice(1).map((each) => each.runsOn)).toEqual(
      ['dev', 'staging', 'prod'].map((name) => ['self-hosted', `gpu-${name}`]),
    );
    expect(github.hosted.issues).toMatchObject([
      {
        title: 'prod differs from its recording',
        body: expect.stringContaining('ImageInvert'),
        state: 'open',
      },
    ]);
  } finally {
    await other.stop();
  }
});

it('does nothing for a status of its own, and looks again for one of others, a check and the half hour', async () => {
  const own = await world.happens('status', { context: 'comfypin/gate' });
  expect(shown(own)).toEqual([]);
  const reconciled = ['promote.yml reconcile: success'];
  expect(shown(await world.happens('status', { context: 'ci/lint' }))).toEqual(reconciled);
  const check = { action: 'completed', check_run: { name: 'lint' } };
  expect(shown(await world.happens('check_run', check))).toEqual(reconciled);
  const half = { schedule: '17,47 * * * *' };
  expect(shown(await world.happens('schedule', half))).toEqual(reconciled);
});

it('has run every job of every file', () => {
  const all = actionsFileNames.flatMap((file) =>
    Object.keys(readActionsFile(file).jobs).map((job) => `${file} ${job}`),
  );
  expect([...world.ran].sort()).toEqual(all.sort());
});
