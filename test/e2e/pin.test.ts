import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { portrait } from '../support/graphs.ts';
import { type Hermetic, hermetic, writeFiles } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import { projectFiles } from '../support/project.ts';

let home: Hermetic;
const run = (...words: string[]) => comfypin(home.folder, home.env, ...words);
const file = (path: string): string => readFileSync(join(home.folder, 'workflows', path), 'utf8');

beforeEach(() => {
  home = hermetic();
  writeFiles(home.folder, projectFiles());
});
afterEach(() => home.clean());

it('pins once, then finds nothing to do', async () => {
  const first = await run('pin');
  expect(first.code).toBe(0);
  expect(first.out).toMatch(/^pinned {5}portrait@dev {2}[0-9a-f]{12}\n1 workflow\.\n$/);
  expect(file('dev/portrait/pin.json')).toContain('"format": "comfypin/1"');
  const before = file('dev/portrait/workflow.json');
  expect((await run('pin')).out).toContain('unchanged');
  expect(file('dev/portrait/workflow.json')).toBe(before);
});

it('checks all environments and says what differs', async () => {
  expect((await run('pin', '--check')).err).toContain('comfypin pin portrait --env dev');
  await run('pin');
  const good = await run('pin', '--check');
  expect([good.code, good.err]).toEqual([0, '']);
  const text = file('dev/portrait/workflow.json');
  writeFiles(home.folder, {
    'workflows/dev/portrait/workflow.json': text.replace('"steps": 20', '"steps": 21'),
    'workflows/prod/portrait/workflow.json': text,
  });
  const { code, out, err } = await run('pin', '--check');
  expect(code).toBe(1);
  expect(out).toContain('refused    portrait@dev');
  expect(err).toContain('workflow.json does not run what is pinned.');
  expect(err).toContain('portrait in prod has no pin.json.');
});

it('writes nothing with --dry-run, and tells which release was pinned before', async () => {
  await run('pin');
  writeFiles(home.folder, {
    'workflows/dev/portrait/workflow.json': portrait.replace('a fox', 'a wolf'),
  });
  const pin = file('dev/portrait/pin.json');
  expect((await run('pin', 'portrait', '--dry-run')).out).toMatch(
    /would pin .*\(was [0-9a-f]{12}\)/,
  );
  expect(file('dev/portrait/pin.json')).toBe(pin);
  const { out } = await run('pin', 'p*', '--json');
  expect(JSON.parse(out).value.workflows[0]).toMatchObject({ state: 'pinned', name: 'portrait' });
});

it('refuses a name that is not there, a missing recording and a bad folder name', async () => {
  const unknown = await run('pin', 'portrai');
  expect([unknown.code, unknown.err]).toEqual([
    2,
    expect.stringContaining('Did you mean "portrait"?'),
  ]);
  writeFiles(home.folder, { 'workflows/dev/My Hero/workflow.json': portrait });
  expect((await run('pin')).err).toContain('"My Hero" in dev is no name');
  rmSync(join(home.folder, 'workflows/dev/environment.json'));
  expect((await run('pin', 'portrait')).err).toContain('comfypin record --env dev');
});

it('takes a canvas as the source and refuses an edit beside it', async () => {
  const node = (prefix: string) =>
    `{"nodes":[{"id":1,"type":"LoadImage","pos":[0,0],"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"widgets_values":["a.png","image"]},
      {"id":2,"type":"SaveImage","pos":[9,0],"inputs":[{"name":"images","type":"IMAGE","link":1}],"widgets_values":["${prefix}"]}],
      "links":[[1,1,0,2,0,"IMAGE"]],"version":0.4}`;
  writeFiles(home.folder, { 'workflows/dev/copy/canvas.json': node('one') });
  const first = await run('pin', 'copy');
  expect([first.code, file('dev/copy/workflow.json')]).toEqual([
    0,
    expect.stringContaining('"one"'),
  ]);
  writeFiles(home.folder, { 'workflows/dev/copy/canvas.json': node('two') });
  expect((await run('pin', 'copy')).code).toBe(0);
  expect(file('dev/copy/workflow.json')).toContain('"two"');
  writeFiles(home.folder, {
    'workflows/dev/copy/workflow.json': file('dev/copy/workflow.json').replace('two', 'three'),
  });
  const edited = await run('pin', 'copy');
  expect([edited.code, edited.err]).toEqual([1, expect.stringContaining('delete canvas.json')]);
});
