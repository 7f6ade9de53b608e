/** Problems of the family git: the repository, its remote, the program. */

import { define } from './definition.ts';

export const gitProblems = {
  'git/not-installed': define<Record<string, never>>({
    severity: 'error',
    title: () => 'The program git was not found.',
    hint: () => 'Install git 2.38 or newer and see that it is on the PATH.',
    why: 'comfypin keeps everything in git and calls the git that is installed.',
    example: {},
  }),
  'git/too-old': define<{ command: string; reason: string }>({
    severity: 'error',
    title: ({ command, reason }) =>
      `This git does not know what comfypin needs of it: git ${command}: ${reason}`,
    hint: () => 'git --version tells its version; comfypin needs 2.38 or newer.',
    why: 'Merges are made without a work tree, which git can do since version 2.38.',
    example: { command: 'merge-tree', reason: "unknown option `write-tree'" },
  }),
  'git/no-repository': define<{ folder: string }>({
    severity: 'error',
    title: ({ folder }) => `There is no git repository at or above ${folder}`,
    hint: () =>
      'Change to a folder of your workflow repository, or make one: git init && comfypin init',
    why: 'Pins, promotions and history live in git, so nearly every command works in a git repository.',
    example: { folder: '/home/ada/pictures' },
  }),
  'git/foreign-owner': define<{ folder: string }>({
    severity: 'error',
    title: ({ folder }) => `git refuses the repository at ${folder} because another user owns it`,
    hint: ({ folder }) => `If you trust it: git config --global --add safe.directory '${folder}'`,
    why: "git runs no repository of another user, since that user's settings could start programs. In containers the checkout often belongs to another user id.",
    example: { folder: '/home/runner/workflows' },
  }),
  'git/no-identity': define<Record<string, never>>({
    severity: 'error',
    title: () => 'git does not know who you are, so no commit can be made.',
    hint: () => 'git config user.name "Your Name" && git config user.email you@example.com',
    why: 'Every promotion, review and record is a commit and carries a name. On a CI runner set GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL.',
    example: {},
  }),
  'git/no-remote': define<{ remote: string; reason: string }>({
    severity: 'error',
    title: ({ remote, reason }) => `The git remote "${remote}" leads to no repository: ${reason}`,
    hint: ({ remote }) =>
      `git remote -v shows the addresses; git remote add ${remote} URL sets a new one. A private repository that your login may not see looks the same.`,
    why: 'Promotion works on what the remote holds, never on the work tree alone.',
    example: { remote: 'origin', reason: "'origin' does not appear to be a git repository" },
  }),
  'git/no-remote-ref': define<{ remote: string; ref: string }>({
    severity: 'error',
    title: ({ remote, ref }) => `The remote "${remote}" has no ${ref}`,
    hint: ({ remote }) => `git ls-remote ${remote} lists what it has; push the branch first.`,
    why: 'A branch that comfypin was told to read is not on the remote. It may have been deleted a moment ago.',
    example: { remote: 'origin', ref: 'refs/heads/main' },
  }),
  'git/remote-unreachable': define<{ remote: string; reason: string }>({
    severity: 'error',
    title: ({ remote, reason }) => `The git remote "${remote}" cannot be reached: ${reason}`,
    hint: ({ remote }) =>
      `git fetch ${remote} shows whether git itself can; then run the command again.`,
    why: 'The network, a proxy or the host failed. Nothing was changed that a second run would not find and go on from.',
    example: {
      remote: 'origin',
      reason: "unable to access 'https://git.example/w.git/': Could not resolve host: git.example",
    },
  }),
  'git/login-refused': define<{ remote: string; reason: string }>({
    severity: 'error',
    title: ({ remote, reason }) => `The git remote "${remote}" refused the login: ${reason}`,
    hint: ({ remote }) =>
      `git fetch ${remote} asks for a login or shows what is wrong with it. comfypin never asks for a password.`,
    why: 'comfypin uses the login that git is set up with: a credential helper, an SSH key, or the header that actions/checkout leaves.',
    example: {
      remote: 'origin',
      reason: "could not read Username for 'https://git.example': terminal prompts disabled",
    },
  }),
  'git/push-refused': define<{ remote: string; ref: string; reason: string }>({
    severity: 'error',
    title: ({ remote, ref, reason }) =>
      `The remote "${remote}" refused the push to ${ref}: ${reason}`,
    hint: ({ ref }) =>
      `See whether a protection rule or a hook covers ${ref} and whether your login may push there.`,
    why: 'The remote answered and said no. Trying again does not help until a rule or a permission is changed.',
    example: { remote: 'origin', ref: 'refs/heads/main', reason: 'protected branch hook declined' },
  }),
  'git/moved': define<{ remote: string; ref: string; reason: string }>({
    severity: 'error',
    title: ({ remote, ref, reason }) =>
      `${ref} on "${remote}" moved while comfypin worked on it: ${reason}`,
    hint: () => 'Run the same command again: it reads the new state first.',
    why: 'Someone else pushed at the same time, more often than comfypin retries. Nothing was overwritten.',
    example: { remote: 'origin', ref: 'refs/heads/main', reason: 'stale info' },
  }),
  'git/rewritten': define<{ remote: string; ref: string }>({
    severity: 'error',
    title: ({ remote, ref }) =>
      `${ref} on "${remote}" no longer continues what this clone saw of it.`,
    hint: ({ remote, ref }) =>
      `git fetch ${remote} ${ref} and git log FETCH_HEAD show what it is now; find out who rewrote it.`,
    why: 'A branch that only grows was replaced by another history.',
    example: { remote: 'origin', ref: 'comfypin-records' },
  }),
  'git/locked': define<{ reason: string }>({
    severity: 'error',
    title: ({ reason }) => `Another git process holds a lock in this repository: ${reason}`,
    hint: () =>
      'Wait until it has ended and run the command again. If none runs, a crashed one left the lock file: remove it.',
    why: 'git guards its references by lock files. comfypin waits for a short time only.',
    example: { reason: "Unable to create '.git/packed-refs.lock': File exists." },
  }),
  'git/shallow': define<{ remote: string; reason: string }>({
    severity: 'error',
    title: ({ reason }) => `This clone is shallow, so its history cannot be trusted: ${reason}`,
    hint: ({ remote }) =>
      `git fetch --unshallow ${remote}; in GitHub Actions: actions/checkout with fetch-depth: 0`,
    why: 'Soak time, history and rollback are read from git history. A shallow clone ends too early and would give wrong answers.',
    example: { remote: 'origin', reason: 'the remote does not give the rest' },
  }),
  'git/missing-object': define<{ reason: string }>({
    severity: 'error',
    title: ({ reason }) => `Something that git should have is not there: ${reason}`,
    hint: () =>
      'git fsck shows whether the repository is whole; git fetch gets what is only missing here.',
    why: 'A revision or object was asked for that this repository does not hold. comfypin never takes that for an absent file.',
    example: { reason: 'Not a valid object name 3f1c2d' },
  }),
  'git/unreadable-entry': define<{ what: string; reason: string }>({
    severity: 'error',
    title: ({ what, reason }) => `${what} in git is not as comfypin writes it: ${reason}`,
    hint: () => 'git log on that reference shows who wrote it; remove or repair it there.',
    why: 'The local forge keeps pull requests, reviews and statuses in references. One of them holds something else, so nothing is guessed from it.',
    example: { what: 'refs/comfypin/pulls/7/meta', reason: 'pull.json holds no title' },
  }),
  'git/failed': define<{ command: string; code: number; reason: string }>({
    severity: 'error',
    title: ({ command, code, reason }) => `git ${command} ended with ${code}: ${reason}`,
    hint: ({ command }) =>
      `Run git ${command} by hand to see more, or git fsck to see whether the repository is whole.`,
    why: 'git failed in a way that comfypin has no better words for.',
    example: { command: 'fetch', code: 128, reason: 'write error: No space left on device' },
  }),
} as const;
