/** Objects of a repository: blobs read in one process, commits made on a temporary index. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import type { GitProcess, Repository } from './git-process.ts';
import type { MergedTree, NewCommit, TreeChange } from './ports.ts';

/** Returns contents by name. A name that holds a newline cannot be asked for and counts as missing. */
export async function readBlobs(
  git: GitProcess,
  names: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = [...new Set(names)];
  const found = new Map<string, Uint8Array>();
  if (wanted.length === 0) return found;
  refuseNewlines(wanted);
  const output = await git.bytes(['cat-file', '--batch'], { input: `${wanted.join('\n')}\n` });
  let at = 0;
  for (const name of wanted) {
    const end = output.indexOf(10, at);
    const header = output.toString('utf8', at, end === -1 ? output.length : end);
    const match = /^[0-9a-f]+ (\w+) (\d+)$/.exec(header);
    if (match === null || match[1] !== 'blob') throw missing(name, header);
    const size = Number(match[2]);
    found.set(name, new Uint8Array(output.subarray(end + 1, end + 1 + size)));
    at = end + 1 + size + 1;
  }
  return found;
}

/** Returns the names that cannot be found here. */
export async function missingOf(
  git: GitProcess,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  refuseNewlines(names);
  const words = ['cat-file', '--batch-check=%(objectname)'];
  const output = await git.bytes(words, {
    input: `${names.join('\n')}\n`,
    env: { GIT_NO_LAZY_FETCH: '1' },
  });
  const lines = output.toString('utf8').split('\n');
  return names.filter((_, index) => !/^[0-9a-f]+$/.test(lines[index] ?? ''));
}

function refuseNewlines(names: readonly string[]): void {
  const bad = names.find((name) => name.includes('\n'));
  if (bad !== undefined) throw missing(bad.replaceAll('\n', '\\n'), 'its name holds a newline');
}

function missing(name: string, header: string): Failure {
  const told = header.startsWith(name) ? header : `${name}: ${header}`;
  return new Failure(problem('git/missing-object', {}, { reason: told }));
}

/** Merges two commits by `merge-tree --write-tree` (git 2.38): exit 1 means conflicts, listed after the tree. */
export async function mergeTrees(
  git: GitProcess,
  ours: string,
  theirs: string,
): Promise<MergedTree> {
  const words = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
  const { code, stdout } = await git.answer(words, { answers: [1] });
  const [tree = '', ...conflicts] = stdout.toString('utf8').split('\0');
  if (code === 0) return { ok: true, tree: tree.trim() };
  return { ok: false, conflicts: [...new Set(conflicts.filter((path) => path !== ''))] };
}

/** Writes blobs, tree and commit; the user's index is never looked at. */
export async function createCommit(repository: Repository, commit: NewCommit): Promise<string> {
  const { git } = repository;
  const folder = await mkdtemp(join(tmpdir(), 'comfypin-git-'));
  try {
    const tree = await writeTree(repository, commit, folder);
    const parents = commit.parents.flatMap((id) => ['-p', id]);
    const words = ['-c', 'user.useConfigOnly=true', 'commit-tree', ...parents, tree];
    const input = commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`;
    const { author } = commit;
    const env =
      author === undefined ? {} : { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email };
    return (await git.bytes(words, { input, env })).toString('utf8').trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTree(
  repository: Repository,
  { onto, changes }: NewCommit,
  folder: string,
): Promise<string> {
  const { git, zeros } = repository;
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  if (onto !== undefined && changes.length === 0) {
    return (await git.text(['rev-parse', '--verify', '--end-of-options', `${onto}^{tree}`])).trim();
  }
  const ids = await writeBlobs(git, changes, folder);
  await git.silent(['read-tree', onto ?? '--empty'], { env });
  // removals first: a file may make place for a folder of its name
  const removed = changes.filter((each) => each.content === null);
  const set = changes.filter((each) => each.content !== null);
  const lines = [
    ...removed.map((each) => `0 ${zeros}\t${each.path}\0`),
    ...set.map((each) => `100644 ${ids.get(each) ?? ''}\t${each.path}\0`),
  ];
  await git.bytes(['update-index', '-z', '--index-info'], { env, input: lines.join('') });
  return (await git.text(['write-tree'], { env })).trim();
}

/** All new contents go through one `hash-object`, as files of a temporary folder. */
async function writeBlobs(
  git: GitProcess,
  changes: readonly TreeChange[],
  folder: string,
): Promise<ReadonlyMap<TreeChange, string>> {
  const ids = new Map<TreeChange, string>();
  const fresh: TreeChange[] = [];
  for (const change of changes) {
    if (change.content === null) continue;
    if (typeof change.content === 'object' && 'blob' in change.content) {
      ids.set(change, change.content.blob);
    } else fresh.push(change);
  }
  if (fresh.length === 0) return ids;
  const paths = fresh.map((_, index) => join(folder, `blob-${index}`));
  await Promise.all(
    fresh.map((change, index) =>
      writeFile(paths[index] ?? '', change.content as Uint8Array | string),
    ),
  );
  const words = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const output = await git.bytes(words, { input: `${paths.join('\n')}\n` });
  const written = output.toString('utf8').trim().split('\n');
  fresh.forEach((change, index) => {
    ids.set(change, written[index] ?? '');
  });
  return ids;
}
