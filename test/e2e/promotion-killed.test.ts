import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const main = resolve(import.meta.dirname, '../../dist/main.js');
/** Every n-th effect that is no push is died after; 1 means all of them. */
const stride = Number(process.env['COMFYPIN_CRASH_STRIDE'] ?? 1000);

const yaml = `${promotionYaml}overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const byHand = yaml;
const byItself = yaml.replace(
  'staging: { after: dev }',
  'staging: { after: dev, promotion: { auto: true, merge: auto } }',
);

/** Stands for git: counts what changes something, and at one of them kills the program with SIGKILL. */
const shim = `#!/bin/sh
skip=0; sub=
for word in "$@"; do
  if [ $skip = 1 ]; then skip=0; continue; fi
  case "$word" in -c) skip=1;; -*) ;; *) sub="$word"; break;; esac
done
case "$sub" in
push|update-ref|commit-tree|hash-object|write-tree|fetch)
  echo "$sub" >> "$SHIM_LOG"
  if [ "$(wc -l < "$SHIM_LOG")" -eq "$SHIM_AT" ]; then
    if [ "$SHIM_WHEN" = after ]; then "$SHIM_GIT" "$@" > /dev/null 2>&1; fi
    kill -9 $PPID
    exit 137
  fi;;
esac
exec "$SHIM_GIT" "$@"
`;

let world: PromotionWorld;
let bin: string;
let steps = 40;

beforeAll(async () => {
  world = await promotionWorld({ 'promotion.yaml': byHand });
  bin = join(world.folder, 'shim');
  mkdirSync(bin);
  writeFileSync(join(bin, 'git'), shim);
  chmodSync(join(bin, 'git'), 0o755);
});
afterAll(() => world.stop());

interface Ended {
  readonly code: number | undefined;
  readonly killed: boolean;
  /** Its effects in order, as git's words. */
  readonly effects: readonly string[];
}

/** Runs the built program; at effect \`at\`, counted from 1, it dies. */
async function runDying(at: number, when: string, ...words: readonly string[]): Promise<Ended> {
  const { ada } = world;
  const log = join(world.folder, 'effects');
  writeFileSync(log, '');
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v git']);
  const env = {
    ...ada.env,
    PATH: `${bin}:${ada.env['PATH']}`,
    ...{ SHIM_LOG: log, SHIM_AT: String(at), SHIM_WHEN: when, SHIM_GIT: stdout.trim() },
  };
  const ended = await new Promise<Omit<Ended, 'effects'>>((done) => {
    execFile(process.execPath, [main, ...words], { cwd: ada.folder, env }, (error) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      done({ code, killed: error?.signal === 'SIGKILL' });
    });
  });
  return { ...ended, effects: readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** Which effects to die at: after each push, before the last one, and after some of the others. */
function crashesIn(effects: readonly string[]): readonly (readonly [number, string])[] {
  const last = effects.lastIndexOf('push');
  return effects.flatMap((word, index): (readonly [number, string])[] => {
    const before: readonly [number, string][] = index === last ? [[index + 1, 'before']] : [];
    if (word === 'push') return [...before, [index + 1, 'after']];
    return (index + 1) % stride === 0 ? [[index + 1, 'after']] : [];
  });
}

/** What the remote has of a workflow in staging: everything that a crash could double or lose. */
async function endOf(name: string) {
  const { ada, as } = world;
  const { entries } = JSON.parse((await as(ada, 'history', `${name}@staging`, '--json')).out).value;
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const words = ['grep', '--name-only', `"workflow":"${name}"`, 'FETCH_HEAD', '--'];
  const files = (await ada.run(...words)).split('\n').map((each) => each.split(':')[1] ?? '');
  const kinds = files.map((each) => each.split('/')[0] ?? '').sort();
  const refs = await ada.run(
    'ls-remote',
    'origin',
    'refs/comfypin/pulls/*/meta',
    'refs/heads/comfypin/*',
  );
  return {
    actions: entries.map((each: { action: string }) => each.action),
    pulls: new Set(entries.map((each: { pullRequest: number }) => each.pullRequest)).size,
    kinds,
    branches: refs.split('\n').filter((each) => each.includes(`staging/${name}`)).length,
  };
}

const pulls = async (): Promise<number> =>
  (await world.ada.run('ls-remote', 'origin', 'refs/comfypin/pulls/*/meta'))
    .split('\n')
    .filter(Boolean).length;

async function pin(names: readonly string[], at: number): Promise<void> {
  const files = names.map((name) => {
    steps += 1;
    return pinnedInDev(name, workflowText(1 + ((steps * 7 + at) % 99)));
  });
  await world.commit(Object.assign({}, ...files));
}

it('comes to the same end wherever promote --merge is killed', async () => {
  await pin(['promote-whole'], 0);
  const words = (name: string) => ['promote', name, '--env', 'staging', '--merge'];
  const whole = await runDying(0, 'after', ...words('promote-whole'));
  expect(whole.code).toBe(0);
  const end = await endOf('promote-whole');
  expect(end).toEqual({ actions: ['promote'], pulls: 1, kinds: ['promotion'], branches: 0 });
  const crashes = crashesIn(whole.effects);
  expect(crashes.length).toBeGreaterThan(5);
  await pin(
    crashes.map((_, index) => `promote-${index}`),
    1,
  );
  const before = await pulls();
  for (const [index, [at, when]] of crashes.entries()) {
    const name = `promote-${index}`;
    expect((await runDying(at, when, ...words(name))).killed, `${when} effect ${at}`).toBe(true);
    expect((await runDying(0, 'after', ...words(name))).code).toBe(0);
    expect(await endOf(name), `${when} effect ${at}`).toEqual(end);
  }
  expect((await pulls()) - before).toBe(crashes.length);
}, 900_000);

it('comes to the same end wherever reconcile is killed', async () => {
  await world.commit({ 'promotion.yaml': byItself });
  await pin(['reconcile-whole'], 2);
  const whole = await runDying(0, 'after', 'reconcile');
  expect(whole.code).toBe(0);
  const end = await endOf('reconcile-whole');
  expect(end).toEqual({ actions: ['promote'], pulls: 1, kinds: ['promotion'], branches: 0 });
  const quiet = await runDying(0, 'after', 'reconcile');
  expect(quiet.effects.filter((each) => each === 'push')).toEqual([]);
  for (const [index, [at, when]] of crashesIn(whole.effects).entries()) {
    const name = `reconcile-${index}`;
    await pin([name], 3);
    const before = await pulls();
    expect((await runDying(at, when, 'reconcile')).killed, `${when} effect ${at}`).toBe(true);
    expect((await runDying(0, 'after', 'reconcile')).code).toBe(0);
    expect(await endOf(name), `${when} effect ${at}`).toEqual(end);
    expect((await pulls()) - before).toBe(1);
  }
}, 900_000);

it('comes to the same end wherever rollback --now is killed', async () => {
  const words = (name: string) => ['rollback', `${name}@staging`, '--now', '--reason', 'bad'];
  const names = ['back-whole', ...Array.from({ length: 12 }, (_, index) => `back-${index}`)];
  for (const round of [4, 5]) {
    await pin(names, round);
    expect((await runDying(0, 'after', 'reconcile')).code).toBe(0);
  }
  const whole = await runDying(0, 'after', ...words('back-whole'));
  expect(whole.code).toBe(0);
  const end = await endOf('back-whole');
  expect(end.actions).toEqual(['rollback', 'promote', 'promote']);
  expect(end.kinds).toEqual(['hold', 'promotion', 'promotion', 'rollback']);
  for (const [index, [at, when]] of crashesIn(whole.effects).entries()) {
    const name = `back-${index}`;
    expect((await runDying(at, when, ...words(name))).killed, `${when} effect ${at}`).toBe(true);
    expect((await runDying(0, 'after', ...words(name))).code).toBe(0);
    expect(await endOf(name), `${when} effect ${at}`).toEqual(end);
  }
}, 900_000);

it('comes to the same end when two processes reconcile at once', async () => {
  const names = ['both-1', 'both-2', 'both-3'];
  await pin(names, 6);
  const before = await pulls();
  const { ada, grace, as } = world;
  const answers = await Promise.all([as(ada, 'reconcile'), as(grace, 'reconcile')]);
  expect(answers.map((each) => each.code).every((code) => [0, 4, 5].includes(code))).toBe(true);
  expect((await as(ada, 'reconcile')).code).toBe(0);
  for (const name of names) {
    expect(await endOf(name)).toEqual({
      ...{ actions: ['promote'], pulls: 1, kinds: ['promotion'], branches: 0 },
    });
  }
  expect((await pulls()) - before).toBe(names.length);
}, 900_000);
