/** Merging on GitHub with the expected head: what its 405, 409 and 422 mean. */

import { fieldsOf, pullOf, textOf, wordOf } from './github-answers.ts';
import type { GithubClient } from './github-client.ts';
import type { MergeMethod, MergeResult } from './ports.ts';

interface Wanted {
  /** Only this one; without it each that the repository allows. */
  readonly method?: MergeMethod;
  readonly expectedHead: string;
  readonly title: string;
  readonly message: string;
}

const methods = ['merge', 'squash', 'rebase'] as const;

/**
 * Tries the merge methods until one is allowed. 409 is a head that moved; 405 is a rule, a conflict, a base that
 * moved (transient) or a pull request merged before, which counts when it was merged with the expected head.
 */
export async function mergeOnGithub(
  client: GithubClient,
  number: number,
  wanted: Wanted,
  waitSeconds: (seconds: number) => Promise<void>,
): Promise<MergeResult> {
  const allowed = wanted.method === undefined ? methods : [wanted.method];
  let method = 0;
  for (let attempt = 1; ; attempt += 1) {
    const { status, data } = await put(client, number, wanted, allowed[method] ?? 'merge');
    if (status === 200) {
      return { merged: true, commit: textOf(fieldsOf(data, 'a merge'), 'sha', 'a merge') };
    }
    const reason = wordOf(data, 'message') ?? `status ${status}`;
    const before = await mergedBefore(client, number, wanted.expectedHead);
    if (before !== undefined) return before;
    if (status === 409) return { merged: false, moved: true, reason };
    if (status === 405 && /merge queue/i.test(reason)) {
      return enqueue(client, number, wanted.expectedHead);
    }
    if (status === 405 && /(?:not allowed|disabled)/i.test(reason) && method < allowed.length - 1) {
      method += 1;
    } else if (
      status === 405 &&
      attempt <= 5 &&
      /try the merge again|is not up to date/i.test(reason)
    ) {
      await waitSeconds(attempt);
    } else return { merged: false, moved: false, reason };
  }
}

function put(client: GithubClient, number: number, wanted: Wanted, method: string) {
  const words =
    method === 'rebase' ? {} : { commit_title: wanted.title, commit_message: wanted.message };
  return client.call({
    route: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    parameters: { pull_number: number, sha: wanted.expectedHead, merge_method: method, ...words },
    answers: [405, 409, 422],
    once: true,
  });
}

const enqueueing = `mutation($pull: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: { pullRequestId: $pull, expectedHeadOid: $head }) {
    mergeQueueEntry { state }
  }
}`;

/** A branch with a merge queue takes no other way. The queue compares the head too, when the pull request enters it. */
async function enqueue(
  client: GithubClient,
  number: number,
  expectedHead: string,
): Promise<MergeResult> {
  const what = 'a pull request';
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { data } = await client.call({ route, parameters: { pull_number: number } });
  const pull = textOf(fieldsOf(data, what), 'node_id', what);
  const answer = await client.graphql(enqueueing, { pull, head: expectedHead });
  if ('refused' in answer && !/already in the (?:merge )?queue/i.test(answer.refused)) {
    const reason = answer.refused;
    return { merged: false, moved: /head|oid|modified/i.test(reason), reason };
  }
  const reason = 'it waits in the merge queue';
  return { merged: false, moved: false, reason, queued: true };
}

async function mergedBefore(
  client: GithubClient,
  number: number,
  expectedHead: string,
): Promise<MergeResult | undefined> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { data } = await client.call({ route, parameters: { pull_number: number } });
  const pull = pullOf(data, client.repository);
  if (pull.state !== 'merged' || pull.head.commit !== expectedHead) return undefined;
  return { merged: true, commit: pull.mergeCommit ?? '' };
}
