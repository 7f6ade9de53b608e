/** What goes over the wire: fetching, listing a remote's refs, pushing with leases. */

import { setTimeout as wait } from 'node:timers/promises';
import { failureOfGit } from './git-failure.ts';
import type { GitProcess, Repository } from './git-process.ts';
import { parsePush, parseRefs } from './git-read.ts';
import type { Git, PushResult, RefUpdate } from './ports.ts';

type RemotePart = Pick<
  Git,
  'remoteUrl' | 'defaultBranch' | 'remoteState' | 'fetch' | 'remoteRefs' | 'push' | 'deepen'
>;

/** Returns the methods that need a remote. */
export function remotePart({ git }: Repository): RemotePart {
  // a command is too short for a remote to move
  const urls = new Map<string, string>();
  return {
    remoteUrl: async (remote) => {
      const known = urls.get(remote);
      if (known !== undefined) return known;
      const text = await git.text(['remote', 'get-url', remote], { answers: [2, 128] });
      if (text.trim() === '') return undefined;
      urls.set(remote, text.trim());
      return text.trim();
    },
    defaultBranch: async (remote) => {
      const text = await git.text(['ls-remote', '--symref', remote, 'HEAD'], { remote });
      return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(text)?.[1];
    },
    remoteState: async (remote, refs) => {
      const text = await git.text(['ls-remote', '--symref', remote, 'HEAD', ...refs], { remote });
      const branch = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(text)?.[1];
      const commit = /^([0-9a-f]{40,64})\tHEAD$/m.exec(text)?.[1];
      const tips = parseRefs(text).filter(({ ref }) => refs.includes(ref));
      return {
        ...(branch === undefined || commit === undefined ? {} : { head: { branch, commit } }),
        tips: new Map(tips.map(({ ref, id }) => [ref, id])),
      };
    },
    fetch: (remote, refspecs) => fetch(git, remote, refspecs),
    remoteRefs: async (remote, patterns) => {
      const all = parseRefs(
        await git.text(['ls-remote', '--quiet', remote, ...patterns], { remote }),
      );
      // git matches a pattern against the end of a name; here names are whole
      return all.filter(({ ref }) => patterns.some((pattern) => matches(pattern, ref)));
    },
    push: (remote, updates) => push(git, remote, updates),
    deepen: async (remote) => {
      const isShallow = async (): Promise<boolean> =>
        (await git.text(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
      if (!(await isShallow())) return true;
      await fetch(git, remote, [], ['--unshallow']);
      return !(await isShallow());
    },
  };
}

function matches(pattern: string, ref: string): boolean {
  return pattern.endsWith('*') ? ref.startsWith(pattern.slice(0, -1)) : pattern === ref;
}

const fetchOptions = [
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
];

/** Two processes that fetch into the same refs may meet at a lock; the second one's own try settles it. */
async function fetch(
  git: GitProcess,
  remote: string,
  refspecs: readonly string[],
  more: readonly string[] = [],
): Promise<void> {
  const refmap = refspecs.length > 0 ? ['--refmap='] : [];
  const words = ['fetch', ...fetchOptions, ...refmap, ...more, remote, ...refspecs];
  for (let attempt = 1; ; attempt += 1) {
    const found = await git.silent(words, { answers: [1, 128], remote });
    if (found.code === 0) return;
    const contended = /cannot lock ref|unable to update local ref|\.lock': File exists/;
    if (attempt >= 5 || !contended.test(found.stderr)) {
      throw failureOfGit({ args: words, ...found, folder: '', remote });
    }
    await wait(40 * attempt);
  }
}

/**
 * Pushes every update under a lease on the value that was read before. An update whose lease is broken is an answer;
 * a push that did not come to an answer is a failure, after which the remote may or may not have taken it.
 */
async function push(
  git: GitProcess,
  remote: string,
  updates: readonly RefUpdate[],
): Promise<PushResult> {
  if (updates.length === 0) return { ok: true };
  const words = [
    'push',
    '--porcelain',
    '--no-verify',
    '--no-follow-tags',
    '--recurse-submodules=no',
    ...(updates.length > 1 ? ['--atomic'] : []),
    ...updates.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected ?? ''}`),
    remote,
    ...updates.map(({ ref, to }) => `${to ?? ''}:${ref}`),
  ];
  const found = await git.answer(words, { answers: [1, 128], remote });
  if (found.code === 0) return { ok: true };
  const refused = parsePush(found.stdout.toString('utf8'), found.stderr);
  if (refused !== undefined) return refused;
  throw failureOfGit({ args: words, ...found, folder: '', remote });
}
