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
/** Besides the pushes, every n-th local effect (an object written, a ref moved, a fetch) is died after; 1 means all of them. */
const stride = Number(process.env['COMFYPIN_CRASH_STRIDE'] ?? 1000);

const yaml = `${promotionYaml}overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const byHand = yaml;
const byItself = yaml.replace(
  'staging: { after: dev }',
  'staging: { after: dev, promotion: { auto: true, merge: auto } }',
);

/** Stands for git: counts effects of each kind apart, since theirs run side by side, and at one of them kills the program with SIGKILL. */
const shim = `#!/bin/sh
skip=0; sub=
for word in "$@"; do
  if [ $skip = 1 ]; then skip=0; continue; fi
  case "$word" in -c) skip=1;; -*) ;; *) sub="$word"; break;; esac
done
case "$sub" in
push|update-ref|commit-tree|hash-object|write-tree|fetch)
  echo "$sub" >> "$SHIM_LOG"
  if [ "$sub" = "$SHIM_KIND" ] && [ "$(grep -c "^$sub$" "$SHIM_LOG")" -eq "$SHIM_AT" ]; then
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

/** The n-th effect of a kind, counted from 1. */
interface Crash {
  readonly kind: string;
  readonly at: number;
  readonly when: 'before' | 'after';
}

interface Ended {
  readonly code: number | undefined;
  readonly killed: boolean;
  /** Its effects in order, as git's words. */
  readonly effects: readonly string[];
}

/** Runs the built program, which dies at the crash where there is one. */
async function run(crash: Crash | undefined, ...words: readonly string[]): Promise<Ended> {
  const { ada } = world;
  const log = join(world.folder, 'effects');
  writeFileSync(log, '');
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v git']);
  const env = {
    ...ada.env,
    PATH: `${bin}:${ada.env['PATH']}`,
    ...{ SHIM_LOG: log, SHIM_GIT: stdout.trim(), SHIM_KIND: crash?.kind ?? '' },
    ...{ SHIM_AT: String(crash?.at ?? 0), SHIM_WHEN: crash?.when ?? '' },
  };
  const ended = await new Promise<Omit<Ended, 'effects'>>((done) => {
    execFile(process.execPath, [main, ...words], { cwd: ada.folder, env }, (error) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      done({ code, killed: error?.signal === 'SIGKILL' });
    });
  });
  return { ...ended, effects: readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** After each push, before the last one, and after some of the local effects. */
function crashesIn(effects: readonly string[]): readonly Crash[] {
  const counts = new Map<string, number>();
  const last = effects.filter((each) => each === 'push').length;
  return effects.flatMap((kind, index): Crash[] => {
    const at = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, at);
    const isChosen = kind === 'push' || (index + 1) % stride === 0;
    const after: Crash[] = isChosen ? [{ kind, at, when: 'after' }] : [];
    return kind === 'push' && at === last ? [{ kind, at, when: 'before' }, ...after] : after;
  });
}

/** Runs it with the crash. Which fetches it needs depends on what the run before it left, so one of them may not come. */
async function killed(crash: Crash, ...words: readonly string[]): Promise<void> {
  const ended = await run(crash, ...words);
  if (crash.kind === 'fetch' && !ended.killed) expect(ended.code, told(crash)).toBe(0);
  else expect(ended.killed, told(crash)).toBe(true);
}

const told = ({ kind, at, when }: Crash): string => `${when} ${kind} ${at}`;

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
  const whole = await run(undefined, ...words('promote-whole'));
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
  for (const [index, crash] of crashes.entries()) {
    const name = `promote-${index}`;
    await killed(crash, ...words(name));
    expect((await run(undefined, ...words(name))).code).toBe(0);
    expect(await endOf(name), told(crash)).toEqual(end);
  }
  expect((await pulls()) - before).toBe(crashes.length);
}, 1_800_000);

it('comes to the same end wherever reconcile is killed', async () => {
  await world.commit({ 'promotion.yaml': byItself });
  expect((await run(undefined, 'reconcile')).code).toBe(0);
  await pin(['reconcile-whole'], 2);
  const whole = await run(undefined, 'reconcile');
  expect(whole.code).toBe(0);
  const end = await endOf('reconcile-whole');
  expect(end).toEqual({ actions: ['promote'], pulls: 1, kinds: ['promotion'], branches: 0 });
  const quiet = await run(undefined, 'reconcile');
  expect(quiet.effects.filter((each) => each === 'push')).toEqual([]);
  for (const [index, crash] of crashesIn(whole.effects).entries()) {
    const name = `reconcile-${index}`;
    await pin([name], 3);
    const before = await pulls();
    await killed(crash, 'reconcile');
    expect((await run(undefined, 'reconcile')).code).toBe(0);
    expect(await endOf(name), told(crash)).toEqual(end);
    expect((await pulls()) - before).toBe(1);
  }
}, 1_800_000);

it('comes to the same end wherever rollback --now is killed', async () => {
  const words = (name: string) => ['rollback', `${name}@staging`, '--now', '--reason', 'bad'];
  await world.commit({ 'promotion.yaml': byItself });
  const threeReleases = async (names: readonly string[]) => {
    for (const round of [4, 5, 6]) {
      await pin(names, round);
      expect((await run(undefined, 'reconcile')).code).toBe(0);
    }
  };
  await threeReleases(['back-whole']);
  const whole = await run(undefined, ...words('back-whole'));
  expect(whole.code).toBe(0);
  const end = await endOf('back-whole');
  expect(end.actions).toEqual(['rollback', 'promote', 'promote', 'promote']);
  expect(end.kinds).toEqual(['hold', 'promotion', 'promotion', 'promotion', 'rollback']);
  expect((await run(undefined, ...words('back-whole'))).code).toBe(0);
  expect(await endOf('back-whole')).toEqual(end);
  const crashes = crashesIn(whole.effects);
  await threeReleases(crashes.map((_, index) => `back-${index}`));
  for (const [index, crash] of crashes.entries()) {
    const name = `back-${index}`;
    await killed(crash, ...words(name));
    expect((await run(undefined, ...words(name))).code, told(crash)).toBe(0);
    expect(await endOf(name), told(crash)).toEqual(end);
  }
}, 1_800_000);

it('comes to the same end when two processes reconcile at once', async () => {
  const names = ['both-1', 'both-2', 'both-3'];
  await pin(names, 7);
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
}, 1_800_000);
