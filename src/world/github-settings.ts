/** The settings of a repository on GitHub, as far as the token may read them; what it may not is left out, never guessed. */

import { fieldsOf, listOf, textOf } from './github-answers.ts';
import type { GithubAnswer, GithubClient } from './github-client.ts';
import type { BranchProtection, HostSettings, Permission, Runner } from './ports.ts';

const base = '/repos/{owner}/{repo}';
const closed = [401, 403, 404, 422];

/** Undefined where the token may not read it, or the server does not know it. */
async function maybe(
  client: GithubClient,
  path: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { status, data } = await client.call({
    route: `GET ${base}${path}`,
    parameters,
    answers: closed,
  });
  return closed.includes(status) ? undefined : fieldsOf(data, `the settings at ${path}`);
}

/** Returns what is known; only the repository itself must be readable. */
export async function readSettings(
  client: GithubClient,
  me: string,
  environments: readonly string[],
): Promise<HostSettings> {
  const answer = await client.call({ route: `GET ${base}` });
  const fields = fieldsOf(answer.data, 'a repository');
  const [approval, job, runners] = await Promise.all([
    maybe(client, '/actions/permissions/fork-pr-contributor-approval'),
    maybe(client, '/actions/permissions/workflow'),
    maybe(client, '/actions/runners', { per_page: 100 }),
  ]);
  const secrets = await namesOf(client, 'secrets', environments);
  const variables = await namesOf(client, 'variables', environments);
  const approves = job?.['can_approve_pull_request_reviews'] === true;
  const writes = job?.['default_workflow_permissions'] === 'write';
  return {
    private: fields['private'] === true,
    archived: fields['archived'] === true,
    ...flag(fields, 'allow_forking', 'allowsForks'),
    ...flag(fields, 'delete_branch_on_merge', 'deletesBranches'),
    ...mergeMethodsOf(fields),
    ...permissionOf(fields),
    ...tokenOf(answer, me),
    ...(approval === undefined
      ? {}
      : { forkApproval: textOf(approval, 'approval_policy', 'a fork policy') }),
    ...(job === undefined ? {} : { jobToken: { writes, approves } }),
    ...(runners === undefined ? {} : { runners: runnersOf(runners) }),
    ...(secrets === undefined ? {} : { secrets }),
    ...(variables === undefined ? {} : { variables }),
  };
}

function flag<K extends string>(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  name: K,
): { readonly [N in K]?: boolean } {
  const value = fields[key];
  return typeof value === 'boolean' ? ({ [name]: value } as { [N in K]: boolean }) : {};
}

/** GitHub tells the methods only to those who may write. */
function mergeMethodsOf(fields: Readonly<Record<string, unknown>>) {
  const keys = {
    merge: 'allow_merge_commit',
    squash: 'allow_squash_merge',
    rebase: 'allow_rebase_merge',
  };
  if (typeof fields['allow_merge_commit'] !== 'boolean') return {};
  const methods = (['merge', 'squash', 'rebase'] as const).filter((each) => fields[keys[each]]);
  return { mergeMethods: methods };
}

const levels = [
  ['admin', 'admin'],
  ['maintain', 'maintain'],
  ['push', 'write'],
  ['triage', 'triage'],
  ['pull', 'read'],
] as const;

function permissionOf(fields: Readonly<Record<string, unknown>>): { permission?: Permission } {
  if (fields['permissions'] === undefined) return {};
  const own = fieldsOf(fields['permissions'], 'the permissions of a repository');
  return { permission: levels.find(([key]) => own[key] === true)?.[1] ?? 'none' };
}

/** A classic token tells its scopes in a header; the token of a job or an App stands for a bot. */
function tokenOf(
  { headers }: GithubAnswer,
  me: string,
): Pick<HostSettings, 'kind' | 'scopes' | 'time'> {
  const scopes = headers['x-oauth-scopes'];
  const time = Date.parse(String(headers['date']));
  return {
    kind: me === 'github-actions[bot]' ? 'job' : me.endsWith('[bot]') ? 'app' : 'person',
    ...(typeof scopes === 'string'
      ? {
          scopes: scopes
            .split(',')
            .map((each) => each.trim())
            .filter((each) => each !== ''),
        }
      : {}),
    ...(Number.isNaN(time) ? {} : { time }),
  };
}

