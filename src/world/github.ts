/** GitHub behind the Forge port. Pull requests of this repository's own branches only; forks are never adopted. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { shortened } from '../base/text.ts';
import { checkOf, fieldsOf, pullOf, reviewOf, statusOf, textOf, wordOf } from './github-answers.ts';
import { type GithubClient, type GithubOptions, githubClient } from './github-client.ts';
import { keepComment } from './github-comment.ts';
import { publishDeployment } from './github-deployments.ts';
import { mergeOnGithub } from './github-merge.ts';
import { cutBody, keepIssue, peopleOf } from './github-people.ts';
import { repliesOf } from './github-replies.ts';
import { activeRuns, dispatchActions, ownRuns, readRun } from './github-runs.ts';
import { readProtection, readSettings } from './github-settings.ts';
import type {
  Clock,
  CommitStatus,
  Forge,
  HostedForge,
  NewPullRequest,
  PullRequest,
} from './ports.ts';

/** GitHub's own limits, in characters. */
const longest = { title: 256, status: 140 } as const;

const pullsRoute = '/repos/{owner}/{repo}/pulls';
const pullRoute = `${pullsRoute}/{pull_number}`;
const issueRoute = '/repos/{owner}/{repo}/issues/{issue_number}';

export function githubForge(options: GithubOptions, clock: Clock): Forge {
  const client = githubClient(options);
  const secondMs = options.secondMs ?? 1000;
  let name: Promise<string> | undefined;
  const me = (): Promise<string> => {
    name ??= whoAmI(client);
    return name;
  };
  const read = (number: number) =>
    readPull(client, number, (seconds) => clock.sleep(seconds * secondMs));
  return {
    kind: 'github',
    me,
    openPullRequests: async (base) =>
      ownPulls(client, await client.list(`GET ${pullsRoute}`, { state: 'open', base })),
    pullRequest: read,
    pullRequestsOf: (branch) => pullsOfBranch(client, branch),
    open: (request) => open(client, request, (seconds) => clock.sleep(seconds * secondMs)),
    update: (number, change) => update(client, number, change),
    close: async (number, reason) => {
      await keepComment(client, await me(), number, { marker: 'comfypin:closed', body: reason });
      const parameters = { pull_number: number, state: 'closed' };
      await client.call({ route: `PATCH ${pullRoute}`, parameters });
    },
    comment: async (number, marker, body, part) =>
      keepComment(client, await me(), number, { marker, body, part }),
    reviews: async (number) =>
      (await client.list(`GET ${pullRoute}/reviews`, { pull_number: number }))
        .map(reviewOf)
        .filter((each) => each !== undefined),
    approve: async (number, head) => approve(client, await me(), number, head),
    statuses: (commit) => statuses(client, commit),
    setStatus: (commit, status) => setStatuses(client, commit, [status]),
    merge: (number, wanted) => {
      const { mergeMethod } = options;
      const wish = { ...wanted, ...(mergeMethod === undefined ? {} : { method: mergeMethod }) };
      return mergeOnGithub(client, number, wish, (seconds) => clock.sleep(seconds * secondMs));
    },
    hosted: hostedOf(client, me, options),
  };
}

