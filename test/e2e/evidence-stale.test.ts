/** Evidence that stops counting: when the recording changes, what the gate says and since when, and what --stale runs. */

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import {
  devAndStaging,
  heroGraph,
  type SmokeProject,
  smokeProject,
} from '../support/smoke-project.ts';

let server: RunningStandin;
let project: SmokeProject;

const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const recording = 'workflows/dev/environment.json';
const edit = (path: string, from: string | RegExp, to: string): void => {
  const before = readFileSync(project.file(path), 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(project.file(path), after);
};
const stale = async (): Promise<readonly string[]> => {
  const { out } = await run('smoke', '--env', 'dev', '--stale', '--json');
  return JSON.parse(out).value.workflows.map((each: { workflow: string }) => each.workflow);
};

beforeAll(async () => {
  server = await startStandin({ port: 0 });
  const promotion = devAndStaging(server.url, server.url);
  project = await smokeProject(promotion, server.url);
  const { 3: _, ...plain } = JSON.parse(heroGraph.replace('["3",0]', '["2",0]'));
  writeFiles(project.ada.folder, {
    'workflows/dev/other/workflow.json': JSON.stringify(plain),
    'workflows/dev/other/smoke.yaml':
      'cases: [{ name: photo, inputs: { Photo: { file: smoke/shoe.png } } }]\n',
    'workflows/dev/other/smoke/.keep': '',
  });
  copyFileSync('tools/examples/shoe.png', project.file('workflows/dev/other/smoke/shoe.png'));
  const pinned = await run('pin');
  if (pinned.code !== 0) throw new Error(pinned.err);
  await project.publish('Add other');
});
afterAll(async () => {
  await server.stop();
  await project.remote.stop();
});

it('counts until the interface of a node type is another one, and says since when', async () => {
  expect(await run('smoke', '--env', 'dev', '--record')).toMatchObject({ code: 0, err: '' });
  expect(await stale()).toEqual([]);
  expect((await run('why', 'hero@staging')).out).toContain('The release ran in dev and passed');

  // a server whose ImageBlur has another greatest radius, recorded and merged
  edit(recording, /("ImageBlur".*?"max": ?)31/s, '$132');
  const drift = await run('drift', 'dev');
  expect(drift).toMatchObject({ code: 1, err: expect.not.stringContaining('would not count') });
  await project.publish('Record dev');
  const time = await project.ada.run('log', '-1', '--format=%cI');
  const day = new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  const { out } = await run('why', 'hero@staging');
  expect(out).toContain(`the interface of ImageBlur is another one since ${day} UTC`);
  expect(out).toContain('comfypin smoke hero --env dev --record');
  expect((await run('status')).out).toMatch(/hero .*stale/);
  expect((await run('status')).out).toMatch(/other .*passed/);
  expect(await stale()).toEqual(['hero']);
});

it('warns of evidence that will not count, since the server is not what is recorded', async () => {
  const { code, err } = await run('smoke', 'hero', '--env', 'dev', '--record');
  expect(code).toBe(0);
  expect(err).toContain('The evidence of hero will not count');
  expect(err).toContain('the interface of ImageBlur');
  expect(await stale()).toEqual(['hero']);
});

it('counts again where the environment is again what the evidence is about', async () => {
  expect((await run('record', '--env', 'dev')).code).toBe(0);
  await project.publish('Record dev again');
  expect(await stale()).toEqual([]);
  expect((await run('drift', 'dev')).code).toBe(0);
});

it('tells by drift whose evidence would go stale', async () => {
  await server.stop();
  const objectInfo = (await (await fetchCatalog()).text()).replace(
    /("ImageBlur":.*?"max": ?)31/s,
    '$133',
  );
  server = await startStandin({ port: Number(new URL(server.url).port), objectInfo });
  const { code, err, out } = await run('drift', 'dev', '--json');
  expect([code, err]).toEqual([1, '']);
  expect(JSON.parse(out).value.evidence).toMatchObject([
    { workflow: 'hero', reasons: [{ part: 'interface', name: 'ImageBlur' }] },
  ]);
});

it('goes stale by another sha256 of a model, by age, and by other cases', async () => {
  edit('promotion.yaml', '\n  staging', '\n  # more\n  staging');
  edit('promotion.yaml', 'dev: {', 'dev: { evidence: { maxAge: 1s },');
  await project.publish('Let evidence grow old');
  expect((await run('why', 'other@staging')).out).toMatch(/more than [\d.]+ hours old since/);
  edit('promotion.yaml', 'maxAge: 1s', 'bind: [interface]');
  edit('workflows/dev/other/smoke.yaml', 'name: photo', 'name: shoe');
  await project.publish('Rename the case');
  expect((await run('why', 'other@staging')).out).toContain('The release ran in dev and passed');
  edit('promotion.yaml', 'bind: [interface]', 'bind: [interface, cases]');
  await project.publish('Bind cases');
  expect((await run('why', 'other@staging')).out).toContain('the smoke cases are others since');
});

async function fetchCatalog(): Promise<Response> {
  const other = await startStandin({ port: 0 });
  try {
    return new Response(await (await fetch(`${other.url}/object_info`)).text());
  } finally {
    await other.stop();
  }
}