function runnersOf(fields: Readonly<Record<string, unknown>>): readonly Runner[] {
  const what = 'a runner';
  return listOf(fields, 'runners', what).map((row) => {
    const runner = fieldsOf(row, what);
    const labels = listOf(runner, 'labels', what).map((each) =>
      textOf(fieldsOf(each, what), 'name', what),
    );
    const online = textOf(runner, 'status', what) === 'online';
    return { name: textOf(runner, 'name', what), online, labels };
  });
}

/** Names alone: values of secrets are never told, and those of variables are not needed. */
async function namesOf(
  client: GithubClient,
  kind: 'secrets' | 'variables',
  environments: readonly string[],
): Promise<readonly string[] | undefined> {
  const what = `the ${kind} of a repository`;
  const pages = [
    await maybe(client, `/actions/${kind}`),
    ...(await Promise.all(
      environments.map((environment_name) =>
        maybe(client, `/environments/{environment_name}/${kind}`, { environment_name }),
      ),
    )),
  ];
  const found = pages.filter((each) => each !== undefined);
  if (found.length === 0) return undefined;
  return found.flatMap((page) =>
    listOf(page, kind, what).map((row) => textOf(fieldsOf(row, what), 'name', what)),
  );
}

/** Rules of rulesets are readable by everyone who sees the repository; those of branch protection by admins alone. */
export async function readProtection(
  client: GithubClient,
  branch: string,
): Promise<BranchProtection | undefined> {
  const found = await maybe(client, '/branches/{branch}', { branch });
  if (found === undefined) return undefined;
  const rules = await client.list(`GET ${base}/rules/branches/{branch}`, { branch });
  const types = rules.map((row) => fieldsOf(row, 'a rule'));
  const has = (type: string): boolean => types.some((each) => each['type'] === type);
  const classic = await maybe(client, '/branches/{branch}/protection', { branch });
  const isProtected = found['protected'] === true || types.length > 0;
  const allowed = (key: string): boolean | undefined => {
    const member = classic?.[key];
    if (member === undefined) return undefined;
    return fieldsOf(member, 'a branch protection')['enabled'] === true;
  };
  const forced = has('non_fast_forward') ? false : allowed('allow_force_pushes');
  const deleted = has('deletion') ? false : allowed('allow_deletions');
  const required = [...ruledChecks(types), ...classicChecks(found)];
  const unknown = found['protected'] === true && classic === undefined;
  return {
    protected: isProtected,
    ...(forced === undefined
      ? isProtected && unknown
        ? {}
        : { forcePushes: true }
      : { forcePushes: forced }),
    ...(deleted === undefined
      ? isProtected && unknown
        ? {}
        : { deletions: true }
      : { deletions: deleted }),
    required,
    mergeQueue: has('merge_queue'),
  };
}

function ruledChecks(rules: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const what = 'a rule of required checks';
  return rules
    .filter((each) => each['type'] === 'required_status_checks')
    .flatMap((each) =>
      listOf(fieldsOf(each['parameters'], what), 'required_status_checks', what).map((check) =>
        textOf(fieldsOf(check, what), 'context', what),
      ),
    );
}

/** The branch itself names the checks of its protection, to everyone. */
function classicChecks(branch: Readonly<Record<string, unknown>>): readonly string[] {
  const protection = branch['protection'];
  if (typeof protection !== 'object' || protection === null) return [];
  const checks = (protection as Record<string, unknown>)['required_status_checks'];
  if (typeof checks !== 'object' || checks === null) return [];
  const contexts = (checks as Record<string, unknown>)['contexts'];
  return Array.isArray(contexts) ? contexts.filter((each) => typeof each === 'string') : [];
}
