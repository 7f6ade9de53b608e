/** Actions on GitHub: starting a file, and what became of its run. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { fieldsOf, listOf, numberOf, textOf, timeOf, wordOf } from './github-answers.ts';
import type { GithubClient } from './github-client.ts';
import type { ActionsRun } from './ports.ts';

const files = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';

/** GitHub tells the run since 2026 when it is asked to; an older Enterprise server answers 204, and the run stays unknown. */
export async function dispatchActions(
  client: GithubClient,
  file: string,
  ref: string,
  inputs: Readonly<Record<string, string>>,
): Promise<ActionsRun | undefined> {
  const route = `POST ${files}/dispatches`;
  const wish = { workflow_id: file, ref, inputs };
  const answers = [404, 422];
  const told = await client.call({
    route,
    parameters: { ...wish, return_run_details: true },
    answers,
    once: true,
  });
  // an older server knows no such member
  const old = told.status === 422 && /return_run_details/.test(wordOf(told.data, 'message') ?? '');
  const { status, data } = old
    ? await client.call({ route, parameters: wish, answers, once: true })
    : told;
  const { repository } = client;
  if (status === 404 || status === 422) {
    const message = wordOf(data, 'message') ?? `status ${status}`;
    throw new Failure(problem('github/no-dispatch', {}, { repository, file, ref, message }));
  }
  if (status !== 200) return undefined;
  const what = 'a dispatch';
  const fields = fieldsOf(data, what);
  return {
    id: numberOf(fields, 'workflow_run_id', what),
    url: textOf(fields, 'html_url', what),
    state: 'waiting',
  };
}

/** Returns what became of a run. */
export async function readRun(client: GithubClient, id: number): Promise<ActionsRun> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';
  const { data } = await client.call({ route, parameters: { run_id: id } });
  return runOf(data);
}

/** Returns the newest runs of a file that this login started on a branch by hand or by a call. */
export async function ownRuns(
  client: GithubClient,
  me: string,
  file: string,
  branch: string,
): Promise<readonly ActionsRun[]> {
  const what = 'a list of runs';
  const { data } = await client.call({
    route: `GET ${files}/runs`,
    parameters: { workflow_id: file, actor: me, branch, event: 'workflow_dispatch', per_page: 20 },
  });
  return listOf(fieldsOf(data, what), 'workflow_runs', what).map(runOf);
}

/** Returns the runs of a file that have not ended; a file that is not there has none. */
export async function activeRuns(client: GithubClient, file: string) {
  const what = 'a list of runs';
  const { status, data } = await client.call({
    route: `GET ${files}/runs`,
    parameters: { workflow_id: file, per_page: 50 },
    answers: [404],
  });
  if (status === 404) return [];
  return listOf(fieldsOf(data, what), 'workflow_runs', what)
    .map((row) => ({ ...runOf(row), at: timeOf(fieldsOf(row, what), 'created_at', what) }))
    .filter(({ state }) => state === 'waiting' || state === 'running');
}

/** Words of GitHub that mean that nothing runs yet; `in_progress` runs, `completed` has ended. */
const waiting = ['queued', 'waiting', 'pending', 'requested', 'action_required'];

/** Every other conclusion is a failure. */
const conclusions: Readonly<Record<string, ActionsRun['state']>> = {
  success: 'success',
  cancelled: 'cancelled',
  skipped: 'cancelled',
  stale: 'cancelled',
};

function runOf(data: unknown): ActionsRun {
  const what = 'a run';
  const fields = fieldsOf(data, what);
  const status = textOf(fields, 'status', what);
  const ended = status === 'completed';
  return {
    id: numberOf(fields, 'id', what),
    url: textOf(fields, 'html_url', what),
    state: ended
      ? (conclusions[String(fields['conclusion'])] ?? 'failure')
      : waiting.includes(status)
        ? 'waiting'
        : 'running',
  };
}
