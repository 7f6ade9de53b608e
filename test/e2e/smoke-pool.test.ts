/** Several servers of one environment: who is set aside, who takes over, and what a budget leaves. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { World } from '../../src/commands/command.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { comfypinWith } from '../support/in-process.ts';
import { heroCases, type SmokeProject, smokeProject } from '../support/smoke-project.ts';
import { type SteadyClock, steadyClock } from '../support/steady-clock.ts';

const speed = 10;
let first: RunningStandin;
let second: RunningStandin;
let project: SmokeProject;
let clock: SteadyClock;

interface CaseAnswer {
  readonly name: string;
  readonly verdict: string;
  readonly server: string;
  readonly attempts: readonly { readonly server: string; readonly end: string }[];
}

beforeEach(async () => {
  first = await startStandin({ port: 0 });
  second = await startStandin({ port: 0 });
  clock = steadyClock(speed);
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${first.url}] }\n  staging: { after: dev, servers: [http://127.0.0.1:1] }\n`;
  project = await smokeProject(promotion, first.url);
  const cases = [1, 2, 3, 4, 5, 6].map((sigma) =>
    heroCases
      .replace('cases:\n', '')
      .replace('photo\n', `photo-${sigma}\n`)
      .replace('inputs: {', `inputs: { Blur.sigma: ${sigma},`),
  );
  writeFiles(project.ada.folder, {
    'workflows/dev/hero/smoke.yaml': `cases:\n${cases.join('')}`,
  });
});
afterEach(async () => {
  clock.stop();
  await Promise.all([first.stop(), second.stop()]);
  await project.remote.stop();
});

type Connect = World['server'];

async function smoke(servers: string, connect?: (to: Connect) => Connect) {
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${servers}] }\n  staging: { after: dev, servers: [http://127.0.0.1:1] }\n`;
  writeFiles(project.ada.folder, { 'promotion.yaml': promotion });
  const quick = (world: World): World => ({
    ...world,
    clock,
    server: connect?.(world.server) ?? world.server,
  });
  const { folder, env } = project.ada;
  const answer = await comfypinWith(quick, folder, env, 'smoke', '--env', 'dev', '--json');
  const { value, problems } = JSON.parse(answer.out);
  const cases: readonly CaseAnswer[] = value.workflows[0].cases;
  const said = problems.map((each: { code: string; args: object }) => [each.code, each.args]);
  return { code: answer.code, value, cases, said };
}

it('sets a server aside that takes nothing, and gives its cases to the other', async () => {
  first.faults.http('POST', '/prompt', { kind: 'answer', status: 401 }, 1000);
  second.faults.slow('ImageBlur', 300);
  const { code, value, cases, said } = await smoke(`${first.url}, ${second.url}`);
  expect([code, value.verdict]).toEqual([0, 'passed']);
  expect(cases.map(({ server }) => server)).toEqual(cases.map(() => second.url));
  expect(said).toContainEqual(['smoke/error-prone', { server: first.url, count: 3 }]);
  const tried = cases.flatMap(({ attempts }) =>
    attempts.filter((each) => each.server === first.url),
  );
  expect(tried.map(({ end }) => end)).toEqual(['failure', 'failure', 'failure']);
});

it('takes over what a server ran when it went away, and sends nothing to it again', async () => {
  first.faults.slow('ImageBlur', 60_000);
  const running = async (): Promise<number> => {
    const answer = await fetch(`${first.url}/queue`);
    return ((await answer.json()) as { queue_running: unknown[] }).queue_running.length;
  };
  const isGone = expect
    .poll(running, { timeout: 60_000, interval: 20 })
    .toBe(1)
    .then(() => first.stop());
  const { code, value, cases } = await smoke(`${first.url}, ${second.url}`);
  await isGone;
  expect([code, value.verdict]).toEqual([0, 'passed']);
  const taken = cases.filter(({ attempts }) => attempts.length > 1);
  expect(taken.map(({ attempts }) => attempts)).toMatchObject([
    [
      { server: first.url, end: 'lost' },
      { server: second.url, end: 'success' },
    ],
  ]);
});

it('stops at the budget of a server, says what is left, and calls the workflow unproven', async () => {
  first.faults.slow('ImageBlur', 1800);
  const { code, value, cases, said } = await smoke(`{ url: '${first.url}', budget: 3s }`);
  expect(cases.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
  expect([code, value.verdict]).toEqual([1, 'unverifiable']);
  expect(said).toContainEqual(['smoke/budget-spent', { server: first.url, budget: '3s', left: 4 }]);
});

it('runs the next case while it looks at what the last one left, one prompt at a time', async () => {
  first.faults.http('GET', '/view', { kind: 'delay', milliseconds: 60 }, 1000);
  const told: string[] = [];
  const running: number[] = [];
  const connect =
    (to: Connect): Connect =>
    (address) => {
      const server = to(address);
      return {
        ...server,
        request: async (request) => {
          const what = `${request.method} ${request.path.split('?')[0]}`;
          if (what === 'POST /prompt') {
            told.push('prompt');
            const queue = await (await fetch(`${first.url}/queue`)).json();
            running.push((queue as { queue_running: unknown[] }).queue_running.length);
          }
          const answer = await server.request(request);
          if (what === 'GET /view') told.push('picture');
          return answer;
        },
      };
    };
  const { code, cases } = await smoke(first.url, connect);
  expect([code, cases.map(({ verdict }) => verdict)]).toEqual([0, cases.map(() => 'passed')]);
  expect(told.slice(0, 3)).toEqual(['prompt', 'prompt', 'picture']);
  expect(running).toEqual(cases.map(() => 0));
});
