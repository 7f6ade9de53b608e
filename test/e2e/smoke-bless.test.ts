/** `smoke bless`: a picture becomes golden only where it shows the pinned workflow with the inputs of its case. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import {
  devAndStaging,
  heroCases,
  heroGraph,
  type SmokeProject,
  smokeProject,
} from '../support/smoke-project.ts';

let standin: RunningStandin;
let project: SmokeProject;

const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const golden = 'workflows/dev/hero/smoke/golden.png';
const compared = heroCases.replace('count: 1', 'similar: { golden: smoke/golden.png }, count: 1');

beforeEach(async () => {
  standin = await startStandin({ port: 0 });
  const promotion = devAndStaging(standin.url);
  project = await smokeProject(promotion, standin.url);
});
afterEach(async () => {
  await standin.stop();
  await project.remote.stop();
});

it('runs a case whose golden picture is still to be made, and the next run is like it', async () => {
  writeFiles(project.ada.folder, { 'workflows/dev/hero/smoke.yaml': compared });
  expect((await run('smoke', '--env', 'dev')).err).toContain('smoke/golden.png');
  const planned = await run('smoke', 'bless', 'hero', '--env', 'dev', '--dry-run');
  expect([planned.code, existsSync(project.file(golden))]).toEqual([0, false]);
  const blessed = await run(
    'smoke',
    'bless',
    'hero:photo',
    '--env',
    'dev',
    '--output-name',
    'hero',
  );
  expect(blessed.out).toBe(`added ${golden} (png 40×30)\n`);
  expect((await run('smoke', '--env', 'dev')).code).toBe(0);
});

it('takes the picture of a report as it is, and tells how to compare with it', async () => {
  expect((await run('smoke', '--env', 'dev', '--report', 'out')).code).toBe(0);
  const { code, out } = await run('smoke', 'bless', 'hero', '--env', 'dev', '--report', 'out');
  expect(code).toBe(0);
  expect(out).toContain('expect: { hero: { similar: { golden: smoke/photo-hero.png } } }');
  const made = readFileSync(project.file('workflows/dev/hero/smoke/photo-hero.png'));
  expect(made).toEqual(readFileSync(project.file('out/hero/photo/hero-hero_00001_.png')));
});

it('proposes a picture of what the default branch pins, and leaves the work tree alone', async () => {
  writeFiles(project.ada.folder, { 'workflows/dev/hero/smoke.yaml': compared });
  await project.publish('Compare the hero');
  const { code, out } = await run('smoke', 'bless', 'hero', '--env', 'dev', '--pr');
  expect([code, out]).toEqual([0, expect.stringContaining('pull request #1')]);
  expect(await project.ada.run('status', '--porcelain')).toBe('');
  const branch = 'comfypin/bless/dev/hero';
  await project.ada.run('fetch', '--quiet', 'origin', branch);
  const changed = await project.ada.run('diff', '--name-only', 'origin/main', 'FETCH_HEAD');
  expect(changed).toBe(golden);
  expect((await run('pr', 'list')).out).toContain('Take a new golden picture for hero in dev');
});

it('refuses a picture that is not what the pinned workflow gave', async () => {
  const bless = () => run('smoke', 'bless', 'hero', '--env', 'dev', '--report', 'out');
  expect((await bless()).err).toContain('out holds no smoke.json of a report');
  expect((await run('smoke', '--env', 'dev', '--report', 'out')).code).toBe(0);

  const picture = project.file('out/hero/photo/hero-hero_00001_.png');
  const bytes = readFileSync(picture);
  writeFileSync(picture, Buffer.concat([bytes, Buffer.from('x')]));
  expect((await bless()).err).toContain('is gone from the report, or was changed');
  rmSync(picture);
  expect((await bless()).code).toBe(1);
  writeFileSync(picture, bytes);

  const outside = 'workflows/dev/hero/smoke.yaml';
  const named = compared.replace('smoke/golden.png', '../../../../outside.png');
  writeFiles(project.ada.folder, { [outside]: named });
  expect((await bless()).code).toBe(1);
  expect(existsSync(join(project.ada.folder, '..', 'outside.png'))).toBe(false);
  expect(existsSync(project.file('outside.png'))).toBe(false);
  writeFiles(project.ada.folder, { [outside]: heroCases });

  const other = heroGraph.replace('"blur_radius":2', '"blur_radius":3');
  writeFiles(project.ada.folder, { 'workflows/dev/hero/workflow.json': other });
  expect((await run('pin')).code).toBe(0);
  expect((await bless()).err).toContain('is about another pin than the one that is here now');
});

it('blesses nothing of a run that failed', async () => {
  standin.faults.node('ImageBlur', { type: 'ValueError', message: 'no' }, 1);
  const { code, err } = await run('smoke', 'bless', 'hero', '--env', 'dev');
  expect([code, err]).toEqual([1, expect.stringContaining('Case photo failed (node-failed)')]);
});
