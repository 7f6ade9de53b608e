import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { images } from '../../src/world/images.ts';
import { type Hermetic, hermetic, runGit, writeFiles } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';

const path = 'workflows/dev/hero/workflow.json';
const text = (steps: number, key = 'k-1') =>
  `{"3":{"class_type":"KSampler","inputs":{"steps":${steps},"api_key":"${key}"},"_meta":{"title":"Base pass"}}}`;

let home: Hermetic;
const answer = (...words: string[]) => comfypin(home.folder, home.env, 'diff', ...words);

beforeAll(() => {
  home = hermetic();
  runGit(home.folder, home.env, 'init', '--quiet', '--initial-branch=main');
  for (const steps of [10, 20]) {
    writeFiles(home.folder, { [path]: text(steps) });
    runGit(home.folder, home.env, 'add', path);
    runGit(home.folder, home.env, 'commit', '--quiet', '--message=Set the steps');
  }
  writeFiles(home.folder, {
    [path]: text(30, 'k-2'),
    'workflows/prod/hero/workflow.json': text(10),
    'canvas.json': '{"nodes":[{"id":1,"type":"Note","pos":[0,0]}],"links":[],"version":0.4}',
  });
});
afterAll(() => home.clean());

it('compares files, folders, workflows of environments and revisions', async () => {
  const steps = /steps (\d+) → (\d+)/;
  const seen = async (...words: string[]) => steps.exec((await answer(...words)).out)?.slice(1);
  expect(await seen('hero@prod', 'hero@dev')).toEqual(['10', '30']);
  expect(await seen('hero@dev~1', 'hero@dev')).toEqual(['10', '30']);
  expect(await seen(`main:${path}`, path)).toEqual(['20', '30']);
  expect(await seen(`HEAD~1:${path}`, 'hero@dev~0')).toEqual(['10', '20']);
  expect(await seen(join(home.folder, 'workflows/prod/hero'), 'hero@dev')).toEqual(['10', '30']);
});

it('tells every workflow that differs since a revision', async () => {
  writeFiles(home.folder, {
    'promotion.yaml': 'version: 1\nenvironments: { dev: { servers: [http://127.0.0.1:8188] } }\n',
    'workflows/dev/new/workflow.json': text(1),
  });
  const { out, code } = await answer('main');
  expect(code).toBe(0);
  expect(out).toMatch(/^main:hero@dev → hero@dev: parameter change\n[\s\S]*steps 20 → 30/);
  expect(out).toContain('new@dev added: 1 node\n');
  expect((await answer('main', '--exit-code')).code).toBe(1);
  expect((await answer('main', '--format', 'markdown')).out).toContain('### `new@dev` added');
  const notices = (await answer('main', '--format', 'github')).out;
  expect(notices).toMatch(
    /^::notice file=workflows\/dev\/hero\/workflow\.json,line=\d+,title=hero@dev%3A parameter change::.*steps 20 → 30/m,
  );
  expect(notices).toContain('title=new@dev added::1 node\n');
  expect((await answer('absent')).code).toBe(2);
  expect((await answer()).out).toBe((await answer('HEAD')).out);
  expect((await answer('new@dev')).out).toBe('new@dev added: 1 node\n');
  const misspelled = await answer('heroo@dev');
  expect(misspelled.code).toBe(2);
  expect(misspelled.err).toContain('Did you mean "hero"?');
});

