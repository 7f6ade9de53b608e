/** The payload of an event that started an Actions job: only members that decide are read, and each is checked. */

import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';

export type ActionsEvent =
  | {
      readonly kind: 'comment';
      readonly repository: string;
      readonly number: number;
      readonly isPullRequest: boolean;
      readonly comment: number;
      readonly author: string;
      readonly body: string;
    }
  | {
      /** The read-only job of a pull request or of a review has ended. */
      readonly kind: 'checked';
      readonly repository: string;
      /** The head that it ran on. */
      readonly head: string;
    }
  | {
      readonly kind: 'merge-group';
      readonly repository: string;
      /** The branch of the queue's test merge, and its commit. */
      readonly ref: string;
      readonly head: string;
      readonly number: number;
    }
  /** Nothing is to be done, for this reason. */
  | { readonly kind: 'other'; readonly repository: string; readonly why: string };

/** Undefined where the text is no payload that can be understood. */
export function parseActionsEvent(text: string): ActionsEvent | undefined {
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { value } = parsed;
  const repository = textAt(value, 'repository', 'full_name');
  if (repository === undefined) return undefined;
  if (member(value, 'comment') !== undefined) return commentOf(value, repository);
  if (member(value, 'workflow_run') !== undefined) return checkedOf(value, repository);
  if (member(value, 'merge_group') !== undefined) return groupOf(value, repository);
  return { kind: 'other', repository, why: 'the event is none that comfypin answers' };
}

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value;
  for (const key of path) found = isJsonObject(found) ? member(found, key) : undefined;
  return found;
}

function textAt(value: Json, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

function countAt(value: Json, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined;
}

/** Edited comments are read no second time, and programs are not answered: two of them would talk for ever. */
function commentOf(value: JsonObject, repository: string): ActionsEvent | undefined {
  const action = textAt(value, 'action');
  const number = countAt(value, 'issue', 'number');
  const comment = countAt(value, 'comment', 'id');
  const author = textAt(value, 'comment', 'user', 'login');
  const body = textAt(value, 'comment', 'body');
  if (number === undefined || comment === undefined) return undefined;
  if (author === undefined || body === undefined || action === undefined) return undefined;
  if (action !== 'created') return { kind: 'other', repository, why: `the comment was ${action}` };
  if (textAt(value, 'comment', 'user', 'type') !== 'User') {
    return { kind: 'other', repository, why: `${author} is a program` };
  }
  const isPullRequest = isJsonObject(at(value, 'issue', 'pull_request'));
  return { kind: 'comment', repository, number, isPullRequest, comment, author, body };
}

const commit = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

function checkedOf(value: JsonObject, repository: string): ActionsEvent | undefined {
  const head = textAt(value, 'workflow_run', 'head_sha');
  if (head === undefined || !commit.test(head)) return undefined;
  const event = textAt(value, 'workflow_run', 'event');
  if (event !== 'pull_request' && event !== 'pull_request_review') {
    return { kind: 'other', repository, why: 'the run was of no pull request' };
  }
  return { kind: 'checked', repository, head };
}

/** GitHub names the branch of a group `gh-readonly-queue/<base>/pr-<number>-<base commit>`. */
function groupOf(value: JsonObject, repository: string): ActionsEvent | undefined {
  const head = textAt(value, 'merge_group', 'head_sha');
  const ref = textAt(value, 'merge_group', 'head_ref');
  if (head === undefined || ref === undefined || !commit.test(head)) return undefined;
  if (textAt(value, 'action') !== 'checks_requested') {
    return { kind: 'other', repository, why: 'the group asks for no checks' };
  }
  const digits = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,8})-[0-9a-f]+$/.exec(ref)?.[1];
  if (digits === undefined) return undefined;
  return { kind: 'merge-group', repository, ref, head, number: Number(digits) };
}
