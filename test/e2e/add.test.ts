import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { portrait } from '../support/graphs.ts';
import {
  type Clone,
  type GitWorld,
  gitWorld,
  type Hermetic,
  hermetic,
  writeFiles,
} from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import { pictureWith } from '../support/png.ts';
import { projectFiles } from '../support/project.ts';

const copy = (file: string): string =>
  `{"1":{"class_type":"LoadImage","inputs":{"image":"${file}"},"is_changed":["abc"]},
    "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"copy"}}}`;
const canvas = (file: string): string =>
  `{"nodes":[{"id":1,"type":"LoadImage","pos":[0,0],"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"widgets_values":["${file}","image"]},
    {"id":2,"type":"SaveImage","pos":[9,0],"inputs":[{"name":"images","type":"IMAGE","link":1}],"widgets_values":["copy"]}],
    "links":[[1,1,0,2,0,"IMAGE"]],"version":0.4}`;

describe('on the work tree', () => {
  let home: Hermetic;
  const run = (...words: string[]) => comfypin(home.folder, home.env, ...words);
  const at = (path: string): string => join(home.folder, 'workflows/dev', path);
  const text = (path: string): string => readFileSync(at(path), 'utf8');

  beforeEach(() => {
    home = hermetic();
    writeFiles(home.folder, { ...projectFiles(), 'copy_api.json': copy('a.png') });
  });
  afterEach(() => home.clean());

  it('takes an API export by the name of its file, without what a server noted in it', async () => {
    const { code, out } = await run('add', 'copy_api.json');
    expect([code, out]).toEqual([0, expect.stringMatching(/^copy@dev added [0-9a-f]{12}\n$/)]);
    expect(text('copy/workflow.json')).not.toContain('is_changed');
    expect((await run('pin', '--check', 'copy')).code).toBe(0);
    expect((await run('add', 'copy_api.json', '--as', 'copy')).out).toContain('unchanged');
  });

  it('takes prompt and canvas out of a picture', async () => {
    const picture = pictureWith({ prompt: copy('a.png'), workflow: canvas('a.png') });
    writeFileSync(join(home.folder, 'ComfyUI_00012_.png'), picture);
    const unnamed = await run('add', 'ComfyUI_00012_.png');
    expect([unnamed.code, unnamed.err]).toEqual([2, expect.stringContaining('--as NAME')]);
    expect((await run('add', 'ComfyUI_00012_.png', '--as', 'acme/copy')).code).toBe(0);
    expect(JSON.parse(text('acme/copy/canvas.json'))).toEqual(JSON.parse(canvas('a.png')));
    expect((await run('pin')).out).toContain('unchanged  acme/copy@dev');
  });

  it('copies fixed input files under content-hashed names, in the canvas too', async () => {
    writeFiles(home.folder, {
      'input/sub/my logo.png': 'pixels',
      'canvas.json': canvas('sub/my logo.png'),
    });
    writeFiles(home.folder, { 'copy_api.json': copy('sub/my logo.png') });
    const words = ['add', 'canvas.json', 'copy_api.json', '--as', 'copy', '--input-folder'];
    const absent = await run(...words, 'nowhere');
    expect([absent.code, absent.err]).toEqual([
      1,
      expect.stringContaining('Node 1 reads sub/my logo.png'),
    ]);
    expect((await run(...words, 'input')).code).toBe(0);
    const [name = ''] = readdirSync(at('copy/assets'));
    expect(name).toMatch(/^[0-9a-f]{12}-my-logo\.png$/);
    expect(text('copy/workflow.json')).toContain(`"image": "${name}"`);
    expect(text('copy/canvas.json')).toContain(`"${name}"`);
    expect((await run('pin')).out).toContain('unchanged  copy@dev');
    writeFiles(home.folder, { [`workflows/dev/copy/assets/${name}`]: 'other pixels' });
    expect((await run('pin', '--check', 'copy')).err).toContain('does not have the content');
  });

  it('asks where a workflow resembles one that is there', async () => {
    await run('pin');
    const seed = portrait.replace('18446744073709551615', '7');
    const more = portrait.replace(
      '"9":',
      '"90": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "b"}}, "9":',
    );
    writeFiles(home.folder, { 'seed.json': seed, 'more.json': more, 'same.json': portrait });
    for (const [file, by] of [
      ['seed', 'shape'],
      ['more', 'node types'],
      ['same', 'release'],
    ]) {
      const { code, err } = await run('add', `${file}.json`);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`looks like portrait, which is there already (same ${by})`),
      ]);
      expect(err).toContain(`--as ${file}`);
    }
    expect((await run('add', 'seed.json', '--as', 'portrait')).out).toContain(
      'portrait@dev updated',
    );
  });

  it('refuses what is no workflow, and writes nothing with --dry-run', async () => {
    writeFiles(home.folder, {
      'a.json': '{"prompt":{"1":{"class_type":"A","inputs":{}}}}',
      'b.webp': 'RIFF0000WEBPVP8 ',
    });
    writeFileSync(join(home.folder, 'c.png'), pictureWith({ note: 'hello' }));
    const { code, err } = await run('add', 'a.json', 'b.webp', 'c.png');
    expect(code).toBe(2);
    expect(err).toContain('Save the value of "prompt"');
    expect(err).toContain('The WebP file holds no workflow.');
    expect(err).toContain('The PNG file holds no workflow.');
    expect((await run('add', 'copy_api.json', '--dry-run')).out).toContain(
      'copy@dev would be added',
    );
    expect(existsSync(at('copy'))).toBe(false);
    expect((await run('add', 'copy_api.json', '--as', '../x')).code).toBe(2);
  });

  it('formats without changing what is pinned', async () => {
    await run('pin');
    const pinned = text('portrait/workflow.json');
    writeFileSync(at('portrait/workflow.json'), pinned.replaceAll('\n', '\n\t'));
    const check = await run('format', '--check');
    expect([check.code, check.out]).toEqual([
      1,
      'would format workflows/dev/portrait/workflow.json\n',
    ]);
    expect((await run('format')).code).toBe(0);
    expect(text('portrait/workflow.json')).toBe(pinned);
  });
});

