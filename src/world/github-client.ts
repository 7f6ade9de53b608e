/** Calls GitHub through octokit: waits out its limits, tells its refusals apart, never shows the token. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { wordOf } from './github-answers.ts';
import { type GithubApp, installationOctokit } from './github-app.ts';
import type { MergeMethod } from './ports.ts';

export interface GithubOptions {
  /** `owner/name`. */
  readonly repository: string;
  /** Base URL of the REST API; GitHub Enterprise has `https://HOST/api/v3`. */
  readonly apiUrl?: string;
  readonly token?: string;
  /** Signs in as a GitHub App on its installation here, in place of a token. */
  readonly app?: GithubApp;
  /** The method of merges; without it the first that the repository allows. */
  readonly mergeMethod?: MergeMethod;
  /** Milliseconds that octokit's plugins take for a second; below 1000 they do not pace writes (a server of one's own). */
  readonly secondMs?: number;
}

/** An answer of any status; a status that octokit throws for comes as data here too. */
export interface GithubAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface GithubCall {
  /** Route with placeholders, as `GET /repos/{owner}/{repo}/pulls`. */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Statuses besides 2xx that the caller reads itself. */
  readonly answers?: readonly number[];
  /** Set where a second try could do the thing twice, or where the caller tells a 405 from a 409. */
  readonly once?: true;
}

export interface GithubClient {
  readonly repository: string;
  readonly owner: string;
  readonly call: (call: GithubCall) => Promise<GithubAnswer>;
  /** The login behind the token, as GraphQL tells it also for Apps and jobs; undefined where it does not. */
  readonly viewer: () => Promise<string | undefined>;
  /** A GraphQL operation, sent once; undefined with the reason where GitHub refuses it. */
  readonly graphql: (
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly data: unknown } | { readonly refused: string }>;
  /** All pages of a list. */
  readonly list: (
    route: string,
    parameters?: Readonly<Record<string, unknown>>,
  ) => Promise<readonly unknown[]>;
  /** As `list`; undefined where the token may not see it, or it is not there. */
  readonly listIfSeen: (
    route: string,
    parameters?: Readonly<Record<string, unknown>>,
  ) => Promise<readonly unknown[] | undefined>;
}

type Octokit = import('octokit').Octokit;

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

/** Loads octokit with the first call. `{owner}` and `{repo}` are filled in; a route without them gets no such parameters. */
export function githubClient(options: GithubOptions): GithubClient {
  const { repository } = options;
  const [owner = '', repo = ''] = repository.split('/');
  let made: Promise<Octokit> | undefined;
  const octokit = (): Promise<Octokit> => {
    made ??= makeOctokit(options);
    return made;
  };
  const placeIn = (route: string) => (route.includes('{owner}') ? { owner, repo } : {});
  const pages = async (
    route: string,
    parameters?: Readonly<Record<string, unknown>>,
  ): Promise<readonly unknown[]> =>
    (await octokit()).paginate(route, { ...placeIn(route), per_page: 100, ...parameters });
  const call: GithubClient['call'] = async ({ route, parameters, answers, once }) => {
    const request = once === true ? { request: { retries: 0 } } : {};
    try {
      const wish = { ...placeIn(route), ...parameters, ...request };
      const found = await (await octokit()).request(route, wish);
      return { status: found.status, data: found.data, headers: found.headers };
    } catch (error) {
      const refused = refusalOf(error);
      const isAnswer = refused !== undefined && answers?.includes(refused.status) === true;
      if (isAnswer && !isLimit(refused)) return refused;
      throw failureOf(error, repository);
    }
  };
  return {
    repository,
    owner,
    call,
    viewer: async () => {
      const answer = await (await octokit()).graphql('{ viewer { login } }').catch(ignore);
      const viewer = typeof answer === 'object' && answer !== null && 'viewer' in answer;
      return viewer ? wordOf(answer.viewer, 'login') : undefined;
    },
    graphql: async (query, variables) => {
      try {
        return { data: await (await octokit()).graphql(query, { ...variables }) };
      } catch (error) {
        if (error instanceof Error && error.name === 'GraphqlResponseError') {
          return { refused: error.message };
        }
        throw failureOf(error, repository);
      }
    },
    list: (route, parameters) =>
      pages(route, parameters).catch((error: unknown) => {
        throw failureOf(error, repository);
      }),
    listIfSeen: (route, parameters) =>
      pages(route, parameters).catch((error: unknown) => {
        const failure = failureOf(error, repository);
        const unseen = ['github/forbidden', 'github/not-found'];
        const [found] = failure instanceof Failure ? failure.problems : [];
        if (found !== undefined && unseen.includes(found.code)) return undefined;
        throw failure;
      }),
  };
}

