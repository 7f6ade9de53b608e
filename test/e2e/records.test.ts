import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendRecords, readRecords } from '../../src/commands/records/records.ts';
import type { RecordFile } from '../../src/core/promotion/records.ts';
import { type Clone, type GitWorld, gitIn, gitWorld } from '../support/hermetic.ts';
import { timeAndChance } from '../support/world.ts';

const ref = 'refs/heads/comfypin-records';
const effects = timeAndChance();

function record(name: string, kind: RecordFile['kind'] = 'hold'): RecordFile {
  return { kind, environment: 'prod', key: 'abcdefabcdef', content: { name, big: 7 } };
}
const problemCode = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error) => error.problems?.[0]?.code ?? error,
  );

let world: GitWorld;
let ada: Clone;

beforeAll(async () => {
  world = await gitWorld();
  ada = await world.clone('Ada');
});
afterAll(() => world.stop());

it('begins an orphan branch, and writes the same content once', async () => {
  expect(await readRecords(ada.git, 'origin')).toEqual([]);
  expect(await appendRecords(ada.git, 'origin', [], effects)).toEqual({
    written: 0,
    tip: undefined,
  });
  const two = [record('one'), record('two', 'ban')];
  const first = await appendRecords(ada.git, 'origin', two, effects);
  expect(first.written).toBe(2);
  expect(await appendRecords(ada.git, 'origin', [...two, ...two], effects)).toEqual({
    written: 0,
    tip: first.tip,
  });
  const bob = await world.clone('Bob');
  expect(await readRecords(bob.git, 'origin')).toEqual([record('two', 'ban'), record('one')]);
  expect((await bob.git.commit(first.tip ?? '')).parents).toEqual([]);
  expect(
    await appendRecords(bob.git, 'origin', [record('three'), record('one')], effects),
  ).toMatchObject({ written: 1 });
  expect(await readRecords(ada.git, 'origin')).toHaveLength(3);
});

it('loses nothing when eight write at once', async () => {
  const before = (await readRecords(ada.git, 'origin')).length;
  const clones = await Promise.all(
    ['W0', 'W1', 'W2', 'W3', 'W4', 'W5'].map((name) => world.clone(name)),
  );
  // two more writers share a clone with another, as two processes on one machine do
  const shared = await Promise.all(clones.slice(0, 2).map(({ folder, env }) => gitIn(folder, env)));
  const writers = [...clones.map((each) => each.git), ...shared];
  await Promise.all(
    writers.map(async (git, writer) => {
      for (let turn = 0; turn < 20; turn += 10) {
        const mine = Array.from({ length: 10 }, (_, each) =>
          record(`w${writer}-${turn + each}`, 'evidence'),
        );
        await appendRecords(git, 'origin', mine, effects);
      }
    }),
  );
  const all = await readRecords(ada.git, 'origin');
  expect(all).toHaveLength(before + 160);
  const names = new Set(all.map((each) => each.content['name']));
  for (let writer = 0; writer < 8; writer += 1) {
    for (let turn = 0; turn < 20; turn += 1) expect(names).toContain(`w${writer}-${turn}`);
  }
  expect(await ada.run('fsck', '--strict')).not.toMatch(/error|missing/);
});

it.each([
  ['createCommit', 'before', 3],
  ['createCommit', 'after', 3],
  ['push', 'before', 3],
  ['push', 'after', 0],
  ['updateRef', 'before', 0],
] as const)(
  'that dies %s, %s it is done, loses and doubles nothing when it is run again',
  async (step, when, again) => {
    const clone = await world.clone(`Dying ${step} ${when}`);
    const real = await gitIn(clone.folder, clone.env);
    const records = [1, 2, 3].map((each) => record(`${step}-${when}-${each}`, 'evidence'));
    const before = (await readRecords(ada.git, 'origin')).length;
    const died = new Error('killed');
    const dying = {
      ...real,
      [step]: async (...words: never[]) => {
        if (when === 'after') await (real[step] as (...all: never[]) => Promise<unknown>)(...words);
        throw died;
      },
    };
    await expect(appendRecords(dying, 'origin', records, effects)).rejects.toBe(died);
    const there = (await readRecords(ada.git, 'origin')).length - before;
    expect(there).toBe(3 - again);
    expect(await appendRecords(real, 'origin', records, effects)).toMatchObject({ written: again });
    expect(await readRecords(ada.git, 'origin')).toHaveLength(before + 3);
    expect(await clone.run('status', '--porcelain')).toBe('');
  },
);

