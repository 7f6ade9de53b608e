/** `report`: smoke runs of two jobs as one, in every form, and files that are no report. */

import { cpSync, existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { heroCases, heroGraph, type SmokeProject, smokeProject } from '../support/smoke-project.ts';

let standin: RunningStandin;
let project: SmokeProject;
const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const read = (path: string): string => readFileSync(project.file(path), 'utf8');

beforeAll(async () => {
  standin = await startStandin({ port: 0 });
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${standin.url}] }\n  staging: { after: dev, servers: [${standin.url}] }\n`;
  project = await smokeProject(promotion, standin.url);
  const { folder } = project.ada;
  const graph = JSON.parse(heroGraph);
  graph['3'].inputs.sigma = 2.5;
  writeFiles(folder, {
    'workflows/dev/other/workflow.json': JSON.stringify(graph),
    'workflows/dev/other/smoke.yaml': heroCases.replace('width: 40', 'width: 41'),
  });
  const pictures = ['hero', 'other'].map((name) => project.file(`workflows/dev/${name}/smoke`));
  cpSync(pictures[0] ?? '', pictures[1] ?? '', { recursive: true });
  expect((await run('pin')).code).toBe(0);
  const jobs = [await run('smoke', '--env', 'dev', '--shard', '1/2', '--report', 'one')];
  jobs.push(await run('smoke', '--env', 'dev', '--shard', '2/2', '--report', 'two'));
  expect(jobs.map(({ code }) => code)).toEqual([0, 1]);
});
afterAll(async () => {
  await standin.stop();
  await project.remote.stop();
});

it('puts the parts of a run together, pictures too', async () => {
  const { code, out } = await run('report', 'one', 'two', '--to', 'all', '--metrics', 'all.prom');
  expect([code, out]).toEqual([1, expect.stringContaining('failed: 1 of 2 cases passed in dev')]);
  const { value } = JSON.parse(read('all/smoke.json'));
  expect(value.workflows.map((each: { workflow: string }) => each.workflow)).toEqual([
    'hero',
    'other',
  ]);
  expect(value).toMatchObject({ verdict: 'failed', servers: [{ cases: 2, queue: 0 }] });
  expect(value).not.toHaveProperty('leftOut');
  expect(read('all/junit.xml').match(/<testcase /g)).toHaveLength(2);
  const pictures = [...read('all/index.html').matchAll(/src="\.\/([^"]+)"/g)].map(([, at]) => at);
  expect(pictures).toHaveLength(2);
  for (const path of pictures)
    expect(existsSync(project.file(`all/${decodeURIComponent(path ?? '')}`))).toBe(true);
  expect(read('all.prom')).toContain(
    'comfypin_smoke_pass_ratio{environment="dev",kind="active",workflow="other"} 0\n',
  );
  // what was put together can be put together again
  expect((await run('report', 'all', 'one')).code).toBe(1);
});

it.each([
  ['markdown', '### ❌ Smoke run in `dev`: failed'],
  ['html', '<!doctype html>'],
  ['junit', '<?xml version="1.0"'],
  ['json', '"command": "report"'],
])('prints it as %s', async (format, start) => {
  const { code, out } = await run('report', 'one/smoke.json', 'two', '--format', format);
  expect([code, out]).toEqual([1, expect.stringContaining(start)]);
});

it('answers smoke itself as Markdown, with the reason', async () => {
  const { code, out } = await run('smoke', 'other', '--env', 'dev', '--format', 'markdown');
  expect([code, out]).toEqual([1, expect.stringContaining('❌ `photo` failed')]);
  expect(out).toContain('- `other`, `photo`\n  - `');
});

it.each<[string, string, string]>([
  ['nothing there', 'nowhere', 'there is no such file or folder'],
  ['a folder without one', 'workflows', 'the folder holds no smoke.json'],
  ['another document', 'workflows/dev/hero/pin.json', 'is no report of a smoke run'],
  ['no JSON', 'promotion.yaml', 'it is no JSON'],
])('refuses %s', async (_, word, reason) => {
  expect(await run('report', word)).toMatchObject({
    code: 2,
    err: expect.stringContaining(reason),
  });
});

it('refuses runs that are not parts of one', async () => {
  writeFiles(project.ada.folder, {
    'elsewhere.json': read('one/smoke.json').replace('"environment": "dev"', '"environment": "qa"'),
  });
  const { code, err } = await run('report', 'one', 'elsewhere.json');
  expect([code, err]).toEqual([2, expect.stringContaining('active in dev and active in qa')]);
});
