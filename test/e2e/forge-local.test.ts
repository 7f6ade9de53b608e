import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clock, random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import type { Forge } from '../../src/world/ports.ts';
import {
  checkForge,
  type ForgeSetup,
  mainTip,
  problemCode,
  pushBranch,
} from '../support/forge-contract.ts';
import { type Clone, type GitWorld, gitWorld } from '../support/hermetic.ts';

let world: GitWorld;
let people: ForgeSetup;

const forgeFor = ({ git }: Clone): Forge => localForge({ git, name: 'origin', clock, random });

beforeAll(async () => {
  world = await gitWorld();
  const [ada, bob] = [await world.clone('Ada'), await world.clone('Bob')];
  people = { ada: { clone: ada, forge: forgeFor(ada) }, bob: { clone: bob, forge: forgeFor(bob) } };
});
afterAll(() => world.stop());

checkForge(() => people);

const words = { title: 'Merge', message: '' };
const asked = { base: 'main', title: 't', body: '', labels: [] };

it('writes nothing where nothing changes', async () => {
  const { clone, forge } = people.ada;
  const head = await pushBranch(clone, 'quiet');
  const { number } = await forge.open({ ...asked, head: 'quiet' });
  const act = async (): Promise<void> => {
    await forge.update(number, { title: 't2', labels: ['a'] });
    await forge.comment(number, 'm', 'text');
    await forge.setStatus(head, { context: 'c', state: 'success', description: 'd' });
    await people.bob.forge.approve(number, head);
  };
  await act();
  const before = await clone.git.remoteRefs('origin', ['refs/comfypin/*']);
  await act();
  expect(await clone.git.remoteRefs('origin', ['refs/comfypin/*'])).toEqual(before);
});

it('gives every pull request its own number when many open at once', async () => {
  const { clone, forge } = people.ada;
  const names = ['n1', 'n2', 'n3', 'n4'];
  for (const name of names) await pushBranch(clone, name);
  const opened = await Promise.all(
    names.map((head, index) =>
      (index % 2 === 0 ? forge : people.bob.forge).open({ ...asked, head }),
    ),
  );
  expect(new Set(opened.map((each) => each.number)).size).toBe(4);
  expect(opened.map((each) => each.head.branch)).toEqual(names);
});

it('deletes the merged branch and keeps its commits; where the remote forbids deletion, it merges all the same', async () => {
  const { clone, forge } = people.ada;
  const first = await pushBranch(clone, 'gone');
  const { number } = await forge.open({ ...asked, head: 'gone' });
  await forge.merge(number, { ...words, expectedHead: first });
  expect(await clone.git.remoteRefs('origin', ['refs/heads/gone'])).toEqual([]);
  expect(
    await clone.git.remoteRefs('origin', [`refs/comfypin/pulls/${number}/head`]),
  ).toMatchObject([{ id: first }]);
  writeFileSync(
    join(world.bare, 'hooks/update'),
    '#!/bin/sh\ncase "$1 $3" in refs/heads/kept\\ 0000*) echo deletion forbidden >&2; exit 1;; esac\n',
    { mode: 0o755 },
  );
  const second = await pushBranch(clone, 'kept');
  const kept = await forge.open({ ...asked, head: 'kept' });
  expect(await forge.merge(kept.number, { ...words, expectedHead: second })).toMatchObject({
    merged: true,
  });
  expect(await clone.git.remoteRefs('origin', ['refs/heads/kept'])).toMatchObject([{ id: second }]);
});

it('takes a pull request whose branch is gone for closed, and one that was merged by hand for merged', async () => {
  const { clone, forge } = people.ada;
  const lost = await pushBranch(clone, 'lost');
  const pull = await forge.open({ ...asked, head: 'lost' });
  await clone.git.push('origin', [{ ref: 'refs/heads/lost', to: undefined, expected: lost }]);
  expect(await forge.pullRequest(pull.number)).toMatchObject({
    state: 'closed',
    head: { commit: lost },
  });
  const head = await pushBranch(clone, 'by-hand');
  const other = await forge.open({ ...asked, head: 'by-hand' });
  await clone.git.push('origin', [
    { ref: 'refs/heads/main', to: head, expected: await mainTip(clone) },
  ]);
  expect(await forge.merge(other.number, { ...words, expectedHead: head })).toEqual({
    merged: true,
    commit: head,
  });
});

it('says so when a reference holds something else, or the branch is not there', async () => {
  const { clone, forge } = people.ada;
  expect(await problemCode(forge.open({ ...asked, head: 'nowhere' }))).toBe('git/no-remote-ref');
  expect(await problemCode(forge.close(9999, 'x'))).toBe('forge/no-pull-request');
  const bad = await clone.git.createCommit({
    onto: undefined,
    parents: [],
    changes: [{ path: 'pull.json', content: '{"number":9000}' }],
    message: 'x',
  });
  const ref = 'refs/comfypin/pulls/9000/meta';
  await clone.git.push('origin', [{ ref, to: bad, expected: undefined }]);
  expect(await problemCode(forge.openPullRequests('main'))).toBe('git/unreadable-entry');
  await clone.git.push('origin', [{ ref, to: undefined, expected: bad }]);
});
