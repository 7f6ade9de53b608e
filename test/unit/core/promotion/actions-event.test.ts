import { expect, it } from 'vitest';
import { parseActionsEvent } from '../../../../src/core/promotion/actions-event.ts';

const repository = { full_name: 'acme/flows' };
const sha = 'a'.repeat(40);
const comment = {
  action: 'created',
  repository,
  issue: { number: 7, pull_request: { url: 'x' } },
  comment: { id: 99, body: '/why', user: { login: 'ada', type: 'User' } },
};
const group = {
  action: 'checks_requested',
  repository,
  merge_group: { head_sha: sha, head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${sha}` },
};
const read = (payload: unknown) => parseActionsEvent(JSON.stringify(payload));

it('reads a comment on a pull request and on an issue', () => {
  const found = { kind: 'comment', number: 7, comment: 99, author: 'ada', body: '/why' };
  expect(read(comment)).toMatchObject({ ...found, isPullRequest: true });
  expect(read({ ...comment, issue: { number: 7 } })).toMatchObject({ isPullRequest: false });
});

it.each([
  ['an edited comment', { ...comment, action: 'edited' }],
  [
    'a program',
    { ...comment, comment: { ...comment.comment, user: { login: 'x[bot]', type: 'Bot' } } },
  ],
  ['a run of a push', { repository, workflow_run: { head_sha: sha, event: 'push' } }],
  ['a group that is gone', { ...group, action: 'destroyed' }],
  ['an event of another kind', { repository, ref: 'refs/heads/main' }],
])('leaves %s alone', (_, payload) => {
  expect(read(payload)).toMatchObject({ kind: 'other' });
});

it('reads a run and a merge group', () => {
  expect(read({ repository, workflow_run: { head_sha: sha, event: 'pull_request' } })).toEqual({
    kind: 'checked',
    repository: 'acme/flows',
    head: sha,
  });
  expect(read(group)).toMatchObject({ kind: 'merge-group', number: 12, head: sha });
});

it.each([
  ['no JSON', undefined],
  ['no repository', { comment: {} }],
  ['a number that is a text', { ...comment, issue: { number: '7' } }],
  ['a body that is none', { ...comment, comment: { ...comment.comment, body: null } }],
  [
    'a head that is no commit',
    { repository, workflow_run: { head_sha: 'main', event: 'pull_request' } },
  ],
  [
    'a queue branch of another form',
    { ...group, merge_group: { head_sha: sha, head_ref: 'refs/heads/pr-12' } },
  ],
])('understands nothing of %s', (_, payload) => {
  expect(payload === undefined ? parseActionsEvent('{') : read(payload)).toBeUndefined();
});
