import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGit } from '../../src/world/git.ts';
import type { Git } from '../../src/world/ports.ts';
import {
  type Clone,
  type GitWorld,
  gitIn,
  gitWorld,
  hermetic,
  runGit,
} from '../support/hermetic.ts';

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
const problemCodes = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error) => error.problems?.map((each: { code: string }) => each.code) ?? error,
  );

let world: GitWorld;
let ada: Clone;
let git: Git;

beforeAll(async () => {
  world = await gitWorld({ 'README.md': 'hello\n', 'a/empty': '', 'a/ümlaut "x".json': '{}\n' });
  ada = await world.clone('Ada');
  git = ada.git;
});
afterAll(() => world.stop());

describe('reading', () => {
  it('finds the repository from a folder below its top, and none outside', async () => {
    mkdirSync(join(ada.folder, 'deep/er'), { recursive: true });
    expect((await openGit(join(ada.folder, 'deep/er'), ada.env))?.top).toBe(ada.folder);
    expect(await openGit(world.folder, world.env)).toBeUndefined();
    expect((await openGit(world.bare, world.env))?.top).toBe(world.bare);
  });

  it('lists trees with odd names and reads many blobs, empty ones too', async () => {
    const tree = await git.tree('origin/main');
    expect(tree.map((each) => each.path)).toEqual(['README.md', 'a/empty', 'a/ümlaut "x".json']);
    const blobs = await git.blobs(tree.map((each) => each.id));
    expect(tree.map((each) => text(blobs.get(each.id)))).toEqual(['hello\n', '', '{}\n']);
    expect(text((await git.blobs(['origin/main:README.md'])).get('origin/main:README.md'))).toBe(
      'hello\n',
    );
    expect((await git.tree('origin/main', 'a')).map((each) => each.path)).toHaveLength(2);
    expect(await git.tree('origin/main', 'none')).toEqual([]);
  });

  it('fails where a revision or a blob is missing, rather than saying that nothing is there', async () => {
    expect(await git.resolve('nowhere')).toBeUndefined();
    expect(await problemCodes(git.tree('nowhere'))).toEqual(['git/missing-object']);
    expect(await problemCodes(git.tree('--help'))).toEqual(['git/missing-object']);
    expect(await git.resolve('--all')).toBeUndefined();
    expect(await problemCodes(git.log({ from: 'nowhere' }))).toEqual(['git/missing-object']);
    expect(await problemCodes(git.blobs([`${'0'.repeat(39)}1`]))).toEqual(['git/missing-object']);
    expect(await git.missing(['origin/main:README.md', 'origin/main:nope'])).toEqual([
      'origin/main:nope',
    ]);
  });

  it('tells the history of the first parents and of a path', async () => {
    const tip = (await git.resolve('origin/main')) ?? '';
    const side = await git.createCommit({
      onto: tip,
      parents: [tip],
      changes: [{ path: 'b', content: 'side' }],
      message: 'Side\n\nwith a body\n',
    });
    const merge = await git.createCommit({
      onto: side,
      parents: [tip, side],
      changes: [],
      message: 'Merge',
    });
    expect((await git.log({ from: merge })).map((each) => each.message)).toHaveLength(3);
    const line = await git.log({ from: merge, firstParent: true, paths: ['b'] });
    expect(line.map((each) => each.message)).toEqual(['Merge']);
    expect(await git.commit(side)).toMatchObject({
      parents: [tip],
      author: { name: 'Ada', email: 'ada@example.com' },
      message: 'Side\n\nwith a body',
    });
    expect(await git.isAncestor(side, merge)).toBe(true);
    expect(await git.isAncestor(merge, side)).toBe(false);
    expect(await git.mergeBase(side, tip)).toBe(tip);
    expect(await git.log({ from: merge, limit: 1 })).toHaveLength(1);
  });
});

