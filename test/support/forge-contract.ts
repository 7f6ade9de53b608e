/** What every forge does alike: run for the local forge and for GitHub. */

import { describe, expect, it } from 'vitest';
import type { Forge } from '../../src/world/ports.ts';
import type { Clone } from './hermetic.ts';

export interface ForgePerson {
  readonly clone: Clone;
  readonly forge: Forge;
}

/** Two people with clones of one repository. */
export interface ForgeSetup {
  readonly ada: ForgePerson;
  readonly bob: ForgePerson;
}

export const problemCode = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error) => error.problems?.[0]?.code ?? error,
  );

/** Pushes a branch with one changed file on main's tip and returns the commit. */
export async function pushBranch(
  { git }: Clone,
  branch: string,
  path = `${branch}.txt`,
  content = 'change\n',
): Promise<string> {
  const refs = await git.remoteRefs('origin', ['refs/heads/main', `refs/heads/${branch}`]);
  const id = (ref: string) => refs.find((each) => each.ref === ref)?.id;
  await git.fetch('origin', ['refs/heads/main']);
  const onto = id('refs/heads/main') ?? '';
  const commit = await git.createCommit({
    onto,
    parents: [onto],
    changes: [{ path, content }],
    message: `Change ${path}`,
  });
  const pushed = await git.push('origin', [
    { ref: `refs/heads/${branch}`, to: commit, expected: id(`refs/heads/${branch}`) },
  ]);
  if (!pushed.ok) throw new Error(pushed.reason);
  return commit;
}

export async function mainTip({ git }: Clone): Promise<string> {
  return (await git.remoteRefs('origin', ['refs/heads/main']))[0]?.id ?? '';
}

const asked = { base: 'main', title: 'A title', body: 'A body', labels: ['promotion'] };

