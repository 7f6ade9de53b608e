import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clock, random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import { aCanvas, nodeOf, type SketchCanvas } from '../support/canvases.ts';
import { type Clone, type GitWorld, gitWorld } from '../support/hermetic.ts';
import { projectFiles } from '../support/project.ts';

const program = resolve(import.meta.dirname, '../../dist/main.js');
const canvasPath = 'workflows/dev/hero/canvas.json';
let world: GitWorld;
let ada: Clone;
let bob: Clone;

/** Widgets as the studio's sampler has them: seed, its control, steps, cfg. */
function hero(change: (canvas: SketchCanvas) => void = () => undefined): string {
  const canvas = aCanvas();
  change(canvas);
  return `${JSON.stringify(canvas)}\n`;
}

const set =
  (id: number, at: number, value: unknown) =>
  (canvas: SketchCanvas): void => {
    nodeOf(canvas, id).widgets_values[at] = value;
  };

interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Runs a program in a clone as a person would, with comfypin in PATH. */
async function run(clone: Clone, file: string, ...args: string[]): Promise<Ran> {
  const env = { ...clone.env, PATH: `${join(world.folder, 'bin')}:${clone.env['PATH'] ?? ''}` };
  const options = { cwd: clone.folder, env };
  return promisify(execFile)(file, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout + error.stderr,
    }),
  );
}

function write(clone: Clone, path: string, text: string): void {
  mkdirSync(join(clone.folder, path, '..'), { recursive: true });
  writeFileSync(join(clone.folder, path), text);
}

const read = (clone: Clone, path: string): string => readFileSync(join(clone.folder, path), 'utf8');

async function edit(clone: Clone, change: (canvas: SketchCanvas) => void): Promise<void> {
  const canvas = JSON.parse(read(clone, canvasPath)) as SketchCanvas;
  change(canvas);
  write(clone, canvasPath, JSON.stringify(canvas));
}

async function commit(clone: Clone, message: string): Promise<void> {
  for (const words of [
    ['add', '--all'],
    ['commit', '--quiet', `--message=${message}`],
  ]) {
    const done = await run(clone, 'git', ...words);
    if (done.code !== 0) throw new Error(done.out);
  }
}

async function pinned(clone: Clone): Promise<Ran> {
  return run(clone, process.execPath, program, 'pin', '--check');
}

beforeEach(async () => {
  world = await gitWorld({ ...projectFiles(), [canvasPath]: hero() });
  const bin = join(world.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'comfypin'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(bin, 'comfypin'), 0o755);
  ada = await world.clone('Ada');
  expect((await run(ada, 'comfypin', 'init', '--git-drivers', '--without-actions')).out).toContain(
    'merge.comfypin.driver',
  );
  expect((await run(ada, 'comfypin', 'pin')).code).toBe(0);
  expect((await run(ada, 'comfypin', 'format')).code).toBe(0);
  await commit(ada, 'Pin');
  await ada.run('push', '--quiet', 'origin', 'main');
  bob = await world.clone('Bob');
  await run(bob, 'comfypin', 'init', '--git-drivers', '--without-actions');
}, 60_000);
afterEach(() => world.stop());

/** Bob's change is on main, Ada has one of her own. */
async function apart(
  ours: (canvas: SketchCanvas) => void,
  theirs: (canvas: SketchCanvas) => void,
): Promise<void> {
  await edit(bob, theirs);
  await run(bob, 'comfypin', 'pin', 'hero');
  await commit(bob, 'Theirs');
  await bob.run('push', '--quiet', 'origin', 'main');
  await edit(ada, ours);
  await run(ada, 'comfypin', 'pin', 'hero');
  await commit(ada, 'Ours');
  await ada.run('fetch', '--quiet');
}