describe('as a pull request', () => {
  let world: GitWorld;
  let ada: Clone;
  const run = (...words: string[]) => comfypin(ada.folder, ada.env, ...words);

  beforeAll(async () => {
    world = await gitWorld(projectFiles());
    ada = await world.clone('Ada');
  });
  afterAll(() => world.stop());

  it('leaves the index and the work tree as they are, and updates the one that is open', async () => {
    writeFiles(ada.folder, { 'copy.json': copy('a.png') });
    const before = await ada.run('status', '--porcelain');
    const first = await run('add', 'copy.json', '--pr');
    expect([first.code, first.err]).toEqual([0, expect.not.stringContaining('error:')]);
    expect(first.out).toMatch(/^copy@dev added [0-9a-f]{12} {2}#\d+ /);
    expect(await ada.run('status', '--porcelain')).toBe(before);
    const ref = 'refs/heads/comfypin/add/copy';
    const files = async () =>
      (
        await ada.git.tree(
          (await ada.git.resolve('origin/comfypin/add/copy')) ?? '',
          'workflows/dev/copy',
        )
      ).map(({ path }) => path);
    await ada.run('fetch', '--quiet');
    expect(await files()).toEqual([
      'workflows/dev/copy/pin.json',
      'workflows/dev/copy/smoke.yaml',
      'workflows/dev/copy/workflow.json',
    ]);
    writeFiles(ada.folder, { 'copy.json': copy('mask.png') });
    const second = await run('add', 'copy.json', '--pr', '--json');
    const [row] = JSON.parse(second.out).value.workflows;
    expect(row.pullRequest.number).toBe(Number(/#(\d+)/.exec(first.out)?.[1]));
    await ada.run('fetch', '--quiet');
    expect(await ada.run('log', '--format=%s', 'origin/main..origin/comfypin/add/copy')).toBe(
      'Add copy\nAdd copy',
    );
    const [tip] = await ada.git.remoteRefs('origin', [ref]);
    await run('add', 'copy.json', '--pr');
    expect(await ada.git.remoteRefs('origin', [ref])).toEqual([tip]);
  });
});
