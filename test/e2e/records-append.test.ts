/** `smoke --evidence` and `records append` on a real remote: what is taken, what is refused, and that nothing is lost. */

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRecords } from '../../src/commands/records/records.ts';
import type { Evidence } from '../../src/core/promotion/evidence.ts';
import { evidenceFileOf } from '../../src/core/promotion/evidence-file.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { devAndStaging, type SmokeProject, smokeProject } from '../support/smoke-project.ts';

let server: RunningStandin;
let project: SmokeProject;
let good: Evidence;

const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const recorded = async (): Promise<number> => (await readRecords(project.ada.git, 'origin')).length;

/** Writes evidence that differs from what the smoke run made, under the name that it should have. */
function forge(folder: string, ...changes: readonly object[]): void {
  mkdirSync(project.file(folder), { recursive: true });
  for (const change of changes) {
    const { name, text } = evidenceFileOf({ ...good, ...change });
    writeFileSync(project.file(join(folder, name)), text);
  }
}

beforeAll(async () => {
  server = await startStandin({ port: 0 });
  const promotion = devAndStaging(server.url, server.url);
  project = await smokeProject(promotion, server.url);
});
afterAll(async () => {
  await server.stop();
  await project.remote.stop();
});

it('writes a file where it ran and pushes nothing; another step appends it, once', async () => {
  const smoke = await run('smoke', '--env', 'dev', '--evidence', 'made');
  expect(smoke).toMatchObject({ code: 0, out: expect.stringContaining('records append made') });
  expect(await recorded()).toBe(0);
  const [name = ''] = readdirSync(project.file('made'));
  expect(name).toMatch(/^dev\.hero\.active\.[0-9a-f]{64}\.json$/);
  good = JSON.parse(readFileSync(project.file(`made/${name}`), 'utf8'));

  const planned = await run('records', 'append', 'made', '--dry-run');
  expect([planned.code, planned.out, await recorded()]).toEqual([
    0,
    expect.stringContaining('1 would be appended'),
    0,
  ]);
  const first = await run('records', 'append', 'made', `made/${name}`, '--json');
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out).value.files).toMatchObject([
    { state: 'appended', workflow: 'hero', environment: 'dev', verdict: 'passed' },
  ]);
  const again = await run('records', 'append', 'made');
  expect([again.code, again.out, await recorded()]).toEqual([
    0,
    expect.stringContaining('0 appended, 1 there already'),
    1,
  ]);
});

it('records the same whether the smoke run appends or another step does', async () => {
  expect((await run('smoke', '--env', 'dev', '--record', '--evidence', 'both')).code).toBe(0);
  expect(await recorded()).toBe(2);
  expect((await run('records', 'append', 'both')).out).toContain('1 there already');
});

const sha = `sha256:${'0'.repeat(64)}`;

it.each<[string, object, string]>([
  ['another environment', { environment: 'prod' }, 'promotion.yaml has no environment prod'],
  ['a rendering that nobody holds', { rendering: sha }, 'holds this rendering of hero in dev'],
  ['a workflow that is not there', { workflow: 'other' }, 'holds this rendering of other in dev'],
  ['another release', { release: sha }, 'are not those of the pin'],
  ['node types that it does not use', { interfaces: { Evil: sha } }, 'are not those of the pin'],
  ['a commit that is not its merge', { merge: '0'.repeat(40) }, 'did not bring this rendering'],
  ['a time to come', { at: '2999-01-01T00:00:00.000Z' }, 'of a time that is still to come'],
  ['a verdict without cases', { cases_run: [] }, 'does not follow from its cases'],
  ['a path for an environment', { environment: '../../x' }, 'is no evidence'],
  ['a path for a workflow', { workflow: '../hero' }, 'is no evidence'],
  ['a key that nobody knows', { extra: 1 }, 'is no evidence'],
  ['an escape in its author', { by: 'ada\u001b[31m' }, 'is no evidence'],
  ['another format', { format: 'comfypin-hold/1' }, 'is no evidence'],
])('refuses %s', async (nick, change, reason) => {
  const before = await recorded();
  const folder = `forged/${nick.replaceAll(' ', '-')}`;
  mkdirSync(project.file(folder), { recursive: true });
  const { name, text } = evidenceFileOf({ ...good, ...change } as Evidence);
  const plain = name.replaceAll(/[/]/g, '-').replace(/^[.]*/, '');
  writeFileSync(project.file(join(folder, plain)), text);
  const { code, err } = await run('records', 'append', folder);
  expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
  expect(await recorded()).toBe(before);
});