describe('writing', () => {
  it('makes commits without touching the index or the work tree', async () => {
    writeFileSync(join(ada.folder, 'staged'), 'staged');
    await ada.run('add', 'staged');
    writeFileSync(join(ada.folder, 'README.md'), 'edited, not staged\n');
    const index = readFileSync(join(ada.folder, '.git/index'));
    const before = await ada.run('status', '--porcelain');
    const tip = (await git.resolve('HEAD')) ?? '';
    const commit = await git.createCommit({
      onto: tip,
      parents: [tip],
      changes: [
        { path: 'a/empty', content: null },
        { path: 'a/ümlaut "x".json', content: null },
        { path: 'a', content: 'now a file' },
        { path: 'bytes', content: new Uint8Array([0, 255, 13, 10]) },
        {
          path: 'same',
          content: {
            blob: (await git.tree(tip)).find((each) => each.path === 'README.md')?.id ?? '',
          },
        },
        { path: 'empty', content: '' },
      ],
      message: 'Change much',
    });
    expect((await git.tree(commit)).map((each) => each.path)).toEqual([
      'README.md',
      'a',
      'bytes',
      'empty',
      'same',
    ]);
    expect([...((await git.blobs([`${commit}:bytes`])).get(`${commit}:bytes`) ?? [])]).toEqual([
      0, 255, 13, 10,
    ]);
    expect(readFileSync(join(ada.folder, '.git/index')).equals(index)).toBe(true);
    expect(await ada.run('status', '--porcelain')).toBe(before);
    expect(await ada.run('fsck', '--strict')).not.toContain('error');
    await ada.run('reset', '--hard', '--quiet');
  });

  it('moves a ref only from where it is expected', async () => {
    const tip = (await git.resolve('HEAD')) ?? '';
    const next = await git.createCommit({
      onto: tip,
      parents: [tip],
      changes: [],
      message: 'next',
    });
    const ref = 'refs/comfypin/test/one';
    expect(await git.updateRef({ ref, to: tip, expected: undefined })).toBe(true);
    expect(await git.updateRef({ ref, to: next, expected: undefined })).toBe(false);
    expect(await git.updateRef({ ref, to: next, expected: next })).toBe(false);
    expect(await git.updateRef({ ref, to: next, expected: tip })).toBe(true);
    expect(await git.refs('refs/comfypin/test')).toEqual([{ ref, id: next }]);
    expect(await git.updateRef({ ref, to: undefined, expected: tip })).toBe(false);
    expect(await git.updateRef({ ref, to: undefined, expected: next })).toBe(true);
    expect(await git.resolve(ref)).toBeUndefined();
  });

  it('lets exactly one of many processes move a ref', async () => {
    const tip = (await git.resolve('HEAD')) ?? '';
    const ref = 'refs/comfypin/test/race';
    const won = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const mine = await gitIn(ada.folder, ada.env);
        const to = await mine.createCommit({
          onto: tip,
          parents: [tip],
          changes: [],
          message: `${index}`,
        });
        return mine.updateRef({ ref, to, expected: undefined });
      }),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('merges without a work tree and names what conflicts', async () => {
    const tip = (await git.resolve('HEAD')) ?? '';
    const change = (path: string, content: string) =>
      git.createCommit({ onto: tip, parents: [tip], changes: [{ path, content }], message: path });
    const [one, two, other] = [
      await change('x', '1'),
      await change('y', '2'),
      await change('x', '3'),
    ];
    const merged = await git.mergeTrees(one, two);
    expect(merged.ok && (await git.tree(merged.tree)).map((each) => each.path)).toContain('y');
    expect(await git.mergeTrees(one, other)).toEqual({ ok: false, conflicts: ['x'] });
  });

  it('needs a name to commit under', async () => {
    const { PATH = '', HOME = '' } = ada.env;
    const nameless = await gitIn(ada.folder, {
      PATH,
      HOME,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
    });
    expect(await nameless.user()).toBeUndefined();
    const commit = { onto: undefined, parents: [], changes: [], message: 'x' };
    expect(await problemCodes(nameless.createCommit(commit))).toEqual(['git/no-identity']);
    expect(await git.user()).toEqual({ name: 'Ada', email: 'ada@example.com' });
  });
});

