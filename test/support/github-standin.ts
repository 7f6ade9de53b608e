/** A GitHub of one repository over HTTP, on a real bare git repository: what the forge asks of it, and its refusals. */

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Exchange, githubDescription } from './github-openapi.ts';
import { isGranted, type JobPermissions } from './github-permissions.ts';
import { type Call, type Reply, refuse, reply } from './github-reply.ts';
import {
  commentJson,
  labelJson,
  publicUserJson,
  pullJson,
  repositoryJson,
  reviewJson,
  type ShownPull,
  statusJson,
} from './github-shapes.ts';
import {
  answerApp,
  answerHosted,
  answerTeam,
  type HostedState,
  hostedState,
} from './github-standin-hosted.ts';
import { identity, runGitBeside, type Variables } from './hermetic.ts';

/** One answer that is given instead of the true one, to the first request that matches. */
export interface Fault {
  /** Matched against `METHOD /path?query`. */
  readonly match: RegExp;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The request is carried out all the same: the answer alone is lost. */
  readonly afterwards?: true;
}

export interface GithubStandin {
  readonly url: string;
  /** `METHOD /path?query` of every request, in order. */
  readonly requests: string[];
  /** Requests that it does not know; a test fails when there is one. */
  readonly unknown: string[];
  /** Requests that the permissions of a job do not cover. */
  readonly forbidden: string[];
  /** What GitHub's own description says against a request or an answer; a test fails when there is one. */
  readonly violations: string[];
  /** Faults that no request has met yet. */
  readonly faults: Fault[];
  allowed: ('merge' | 'squash' | 'rebase')[];
  deletesBranches: boolean;
  /** Merges of the base go through a queue; `passQueue` lets it do its work. */
  queued: number[] | undefined;
  readonly passQueue: () => Promise<void>;
  /** So many lists of pull requests to come are as they were at the last write. */
  staleLists: number;
  readonly hosted: HostedState;
  /** Called around every write, as `METHOD /path`; one that is answered with true before it is not carried out. */
  around: ((write: string, when: 'before' | 'after') => boolean) | undefined;
  /** What the token of a job may do; a token that is not named may do all. */
  readonly grants: Map<string, JobPermissions>;
  /** Numbers of pull requests that are shown as coming from a fork. */
  readonly forks: Set<number>;
  readonly stop: () => Promise<void>;
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };

interface StoredPull extends Changing<ShownPull> {
  readonly reviews: ReturnType<typeof reviewJson>[];
  readonly comments: ReturnType<typeof commentJson>[];
}