/** GitHub Enterprise Server has its API below `/api/v3` of the same host; on ghe.com it has a host of its own. */
function webOf(apiUrl = 'https://api.github.com'): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${host.replace(/^api\./, '')}`;
}

function hostedOf(
  client: GithubClient,
  me: () => Promise<string>,
  { apiUrl }: GithubOptions,
): HostedForge {
  return {
    repository: client.repository,
    fileUrl: (branch, path) => `${webOf(apiUrl)}/${client.repository}/raw/${branch}/${path}`,
    ...peopleOf(client),
    ...repliesOf(client, me),
    checks: async (commit) => {
      const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
      return (await client.listIfSeen(route, { ref: commit }))?.map(checkOf);
    },
    setStatuses: (commit, wanted) => setStatuses(client, commit, wanted),
    deploy: (deployment) => publishDeployment(client, deployment),
    dispatch: (file, branch, inputs) => dispatchActions(client, file, branch, inputs),
    actionsRun: (id) => readRun(client, id),
    ownRuns: async (file, branch) => ownRuns(client, await me(), file, branch),
    activeRuns: (file) => activeRuns(client, file),
    issue: async (marker, content) => keepIssue(client, await me(), marker, content),
    settings: async (environments) => readSettings(client, await me(), environments),
    protection: (branch) => readProtection(client, branch),
  };
}

/** The token of an App or of an Actions job stands for no user: `/user` answers 403, and only GraphQL names its bot. */
async function whoAmI(client: GithubClient): Promise<string> {
  const { status, data } = await client.call({ route: 'GET /user', answers: [403] });
  if (status !== 403) return textOf(fieldsOf(data, 'a user'), 'login', 'a user');
  return (await client.viewer()) ?? 'github-actions[bot]';
}

/** Undefined is a proven absence: a 404 counts only when the repository itself is seen. New tokens give 404 for some seconds. */
async function readPull(
  client: GithubClient,
  number: number,
  waitSeconds: (seconds: number) => Promise<void>,
): Promise<PullRequest | undefined> {
  const parameters = { pull_number: number };
  for (let attempt = 0; ; attempt += 1) {
    const found = await client.call({ route: `GET ${pullRoute}`, parameters, answers: [404] });
    if (found.status !== 404) return pullOf(found.data, client.repository);
    const seen = await client.call({ route: 'GET /repos/{owner}/{repo}', answers: [404] });
    if (seen.status !== 404) return undefined;
    const { repository } = client;
    if (attempt === 3) throw new Failure(problem('github/not-found', {}, { repository }));
    await waitSeconds(2 ** attempt);
  }
}

/** GitHub ignores a `head` filter without the owner and returns every pull request; so the answer is filtered again. */
async function pullsOfBranch(
  client: GithubClient,
  branch: string,
): Promise<readonly PullRequest[]> {
  const parameters = {
    state: 'all',
    head: `${client.owner}:${branch}`,
    sort: 'created',
    direction: 'desc',
  };
  const found = ownPulls(client, await client.list(`GET ${pullsRoute}`, parameters));
  return found.filter((each) => each.head.branch === branch);
}

/** A fork's branch may have any name, that of a promotion too. */
function ownPulls(client: GithubClient, rows: readonly unknown[]): readonly PullRequest[] {
  return rows.map((row) => pullOf(row, client.repository)).filter((each) => each.fromFork !== true);
}

/** Opens, or returns the one that is open already from this head to this base. */
async function open(
  client: GithubClient,
  request: NewPullRequest,
  waitSeconds: (seconds: number) => Promise<void>,
): Promise<PullRequest> {
  const { head, base, title, body, labels } = request;
  const parameters = {
    head,
    base,
    title: shortened(title, longest.title),
    body: cutBody(body),
  };
  const made = await client.call({
    route: `POST ${pullsRoute}`,
    parameters,
    answers: [422],
    once: true,
  });
  if (made.status === 422) {
    const message = refusalText(made.data);
    // a list may be some seconds behind what was opened
    const looks = /already exists/i.test(message) ? 4 : 1;
    for (let look = 1; look <= looks; look += 1) {
      const known = (await pullsOfBranch(client, head)).find(
        (each) => each.state === 'open' && each.base === base,
      );
      if (known !== undefined) return known;
      if (look < looks) await waitSeconds(2 ** look);
    }
    const { repository } = client;
    throw new Failure(problem('github/refused', {}, { repository, status: 422, message }));
  }
  const pull = pullOf(made.data, client.repository);
  if (labels.length === 0) return pull;
  await setLabels(client, pull.number, labels);
  return { ...pull, labels };
}

/** A 422 says little in `message` and the reason in `errors`. */
function refusalText(data: unknown): string {
  const errors = fieldsOf(data, 'a refusal')['errors'];
  const reasons = (Array.isArray(errors) ? errors : []).map((each) =>
    typeof each === 'string' ? each : (wordOf(each, 'message') ?? wordOf(each, 'code') ?? ''),
  );
  return [wordOf(data, 'message') ?? 'refused', ...reasons]
    .filter((part) => part !== '')
    .join(': ');
}

async function setLabels(
  client: GithubClient,
  number: number,
  labels: readonly string[],
): Promise<void> {
  const parameters = { issue_number: number, labels: [...labels] };
  await client.call({ route: `PUT ${issueRoute}/labels`, parameters });
}

/** Writes only what differs. */
async function update(
  client: GithubClient,
  number: number,
  change: Parameters<Forge['update']>[1],
): Promise<void> {
  const parameters = { pull_number: number };
  const { data } = await client.call({ route: `GET ${pullRoute}`, parameters });
  const old = pullOf(data, client.repository);
  const title = change.title === undefined ? old.title : shortened(change.title, longest.title);
  const body = change.body === undefined ? old.body : cutBody(change.body);
  if (title !== old.title || body !== old.body) {
    await client.call({ route: `PATCH ${pullRoute}`, parameters: { ...parameters, title, body } });
  }
  const { labels } = change;
  if (labels === undefined || [...labels].sort().join('\n') === [...old.labels].sort().join('\n'))
    return;
  await setLabels(client, number, labels);
}

async function approve(
  client: GithubClient,
  me: string,
  number: number,
  head: string,
): Promise<void> {
  const parameters = { pull_number: number, commit_id: head, event: 'APPROVE' };
  const route = `POST ${pullRoute}/reviews`;
  const { status, data } = await client.call({ route, parameters, answers: [422], once: true });
  if (status !== 422) return;
  const message = refusalText(data);
  if (/own pull request/i.test(message)) {
    throw new Failure(problem('forge/own-review', {}, { number, reviewer: me }));
  }
  const { repository } = client;
  throw new Failure(problem('github/refused', {}, { repository, status, message }));
}

/** GitHub keeps every status ever set, newest first; the first of a context holds. */
async function statuses(client: GithubClient, commit: string): Promise<readonly CommitStatus[]> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/statuses';
  const latest = new Map<string, CommitStatus>();
  for (const each of (await client.list(route, { ref: commit })).map(statusOf)) {
    if (!latest.has(each.context)) latest.set(each.context, each);
  }
  return [...latest.values()];
}

/** Statuses are never changed on GitHub, only set again; so only what differs is. */
async function setStatuses(
  client: GithubClient,
  commit: string,
  wanted: readonly CommitStatus[],
): Promise<void> {
  const there = await statuses(client, commit);
  for (const { context, state, url, description: whole } of wanted) {
    const description = shortened(whole, longest.status);
    const old = there.find((each) => each.context === context);
    if (old?.state === state && old.description === description && old.url === url) continue;
    const target = url === undefined ? {} : { target_url: url };
    const parameters = { sha: commit, context, state, description, ...target };
    await client.call({ route: 'POST /repos/{owner}/{repo}/statuses/{sha}', parameters });
  }
}
