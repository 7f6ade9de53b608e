import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type GithubWorld, githubRepository, githubWorld } from '../support/github-world.ts';
import { pinnedInDev, workflowText } from '../support/promotion-world.ts';

/** Every n-th write is died after, and the last two; 1 means all of them. */
const stride = Number(process.env['COMFYPIN_CRASH_STRIDE'] ?? 8);

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const built = (path: string): string =>
  JSON.stringify(pathToFileURL(resolve(import.meta.dirname, '../../dist', path)).href);

/** The built program, without the seconds that GitHub wants between writes. */
const program = `
import { processOf, terminalOf } from ${built('cli/process.js')};
import { run } from ${built('cli/run.js')};
import { clock } from ${built('world/clock.js')};
import { githubForge } from ${built('world/github.js')};
import { realEffects } from ${built('world/real.js')};
const from = processOf(process);
const forge = async ({ repository, apiUrl, token }) =>
  githubForge({ repository, apiUrl, token, secondMs: 5 }, clock);
const worldOf = ({ quiet }) => ({ ...realEffects(from, quiet), forge });
process.exitCode = await run(process.argv.slice(2), worldOf, terminalOf(process), '0.0.0');
`;

let world: GithubWorld;
let comments = 7000;

beforeAll(async () => {
  world = await githubWorld(open);
  Object.assign(world.github.hosted.roles, { ada: 'maintain', grace: 'write' });
  writeFileSync(join(world.folder, 'program.mjs'), program);
});
afterEach(() => {
  expect(world.github.unknown).toEqual([]);
  expect(world.github.violations).toEqual([]);
});
afterAll(() => world.stop());

interface Crash {
  /** Of the writes, counted from 1. */
  readonly at: number;
  readonly when: 'before' | 'after';
}

interface Ended {
  readonly killed: boolean;
  readonly code: number | null;
  readonly writes: readonly string[];
}

/** Answers the event of a comment as its job does; at the crash GitHub kills it. */
async function answer(event: object, crash?: Crash): Promise<Ended> {
  const { grace, folder, github } = world;
  const file = join(folder, 'event.json');
  writeFileSync(file, JSON.stringify({ repository: { full_name: githubRepository }, ...event }));
  const writes: string[] = [];
  let child: ChildProcess | undefined;
  github.around = (write, when) => {
    if (when === 'before') writes.push(write);
    const isNow = crash !== undefined && writes.length === crash.at && when === crash.when;
    if (isNow) child?.kill('SIGKILL');
    return isNow;
  };
  const env = { ...grace.env, GITHUB_TOKEN: 'comfypin-token' };
  const ended = await new Promise<Omit<Ended, 'writes'>>((done) => {
    const words = [join(folder, 'program.mjs'), 'comment', '--event', file];
    child = spawn(process.execPath, words, { cwd: grace.folder, env, stdio: 'ignore' });
    child.on('close', (code, signal) => done({ code, killed: signal === 'SIGKILL' }));
  });
  github.around = undefined;
  return { ...ended, writes };
}

/** What is left of a comment and its workflow: everything that a crash could double or lose. */
async function endOf(name: string, number: number, comment: number) {
  const { ada, as, forgeOf, github } = world;
  const { entries } = JSON.parse((await as(ada, 'history', `${name}@staging`, '--json')).out).value;
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const words = ['grep', '--name-only', `"workflow":"${name}"`, 'FETCH_HEAD', '--'];
  const files = await ada.run(...words).catch(() => '');
  const pulls = await forgeOf('ada').openPullRequests('main');
  const url = `${github.url}/repos/${githubRepository}/issues/${number}/comments?per_page=100`;
  const said = await fetch(url, { headers: { authorization: 'token ada-token' } });
  const replies = ((await said.json()) as { body: string }[])
    .map((each) => each.body)
    .filter((body) => body.startsWith(`<!-- comfypin:reply ${comment} `));
  const reactions = github.hosted.reactions.filter((each) => each.comment === comment);
  return {
    actions: entries.map((each: { action: string }) => each.action),
    records: files
      .split('\n')
      .map((each) => each.split(':')[1]?.split('/')[0] ?? '')
      .sort(),
    open: pulls.filter((each) => each.head.branch.endsWith(`/${name}`)).length,
    replies: replies.map((body) => body.split('\n')[0]?.split(' ').at(-2)),
    reactions: [...new Set(reactions.map((each) => each.content))].sort(),
  };
}

let steps = 20;
/** A workflow with two releases in staging and a third proposed; returns the number of that pull request. */
async function proposed(name: string): Promise<number> {
  const { ada, as, commit } = world;
  const pin = () => {
    steps = 1 + (steps % 98);
    return commit(pinnedInDev(name, workflowText(steps)));
  };
  for (const more of [['--merge'], ['--merge'], []]) {
    await pin();
    const done = await as(ada, 'promote', name, '--env', 'staging', ...more, '--json');
    expect(done.code, done.err).toBe(0);
    if (more.length === 0) return JSON.parse(done.out).value.items[0].pullRequest.number;
  }
  return 0;
}

it.each([
  ['promote', '/promote', { actions: ['promote', 'promote', 'promote'], open: 0 }],
  ['hold', '/hold {} --reason shop', { records: ['hold', 'promotion', 'promotion'], open: 1 }],
  [
    'rollback',
    '/rollback {} --now --reason bad',
    { actions: ['rollback', 'promote', 'promote'], open: 0 },
  ],
] as const)(
  'comes to the same end and one answer wherever /%s is killed',
  async (verb, body, expected) => {
    const once = async (name: string, crash?: Crash) => {
      const number = await proposed(name);
      const id = comments++;
      const event = {
        action: 'created',
        issue: { number, pull_request: {} },
        comment: {
          id,
          body: body.replace('{}', `${name}@staging`),
          user: { login: 'grace', type: 'User' },
        },
      };
      const first = await answer(event, crash);
      if (crash === undefined) expect(first.code).toBe(0);
      else {
        expect(first.killed).toBe(true);
        expect((await answer(event)).code).toBe(0);
      }
      return { ...first, end: await endOf(name, number, id) };
    };
    const whole = await once(`${verb}-whole`);
    expect(whole.end).toMatchObject({ ...expected, replies: ['rocket'] });
    expect(whole.writes.length).toBeGreaterThan(3);
    const last = whole.writes.length;
    const crashes: Crash[] = whole.writes
      .map((_, index): Crash => ({ at: index + 1, when: 'after' }))
      .filter(({ at }) => at % stride === 0 || at >= last - 1);
    for (const crash of [{ at: last, when: 'before' } as const, ...crashes]) {
      const { end } = await once(`${verb}-${crash.when}-${crash.at}`, crash);
      expect(end, `${crash.when} ${whole.writes[crash.at - 1]}`).toEqual(whole.end);
    }
  },
  1_800_000,
);