it('stops at a hook that refuses, with its reason', async () => {
  const git = await gitIn(ada.folder, ada.env);
  const refusing = {
    ...git,
    push: async () => ({ ok: false, moved: false, ref, reason: 'declined' }) as const,
  };
  expect(await problemCode(appendRecords(refusing, 'origin', [record('new')], effects))).toBe(
    'records/refused',
  );
});

it.each([
  ['another content under the old name', 1, (text: string) => text.replace('"big":7', '"big":8')],
  ['another spelling of the same value', 2, (text: string) => text.replace('"big":7', '"big": 7')],
  ['something that is no JSON', 3, () => 'hello'],
])('notices %s', async (_, nick, change) => {
  const dora = await world.clone(`Dora-${nick}`);
  await appendRecords(dora.git, 'origin', [record('seed', 'ban')], effects);
  const tip = (await dora.git.remoteRefs('origin', [ref]))[0]?.id ?? '';
  const file = (await dora.git.tree(tip))[0];
  const text = Buffer.from(
    (await dora.git.blobs([file?.id ?? ''])).get(file?.id ?? '') ?? [],
  ).toString();
  const forged = await dora.git.createCommit({
    onto: tip,
    parents: [tip],
    changes: [{ path: file?.path ?? '', content: change(text) }],
    message: 'Forge',
  });
  await dora.git.push('origin', [{ ref, to: forged, expected: tip }]);
  const eve = await world.clone(`Eve-${nick}`);
  expect(await problemCode(readRecords(eve.git, 'origin'))).toBe('records/tampered');
  await dora.git.push('origin', [{ ref, to: tip, expected: forged }]);
});

it('notices a file that is no record', async () => {
  await appendRecords(ada.git, 'origin', [record('seed', 'ban')], effects);
  const tip = (await ada.git.remoteRefs('origin', [ref]))[0]?.id ?? '';
  const stray = await ada.git.createCommit({
    onto: tip,
    parents: [tip],
    changes: [{ path: 'notes.txt', content: 'x' }],
    message: 'x',
  });
  await ada.git.push('origin', [{ ref, to: stray, expected: tip }]);
  const fred = await world.clone('Fred');
  expect(await problemCode(readRecords(fred.git, 'origin'))).toBe('records/tampered');
  await ada.git.push('origin', [{ ref, to: tip, expected: stray }]);
});

it('refuses a history that was rewritten or removed', async () => {
  const gina = await world.clone('Gina');
  await appendRecords(gina.git, 'origin', [record('first')], effects);
  await appendRecords(gina.git, 'origin', [record('second')], effects);
  const count = (await readRecords(gina.git, 'origin')).length;
  const tip = (await gina.git.remoteRefs('origin', [ref]))[0]?.id ?? '';
  const older = (await gina.git.commit(tip)).parents[0] ?? '';
  await gina.git.push('origin', [{ ref, to: older, expected: tip }]);
  expect(await problemCode(readRecords(gina.git, 'origin'))).toBe('records/rewritten');
  expect(await problemCode(appendRecords(gina.git, 'origin', [record('late')], effects))).toBe(
    'records/rewritten',
  );
  await gina.git.push('origin', [{ ref, to: undefined, expected: older }]);
  expect(await problemCode(readRecords(gina.git, 'origin'))).toBe('records/gone');
  await gina.git.push('origin', [{ ref, to: tip, expected: undefined }]);
  expect(await readRecords(gina.git, 'origin')).toHaveLength(count);
});
