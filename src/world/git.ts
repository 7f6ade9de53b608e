/** The Git port: a repository around a folder, read and written by plumbing alone. */

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { createCommit, mergeTrees, missingOf, readBlobs } from './git-objects.ts';
import { commitFrom, objectReader, readBlobsBy, readTree } from './git-objects-reader.ts';
import { type Environment, type GitProcess, gitProcess, type Repository } from './git-process.ts';
import {
  changeFormat,
  commitFormat,
  parseCommits,
  parseLineChanges,
  parseRefs,
  parseTree,
} from './git-read.ts';
import { remotePart } from './git-remote.ts';
import { installHook, setSetting } from './git-setup.ts';
import type { Git, RefUpdate } from './ports.ts';

/** Returns the repository around a folder, or undefined where there is none. */
export async function openGit(folder: string, env: Environment): Promise<Git | undefined> {
  const found = await findRepository(gitProcess(folder, env));
  if (found === undefined) return undefined;
  const git = gitProcess(found.top, env);
  return repositoryAt({ git, zeros: '0'.repeat(found.idLength) }, found);
}

interface Found {
  readonly top: string;
  readonly commonFolder: string;
  readonly idLength: number;
}

async function findRepository(git: GitProcess): Promise<Found | undefined> {
  const words = ['--show-object-format', '--is-bare-repository', '--path-format=absolute'];
  const text = await git
    .text(['rev-parse', ...words, '--git-common-dir', '--git-dir', '--show-toplevel'], {
      answers: [128],
    })
    .catch(undefinedOutside);
  if (text === undefined) return undefined;
  const [format, bare, commonFolder, gitFolder, top] = text.split('\n');
  if (commonFolder === undefined || gitFolder === undefined) return whyNot(git);
  return {
    top: bare === 'true' || top === undefined || top === '' ? gitFolder : top,
    commonFolder,
    idLength: format === 'sha256' ? 64 : 40,
  };
}

/** A bare repository has no top folder, which git answers with 128; so it does where nothing is. */
async function whyNot(git: GitProcess): Promise<undefined> {
  await git.text(['rev-parse', '--git-dir']).catch(undefinedOutside);
  return undefined;
}

function undefinedOutside(error: unknown): undefined {
  if (error instanceof Failure && error.problems[0]?.code === 'git/no-repository') return undefined;
  throw error;
}

function repositoryAt(repository: Repository, found: Found): Git {
  const { git } = repository;
  return {
    top: found.top,
    commonFolder: found.commonFolder,
    ...readPart(git),
    ...remotePart(repository),
    version: async () =>
      /\d+(?:\.\d+)+/.exec(await git.text(['--version']))?.[0] ?? 'of an unknown version',
    ...objectPart(git),
    mergeTrees: (ours, theirs) => mergeTrees(git, ours, theirs),
    createCommit: (commit) => createCommit(repository, commit),
    updateRef: (update) => updateRef(repository, update),
    isShallow: () =>
      access(join(found.commonFolder, 'shallow')).then(
        () => true,
        () => false,
      ),
    currentBranch: async () =>
      wordOf(await git.text(['symbolic-ref', '--quiet', '--short', 'HEAD'], { answers: [1] })),
    user: () => userOf(git),
    setSetting: (name, value) => setSetting(git, name, value),
    installHook: (hook) => installHook(git, found.top, hook),
  };
}

function readPart(
  git: GitProcess,
): Pick<
  Git,
  'resolve' | 'refs' | 'tree' | 'commit' | 'log' | 'lineChanges' | 'isAncestor' | 'mergeBase'