async function makeOctokit(options: GithubOptions): Promise<Octokit> {
  const octokit = await import('octokit');
  const { apiUrl, token, app, secondMs = 1000 } = options;
  const patient = (after: number, _: unknown, __: unknown, count: number): boolean =>
    count < 2 && after <= 120;
  const settings = {
    ...(apiUrl === undefined ? {} : { baseUrl: apiUrl.replace(/\/+$/, '') }),
    userAgent: 'comfypin',
    log: silent,
    retry: { retryAfterBaseValue: secondMs },
    throttle: {
      onRateLimit: patient,
      onSecondaryRateLimit: patient,
      retryAfterBaseValue: secondMs,
      ...(secondMs < 1000 ? { write: unpaced, notifications: unpaced } : {}),
    },
  };
  if (app !== undefined) {
    return installationOctokit(octokit, settings, app, options.repository).catch((error) => {
      throw failureOf(error, options.repository);
    });
  }
  return new octokit.Octokit({ ...settings, ...(token === undefined ? {} : { auth: token }) });
}

/** A limiter that lets everything through at once. */
const unpaced = {
  key: () => ({ schedule: (_: unknown, job: () => Promise<void>) => job() }),
};

/** Undefined where no answer came at all: octokit gives those the status 500 and no response. */
function refusalOf(error: unknown): GithubAnswer | undefined {
  if (typeof error !== 'object' || error === null || !('response' in error)) return undefined;
  const response = error.response as
    | { status?: unknown; data?: unknown; headers?: unknown }
    | undefined;
  if (typeof response?.status !== 'number') return undefined;
  const headers = (response.headers ?? {}) as Readonly<Record<string, unknown>>;
  return { status: response.status, data: response.data, headers };
}

/** A limit comes as 403 too; it says nothing about what was asked. */
function isLimit({ status, data }: GithubAnswer): boolean {
  return status === 429 || /rate limit/i.test(wordOf(data, 'message') ?? '');
}

function failureOf(error: unknown, repository: string): unknown {
  if (error instanceof Failure) return error;
  const refused = refusalOf(error);
  if (refused === undefined) {
    if (!(error instanceof Error) || !('status' in error)) return error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    const reason = `${error.message}${cause}`;
    return new Failure(problem('github/unreachable', {}, { repository, reason }), error);
  }
  const { status, headers } = refused;
  const message = wordOf(refused.data, 'message') ?? `status ${status}`;
  const found = isLimit(refused)
    ? problem('github/rate-limited', {}, { repository, until: resetOf(headers) })
    : status === 401
      ? problem('github/login-refused', {}, { repository, message })
      : status === 403
        ? problem('github/forbidden', {}, { repository, message })
        : status === 404
          ? problem('github/not-found', {}, { repository })
          : status >= 500
            ? problem(
                'github/unreachable',
                {},
                { repository, reason: `status ${status}: ${message}` },
              )
            : problem('github/refused', {}, { repository, status, message });
  return new Failure(found, new Error(message));
}

/** When the primary quota is filled again, in ISO 8601, or how many seconds a secondary limit asks for. */
function resetOf(headers: Readonly<Record<string, unknown>>): string {
  const after = headers['retry-after'];
  if (after !== undefined) return `${after} seconds from now`;
  const reset = Number(headers['x-ratelimit-reset']);
  return Number.isFinite(reset) && reset > 0
    ? new Date(reset * 1000).toISOString()
    : 'some minutes from now';
}