it('merges disjoint edits of all files of a folder cleanly, with the right pin in the merge commit', async () => {
  await apart(set(3, 2, 30), set(2, 0, 'a hare'));
  const merged = await run(ada, 'git', 'merge', '--no-edit', 'origin/main');
  expect(merged).toMatchObject({ code: 0 });
  const canvas = JSON.parse(read(ada, canvasPath)) as SketchCanvas;
  expect(nodeOf(canvas, 3).widgets_values[2]).toBe(30);
  expect(nodeOf(canvas, 2).widgets_values[0]).toBe('a hare');
  expect(await pinned(ada)).toMatchObject({ code: 0 });
  expect(await ada.run('status', '--porcelain')).toBe('');
  expect((await ada.run('log', '-1', '--format=%P')).split(' ')).toHaveLength(2);
}, 60_000);

it('leaves the same edit unmerged until it is resolved', async () => {
  await apart(set(3, 2, 30), set(3, 2, 40));
  const merged = await run(ada, 'git', 'merge', '--no-edit', 'origin/main');
  expect(merged.code).toBe(1);
  expect(await ada.run('diff', '--name-only', '--diff-filter=U')).toBe(canvasPath);
  const refused = await run(ada, 'git', 'commit', '--all', '--no-edit');
  expect(refused.out).toContain('comfypin resolve');
  expect(refused.code).not.toBe(0);
  expect((await run(ada, 'comfypin', 'resolve', 'hero@dev', '--list')).out).toContain('theirs 40');
  expect(
    (await run(ada, 'comfypin', 'resolve', 'hero@dev', '--take', 'theirs', '--at', '1')).code,
  ).toBe(0);
  await run(ada, 'git', 'add', '--all');
  expect(await run(ada, 'git', 'commit', '--no-edit', '--quiet')).toMatchObject({ code: 0 });
  expect(nodeOf(JSON.parse(read(ada, canvasPath)), 3).widgets_values[2]).toBe(40);
  expect(await pinned(ada)).toMatchObject({ code: 0 });
  expect(await ada.run('status', '--porcelain')).toBe('');
}, 60_000);

it('rebases, and commits the pin that belongs to the result', async () => {
  await apart(set(3, 2, 30), set(2, 0, 'a hare'));
  expect(await run(ada, 'git', 'rebase', '--quiet', 'origin/main')).toMatchObject({ code: 0 });
  const canvas = JSON.parse(read(ada, canvasPath)) as SketchCanvas;
  expect(nodeOf(canvas, 3).widgets_values[2]).toBe(30);
  expect(nodeOf(canvas, 2).widgets_values[0]).toBe('a hare');
  expect(await pinned(ada)).toMatchObject({ code: 0 });
  expect(await ada.run('status', '--porcelain')).toBe('');
  expect(await ada.run('log', '-1', '--format=%s')).toBe('Pin again after the rebase');
  expect(await ada.run('symbolic-ref', '--short', 'HEAD')).toBe('main');
}, 60_000);

it('picks commits with the pin that belongs to the result, and keeps their author', async () => {
  await ada.run('switch', '--quiet', '--create', 'other');
  await edit(ada, set(3, 2, 30));
  await commit(ada, 'More steps');
  await edit(ada, set(3, 3, 5));
  await commit(ada, 'Less cfg');
  await ada.run('switch', '--quiet', 'main');
  await edit(ada, set(2, 0, 'a hare'));
  await commit(ada, 'Hare');
  const pick = ['-c', 'user.name=Grace', '-c', 'user.email=grace@example.com', 'cherry-pick'];
  expect(await run(ada, 'git', ...pick, 'other~1')).toMatchObject({ code: 0 });
  expect(await pinned(ada)).toMatchObject({ code: 0 });
  await ada.run('reset', '--quiet', '--hard', 'HEAD~1');
  expect(await run(ada, 'git', ...pick, 'other~2..other')).toMatchObject({ code: 0 });
  expect(await pinned(ada)).toMatchObject({ code: 0 });
  expect(await ada.run('status', '--porcelain')).toBe('');
  expect((await ada.run('log', '-3', '--format=%s')).split('\n')).toEqual([
    'Less cfg',
    'More steps',
    'Hare',
  ]);
  expect(await ada.run('log', '-1', '--format=%an')).toBe(
    await ada.run('log', '-1', '--format=%an', 'other'),
  );
  const canvas = JSON.parse(read(ada, canvasPath)) as SketchCanvas;
  expect(nodeOf(canvas, 3).widgets_values.slice(2)).toEqual([30, 5]);
}, 60_000);

