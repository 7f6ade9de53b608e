/** Reads what GitHub answered: every member that is used is checked, and anything else is an error, not a guess. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import type { CommitStatus, PullRequest, Review } from './ports.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Returns the members of an object, or fails with what was expected. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw unexpected(what, 'an object');
}

/** Returns a member of a value that may be anything, if it is a text. */
export function wordOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  const found = (value as Fields)[key];
  return typeof found === 'string' ? found : undefined;
}

export function textOf(fields: Fields, key: string, what: string): string {
  const found = fields[key];
  if (typeof found === 'string') return found;
  throw unexpected(what, `a text "${key}"`);
}

export function numberOf(fields: Fields, key: string, what: string): number {
  const found = fields[key];
  if (typeof found === 'number') return found;
  throw unexpected(what, `a number "${key}"`);
}

export function timeOf(fields: Fields, key: string, what: string): number {
  const time = Date.parse(textOf(fields, key, what));
  if (Number.isNaN(time)) throw unexpected(what, `a time "${key}"`);
  return time;
}

export function listOf(fields: Fields, key: string, what: string): readonly unknown[] {
  const found = fields[key];
  if (Array.isArray(found)) return found;
  throw unexpected(what, `a list "${key}"`);
}

/** Null stands for an account that was deleted; GitHub shows those as `ghost`. */
export function loginOf(fields: Fields, key: string, what: string): string {
  const user = fields[key];
  return user === null ? 'ghost' : textOf(fieldsOf(user, what), 'login', what);
}

function unexpected(what: string, expected: string): Failure {
  return new Failure(problem('github/unexpected-answer', {}, { what, expected }));
}

/** Reads a pull request of the repository `owner/name`. A head without a repository is of a fork that was deleted. */
export function pullOf(value: unknown, repository: string): PullRequest {
  const what = 'a pull request';
  const fields = fieldsOf(value, what);
  const head = fieldsOf(fields['head'], what);
  const state = textOf(fields, 'state', what);
  if (state !== 'open' && state !== 'closed') throw unexpected(what, 'the state open or closed');
  const isMerged = fields['merged_at'] !== null && fields['merged_at'] !== undefined;
  const repo = head['repo'];
  return {
    number: numberOf(fields, 'number', what),
    url: textOf(fields, 'html_url', what),
    state: isMerged ? 'merged' : state,
    title: textOf(fields, 'title', what),
    body: fields['body'] === null ? '' : textOf(fields, 'body', what),
    labels: listOf(fields, 'labels', what).map((each) =>
      textOf(fieldsOf(each, what), 'name', what),
    ),
    head: { branch: textOf(head, 'ref', what), commit: textOf(head, 'sha', what) },
    ...(isSame(repo, repository, what) ? {} : { fromFork: true }),
    base: textOf(fieldsOf(fields['base'], what), 'ref', what),
    author: loginOf(fields, 'user', what),
    createdAt: timeOf(fields, 'created_at', what),
    ...(state === 'closed' ? { closedAt: timeOf(fields, 'closed_at', what) } : {}),
    ...(isMerged ? { mergeCommit: textOf(fields, 'merge_commit_sha', what) } : {}),
    // lists leave merged_by out
    ...(isMerged && fields['merged_by'] !== undefined
      ? { mergedBy: loginOf(fields, 'merged_by', what) }
      : {}),
  };
}

/** GitHub compares names without regard to case. */
function isSame(repo: unknown, repository: string, what: string): boolean {
  if (repo === null) return false;
  const name = textOf(fieldsOf(repo, what), 'full_name', what);
  return name.toLowerCase() === repository.toLowerCase();
}

/** Who belongs to the repository; everyone may review in a public one. */
const associations = ['OWNER', 'MEMBER', 'COLLABORATOR'];

const reviewStates: Readonly<Record<string, Review['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/** Undefined for a review that its author has not sent yet. */
export function reviewOf(value: unknown): Review | undefined {
  const what = 'a review';
  const fields = fieldsOf(value, what);
  const word = textOf(fields, 'state', what);
  if (word === 'PENDING') return undefined;
  const state = Object.hasOwn(reviewStates, word) ? reviewStates[word] : undefined;
  if (state === undefined) throw unexpected(what, 'a known state');
  const belongs = associations.includes(textOf(fields, 'author_association', what));
  return {
    reviewer: loginOf(fields, 'user', what),
    state: state === 'approved' && !belongs ? 'commented' : state,
    commit: fields['commit_id'] === null ? '' : textOf(fields, 'commit_id', what),
    at: timeOf(fields, 'submitted_at', what),
  };
}

export function statusOf(value: unknown): CommitStatus {
  const what = 'a commit status';
  const fields = fieldsOf(value, what);
  const state = textOf(fields, 'state', what);
  if (state !== 'success' && state !== 'failure' && state !== 'pending' && state !== 'error') {
    throw unexpected(what, 'a known state');
  }
  return {
    context: textOf(fields, 'context', what),
    state,
    description: fields['description'] === null ? '' : textOf(fields, 'description', what),
    ...(fields['target_url'] === null ? {} : { url: textOf(fields, 'target_url', what) }),
    by: loginOf(fields, 'creator', what),
  };
}

/** Conclusions that let branch protection pass. Anything else that ended is a no; what GitHub calls stale never ended. */
const goodConclusions = ['success', 'neutral', 'skipped'];

/** A check run has a name where a status has a context; while it runs it has no conclusion. */
export function checkOf(value: unknown): CommitStatus {
  const what = 'a check run';
  const fields = fieldsOf(value, what);
  const ended = textOf(fields, 'status', what) === 'completed';
  const conclusion = ended ? textOf(fields, 'conclusion', what) : 'pending';
  const url = fields['html_url'];
  const app = fields['app'];
  return {
    context: textOf(fields, 'name', what),
    state: !ended ? 'pending' : goodConclusions.includes(conclusion) ? 'success' : 'failure',
    description: conclusion,
    ...(typeof url === 'string' ? { url } : {}),
    ...(app === null ? {} : { by: textOf(fieldsOf(app, what), 'slug', what) }),
  };
}
