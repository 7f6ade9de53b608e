/** `capture` and `deliver` die by SIGKILL at each effect that others see; run again, they come to one and the same end. */

import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { blurCanvas, type CanvasProject, canvasProject } from '../support/canvas-project.ts';

const main = resolve(import.meta.dirname, '../../dist/main.js');

/** Stands for git: counts the pushes, and before or after one of them kills the program. */
const shim = `#!/bin/sh
skip=0; sub=
for word in "$@"; do
  if [ $skip = 1 ]; then skip=0; continue; fi
  case "$word" in -c) skip=1;; -*) ;; *) sub="$word"; break;; esac
done
if [ "$sub" = push ]; then
  echo "$sub" >> "$SHIM_LOG"
  if [ "$(wc -l < "$SHIM_LOG")" -eq "$SHIM_AT" ]; then
    if [ "$SHIM_WHEN" = after ]; then "$SHIM_GIT" "$@" > /dev/null 2>&1; fi
    kill -9 $PPID
    exit 137
  fi
fi
exec "$SHIM_GIT" "$@"
`;

let project: CanvasProject;
afterEach(() => project.stop());

async function start(): Promise<void> {
  project = await canvasProject();
  const bin = join(project.ada.folder, '.git', 'shim');
  mkdirSync(bin);
  writeFileSync(join(bin, 'git'), shim);
  chmodSync(join(bin, 'git'), 0o755);
}

/** Runs the built program; at push `at`, counted from 1, it dies. Returns the number of pushes and whether it did. */
async function runDying(at: number, when: string, ...words: readonly string[]) {
  const { ada, server } = project;
  const bin = join(ada.folder, '.git', 'shim');
  const log = join(bin, 'log');
  writeFileSync(log, '');
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v git']);
  const env = {
    ...ada.env,
    DEV_URL: server.url,
    PATH: `${bin}:${ada.env['PATH']}`,
    ...{ SHIM_LOG: log, SHIM_AT: String(at), SHIM_WHEN: when, SHIM_GIT: stdout.trim() },
  };
  const killed = await new Promise<boolean>((done) => {
    execFile(process.execPath, [main, ...words], { cwd: ada.folder, env }, (error) =>
      done(error?.signal === 'SIGKILL'),
    );
  });
  return { killed, pushes: readFileSync(log, 'utf8').split('\n').filter(Boolean).length };
}

/** All that a crash could double or lose: pull requests, records of the server's file, the canvas on the branch. */
async function endOf(name: string) {
  const { ada } = project;
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const records = ['grep', '--name-only', `"workflow":"${name}"`, 'FETCH_HEAD', '--', 'canvas'];
  const listed = await ada.run(...records).catch(() => '');
  const branch = `comfypin/capture/${name}`;
  const pulls = await ada.run('ls-remote', 'origin', 'refs/comfypin/pulls/*/meta');
  return {
    records: listed.split('\n').filter(Boolean).length,
    canvas: JSON.parse(await project.onBranch(branch, `workflows/dev/${name}/canvas.json`)),
    pulls: pulls.split('\n').filter(Boolean).length,
  };
}

it('capture makes one pull request wherever it is killed', async () => {
  await start();
  await project.save('whole.json', blurCanvas());
  const whole = await runDying(0, 'after', 'capture', 'dev', 'whole');
  expect(whole.pushes).toBeGreaterThan(2);
  const points = Array.from({ length: whole.pushes }, (_, index) => index + 1).flatMap(
    (at): (readonly [number, string])[] => [
      [at, 'before'],
      [at, 'after'],
    ],
  );
  for (const [index, [at, when]] of points.entries()) {
    const name = `hero-${index}`;
    await project.save(`${name}.json`, blurCanvas({ blur: index + 1 }));
    expect([name, at, when, (await runDying(at, when, 'capture', 'dev', name)).killed]).toEqual([
      name,
      at,
      when,
      true,
    ]);
    const again = await project.run('capture', 'dev', name);
    expect([name, at, when, again.code, again.err]).toEqual([name, at, when, 0, expect.anything()]);
    const third = await project.run('capture', 'dev', name, '--json');
    expect(JSON.parse(third.out).value.canvases[0].state).toBe('unchanged');
    expect(await endOf(name)).toEqual({
      records: 1,
      canvas: JSON.parse(blurCanvas({ blur: index + 1 })),
      pulls: index + 2,
    });
  }
});

it('deliver writes once wherever it is killed, and knows its own file again', async () => {
  await start();
  const file = 'workflows/dev/hero/canvas.json';
  const pinned = async (blur: number) => {
    writeFileSync(join(project.ada.folder, 'hero.json'), blurCanvas({ blur }));
    const words = ['add', 'hero.json', '--as', 'hero'];
    expect((await project.run(...words)).code).toBe(0);
    await project.ada.run('add', 'workflows');
    await project.ada.run('commit', '--quiet', `--message=Hero ${blur}`);
    await project.ada.run('push', '--quiet', 'origin', 'HEAD:main');
  };
  await pinned(1);
  const whole = await runDying(0, 'after', 'deliver', 'dev');
  expect(whole.pushes).toBeGreaterThan(0);
  let blur = 1;
  for (let at = 1; at <= whole.pushes; at += 1) {
    for (const when of ['before', 'after']) {
      blur += 1;
      await pinned(blur);
      expect((await runDying(at, when, 'deliver', 'dev')).killed).toBe(true);
      expect((await project.run('deliver', 'dev')).code).toBe(0);
      const last = await project.run('deliver', 'dev', '--json');
      expect(JSON.parse(last.out).value.canvases[0].state).toBe('unchanged');
      const there = (await project.saved('pinned/hero.json')) ?? '';
      expect(JSON.parse(there)).toEqual(JSON.parse(await project.onBranch('main', file)));
    }
  }
});