it('takes no link, no renamed, edited, oversized or foreign file, and still takes the good one beside them', async () => {
  forge('mixed', { by: 'somebody else' }, { by: 'renamed' }, { by: 'edited' });
  const holding = (text: string): string =>
    project.file(
      `mixed/${readdirSync(project.file('mixed')).find((each) => readFileSync(project.file(`mixed/${each}`), 'utf8').includes(text))}`,
    );
  renameSync(holding('"renamed"'), project.file(`mixed/dev.hero.active.${'1'.repeat(64)}.json`));
  const edited = holding('"edited"');
  writeFileSync(edited, readFileSync(edited, 'utf8').replace('"edited"', '"Edited"'));
  writeFileSync(project.file('mixed/notes.txt'), 'hello');
  writeFileSync(
    project.file(`mixed/big.${'2'.repeat(64)}.json`),
    Buffer.alloc(2 * 1024 * 1024, 32),
  );
  symlinkSync('/etc/passwd', project.file(`mixed/link.${'3'.repeat(64)}.json`));
  const before = await recorded();
  const { code, out, err } = await run('records', 'append', 'mixed');
  expect([code, out]).toEqual([1, expect.stringContaining('1 appended, 5 files refused')]);
  expect(err).toContain('its text is not the one that its name tells');
  expect(err).toContain('its name does not end with the digest of its text');
  expect(err).toContain('it has more than');
  expect(err).toContain('it is no plain file');
  expect(await recorded()).toBe(before + 1);
});

it('tells a folder without evidence from one that may be empty', async () => {
  mkdirSync(project.file('empty'));
  expect(await run('records', 'append', 'empty')).toMatchObject({ code: 2 });
  const nowhere = await run('records', 'append', 'nowhere');
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('no such file')]);
  expect(await run('records', 'append', 'nowhere', '--allow-none')).toMatchObject({ code: 0 });
  expect(await run('records', 'append', 'empty', '--allow-none')).toMatchObject({ code: 0 });
});

it('takes evidence of a proposal from its branch, or from a head that is named', async () => {
  await project.ada.run('checkout', '--quiet', '-b', 'other');
  const path = 'workflows/dev/hero/workflow.json';
  const graph = readFileSync(project.file(path), 'utf8').replace(
    '"blur_radius": 2',
    '"blur_radius": 3',
  );
  writeFileSync(project.file(path), graph);
  expect((await run('pin')).code).toBe(0);
  expect((await run('smoke', '--env', 'dev', '--evidence', 'proposed')).code).toBe(0);
  await project.ada.run('add', 'workflows');
  await project.ada.run('commit', '--quiet', '--message=Blur more');
  await project.ada.run('push', '--quiet', 'origin', 'HEAD:refs/pull/7/head');
  expect((await run('records', 'append', 'proposed')).code).toBe(1);
  const named = await run('records', 'append', 'proposed', '--head', 'refs/pull/7/head');
  expect(named).toMatchObject({ code: 0, out: expect.stringContaining('1 appended') });
  await project.ada.run('checkout', '--quiet', '--force', 'main');
});

it('loses none when eight jobs append a hundred each at once', async () => {
  const before = await recorded();
  const jobs = Array.from({ length: 8 }, (_, job) => `job${job}`);
  for (const job of jobs) {
    forge(job, ...Array.from({ length: 100 }, (_, each) => ({ by: `${job} ${each}` })));
  }
  const clones = await Promise.all(jobs.map((job) => project.remote.clone(job)));
  const answers = await Promise.all(
    clones.map(({ folder, env }, job) =>
      comfypin(folder, env, 'records', 'append', project.file(`job${job}`)),
    ),
  );
  expect(answers.map(({ code, err }) => [code, err])).toEqual(jobs.map(() => [0, '']));
  const all = await readRecords(project.ada.git, 'origin');
  expect(all).toHaveLength(before + 800);
  const authors = new Set(all.map(({ content }) => content['by']));
  for (const job of jobs)
    for (let each = 0; each < 100; each += 1) expect(authors).toContain(`${job} ${each}`);
});
