import { expect, it } from 'vitest';
import { failureOfGit, reasonOf, withoutLogins } from '../../../src/world/git-failure.ts';

const failed = (stderr: string) =>
  failureOfGit({
    args: ['fetch'],
    code: 128,
    stderr,
    stdout: Buffer.alloc(0),
    folder: '/r',
    remote: 'origin',
  }).problems[0];

it.each([
  [
    'git/login-refused',
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
  ],
  [
    'git/login-refused',
    "remote: Invalid username or token.\nfatal: Authentication failed for 'https://github.com/a/b.git/'",
  ],
  [
    'git/login-refused',
    "fatal: unable to access 'https://h/a/': The requested URL returned error: 403",
  ],
  [
    'git/login-refused',
    'git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
  ],
  [
    'git/login-refused',
    'Host key verification failed.\nfatal: Could not read from remote repository.',
  ],
  ['git/no-remote', 'ERROR: Repository not found.\nfatal: Could not read from remote repository.'],
  ['git/no-remote', "remote: Not Found\nfatal: repository 'https://h/a/' not found"],
  [
    'git/no-remote',
    "fatal: 'upstream' does not appear to be a git repository\nfatal: Could not read from remote repository.",
  ],
  ['git/remote-unreachable', "fatal: unable to access 'https://h/': Could not resolve host: h"],
  [
    'git/remote-unreachable',
    'ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote repository.',
  ],
  [
    'git/remote-unreachable',
    "fatal: unable to access 'https://h/': The requested URL returned error: 502",
  ],
  [
    'git/remote-unreachable',
    "fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate",
  ],
  ['git/no-remote-ref', "fatal: couldn't find remote ref refs/heads/nope"],
  [
    'git/rewritten',
    ' ! [rejected]        comfypin-records -> refs/comfypin/origin/records  (non-fast-forward)',
  ],
  [
    'git/locked',
    "fatal: Unable to create '/r/.git/packed-refs.lock': File exists.\n\nAnother git process seems to be running",
  ],
  [
    'git/no-identity',
    'Author identity unknown\n\n*** Please tell me who you are.\n\nfatal: no email was given and auto-detection is disabled',
  ],
  ['git/foreign-owner', "fatal: detected dubious ownership in repository at '/r'"],
  ['git/missing-object', 'fatal: Not a valid object name 123'],
  ['git/missing-object', 'fatal: bad object HEAD'],
  [
    'git/too-old',
    "error: unknown option `write-tree'\nusage: git merge-tree <base-tree> <branch1> <branch2>",
  ],
  ['git/failed', 'fatal: write error: No space left on device'],
])('finds %s in what git said', (code, stderr) => {
  expect(failed(stderr)?.code).toBe(code);
});

it('says the line that matters, never a login', () => {
  expect(reasonOf('remote: Counting\nfatal: the reason\nhint: more')).toBe('the reason');
  expect(reasonOf('')).toBe('git gave no reason');
  expect(
    withoutLogins("unable to access 'https://x-access-token:ghs_s3cret@github.com/a/b/'"),
  ).toBe("unable to access 'https://github.com/a/b/'");
  expect(
    JSON.stringify(failed("fatal: unable to access 'http://u:pw@h/': Failed to connect")),
  ).not.toContain('pw');
});