/** `setup` is called in each test; it may give the same people each time. */
export function checkForge(setup: () => ForgeSetup): void {
  describe('pull requests', () => {
    it('opens one, finds it in three ways, and adopts it when asked again', async () => {
      const { ada, bob } = setup();
      const commit = await pushBranch(ada.clone, 'one/a');
      expect(await ada.forge.pullRequestsOf('one/a')).toEqual([]);
      const opened = await ada.forge.open({ ...asked, head: 'one/a' });
      expect(opened).toMatchObject({
        state: 'open',
        title: 'A title',
        body: 'A body',
        labels: ['promotion'],
        head: { branch: 'one/a', commit },
        base: 'main',
        author: await ada.forge.me(),
      });
      expect(opened.createdAt).toBeGreaterThan(Date.UTC(2020, 0));
      expect(await bob.forge.pullRequest(opened.number)).toEqual(opened);
      expect(await bob.forge.pullRequestsOf('one/a')).toEqual([opened]);
      expect((await bob.forge.openPullRequests('main')).map((each) => each.number)).toContain(
        opened.number,
      );
      expect(await bob.forge.openPullRequests('other')).toEqual([]);
      expect((await bob.forge.open({ ...asked, head: 'one/a', title: 'Again' })).number).toBe(
        opened.number,
      );
      expect(await bob.forge.pullRequest(9999)).toBeUndefined();
      await ada.forge.close(opened.number, 'done');
    });

    it('follows its branch, takes new words, and keeps one comment per marker', async () => {
      const { ada } = setup();
      await pushBranch(ada.clone, 'two');
      const { number } = await ada.forge.open({ ...asked, head: 'two' });
      const second = await pushBranch(ada.clone, 'two', 'two.txt', 'again\n');
      await ada.forge.update(number, { title: 'New title', labels: ['promotion', 'urgent'] });
      await ada.forge.comment(number, 'comfypin:report', 'first');
      await ada.forge.comment(number, 'comfypin:report', 'second');
      expect(await ada.forge.pullRequest(number)).toMatchObject({
        title: 'New title',
        body: 'A body',
        labels: ['promotion', 'urgent'],
        head: { branch: 'two', commit: second },
      });
      await ada.forge.close(number, 'superseded');
      expect(await ada.forge.pullRequest(number)).toMatchObject({ state: 'closed' });
      const next = await ada.forge.open({ ...asked, head: 'two' });
      expect(next.number).toBeGreaterThan(number);
      expect((await ada.forge.pullRequestsOf('two')).map((each) => each.number)).toEqual([
        next.number,
        number,
      ]);
      await ada.forge.close(next.number, 'done');
    });

    it('opens exactly one when two ask at once', async () => {
      const { ada, bob } = setup();
      await pushBranch(ada.clone, 'race');
      const both = await Promise.all(
        [ada, bob, ada, bob].map(({ forge }) => forge.open({ ...asked, head: 'race' })),
      );
      expect(new Set(both.map((each) => each.number)).size).toBe(1);
      const open = (await ada.forge.openPullRequests('main')).filter(
        (each) => each.head.branch === 'race',
      );
      expect(open).toHaveLength(1);
      await ada.forge.close(open[0]?.number ?? 0, 'done');
    });
  });

  describe('reviews and statuses', () => {
    it('keeps who approved which head, and refuses the own pull request', async () => {
      const { ada, bob } = setup();
      const head = await pushBranch(ada.clone, 'review');
      const { number } = await ada.forge.open({ ...asked, head: 'review' });
      expect(await ada.forge.reviews(number)).toEqual([]);
      await bob.forge.approve(number, head);
      expect(await problemCode(ada.forge.approve(number, head))).toBe('forge/own-review');
      expect(await ada.forge.reviews(number)).toMatchObject([
        { reviewer: await bob.forge.me(), state: 'approved', commit: head },
      ]);
      await ada.forge.close(number, 'done');
    });

    it('holds the latest status of each context', async () => {
      const { ada, bob } = setup();
      const commit = await pushBranch(ada.clone, 'status');
      expect(await ada.forge.statuses(commit)).toEqual([]);
      const gate = { context: 'comfypin/gate', state: 'pending', description: 'soaking' } as const;
      await ada.forge.setStatus(commit, gate);
      await ada.forge.setStatus(commit, {
        context: 'comfypin/prod/smoke',
        state: 'success',
        description: '3 cases',
        url: 'https://example.com/run',
      });
      await bob.forge.setStatus(commit, {
        ...gate,
        state: 'success',
        description: 'all gates passed',
      });
      const all = await ada.forge.statuses(commit);
      expect([...all].sort((a, b) => (a.context < b.context ? -1 : 1))).toEqual([
        {
          ...gate,
          state: 'success',
          description: 'all gates passed',
          by: await bob.forge.me(),
        },
        {
          by: await ada.forge.me(),
          context: 'comfypin/prod/smoke',
          state: 'success',
          description: '3 cases',
          url: 'https://example.com/run',
        },
      ]);
    });
  });

  describe('merging', () => {
    const words = { title: 'Promote hero to prod', message: 'Why and who.\n\nPull-request: 1' };

    it('makes a merge commit with the words given, once', async () => {
      const { ada, bob } = setup();
      const head = await pushBranch(ada.clone, 'merge');
      const before = await mainTip(ada.clone);
      const { number } = await ada.forge.open({ ...asked, head: 'merge' });
      const merged = await bob.forge.merge(number, { ...words, expectedHead: head });
      expect(merged).toMatchObject({ merged: true });
      const commit = merged.merged ? merged.commit : '';
      expect(await mainTip(ada.clone)).toBe(commit);
      await ada.clone.git.fetch('origin', ['refs/heads/main']);
      const made = await ada.clone.git.commit(commit);
      expect(made.parents).toEqual([before, head]);
      expect(made.message).toBe(`${words.title}\n\n${words.message}`);
      expect((await ada.clone.git.tree(commit)).map((each) => each.path)).toContain('merge.txt');
      expect(await ada.forge.pullRequest(number)).toMatchObject({
        state: 'merged',
        mergeCommit: commit,
        mergedBy: await bob.forge.me(),
        head: { branch: 'merge', commit: head },
      });
      expect(await ada.forge.merge(number, { ...words, expectedHead: head })).toEqual({
        merged: true,
        commit,
      });
      expect(await mainTip(ada.clone)).toBe(commit);
    });

    it('merges nothing but the head that was expected', async () => {
      const { ada } = setup();
      const first = await pushBranch(ada.clone, 'moving');
      const { number } = await ada.forge.open({ ...asked, head: 'moving' });
      const second = await pushBranch(ada.clone, 'moving', 'moving.txt', 'more\n');
      const before = await mainTip(ada.clone);
      expect(await ada.forge.merge(number, { ...words, expectedHead: first })).toMatchObject({
        merged: false,
        moved: true,
      });
      expect(await mainTip(ada.clone)).toBe(before);
      expect(await ada.forge.merge(number, { ...words, expectedHead: second })).toMatchObject({
        merged: true,
      });
      expect(await ada.forge.merge(number, { ...words, expectedHead: first })).toMatchObject({
        merged: false,
      });
    });

    it('refuses a conflict and a closed pull request', async () => {
      const { ada } = setup();
      const head = await pushBranch(ada.clone, 'conflict', 'README.md', 'mine\n');
      const other = await pushBranch(ada.clone, 'other', 'README.md', 'theirs\n');
      const { number } = await ada.forge.open({ ...asked, head: 'conflict' });
      const { number: otherNumber } = await ada.forge.open({ ...asked, head: 'other' });
      expect(await ada.forge.merge(otherNumber, { ...words, expectedHead: other })).toMatchObject({
        merged: true,
      });
      const before = await mainTip(ada.clone);
      expect(await ada.forge.merge(number, { ...words, expectedHead: head })).toMatchObject({
        merged: false,
        moved: false,
      });
      await ada.forge.close(number, 'conflict');
      expect(await ada.forge.merge(number, { ...words, expectedHead: head })).toMatchObject({
        merged: false,
        moved: false,
      });
      expect(await mainTip(ada.clone)).toBe(before);
    });

    it('lands two pull requests that are merged at the same time', async () => {
      const { ada, bob } = setup();
      const heads = [await pushBranch(ada.clone, 'left'), await pushBranch(ada.clone, 'right')];
      const left = await ada.forge.open({ ...asked, head: 'left' });
      const right = await ada.forge.open({ ...asked, head: 'right' });
      const results = await Promise.all([
        ada.forge.merge(left.number, { ...words, expectedHead: heads[0] ?? '' }),
        bob.forge.merge(right.number, { ...words, expectedHead: heads[1] ?? '' }),
      ]);
      expect(results).toMatchObject([{ merged: true }, { merged: true }]);
      await ada.clone.git.fetch('origin', ['refs/heads/main']);
      const paths = (await ada.clone.git.tree(await mainTip(ada.clone))).map((each) => each.path);
      expect(paths).toEqual(expect.arrayContaining(['left.txt', 'right.txt']));
    });
  });
}
