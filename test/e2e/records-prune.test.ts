/** Thumbnails of what smoke runs made: where they go, what of a hostile folder is taken, and how old ones are taken away. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOfBytes } from '../../src/base/digest.ts';
import { appendRecords, readRecords } from '../../src/commands/records/records.ts';
import { thumbnailsIn } from '../../src/core/promotion/media-files.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { type SmokeProject, smokeProject } from '../support/smoke-project.ts';
import { timeAndChance } from '../support/world.ts';

let server: RunningStandin;
let project: SmokeProject;

const ref = 'refs/heads/comfypin-records';
const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const tipOf = async (): Promise<string> =>
  (await project.ada.git.remoteRefs('origin', [ref]))[0]?.id ?? '';
const mediaOf = async (): Promise<readonly string[]> => {
  const git = project.ada.git;
  await git.fetch('origin', [ref]);
  return (await git.tree(await tipOf())).flatMap(({ path }) =>
    path.startsWith('media/') ? [path] : [],
  );
};
const begin = async (thumbnails: string): Promise<void> => {
  const promotion = `version: 1\nenvironments:\n  dev: { servers: [${server.url}], evidence: { thumbnails: ${thumbnails} } }\n`;
  project = await smokeProject(promotion, server.url);
};

beforeEach(async () => {
  server = await startStandin({ port: 0 });
});
afterEach(async () => {
  await server.stop();
  await project.remote.stop();
});

it('keeps thumbnails beside the evidence, and takes old ones away with every record left', async () => {
  await begin('branch');
  expect((await run('smoke', '--env', 'dev', '--record')).code).toBe(0);
  const [record] = await readRecords(project.ada.git, 'origin');
  const [digits] = thumbnailsIn(record?.content ?? {});
  expect(await mediaOf()).toEqual([`media/dev/${digits?.slice(0, 12)}/${digits}.webp`]);
  const bytes = [
    ...(await project.ada.git.blobs([`${await tipOf()}:${(await mediaOf())[0]}`])).values(),
  ][0];
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 40, height: 30 });

  expect((await run('records', 'prune', '--before', 'yesterday')).code).toBe(2);
  expect((await run('records', 'prune', '--before', '2020-01-01')).out).toContain('0 thumbnails');
  const planned = await run('records', 'prune', '--before', '2999-01-01', '--dry-run');
  expect([planned.out, (await mediaOf()).length]).toEqual([
    '1 thumbnail would be taken, 1 record stays\n',
    1,
  ]);
  const bob = await project.remote.clone('Bob');
  await readRecords(bob.git, 'origin');
  expect((await run('records', 'prune', '--before', '2999-01-01', '--rewrite')).code).toBe(0);
  expect(await mediaOf()).toEqual([]);
  expect((await project.ada.git.commit(await tipOf())).parents).toEqual([]);

  // a clone that saw the old history goes on, and appends to the new one
  expect(await readRecords(bob.git, 'origin')).toEqual([record]);
  const hold = {
    kind: 'hold',
    environment: 'dev',
    key: 'abcdefabcdef',
    content: { a: 1 },
  } as const;
  await appendRecords(bob.git, 'origin', [hold], timeAndChance());
  expect(await readRecords(project.ada.git, 'origin')).toHaveLength(2);
});

it('takes a history that was begun anew for rewritten where a record is missing in it', async () => {
  await begin('branch');
  expect((await run('smoke', '--env', 'dev', '--record')).code).toBe(0);
  const bob = await project.remote.clone('Bob');
  const [record] = await readRecords(bob.git, 'origin');
  if (record === undefined) throw new Error('no record');
  const tip = await tipOf();
  const forged = await project.ada.git.createCommit({
    onto: undefined,
    parents: [],
    changes: [{ path: 'hold/dev/abcdefabcdef/x.json', content: 'x' }],
    message: `Prune\n\nComfypin-Pruned: ${tip}`,
  });
  await project.ada.git.push('origin', [{ ref, to: forged, expected: tip }]);
  await expect(readRecords(bob.git, 'origin')).rejects.toMatchObject({
    problems: [{ code: 'records/rewritten' }],
  });
});

it('takes of a folder only small WebP pictures that its evidence names', async () => {
  await begin('branch');
  expect((await run('smoke', '--env', 'dev', '--evidence', 'made')).code).toBe(0);
  const [picture = ''] = readdirSync(project.file('made')).filter((name) => name.endsWith('.webp'));
  const good = readFileSync(project.file(join('made', picture)));
  writeFileSync(project.file(join('made', picture)), Buffer.concat([good, Buffer.from('x')]));
  const bad = await run('records', 'append', 'made');
  expect([bad.code, bad.err, await mediaOf()]).toEqual([
    1,
    expect.stringContaining('it is no small WebP picture'),
    [],
  ]);
  writeFileSync(project.file(join('made', picture)), good);
  const other = await sharp(good).negate().webp().toBuffer();
  const name = `${digestOfBytes(other).slice('sha256:'.length)}.webp`;
  writeFileSync(project.file(join('made', name)), other);
  // the record is there already; its picture is still to come
  expect((await run('records', 'append', 'made')).code).toBe(0);
  expect((await mediaOf()).map((path) => path.split('/').at(-1))).toEqual([picture]);
});

it('keeps them in this clone alone where promotion.yaml says so', async () => {
  await begin('local');
  mkdirSync(project.file('made'));
  expect((await run('smoke', '--env', 'dev', '--record', '--evidence', 'made')).code).toBe(0);
  expect(await mediaOf()).toEqual([]);
  const kept = readdirSync(project.file('.git/comfypin/thumbnails'));
  expect(kept).toHaveLength(1);
  expect(readdirSync(project.file('made')).filter((each) => each.endsWith('.webp'))).toEqual([]);
});
