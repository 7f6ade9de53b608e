/** Signing in as a GitHub App: a token of its installation in the repository, made from its id and private key. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { fieldsOf, numberOf } from './github-answers.ts';

export interface GithubApp {
  /** The App's id or its client id. */
  readonly id: string;
  /** PEM; line breaks may be written as \\n, as variables often hold them. */
  readonly privateKey: string;
}

type OctokitModule = typeof import('octokit');
type Octokit = import('octokit').Octokit;

/** Octokit makes the tokens, renews them after an hour, and waits for new ones to be known everywhere. */
export async function installationOctokit(
  { App, Octokit }: OctokitModule,
  settings: object,
  { id, privateKey }: GithubApp,
  repository: string,
): Promise<Octokit> {
  const app = new App({
    appId: id,
    privateKey: privateKey.replaceAll('\\n', '\n'),
    Octokit: Octokit.defaults(settings),
  });
  const [owner = '', repo = ''] = repository.split('/');
  try {
    const route = 'GET /repos/{owner}/{repo}/installation';
    const { data } = await app.octokit.request(route, { owner, repo });
    const installation = numberOf(fieldsOf(data, 'an installation'), 'id', 'an installation');
    return (await app.getInstallationOctokit(installation)) as unknown as Octokit;
  } catch (error) {
    throw refusalOf(error, id, repository) ?? error;
  }
}

/** A key that cannot be read fails without any answer; a wrong one with 401; an App that is not installed with 404. */
function refusalOf(error: unknown, app: string, repository: string): Failure | undefined {
  if (!(error instanceof Error) || error instanceof Failure) return undefined;
  const status = 'status' in error ? error.status : undefined;
  if (status !== undefined && status !== 401 && status !== 404) return undefined;
  const reason =
    status === 404
      ? 'it is not installed there'
      : status === 401
        ? 'GitHub does not accept the signature of its private key'
        : 'its private key cannot be read';
  return new Failure(problem('github/app-refused', {}, { app, repository, reason }), error);
}