/** Tokens name their users; a token that starts with `job-` is of an Actions job. */
export async function startGithubStandin(options: {
  readonly repository: string;
  readonly bare: string;
  readonly env: Variables;
  readonly tokens: Readonly<Record<string, string>>;
}): Promise<GithubStandin> {
  const { repository, bare, env, tokens } = options;
  const git = (...args: string[]) => runGitBeside(bare, env, ...args);
  const maybe = (...args: string[]) => git(...args).catch(() => undefined);
  const tipOf = (branch: string) =>
    maybe('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  const pulls: StoredPull[] = [];
  const statuses = new Map<string, ReturnType<typeof statusJson>[]>();
  const check = await githubDescription();
  let ids = 100;
  const now = (): string => new Date().toISOString().replace(/\.\d+/, '');
  /** The pull requests as they were before the last write, which stale lists show. */
  let before: StoredPull[] = [];
  const queueCall = { body: {}, me: 'github-merge-queue[bot]' } as Call;

  const standin: GithubStandin = {
    url: '',
    requests: [],
    unknown: [],
    forbidden: [],
    violations: [],
    faults: [],
    allowed: ['merge', 'squash', 'rebase'],
    deletesBranches: false,
    queued: undefined,
    passQueue: async () => {
      const waiting = standin.queued ?? [];
      standin.queued = undefined;
      for (const number of waiting) {
        const pull = pulls.find((each) => each.number === number);
        if (pull !== undefined) await merge(pull, queueCall);
      }
      standin.queued = [];
    },
    staleLists: 0,
    hosted: hostedState(),
    around: undefined,
    forks: new Set(),
    grants: new Map(),
    stop: async () => undefined,
  };

  const hostedWorld = {
    repository,
    state: standin.hosted,
    nextId: () => ids++,
    now,
    tipOf,
  };

  /** GitHub keeps the heads of pull requests, also when their branches are gone. */
  const keepHead = (number: number, commit: string) =>
    git('update-ref', `refs/pull/${number}/head`, commit);

  /** The head of an open pull request is where its branch is; without its branch it is closed. */
  async function refresh(pull: StoredPull): Promise<void> {
    if (pull.state !== 'open') return;
    const tip = await tipOf(pull.head);
    if (tip !== undefined && tip !== pull.sha) await keepHead(pull.number, tip);
    if (tip !== undefined) pull.sha = tip;
    else Object.assign(pull, { state: 'closed', closed: now() });
  }

  async function listPulls({ query }: Call): Promise<Reply> {
    const shown = standin.staleLists > 0 ? before : pulls;
    if (standin.staleLists > 0) standin.staleLists -= 1;
    else for (const pull of pulls) await refresh(pull);
    const [owner, branch] = (query.get('head') ?? '').split(/:(.*)/);
    const state = query.get('state') ?? 'open';
    const found = shown
      .filter((each) => state === 'all' || each.state === state)
      .filter((each) => !query.has('base') || each.base === query.get('base'))
      // a head without its owner is no filter at all
      .filter(
        (each) =>
          branch === undefined || (owner === repository.split('/')[0] && each.head === branch),
      );
    return reply(found.reverse().map((each) => pullJson(repository, each, false)));
  }

  async function createPull({ body, me }: Call): Promise<Reply> {
    const { head, base, title } = body as { head: string; base: string; title: string };
    before = pulls.map((each) => ({ ...each }));
    const invalid = (field: string) =>
      refuse(422, 'Validation Failed', [{ resource: 'PullRequest', field, code: 'invalid' }]);
    const custom = (message: string) =>
      refuse(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
    const [tip, baseTip] = [await tipOf(head), await tipOf(base)];
    if (tip === undefined) return invalid('head');
    if (baseTip === undefined) return invalid('base');
    if (title.length > 256) return custom('title is too long (maximum is 256 characters)');
    for (const pull of pulls) await refresh(pull);
    if (pulls.some((each) => each.state === 'open' && each.head === head && each.base === base)) {
      return custom(`A pull request already exists for ${repository.split('/')[0]}:${head}.`);
    }
    if ((await git('rev-list', '--count', `${baseTip}..${tip}`)) === '0') {
      return custom(`No commits between ${base} and ${head}`);
    }
    const pull: StoredPull = {
      number: pulls.length + 1,
      title,
      body: (body['body'] as string | undefined) ?? null,
      labels: [],
      state: 'open',
      head,
      sha: tip,
      base,
      author: me,
      created: now(),
      closed: null,
      merged: null,
      reviews: [],
      comments: [],
    };
    pulls.push(pull);
    await keepHead(pull.number, tip);
    return reply(pullJson(repository, pull, true), 201);
  }

  async function merge(pull: StoredPull, { body, me }: Call): Promise<Reply> {
    const method = (body['merge_method'] ?? 'merge') as 'merge' | 'squash' | 'rebase';
    if (pull.state !== 'open') return refuse(405, 'Pull Request is not mergeable');
    if (standin.queued !== undefined) {
      return refuse(405, 'Changes must be made through the merge queue');
    }
    if (!standin.allowed.includes(method)) {
      const word = {
        merge: 'Merge commits are',
        squash: 'Squash merges are',
        rebase: 'Rebase merges are',
      }[method];
      return refuse(405, `${word} not allowed on this repository.`);
    }
    if (body['sha'] !== undefined && body['sha'] !== pull.sha) {
      return refuse(409, 'Head branch was modified. Review and try the merge again.');
    }
    const base = (await tipOf(pull.base)) ?? '';
    const tree = await maybe('merge-tree', '--write-tree', base, pull.sha);
    if (tree === undefined) return refuse(405, 'Pull Request is not mergeable');
    before = pulls.map((each) => ({ ...each }));
    const parents = method === 'merge' ? ['-p', base, '-p', pull.sha] : ['-p', base];
    const [owner] = repository.split('/');
    const usual =
      method === 'merge'
        ? `Merge pull request #${pull.number} from ${owner}/${pull.head}`
        : `${pull.title} (#${pull.number})`;
    const title = (body['commit_title'] as string | undefined) ?? usual;
    const own = await git('log', '-1', '--format=%B', pull.sha);
    const words = `${title}\n\n${(body['commit_message'] as string | undefined) ?? ''}`.trim();
    // a rebase keeps the words of the commits that it brings
    const message = method === 'rebase' ? own : words;
    const by = { ...env, ...identity(me) };
    const commit = await runGitBeside(bare, by, 'commit-tree', tree, ...parents, '-m', message);
    await git('update-ref', `refs/heads/${pull.base}`, commit, base);
    Object.assign(pull, { state: 'closed', closed: now(), merged: { at: now(), commit, by: me } });
    if (standin.deletesBranches) await git('update-ref', '-d', `refs/heads/${pull.head}`);
    return reply({ sha: commit, merged: true, message: 'Pull Request successfully merged' });
  }

  async function aboutPull(pull: StoredPull, rest: string, call: Call): Promise<Reply | undefined> {
    await refresh(pull);
    const { method, body, me } = call;
    if (rest === '' && method === 'GET') {
      const shown = pullJson(repository, pull, true);
      if (!standin.forks.has(pull.number)) return reply(shown);
      return reply({ ...shown, head: { ...shown.head, repo: repositoryJson('mallory/flows') } });
    }
    if (rest === '' && method === 'PATCH') {
      if (typeof body['title'] === 'string') pull.title = body['title'];
      if (typeof body['body'] === 'string') pull.body = body['body'];
      if (body['state'] === 'closed' && pull.state === 'open')
        Object.assign(pull, { state: 'closed', closed: now() });
      return reply(pullJson(repository, pull, true));
    }
    if (rest === '/requested_reviewers' && method === 'POST') {
      const [reviewer = ''] = body['reviewers'] as string[];
      if (
        reviewer === pull.author ||
        !['write', 'maintain', 'admin'].includes(standin.hosted.roles[reviewer] ?? '')
      )
        return refuse(422, 'Reviews may only be requested from collaborators.');
      standin.hosted.asked.push({ pull: pull.number, reviewer });
      return reply(pullJson(repository, pull, false), 201);
    }
    if (rest === '/merge' && method === 'PUT') return merge(pull, call);
    if (rest === '/reviews' && method === 'GET') return reply(pull.reviews);
    if (rest === '/reviews' && method === 'POST') {
      if (body['event'] === 'APPROVE' && me === pull.author) {
        return refuse(422, 'Unprocessable Entity', [
          'Review Can not approve your own pull request',
        ]);
      }
      const review = reviewJson(repository, pull.number, ids++, {
        me,
        commit: body['commit_id'] as string,
        at: now(),
      });
      pull.reviews.push(review);
      return reply(review);
    }
    return undefined;
  }

  function aboutIssue(
    pull: StoredPull,
    rest: string,
    { method, body, me }: Call,
  ): Reply | undefined {
    if (rest === '/comments' && method === 'GET') return reply(pull.comments);
    if (rest === '/comments' && method === 'POST') {
      const text = body['body'] as string;
      if (text.length > 65_536)
        return refuse(422, 'Validation Failed', [{ code: 'custom', message: 'body is too long' }]);
      const comment = commentJson(repository, pull.number, ids++, { me, body: text, at: now() });
      pull.comments.push(comment);
      return reply(comment, 201);
    }
    if (rest === '/labels' && method === 'PUT') {
      pull.labels = body['labels'] as string[];
      return reply(pull.labels.map(labelJson));
    }
    return undefined;
  }

  async function aboutCommit(call: Call, path: string): Promise<Reply | undefined> {
    const { method, body, me } = call;
    const read = /^\/commits\/([^/]+)\/statuses$/.exec(path)?.[1];
    if (method === 'GET' && read !== undefined)
      return reply([...(statuses.get(read) ?? [])].reverse());
    const written = /^\/statuses\/([0-9a-f]+)$/.exec(path)?.[1];
    if (method !== 'POST' || written === undefined) return undefined;
    if ((await maybe('cat-file', '-e', `${written}^{commit}`)) === undefined)
      return refuse(422, `No commit found for SHA: ${written}`);
    if (((body['description'] as string | undefined) ?? '').length > 140)
      return refuse(422, 'Validation Failed', [{ field: 'description', code: 'custom' }]);
    const about = { me, commit: written, at: now() };
    const status = statusJson(repository, ids++, body, about);
    statuses.set(written, [...(statuses.get(written) ?? []), status]);
    return reply(status, 201);
  }

  /** The pull requests that a commit of the base came with. */
  async function pullsOf(commit: string): Promise<Reply> {
    const found: StoredPull[] = [];
    for (const pull of pulls) {
      const merged = pull.merged?.commit;
      const within =
        merged === commit ||
        (merged !== undefined &&
          (await maybe('merge-base', '--is-ancestor', commit, merged)) !== undefined &&
          (await maybe('merge-base', '--is-ancestor', commit, `${merged}^1`)) === undefined);
      if (within) found.push(pull);
    }
    return reply(found.map((each) => pullJson(repository, each, false)));
  }

  function graphql({ body }: Call): Reply {
    const { pull, head } = body['variables'] as { pull: string; head: string };
    const found = pulls.find((each) => `PR_${each.number}` === pull);
    const refused = (message: string) => reply({ data: null, errors: [{ message }] });
    if (found === undefined) return refused('Could not resolve to a node');
    if (head !== found.sha) return refused('Head oid does not match the expected head oid');
    if (standin.queued?.includes(found.number)) return refused('Already in the merge queue');
    standin.queued?.push(found.number);
    return reply({ data: { enqueuePullRequest: { mergeQueueEntry: { state: 'QUEUED' } } } });
  }

  async function route(call: Call): Promise<Reply | undefined> {
    const { method, path, me } = call;
    if (path === '/user' && method === 'GET') {
      return me.endsWith('[bot]')
        ? refuse(403, 'Resource not accessible by integration')
        : reply(publicUserJson(me));
    }
    if (path === '/graphql' && method === 'POST' && call.body['query'] === '{ viewer { login } }') {
      return reply({ data: { viewer: { login: me } } });
    }
    if (path === '/graphql' && String(call.body['query']).includes('enqueuePullRequest')) {
      return graphql(call);
    }
    if (path.startsWith('/orgs/')) return answerTeam(path, hostedWorld);
    if (!path.startsWith(`/repos/${repository}`)) return refuse(404, 'Not Found');
    const rest = path.slice(`/repos/${repository}`.length);
    if (rest === '' && method === 'GET') return reply(repositoryJson(repository));
    const origin = /^\/commits\/([0-9a-f]+)\/pulls$/.exec(rest)?.[1];
    if (origin !== undefined) return pullsOf(origin);
    if (rest === '/pulls' && method === 'GET') return listPulls(call);
    if (rest === '/pulls' && method === 'POST') return createPull(call);
    const numbered = /^\/(pulls|issues)\/(\d+)(\/\w+)?$/.exec(rest);
    if (numbered !== null) {
      const pull = pulls.find((each) => each.number === Number(numbered[2]));
      if (pull === undefined) {
        return (await answerHosted(rest, call, hostedWorld)) ?? refuse(404, 'Not Found');
      }
      const tail = numbered[3] ?? '';
      return numbered[1] === 'pulls' ? aboutPull(pull, tail, call) : aboutIssue(pull, tail, call);
    }
    const commentId = /^\/issues\/comments\/(\d+)$/.exec(rest)?.[1];
    if (commentId !== undefined && method === 'PATCH') {
      const found = pulls
        .flatMap((each) => each.comments)
        .find((each) => each.id === Number(commentId));
      if (found === undefined) return refuse(404, 'Not Found');
      const mayEdit = ['write', 'maintain', 'admin'].includes(standin.hosted.roles[me] ?? '');
      if (found.user?.login !== me && !mayEdit) {
        return refuse(403, 'Must have admin rights to Repository.');
      }
      found.body = call.body['body'] as string;
      return reply(found);
    }
    return (await aboutCommit(call, rest)) ?? answerHosted(rest, call, hostedWorld);
  }

  /** One request after the other, as a repository's writes are. */
  let turn: Promise<unknown> = Promise.resolve();

  async function answer(request: IncomingMessage): Promise<Reply> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = `${request.method} ${url.pathname}${url.search}`;
    standin.requests.push(name);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const at = standin.faults.findIndex((each) => each.match.test(name));
    const [fault] = at === -1 ? [] : standin.faults.splice(at, 1);
    const asFault = (): Reply => ({
      status: fault?.status ?? 500,
      data: fault?.body ?? { message: 'fault' },
      headers: fault?.headers ?? {},
    });
    if (fault !== undefined && fault.afterwards !== true) return asFault();
    const app = token.split('.').length === 3 && answerApp(url.pathname, token, hostedWorld);
    if (app) {
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
      const asked = { method: request.method ?? '', path: url.pathname, query: url.searchParams };
      noteViolations({ ...asked, body }, app);
      return app;
    }
    if (!Object.hasOwn(tokens, token)) return refuse(401, 'Bad credentials');
    const call: Call = {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      me: tokens[token] ?? '',
    };
    const granted = standin.grants.get(token);
    if (granted !== undefined && !isGranted(`${call.method} ${call.path}`, granted)) {
      standin.forbidden.push(name);
      return refuse(403, 'Resource not accessible by integration');
    }
    const isWrite = call.method !== 'GET' && call.path !== '/graphql';
    if (isWrite && standin.around?.(name, 'before')) return refuse(500, 'not carried out');
    const mine = turn.then(() => route(call));
    turn = mine.catch(() => undefined);
    const found = await mine;
    if (isWrite) standin.around?.(name, 'after');
    if (found === undefined) {
      standin.unknown.push(name);
      return refuse(501, `the stand-in does not know ${name}`);
    }
    const given =
      Array.isArray(found.data) && call.method === 'GET' ? page(found.data, url) : found;
    if (call.path !== '/graphql') noteViolations(call, given);
    return fault === undefined ? given : asFault();
  }

  /** As it travels: members that are undefined are left out. */
  function noteViolations(call: Omit<Call, 'me'>, { status, data }: Reply): void {
    const sent = JSON.parse(JSON.stringify(data)) as unknown;
    const exchange: Exchange = { ...call, status, answer: sent };
    standin.violations.push(...(check?.(exchange) ?? []));
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => refuse(500, `stand-in: ${error}`))
      .then(({ status, data, headers }) => {
        response.writeHead(status, {
          'content-type': 'application/json; charset=utf-8',
          ...headers,
        });
        response.end(status === 204 ? undefined : JSON.stringify(data));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(standin, {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function page(rows: readonly unknown[], url: URL): Reply {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const number = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(url);
  next.searchParams.set('page', `${number + 1}`);
  const more = number * size < rows.length;
  return {
    status: 200,
    data: rows.slice((number - 1) * size, number * size),
    headers: more ? { link: `<${next.pathname}${next.search}>; rel="next"` } : {},
  };
}
