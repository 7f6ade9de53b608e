/** `smoke` on a real git remote and stand-in servers: verdicts, evidence, reports, candidates, several servers. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRecords } from '../../src/commands/records/records.ts';
import { parseEnvironment } from '../../src/core/catalog/recording.ts';
import { evidenceKey, evidenceSubject } from '../../src/core/promotion/evidence.ts';
import { parsePin } from '../../src/core/promotion/pin.ts';
import { readSmokeCases } from '../../src/core/smoke/cases.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { type Clone, type GitWorld, writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import {
  heroCases as cases,
  heroGraph,
  type SmokeProject,
  smokeProject,
} from '../support/smoke-project.ts';

let servers: RunningStandin[];
let remote: GitWorld;
let ada: Clone;

const run = (...words: string[]): Promise<Answer> => comfypin(ada.folder, ada.env, ...words);
let file: SmokeProject['file'];
let publish: SmokeProject['publish'];

beforeEach(async () => {
  servers = [await startStandin({ port: 0 }), await startStandin({ port: 0 })];
  const [dev, staging] = servers.map(({ url }) => url);
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${dev}], runner: [self-hosted, gpu-dev] }\n  staging: { after: dev, servers: [${staging}] }\n`;
  ({ remote, ada, file, publish } = await smokeProject(promotion, dev ?? ''));
});

afterEach(async () => {
  await Promise.all(servers.map((each) => each.stop()));
  await remote.stop();
});

async function evidence() {
  const records = await readRecords(ada.git, 'origin');
  return records.map(({ key, content }) => ({
    key,
    ...(JSON.parse(JSON.stringify(content)) as Record<string, unknown>),
  }));
}

it('runs, measures, writes a report, and records evidence under the key that a gate asks for', async () => {
  const head = await ada.run('rev-parse', 'HEAD');
  const planned = await run('smoke', '--env', 'dev', '--record', '--dry-run');
  expect(planned).toMatchObject({ code: 0 });
  expect(planned.out).toMatch(/^Would run 1 case of 1 workflow on http.*\n +hero@dev .*: photo\n$/);
  expect(await evidence()).toEqual([]);
  const first = await run('smoke', '--env', 'dev', '--record', '--report', 'out');
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toMatch(/hero@dev \(release [0-9a-f]{12}, active, comfyui /);
  expect(first.out).toMatch(/passed photo [\d.]+ s · hero: png 40×30/);
  expect(existsSync(file('out/hero/photo/hero-hero_00001_.png'))).toBe(true);
  expect(readFileSync(file('out/junit.xml'), 'utf8')).toContain(
    '<testcase classname="hero@dev" name="photo"',
  );
  expect(JSON.parse(readFileSync(file('out/smoke.json'), 'utf8')).value.verdict).toBe('passed');

  const folder = 'workflows/dev/hero';
  const files = new Map(
    ['smoke.yaml', 'smoke/photo.png'].map((path) => [
      path,
      readFileSync(file(`${folder}/${path}`)),
    ]),
  );
  const { pin } = parsePin(readFileSync(file(`${folder}/pin.json`), 'utf8'));
  const { catalog } = parseEnvironment(
    readFileSync(file('workflows/dev/environment.json'), 'utf8'),
  );
  if (pin === undefined) throw new Error('no pin');
  const subject = evidenceSubject({
    kind: 'active',
    environment: 'dev',
    pin,
    cases: readSmokeCases(files).digest,
    catalog,
  });
  const key = evidenceKey(subject).slice('sha256:'.length);
  const [one, ...others] = await evidence();
  expect(others).toEqual([]);
  expect(one).toMatchObject({
    verdict: 'passed',
    workflow: 'hero',
    merge: head,
    by: 'Ada <ada@example.com>',
  });
  expect(key.startsWith(String(one?.key))).toBe(true);

  // the files of another run lie in another folder, so the server has nothing cached, and has one more file
  const second = await run('smoke', '--env', 'dev', '--record', '--json');
  expect(second.code).toBe(0);
  const [again] = JSON.parse(second.out).value.workflows[0].cases;
  expect(again).toMatchObject({ verdict: 'passed', cached: false });
  expect(again.attempts).toHaveLength(1);
  expect((await evidence()).map((each) => each.key)).toEqual([one?.key, one?.key]);
});

it('varies an input where the server has everything cached, and says so', async () => {
  const plain = 'cases:\n  - { name: plain, vary: Blur.blur_radius }\n';
  writeFiles(ada.folder, { 'workflows/dev/hero/smoke.yaml': plain });
  const form = new FormData();
  const photo = readFileSync(file('workflows/dev/hero/smoke/photo.png'));
  form.append('image', new Blob([photo]), 'example.png');
  await fetch(`${servers[0]?.url}/upload/image`, { method: 'POST', body: form });
  const first = await run('smoke', '--env', 'dev', '--json');
  const second = await run('smoke', '--env', 'dev', '--json');
  const cases = [first, second].map(({ out }) => JSON.parse(out).value.workflows[0].cases[0]);
  expect(cases[0].attempts.map(({ why }: { why: string }) => why)).toEqual(['first']);
  expect(cases[1]).toMatchObject({
    verdict: 'passed',
    varied: { node: '3', input: 'blur_radius', isShown: false },
    attempts: [{ why: 'first' }, { why: 'everything was cached; blur_radius was varied' }],
  });
});

it('says no with the values where an expectation does not hold', async () => {
  writeFiles(ada.folder, {
    'workflows/dev/hero/smoke.yaml': cases.replace('width: 40', 'width: 41'),
  });
  const { code, err } = await run('smoke', 'hero', '--env', 'dev');
  expect(code).toBe(1);
  expect(err).toContain('Case photo, output hero: the width should be 41 and is 40');
});

it('shows golden pictures beside what came out, in a page that needs nothing but its folder', async () => {
  writeFiles(ada.folder, {
    'workflows/dev/hero/smoke.yaml':
      `${cases}      hero: { similar: { golden: smoke/photo.png, ssim: 0.9 } }\n`.replace(
        /\n {6}hero: \{ count[^\n]*/,
        '',
      ),
  });
  const { code } = await run('smoke', '--env', 'dev', '--report', 'out');
  expect(code).toBe(1);
  const html = readFileSync(file('out/index.html'), 'utf8');
  expect(html).toContain('✗ failed');
  expect(html).toContain('difference to smoke/photo.png');
  const pictures = [...html.matchAll(/<img src="([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(new Set(pictures).size).toBe(3);
  for (const path of pictures) expect(existsSync(file(`out/${path}`))).toBe(true);
  expect(readFileSync(file(`out/${pictures[0]}`))).toEqual(
    readFileSync(file('workflows/dev/hero/smoke/photo.png')),
  );
});

