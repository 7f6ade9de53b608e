/** Deployments on GitHub: which release of which workflow is live in which environment, for people who look there. */

import { fieldsOf, numberOf, textOf } from './github-answers.ts';
import type { GithubClient } from './github-client.ts';
import type { NewDeployment } from './ports.ts';

const route = '/repos/{owner}/{repo}/deployments';

/**
 * Each workflow is a task of its own, because an environment holds many of them at once; GitHub's own rule, that a new
 * deployment ends all others of its environment, is switched off, and the one before of the same workflow ended instead.
 */
export async function publishDeployment(
  client: GithubClient,
  wanted: NewDeployment,
): Promise<void> {
  const what = 'a deployment';
  const { environment, commit, description, production } = wanted;
  const task = `comfypin:${wanted.workflow}`;
  const rows = await client.list(`GET ${route}`, { environment, task });
  const known = rows.map((row) => {
    const fields = fieldsOf(row, what);
    return { id: numberOf(fields, 'id', what), commit: textOf(fields, 'sha', what) };
  });
  const [newest] = known;
  if (newest?.commit === commit) return setState(client, newest.id, wanted, 'success');
  const { data } = await client.call({
    route: `POST ${route}`,
    parameters: {
      ref: commit,
      task,
      environment,
      description: description.slice(0, 140),
      auto_merge: false,
      required_contexts: [],
      production_environment: production,
    },
    once: true,
  });
  const id = numberOf(fieldsOf(data, what), 'id', what);
  await setState(client, id, wanted, 'success');
  if (newest !== undefined) await setState(client, newest.id, wanted, 'inactive');
}

/** GitHub keeps every state that was ever set; one that is there already is not set again. */
async function setState(
  client: GithubClient,
  id: number,
  { description }: NewDeployment,
  state: 'success' | 'inactive',
): Promise<void> {
  const what = 'the state of a deployment';
  const parameters = { deployment_id: id };
  const [last] = await client.list(`GET ${route}/{deployment_id}/statuses`, parameters);
  if (last !== undefined && textOf(fieldsOf(last, what), 'state', what) === state) return;
  const words = state === 'success' ? { description: description.slice(0, 140) } : {};
  await client.call({
    route: `POST ${route}/{deployment_id}/statuses`,
    parameters: { ...parameters, state, auto_inactive: false, ...words },
  });
}
