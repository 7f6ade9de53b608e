/** `smoke case`: a picture of a run with other inputs becomes a case that gives the same picture again. */

import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { textsOf } from '../../src/standin/png.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { comfypin } from '../support/in-process.ts';
import { pictureWith } from '../support/png.ts';
import {
  devAndStaging,
  heroGraph,
  type SmokeProject,
  smokeProject,
} from '../support/smoke-project.ts';

let standin: RunningStandin;
let project: SmokeProject;

beforeEach(async () => {
  standin = await startStandin({ port: 0 });
  const promotion = devAndStaging(standin.url);
  project = await smokeProject(promotion, standin.url);
});
afterEach(async () => {
  await standin.stop();
  await project.remote.stop();
});

const run = (...words: string[]) => comfypin(project.ada.folder, project.ada.env, ...words);

it('takes what differs from the pin out of a picture, its uploaded file by the file that it was', async () => {
  await run('smoke', '--env', 'dev', '--report', 'out');
  const picture = readFileSync(project.file('out/hero/photo/hero-hero_00001_.png'));
  const prompt = textsOf(picture).find(([keyword]) => keyword === 'prompt')?.[1] ?? '';
  const changed = prompt.replace('"blur_radius": 2', '"blur_radius": 7');
  expect(changed).not.toBe(prompt);
  writeFileSync(project.file('bad.png'), pictureWith({ prompt: changed }));
  const made = await run('smoke', 'case', 'hero', '--env', 'dev', '--from', 'bad.png');
  expect([made.code, made.err]).toEqual([0, expect.stringContaining('--case bad')]);
  expect(made.out).toContain('case bad added to workflows/dev/hero/smoke.yaml');
  const text = readFileSync(project.file('workflows/dev/hero/smoke.yaml'), 'utf8');
  expect(text).toContain(`  - name: bad
    inputs:
      1.image:
        file: smoke/photo.png
      3.blur_radius: 7
`);
  const again = await run('smoke', 'hero', '--env', 'dev', '--case', 'bad', '--json');
  expect(JSON.parse(again.out).value.workflows[0].cases[0].verdict).toBe('passed');
});

it('says where another graph made the picture, and writes nothing then or with --dry-run', async () => {
  const before = readFileSync(project.file('workflows/dev/hero/smoke.yaml'), 'utf8');
  const graph = JSON.parse(heroGraph);
  graph['2'].class_type = 'ImageScaleBy';
  writeFileSync(project.file('other.json'), JSON.stringify(graph));
  const other = await run('smoke', 'case', 'hero', '--env', 'dev', '--from', 'other.json');
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('made by another graph')]);
  writeFileSync(project.file('same.json'), heroGraph);
  const words = ['smoke', 'case', 'hero', '--env', 'dev', '--from', 'same.json', '--dry-run'];
  const same = await run(...words);
  expect([same.code, same.out]).toEqual([0, expect.stringContaining('nothing differs')]);
  expect(readFileSync(project.file('workflows/dev/hero/smoke.yaml'), 'utf8')).toBe(before);
});