it('without cases is unverifiable, and with a wrong one nothing is sent', async () => {
  writeFiles(ada.folder, { 'workflows/dev/hero/smoke.yaml': 'cases: []\n' });
  const none = await run('smoke', '--env', 'dev');
  expect(none.code).toBe(1);
  expect(none.out).toContain('unverifiable: 0 of 0 cases passed in dev');
  expect(none.err).toContain('hero has no smoke cases in dev');
  writeFiles(ada.folder, {
    'workflows/dev/hero/smoke.yaml': 'cases: [{ name: a, inputs: { Blurr: 1 } }]\n',
  });
  const wrong = await run('smoke', '--env', 'dev');
  expect([wrong.code, wrong.out]).toEqual([1, '']);
  expect(wrong.err).toContain('Case a sets Blurr, and the workflow has no such input');
});

it('runs a candidate from its branch on the remote, not the work tree', async () => {
  const none = await run('smoke', 'hero', '--env', 'staging', '--candidate');
  expect(none.err).toContain('comfypin promote hero --env staging');
  await ada.run('checkout', '--quiet', '-b', 'proposal');
  for (const path of ['workflow.json', 'pin.json', 'smoke.yaml']) {
    const text = readFileSync(file(`workflows/dev/hero/${path}`), 'utf8');
    writeFiles(ada.folder, { [`workflows/staging/hero/${path}`]: text });
  }
  writeFiles(ada.folder, { 'workflows/staging/hero/smoke/.keep': '' });
  writeFileSync(
    file('workflows/staging/hero/smoke/photo.png'),
    readFileSync(file('workflows/dev/hero/smoke/photo.png')),
  );
  await publish('Promote hero', 'comfypin/promote/staging/hero');
  await ada.run('checkout', '--quiet', 'main');
  const { code, out } = await run('smoke', '--env', 'staging', '--candidate', '--record');
  expect([code, out]).toEqual([0, expect.stringContaining('hero@staging (release')]);
  expect(await evidence()).toMatchObject([
    { kind: 'candidate', environment: 'staging', verdict: 'passed' },
  ]);
});