it('tells a workflow that was renamed as that, and draws new, removed and renamed canvases', async () => {
  const folder = join(home.folder, 'canvases');
  const git = (...words: string[]) => runGit(folder, home.env, ...words);
  const canvas = (steps: number, ...more: string[]) => {
    const nodes = ['Loader', 'Sampler', 'Decode', ...more].map((type, at) => ({
      id: at + 1,
      type,
      pos: [300 * at, 0],
      size: [200, 90],
      widgets_values_named: { steps },
    }));
    return JSON.stringify({ nodes, links: [], version: 0.4 });
  };
  const config = 'version: 1\nenvironments: { dev: { servers: [http://127.0.0.1:8188] } }\n';
  const note = JSON.stringify({ nodes: [{ id: 1, type: 'Note', pos: [0, 0] }], links: [] });
  writeFiles(folder, {
    'promotion.yaml': config,
    'workflows/dev/old/canvas.json': canvas(20),
    'workflows/dev/gone/canvas.json': note,
  });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=Begin');
  rmSync(join(folder, 'workflows'), { recursive: true });
  writeFiles(folder, {
    'workflows/dev/hero/canvas.json': canvas(30, 'Save'),
    'workflows/dev/fresh/canvas.json': JSON.stringify({
      nodes: [{ id: 7, type: 'LoadImage', pos: [0, 0], size: [200, 90] }],
      links: [],
    }),
  });
  const seen = async (format: string) =>
    (await comfypin(folder, home.env, 'diff', 'main', '--canvas', '--format', format)).out;
  const lines = (await seen('text')).split('\n');
  expect(lines).toContain('fresh@dev added: 1 node');
  expect(lines).toContain('gone@dev removed: 1 node');
  expect(lines).toContain('hero@dev renamed, was old@dev');
  expect(lines.some((line) => line.includes('steps 20 → 30 in 3 nodes'))).toBe(true);
  expect(await seen('markdown')).toContain('### `hero@dev` renamed, was `old@dev`');
  expect(await seen('github')).toContain('title=hero@dev%2C was old@dev');
  for (const format of ['html', 'svg']) {
    const picture = await seen(format);
    for (const text of ['fresh@dev, new', 'gone@dev, removed', 'main:old@dev → hero@dev']) {
      expect(picture).toContain(text);
    }
    expect(picture).toMatch(/class="node added"[^>]*aria-label="LoadImage 7: added/);
    expect(picture).toMatch(/class="node removed"[^>]*aria-label="Note 1: removed/);
  }
});

it('tells a canvas that was saved and not pinned yet, on its own lines, and how to go on', async () => {
  const folder = join(home.folder, 'saved');
  const git = (...words: string[]) => runGit(folder, home.env, ...words);
  const canvas = (steps: number, x = 0) =>
    `{"nodes":[\n{"id":1,"type":"Note","pos":[${x},0]},\n{"id":3,"type":"KSampler","widgets_values_named":{"steps":${steps}}}\n],"links":[],"version":0.4}`;
  const at = 'workflows/dev/hero/canvas.json';
  const config = 'version: 1\nenvironments: { dev: { servers: [http://127.0.0.1:8188] } }\n';
  writeFiles(folder, { 'promotion.yaml': config, [path]: text(20), [at]: canvas(20) });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=Begin');
  const seen = (...words: string[]) => comfypin(folder, home.env, 'diff', ...words);
  writeFiles(folder, { [at]: canvas(30) });
  const { out, err } = await seen();
  expect(out).toMatch(
    /^HEAD:hero@dev → hero@dev \(canvas\): parameter change\n.*\n.*steps 20 → 30/,
  );
  expect(err).toContain('next: comfypin pin hero');
  expect((await seen('--format', 'github')).out).toContain(`file=${at},line=3,`);
  expect((await seen('--exit-code')).code).toBe(1);
  writeFiles(folder, { [at]: canvas(20, 40) });
  const moved = await seen();
  expect(moved.out).toContain('Layout (1 change): 1 moved');
  expect(moved.err).not.toContain('comfypin pin');
  writeFiles(folder, { [path]: text(30), [at]: canvas(30) });
  expect((await seen()).out).toContain('HEAD:hero@dev → hero@dev: parameter change');
});

it('takes a model under its name in each environment for one model', async () => {
  const loader = (file: string) =>
    `{"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"${file}"}}}`;
  writeFiles(home.folder, {
    'promotion.yaml': [
      'version: 1',
      'environments:',
      '  dev: { servers: [http://127.0.0.1:8188] }',
      '  prod: { after: dev, servers: [http://127.0.0.1:8189] }',
      'models:',
      '  - { folder: checkpoints, dev: a.safetensors, prod: sdxl/a.safetensors }',
      '',
    ].join('\n'),
    'workflows/dev/load/workflow.json': loader('a.safetensors'),
    'workflows/prod/load/workflow.json': loader('sdxl/a.safetensors'),
  });
  const { out, code } = await answer('load@dev', 'load@prod', '--exit-code');
  expect(out).toContain('Drift (1 change)');
  expect(code).toBe(0);
});

it('never shows a secret, in no format', async () => {
  for (const format of ['text', 'json', 'markdown', 'github']) {
    const { out, code } = await answer('hero@prod', 'hero@dev', '--format', format);
    expect(code).toBe(0);
    expect(out).toContain('[redacted]');
    expect(out).not.toMatch(/k-[12]/);
  }
});

it('draws the picture as PNG into a file, in light colours, and never into a terminal', async () => {
  const file = join(home.folder, 'diff.png');
  const words = ['hero@dev~1', 'hero@dev', '--format', 'png'];
  const refused = await answer(...words);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('comfypin diff … --format png --output diff.png');
  expect((await answer(...words, '--output', 'diff.png')).code).toBe(0);
  const image = await images.read(readFileSync(file));
  expect(image?.format).toBe('png');
  expect((image?.width ?? 0) * (image?.height ?? 0)).toBeGreaterThan(100_000);
  const colours = new Set<string>();
  for (let at = 0; at < (image?.data.length ?? 0); at += 4) {
    colours.add([...(image?.data.subarray(at, at + 3) ?? [])].join(' '));
  }
  // the edge and the back of a changed node, and the paper
  for (const colour of ['138 83 0', '255 240 194', '251 251 250'])
    expect(colours).toContain(colour);
});

it('answers no only where asked, and only for what runs', async () => {
  expect((await answer('hero@prod', 'hero@dev', '--exit-code')).code).toBe(1);
  const same = await answer('hero@prod', 'hero@prod', '--exit-code');
  expect(same).toEqual({ code: 0, out: 'hero@prod → hero@prod\nNo difference.\n', err: '' });
});

it('says what it looked for where nothing is found, and refuses two formats', async () => {
  const absent = await answer('hero@dev~9', 'hero@dev');
  expect(absent.code).toBe(2);
  expect(absent.err).toContain('workflows/dev/hero/workflow.json, 9 changes back');
  expect((await answer('HEAD:nothing.json', 'hero@dev')).code).toBe(2);
  expect((await answer('canvas.json', 'hero@dev')).err).toContain('of two formats');
});
