/** Reads what git prints: trees, commits, refs, the result of a push. Pure. */

import type { Commit, LineChange, PushResult, TreeEntry } from './ports.ts';

/** `<mode> <type> <id>\t<path>\0` of `git ls-tree -r -z`; submodules are no blobs and left out. */
export function parseTree(text: string): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (const record of text.split('\0')) {
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t([\s\S]+)$/.exec(record);
    if (match === null || match[2] !== 'blob') continue;
    entries.push({ mode: match[1] ?? '', id: match[3] ?? '', path: match[4] ?? '' });
  }
  return entries;
}

const fields = ['%H', '%P', '%T', '%an', '%ae', '%at', '%ct', '%B'];

/** Options of `git log -z` that `parseCommits` reads. */
export const commitFormat = [
  '--no-color',
  '--no-notes',
  '--no-patch',
  '--encoding=UTF-8',
  `--format=tformat:${fields.join('%x00')}%x00`,
];

/** Every commit is its fields, each ended by NUL, and one more NUL. */
export function parseCommits(text: string): readonly Commit[] {
  const parts = text.split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + fields.length < parts.length; at += fields.length + 1) {
    commits.push(commitOf(parts.slice(at, at + fields.length)));
  }
  return commits;
}

function commitOf(parts: readonly string[]): Commit {
  const [id = '', parents = '', tree = '', name = '', email = '', ...rest] = parts;
  const [authorTime, commitTime, message = ''] = rest;
  return {
    id,
    parents: parents === '' ? [] : parents.split(' '),
    tree,
    author: { name, email },
    authorTime: Number(authorTime),
    commitTime: Number(commitTime),
    message: message.replace(/\n+$/, ''),
  };
}

/** As `commitFormat`, with what each commit changed (`--raw`). */
export const changeFormat = commitFormat
  .filter((word) => word !== '--no-patch')
  .concat('--raw', '--no-abbrev', '--no-renames');

/** After its fields every commit has `:<modes> <old id> <new id> <status>`, NUL, `<path>`, NUL per file. */
export function parseLineChanges(text: string): readonly LineChange[] {
  const parts = text.split('\0');
  const changes: LineChange[] = [];
  let at = 0;
  while (at + fields.length < parts.length) {
    const commit = commitOf(parts.slice(at, at + fields.length));
    at += fields.length + 1;
    const files: { path: string; id?: string }[] = [];
    for (; /^\n?:\d{6} /.test(parts[at] ?? ''); at += 2) {
      const [, , , id = '', status = ''] = (parts[at] ?? '').trim().split(' ');
      files.push({ path: parts[at + 1] ?? '', ...(status === 'D' ? {} : { id }) });
    }
    changes.push({ commit, files });
  }
  return changes;
}

/** `<id> <ref>` or `<id>\t<ref>` per line; tags' peeled lines (`^{}`) are left out. */
export function parseRefs(text: string): readonly { ref: string; id: string }[] {
  const refs: { ref: string; id: string }[] = [];
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{40,64})[ \t](\S+)$/.exec(line);
    if (match === null || match[2]?.endsWith('^{}')) continue;
    refs.push({ id: match[1] ?? '', ref: match[2] ?? '' });
  }
  return refs;
}

/** Reasons by which git and its hosts say that a ref was not where it was expected. */
const movedReasons =
  /stale info|fetch first|non-fast-forward|cannot lock ref|incorrect old value|failed to update ref|failed to lock|already exists|reference already|but expected|fetch required|remote ref updated/i;

/** Reads `git push --porcelain`; undefined where no ref was refused, so that the push failed before it came to that. */
export function parsePush(
  stdout: string,
  stderr: string,
): Extract<PushResult, { ok: false }> | undefined {
  const refused = stdout
    .split('\n')
    .map((line) => /^!\t[^\t]*:([^\t]+)\t(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => ({ ref: match[1] ?? '', reason: match[2] ?? '' }));
  const first =
    refused.find((each) => !/atomic (?:push|transaction) failed/.test(each.reason)) ?? refused[0];
  if (first === undefined) return undefined;
  const told = stderr
    .split('\n')
    .filter((line) => /^remote: .*\S/.test(line))
    .map((line) => line.replace(/^remote: */, '').trim())
    .join(' ');
  const moved = refused.some((each) => movedReasons.test(each.reason)) || movedReasons.test(told);
  const reason = [first.reason.replace(/^\[[^\]]*\] ?/, '').replace(/^\((.*)\)$/, '$1'), told];
  return {
    ok: false,
    moved,
    ref: first.ref,
    reason: reason.filter((part) => part !== '').join(': ') || 'refused without a reason',
  };
}