it('takes the next server where one is gone, and fails with exit 4 where all are', async () => {
  const [dev, other] = servers;
  const promotion = readFileSync(file('promotion.yaml'), 'utf8');
  const both = promotion.replace(`servers: [${dev?.url}]`, `servers: [${dev?.url}, ${other?.url}]`);
  writeFiles(ada.folder, { 'promotion.yaml': both });
  await dev?.stop();
  const one = await run('smoke', '--env', 'dev');
  expect([one.code, one.err]).toEqual([
    0,
    expect.stringContaining(`warning: Nothing listens at ${dev?.url}`),
  ]);
  await other?.stop();
  const none = await run('smoke', '--env', 'dev');
  expect([none.code, none.out]).toEqual([4, expect.stringContaining('errored')]);
  servers = [];
});

it('frees memory and tries once more after out of memory, and no more', async () => {
  const [dev] = servers;
  const fault = { type: 'torch.OutOfMemoryError', message: 'CUDA out of memory' };
  dev?.faults.node('ImageBlur', fault, 1);
  const once = await run('smoke', '--env', 'dev', '--json');
  expect(once.code).toBe(0);
  expect(JSON.parse(once.out).value.workflows[0].cases[0].attempts).toMatchObject([
    { end: 'failure' },
    { end: 'success', why: 'out of memory; memory was freed' },
  ]);
  dev?.faults.node('ImageBlur', fault, 5);
  writeFiles(ada.folder, {
    'workflows/dev/hero/smoke.yaml': cases
      .replace('count: 1', 'count: { min: 1 }')
      .replace('inputs: {', 'inputs: { Blur.sigma: 1.5,'),
  });
  const twice = await run('smoke', '--env', 'dev');
  expect(twice.code).toBe(1);
  expect(twice.err).toContain(
    'Case photo failed (out-of-memory): torch.OutOfMemoryError: CUDA out of memory',
  );
});

it('runs again exactly what no evidence speaks for, in parts that agree, and writes metrics', async () => {
  for (const name of ['other', 'third']) {
    const graph = JSON.parse(heroGraph);
    graph['3'].inputs.sigma = name === 'other' ? 1.5 : 2.5;
    writeFiles(ada.folder, {
      [`workflows/dev/${name}/workflow.json`]: JSON.stringify(graph),
      [`workflows/dev/${name}/smoke.yaml`]: cases,
      [`workflows/dev/${name}/smoke/.keep`]: '',
    });
    const photo = readFileSync(file('workflows/dev/hero/smoke/photo.png'));
    writeFileSync(file(`workflows/dev/${name}/smoke/photo.png`), photo);
  }
  expect((await run('pin')).code).toBe(0);
  await publish('Add two more');
  const ran = async (...words: string[]): Promise<string[]> => {
    const { code, out, err } = await run('smoke', '--env', 'dev', '--json', ...words);
    expect([code, err]).toEqual([0, expect.any(String)]);
    return JSON.parse(out).value.workflows.map((each: { workflow: string }) => each.workflow);
  };
  const matrix = async (): Promise<string[]> => {
    const { out } = await run('smoke', 'matrix', '--env', 'dev', '--shards', '2', '--stale');
    const { shard, runner } = JSON.parse(out);
    expect(runner).toEqual([['self-hosted', 'gpu-dev']]);
    return shard;
  };

  expect(await matrix()).toEqual(['1/2', '2/2']);
  const first = await ran('--shard', '1/2', '--stale', '--record', '--metrics', 'smoke.prom');
  expect(first).toEqual(['hero', 'third']);
  expect(readFileSync(file('smoke.prom'), 'utf8')).toContain(
    'comfypin_smoke_case_verdict{environment="dev",kind="active",workflow="hero",case="photo",verdict="passed"} 1',
  );
  expect(await matrix()).toEqual(['2/2']);
  expect(await ran('--shard', '2/2', '--stale', '--record')).toEqual(['other']);
  expect(await matrix()).toEqual([]);

  const none = await run('smoke', '--env', 'dev', '--stale');
  expect([none.code, none.out]).toEqual([0, expect.stringContaining('3 workflows left out')]);
  writeFiles(ada.folder, {
    'workflows/dev/third/smoke.yaml': cases.replace('width: 40', 'width: { min: 40 }'),
  });
  expect(await ran('--stale')).toEqual(['third']);
  expect((await run('smoke', '--env', 'dev', '--shard', '3/2')).code).toBe(2);
});
