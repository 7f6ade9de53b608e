/** `verify`, `records key` and signed evidence: what counts, who signed it, and that every tampering is seen. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendRecords, readRecords } from '../../src/commands/records/records.ts';
import type { Evidence } from '../../src/core/promotion/evidence.ts';
import { evidenceFileOf, recordOfEvidence } from '../../src/core/promotion/evidence-file.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { devAndStaging, type SmokeProject, smokeProject } from '../support/smoke-project.ts';
import { timeAndChance } from '../support/world.ts';

let server: RunningStandin;
let project: SmokeProject;
let keys: { publicKey: string; privateKey: string };

const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const signing = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, { ...project.ada.env, SIGN: keys.privateKey }, ...words);

beforeAll(async () => {
  server = await startStandin({ port: 0 });
  const promotion = devAndStaging(server.url, server.url);
  project = await smokeProject(promotion, server.url);
});
afterAll(async () => {
  await server.stop();
  await project.remote.stop();
});

it('holds for evidence that nobody has to sign', async () => {
  expect(await run('verify', 'hero@dev')).toMatchObject({
    code: 0,
    out: expect.stringContaining('no run of what is pinned'),
  });
  expect((await run('smoke', '--env', 'dev', '--record')).code).toBe(0);
  const { code, out } = await run('verify');
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/holds +active evidence +passed.*not signed/),
  ]);
});

it('makes a key, and shows what to write where', async () => {
  const made = await run('records', 'key', '--json');
  keys = JSON.parse(made.out).value;
  expect(keys.publicKey).toMatch(/^ed25519:/);
  const shown = await comfypin(
    project.ada.folder,
    { ...project.ada.env, SIGN: keys.privateKey },
    'records',
    'key',
    '--of',
    'SIGN',
  );
  expect(shown.out).toContain(keys.publicKey);
  expect(shown.out).not.toContain(keys.privateKey);
  expect(await run('records', 'key', '--of', 'SIGN')).toMatchObject({ code: 2 });
});

it('does not count unsigned evidence where keys are trusted, and counts signed', async () => {
  const promotion = readFileSync(project.file('promotion.yaml'), 'utf8');
  writeFiles(project.ada.folder, {
    'promotion.yaml': `${promotion}signatures: { key: $SIGN, trusted: { ci: "${keys.publicKey}" } }\n`,
  });
  await project.publish('Trust a key');
  expect((await run('why', 'hero@staging')).out).toContain('it is not signed');
  expect(await run('verify', 'hero@dev')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no signature of a trusted key'),
  });

  expect((await signing('smoke', '--env', 'dev', '--evidence', 'made')).code).toBe(0);
  expect((await run('records', 'append', 'made')).code).toBe(0);
  expect((await run('why', 'hero@staging')).out).toContain('The release ran in dev and passed');
  const [file = ''] = readdirSync(project.file('made'));
  const own = await run('verify', `made/${file}`);
  expect(own).toMatchObject({ code: 0, out: expect.stringContaining('signed by ci') });
});

it('signs in the step that appends, once', async () => {
  expect((await run('smoke', '--env', 'dev', '--evidence', 'plain')).code).toBe(0);
  expect((await run('verify', 'plain')).code).toBe(1);
  expect((await signing('records', 'append', 'plain')).out).toContain('1 appended');
  expect((await signing('records', 'append', 'plain')).out).toContain('1 there already');
  const records = await readRecords(project.ada.git, 'origin');
  expect(records.filter(({ content }) => 'signature' in content)).toHaveLength(2);
  const wrong = await comfypin(
    project.ada.folder,
    { ...project.ada.env, SIGN: 'hunter2' },
    'records',
    'append',
    'plain',
  );
  expect([wrong.code, wrong.err.includes('hunter2')]).toEqual([2, false]);
});

it.each<[string, (evidence: Evidence) => Evidence, string]>([
  [
    'another verdict under the old signature',
    (evidence) => ({ ...evidence, by: 'Mallory' }),
    'its signature is not of its content',
  ],
  [
    'a key of its own in place of the trusted one',
    (evidence) => {
      const key = `ed25519:${'A'.repeat(43)}=`;
      return { ...evidence, signature: { key, value: evidence.signature?.value ?? '' } };
    },
    'its signature is not of its content',
  ],
])('notices %s, and does not count it', async (_, change, reason) => {
  const records = await readRecords(project.ada.git, 'origin');
  const signed = records.find(({ content }) => 'signature' in content)?.content;
  const forged = change({
    ...(signed as unknown as Evidence),
    at: '2026-01-02T03:04:05.000Z',
    verdict: 'failed',
  });
  const { name, text } = evidenceFileOf(forged);
  writeFiles(project.ada.folder, { [`forged/${name}`]: text });
  expect(await run('verify', `forged/${name}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining(reason),
  });
  await appendRecords(project.ada.git, 'origin', [recordOfEvidence(forged)], timeAndChance());
  expect((await run('verify', 'hero@dev')).err).toContain(reason);
  expect((await run('why', 'hero@staging')).out).toContain('The release ran in dev and passed');
});

it('notices a pin whose file was changed, and evidence under the key of something else', async () => {
  const record = (await readRecords(project.ada.git, 'origin')).find(
    ({ kind }) => kind === 'evidence',
  );
  if (record === undefined) throw new Error('no evidence');
  const misfiled = { ...record, key: '0'.repeat(64) };
  await appendRecords(project.ada.git, 'origin', [misfiled], timeAndChance());
  expect((await run('verify', 'hero@dev')).err).toContain('under the key of something else');

  const path = 'workflows/dev/hero/workflow.json';
  const graph = readFileSync(project.file(path), 'utf8');
  writeFileSync(project.file(path), graph.replace('"blur_radius": 2', '"blur_radius": 4'));
  await project.publish('Change behind the pin');
  const { code, err } = await run('verify', 'hero@dev');
  expect([code, err]).toEqual([1, expect.stringContaining('The pin of hero in dev does not hold')]);
});

it('misses the promotion of what came above the first environment by a commit alone', async () => {
  for (const name of ['workflow.json', 'pin.json']) {
    const text = readFileSync(project.file(`workflows/dev/hero/${name}`), 'utf8');
    writeFiles(project.ada.folder, { [`workflows/staging/hero/${name}`]: text });
  }
  await project.publish('Copy into staging');
  const { code, err } = await run('verify', 'hero@staging', '--offline');
  expect([code, err]).toEqual([1, expect.stringContaining('says of no gate that it held')]);
  expect(await run('verify', 'nothing@dev')).toMatchObject({ code: 1 });
});