it('pops a stash onto another change', async () => {
  await edit(ada, set(3, 2, 30));
  await ada.run('stash');
  await edit(ada, set(2, 0, 'a hare'));
  await commit(ada, 'Hare');
  expect(await run(ada, 'git', 'stash', 'pop')).toMatchObject({ code: 0 });
  const canvas = JSON.parse(read(ada, canvasPath)) as SketchCanvas;
  expect([nodeOf(canvas, 3).widgets_values[2], nodeOf(canvas, 2).widgets_values[0]]).toEqual([
    30,
    'a hare',
  ]);
}, 60_000);

it('shows sentences in git diff, and lines by name in git log -p', async () => {
  await edit(ada, set(3, 2, 30));
  const shown = await run(ada, 'git', 'diff', '--', canvasPath);
  expect(shown.out).toMatch(/KSampler \(3\): steps 20 → 30/);
  await commit(ada, 'More steps');
  const log = await run(ada, 'git', 'log', '-p', '-1', '--', canvasPath);
  expect(log.out).toContain('-    steps: 20\n+    steps: 30');
}, 60_000);

describe('update-pr', () => {
  const branch = 'comfypin/add/hero';

  async function proposed(): Promise<string> {
    await ada.run('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    const forge = localForge({ git: ada.git, name: 'origin', clock, random });
    const words = { title: 'Change hero', body: '', labels: [] };
    const pull = await forge.open({ head: branch, base: 'main', ...words });
    expect(pull.number).toBe(1);
    return ada.run('rev-parse', 'HEAD');
  }
  const tip = async () =>
    (await bob.run('ls-remote', 'origin', `refs/heads/${branch}`)).slice(0, 40);

  it('merges the base into the branch with the right pin, once', async () => {
    await apart(set(3, 2, 30), set(2, 0, 'a hare'));
    const head = await proposed();
    const workTree = read(ada, canvasPath);
    const tried = await run(ada, 'comfypin', 'update-pr', '1', '--dry-run');
    expect(tried).toMatchObject({ code: 0 });
    expect(tried.out).toContain('would be updated: ');
    expect(await tip()).toBe(head);
    expect(await run(ada, 'comfypin', 'update-pr', '1')).toMatchObject({ code: 0 });
    expect(read(ada, canvasPath)).toBe(workTree);
    await bob.run('fetch', '--quiet');
    await bob.run('checkout', '--quiet', '--detach', `origin/${branch}`);
    const canvas = JSON.parse(read(bob, canvasPath)) as SketchCanvas;
    expect(nodeOf(canvas, 3).widgets_values[2]).toBe(30);
    expect(nodeOf(canvas, 2).widgets_values[0]).toBe('a hare');
    expect(await pinned(bob)).toMatchObject({ code: 0 });
    const parents = await bob.run('log', '-1', '--format=%P');
    expect(parents.split(' ')).toEqual([head, await bob.run('rev-parse', 'origin/main')]);
    const updated = await tip();
    expect(await run(ada, 'comfypin', 'update-pr', '1')).toMatchObject({ code: 0 });
    expect(await tip()).toBe(updated);
  }, 60_000);

  it('pushes nothing where both changed one thing, and says how to go on', async () => {
    await apart(set(3, 2, 30), set(3, 2, 40));
    const head = await proposed();
    const stopped = await run(ada, 'comfypin', 'update-pr', '1');
    expect(stopped.code).toBe(5);
    expect(stopped.out).toContain('3.steps');
    expect(stopped.out).toContain('comfypin resolve');
    expect(await tip()).toBe(head);
  }, 60_000);
});