describe('remotes', () => {
  it('pushes under a lease, all or nothing', async () => {
    const tip = (await git.resolve('origin/main')) ?? '';
    const next = await git.createCommit({
      onto: tip,
      parents: [tip],
      changes: [{ path: 'p', content: 'p' }],
      message: 'p',
    });
    const [left, right] = ['refs/heads/left', 'refs/heads/right'];
    expect(await git.push('origin', [{ ref: left, to: tip, expected: undefined }])).toEqual({
      ok: true,
    });
    const both = [
      { ref: left, to: next, expected: next },
      { ref: right, to: next, expected: undefined },
    ];
    expect(await git.push('origin', both)).toMatchObject({
      ok: false,
      moved: true,
      ref: left,
      reason: 'stale info',
    });
    expect((await git.remoteRefs('origin', ['refs/heads/*'])).map((each) => each.ref)).toEqual([
      left,
      'refs/heads/main',
    ]);
    expect(await git.push('origin', [{ ref: left, to: next, expected: undefined }])).toMatchObject({
      ok: false,
      moved: true,
    });
    expect(await git.push('origin', [{ ...both[0], ref: left, to: next, expected: tip }])).toEqual({
      ok: true,
    });
    expect(await git.push('origin', [{ ref: left, to: undefined, expected: next }])).toEqual({
      ok: true,
    });
    expect(await git.remoteRefs('origin', [left])).toEqual([]);
  });

  it('tells a refusing hook from a ref that moved', async () => {
    const hook = join(world.bare, 'hooks/pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho no pushing on Fridays >&2\nexit 1\n', { mode: 0o755 });
    const tip = (await git.resolve('origin/main')) ?? '';
    const found = await git.push('origin', [
      { ref: 'refs/heads/friday', to: tip, expected: undefined },
    ]);
    writeFileSync(hook, '#!/bin/sh\nexit 0\n');
    expect(found).toMatchObject({ ok: false, moved: false, ref: 'refs/heads/friday' });
    expect(found.ok === false && found.reason).toContain('no pushing on Fridays');
  });

  it('fetches objects without setting refs, and knows the default branch', async () => {
    const bob = await world.clone('Bob');
    const tip = (await bob.git.resolve('origin/main')) ?? '';
    const commit = await bob.git.createCommit({
      onto: tip,
      parents: [tip],
      changes: [],
      message: 'by Bob',
    });
    await bob.git.push('origin', [{ ref: 'refs/heads/bob', to: commit, expected: undefined }]);
    expect(await git.missing([commit])).toEqual([commit]);
    await git.fetch('origin', ['refs/heads/bob']);
    expect(await git.missing([commit])).toEqual([]);
    expect(await git.refs('refs/remotes/origin/bob')).toEqual([]);
    expect(existsSync(join(ada.folder, '.git/FETCH_HEAD'))).toBe(false);
    expect(await git.defaultBranch('origin')).toBe('main');
    expect(await git.remoteUrl('origin')).toBe(world.url);
    expect(await git.remoteUrl('nope')).toBeUndefined();
  });

  it('survives many fetches into the same refs at once', async () => {
    const carl = await world.clone('Carl');
    const spec = '+refs/heads/*:refs/remotes/origin/*';
    const gits = await Promise.all(Array.from({ length: 4 }, () => gitIn(carl.folder, carl.env)));
    await Promise.all(gits.map((each) => each.fetch('origin', [spec])));
    expect(await carl.git.resolve('refs/remotes/origin/main')).toBe(
      await git.resolve('origin/main'),
    );
  });

  it('says what is wrong with a remote', async () => {
    expect(await problemCodes(git.fetch('nope', ['main']))).toEqual(['git/no-remote']);
    expect(await problemCodes(git.fetch('origin', ['refs/heads/nope']))).toEqual([
      'git/no-remote-ref',
    ]);
    await ada.run('remote', 'add', 'dead', 'http://ada:secret@127.0.0.1:1/w.git');
    const dead = git.fetch('dead', ['main']);
    expect(await problemCodes(dead)).toEqual(['git/remote-unreachable']);
    await expect(dead).rejects.not.toThrow('secret');
  });

  it('completes a shallow clone', async () => {
    const tip = (await git.resolve('origin/main')) ?? '';
    const commit = await git.createCommit({
      onto: tip,
      parents: [tip],
      changes: [],
      message: 'second',
    });
    await git.push('origin', [{ ref: 'refs/heads/main', to: commit, expected: tip }]);
    const folder = join(world.folder, 'shallow');
    await ada.run('clone', '--quiet', '--depth=1', world.url, folder);
    const shallow = await gitIn(folder, ada.env);
    expect(await shallow.isShallow()).toBe(true);
    expect(await shallow.deepen('origin')).toBe(true);
    expect(await shallow.isShallow()).toBe(false);
    expect(await shallow.log({ from: 'HEAD' })).toHaveLength(2);
  });
});

it('is not led astray by the variables of a hook or by odd settings', async () => {
  const env = {
    ...ada.env,
    GIT_DIR: '/nowhere',
    GIT_INDEX_FILE: '/nowhere/index',
    EDITOR: 'false',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: '/nowhere',
    GIT_CONFIG_KEY_1: 'core.sshCommand',
    GIT_CONFIG_VALUE_1: 'ssh -oBatchMode=yes',
    SSH_ASKPASS: 'false',
    PAGER: 'false',
  };
  appendFileSync(
    join(ada.folder, '.git/config'),
    '[log]\n\tshowSignature = true\n[color]\n\tui = always\n[push]\n\tfollowTags = true\n',
  );
  const hooked = await gitIn(ada.folder, env);
  expect(hooked.top).toBe(ada.folder);
  expect((await hooked.commit('HEAD')).message).toBe('Begin');
});

it('says when git itself is not there', async () => {
  const missing = { ...ada.env, PATH: world.folder };
  expect(await problemCodes(openGit(ada.folder, missing))).toEqual(['git/not-installed']);
});

it('works in a repository of sha256 objects, and in an empty one', async () => {
  const own = hermetic();
  const folder = join(own.folder, 'r');
  mkdirSync(folder);
  runGit(folder, own.env, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main');
  const fresh = await gitIn(folder, own.env);
  expect(await fresh.resolve('HEAD')).toBeUndefined();
  expect(await fresh.currentBranch()).toBe('main');
  const first = await fresh.createCommit({
    onto: undefined,
    parents: [],
    changes: [{ path: 'a/b', content: 'x' }],
    message: 'first',
  });
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await fresh.updateRef({ ref: 'refs/heads/main', to: first, expected: undefined })).toBe(
    true,
  );
  const second = await fresh.createCommit({
    onto: first,
    parents: [first],
    changes: [{ path: 'a/b', content: null }],
    message: 'second',
  });
  expect(await fresh.tree(second)).toEqual([]);
  expect(readdirSync(folder)).toEqual(['.git']);
  own.clean();
});
