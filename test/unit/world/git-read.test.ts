import { expect, it } from 'vitest';
import { parsePush } from '../../../src/world/git-read.ts';

const told = (reason: string, stderr = '') =>
  parsePush(`To https://h/w\n!\tabc:refs/heads/main\t${reason}\nDone\n`, stderr);

it.each([
  ['[rejected] (stale info)', '', true],
  ['[rejected] (fetch first)', '', true],
  ['[remote rejected] (cannot lock ref)', '', true],
  [
    '[remote rejected] (failed to update ref)',
    "remote: error: cannot lock ref 'refs/heads/main': is at 1 but expected 2",
    true,
  ],
  ['[remote rejected] (incorrect old value provided)', '', true],
  [
    '[remote rejected] (protected branch hook declined)',
    'remote: error: GH006: Protected branch update failed',
    false,
  ],
  ['[remote rejected] (push declined due to repository rule violations)', '', false],
  ['[remote rejected] (deletion prohibited)', '', false],
])('%s %s: moved is %s', (reason, stderr, moved) => {
  expect(told(reason, stderr)).toMatchObject({ ok: false, moved, ref: 'refs/heads/main' });
});

it('names the ref that was refused first, not those that failed with it', () => {
  const stdout = [
    'To https://h/w',
    '!\ta:refs/heads/one\t[rejected] (atomic push failed)',
    '!\tb:refs/heads/two\t[rejected] (stale info)',
  ].join('\n');
  expect(parsePush(stdout, '')).toEqual({
    ok: false,
    moved: true,
    ref: 'refs/heads/two',
    reason: 'stale info',
  });
});

it('gives nothing where no ref was refused, as when the connection broke', () => {
  expect(parsePush('', 'fatal: the remote end hung up unexpectedly')).toBeUndefined();
});