> {
  return {
    resolve: async (revision) =>
      wordOf(
        await git.text(
          ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{object}`],
          { answers: [1] },
        ),
      ),
    refs: async (prefix) =>
      parseRefs(await git.text(['for-each-ref', '--format=%(objectname) %(refname)', prefix])),
    tree: async (revision, path) =>
      parseTree(
        await git.text([
          'ls-tree',
          '-r',
          '-z',
          '--full-tree',
          '--end-of-options',
          revision,
          ...(path === undefined || path === '' ? [] : ['--', path]),
        ]),
      ),
    commit: async (revision) => {
      const words = ['log', '-z', '-1', ...commitFormat, '--end-of-options', revision, '--'];
      const [found] = parseCommits(await git.text(words));
      if (found === undefined) throw new Error(`git log -1 ${revision} printed nothing`);
      return found;
    },
    log: async ({ from, paths, firstParent, limit }) =>
      parseCommits(
        await git.text([
          'log',
          '-z',
          ...commitFormat,
          ...(firstParent === true ? ['--first-parent'] : []),
          ...(limit === undefined ? [] : [`--max-count=${limit}`]),
          '--end-of-options',
          from,
          '--',
          ...(paths ?? []),
        ]),
      ),
    lineChanges: async (from, path) => {
      const words = ['log', '-z', ...changeFormat, '--first-parent', '-m', '--reverse'];
      return parseLineChanges(await git.text([...words, '--end-of-options', from, '--', path]));
    },
    isAncestor: async (ancestor, descendant) => {
      const words = ['merge-base', '--is-ancestor', ancestor, descendant];
      return (await git.silent(words, { answers: [1] })).code === 0;
    },
    mergeBase: async (left, right) =>
      wordOf(await git.text(['merge-base', left, right], { answers: [1] })),
  };
}

/**
 * Objects by one process that stays open. What it does not find, cannot read or does not come to answer is asked again
 * of a process of its own, which says why in git's words.
 */
function objectPart(
  git: GitProcess,
): Pick<Git, 'tree' | 'blobs' | 'missing' | 'commit' | 'resolve'> {
  const reader = objectReader(() => git.open(['cat-file', '--batch'], { GIT_NO_LAZY_FETCH: '1' }));
  const plain = readPart(git);
  const orPlain = async <T>(
    names: readonly string[],
    quick: () => Promise<T | undefined>,
    slow: () => Promise<T>,
  ): Promise<T> => {
    if (names.some((name) => name === '' || /[\n\0]/.test(name))) return slow();
    const found = await quick().catch(() => undefined);
    return found === undefined ? slow() : found;
  };
  return {
    tree: (revision, path) =>
      orPlain(
        [revision],
        async () => (path?.includes('\n') ? undefined : readTree(reader, revision, path)),
        () => plain.tree(revision, path),
      ),
    blobs: (names) =>
      orPlain(
        names,
        () => readBlobsBy(reader, names),
        () => readBlobs(git, names),
      ),
    missing: (names) =>
      orPlain(
        names,
        async () => {
          const found = await reader.read(names);
          return names.filter((_, index) => found[index] === undefined);
        },
        () => missingOf(git, names),
      ),
    commit: (revision) =>
      orPlain(
        [revision],
        async () => {
          const [found] = await reader.read([`${revision}^{commit}`]);
          return found === undefined ? undefined : commitFrom(found);
        },
        () => plain.commit(revision),
      ),
    resolve: (revision) =>
      orPlain(
        [revision],
        async () => (await reader.read([revision]))[0]?.id,
        () => plain.resolve(revision),
      ),
  };
}

/** Sets a ref if it is where it is expected; a lock that another process holds is waited for shortly by git itself. */
async function updateRef(repository: Repository, update: RefUpdate): Promise<boolean> {
  const { git, zeros } = repository;
  const expected = update.expected ?? zeros;
  const words =
    update.to === undefined
      ? ['update-ref', '--no-deref', '-d', update.ref, expected]
      : ['update-ref', '--no-deref', update.ref, update.to, expected];
  const { code, stderr } = await git.silent(words, { answers: [1, 128] });
  if (code === 0) return true;
  if (/but expected|already exists|unable to resolve reference/.test(stderr)) return false;
  await git.silent(words);
  return true;
}

async function userOf(git: GitProcess): Promise<{ name: string; email: string } | undefined> {
  const words = ['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT'];
  const text = await git.text(words, { answers: [128] });
  const match = /^(.*) <(.*)> \d+ [+-]\d+$/.exec(text.trim());
  return match === null ? undefined : { name: match[1] ?? '', email: match[2] ?? '' };
}

function wordOf(text: string): string | undefined {
  const word = text.trim();
  return word === '' ? undefined : word;
}
