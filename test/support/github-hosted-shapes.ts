/** What GitHub's answers about people, deployments, Actions and settings look like, whole. */

import { all, labelJson, repositoryJson, urls, userJson } from './github-shapes.ts';

const api = 'https://api.github.com';
const web = 'https://github.com';

export function permissionJson(login: string, role: string) {
  const permission = { maintain: 'write', triage: 'read' }[role] ?? role;
  return { permission, role_name: role, user: { ...userJson(login), role_name: role } };
}

export function reactionJson(id: number, login: string, content: string, at: string) {
  return { id, node_id: `RE_${id}`, user: userJson(login), content, created_at: at };
}

export interface ShownDeployment {
  readonly id: number;
  readonly sha: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string;
  readonly production: boolean;
  readonly me: string;
  readonly at: string;
}

export function deploymentJson(repository: string, shown: ShownDeployment) {
  const url = `${api}/repos/${repository}/deployments/${shown.id}`;
  const { id, sha, task, environment, description } = shown;
  return {
    url,
    id,
    node_id: `DE_${id}`,
    sha,
    ref: sha,
    task,
    payload: {},
    environment,
    original_environment: environment,
    description,
    production_environment: shown.production,
    creator: userJson(shown.me),
    created_at: shown.at,
    updated_at: shown.at,
    statuses_url: `${url}/statuses`,
    repository_url: `${api}/repos/${repository}`,
  };
}

export function deploymentStatusJson(
  repository: string,
  { id, environment, me }: ShownDeployment,
  status: {
    readonly id: number;
    readonly state: string;
    readonly text: string;
    readonly at: string;
  },
) {
  const url = `${api}/repos/${repository}/deployments/${id}`;
  return {
    id: status.id,
    node_id: `DS_${status.id}`,
    url: `${url}/statuses/${status.id}`,
    state: status.state,
    description: status.text,
    environment,
    target_url: '',
    creator: userJson(me),
    created_at: status.at,
    updated_at: status.at,
    deployment_url: url,
    repository_url: `${api}/repos/${repository}`,
  };
}

export interface ShownIssue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  readonly me: string;
  readonly at: string;
}

export function issueJson(repository: string, { number, title, body, state, me, at }: ShownIssue) {
  const url = `${api}/repos/${repository}/issues/${number}`;
  return {
    id: number,
    node_id: `I_${number}`,
    number,
    url,
    html_url: `${web}/${repository}/issues/${number}`,
    repository_url: `${api}/repos/${repository}`,
    ...urls(url, 'labels comments events'),
    state,
    title,
    body,
    user: userJson(me),
    labels: [labelJson('drift')],
    ...all(null, 'assignee milestone closed_at'),
    locked: false,
    comments: 0,
    author_association: 'COLLABORATOR',
    created_at: at,
    updated_at: at,
  };
}

export interface ShownRun {
  readonly id: number;
  readonly file: string;
  readonly branch: string;
  status: string;
  conclusion: string | null;
  readonly at: string;
}

export function runJson(
  repository: string,
  { id, file, branch, status, conclusion, at }: ShownRun,
) {
  const url = `${api}/repos/${repository}/actions/runs/${id}`;
  return {
    id,
    node_id: `WFR_${id}`,
    name: file,
    path: `.github/workflows/${file}`,
    head_branch: branch,
    head_sha: 'c'.repeat(40),
    display_title: file,
    run_number: 1,
    event: 'workflow_dispatch',
    status,
    conclusion,
    workflow_id: 1,
    url,
    html_url: `${web}/${repository}/actions/runs/${id}`,
    pull_requests: [],
    created_at: at,
    updated_at: at,
    ...urls(url, 'jobs logs check_suite artifacts cancel rerun workflow'),
    head_commit: null,
    repository: repositoryJson(repository),
    head_repository: repositoryJson(repository),
  };
}

export function runnerJson(id: number, name: string, online: boolean, labels: readonly string[]) {
  return {
    id,
    name,
    os: 'linux',
    status: online ? 'online' : 'offline',
    busy: false,
    labels: labels.map((each) => ({ name: each })),
  };
}

/** A list of names, as secrets and variables come. */
export function namesJson(kind: 'secrets' | 'variables', names: readonly string[]) {
  const times = all('2026-01-01T00:00:00Z', 'created_at updated_at');
  const rows = names.map((name) => ({
    name,
    ...times,
    ...(kind === 'variables' ? { value: 'value' } : {}),
  }));
  return { total_count: rows.length, [kind]: rows };
}

export function branchJson(
  repository: string,
  name: string,
  sha: string,
  guarded: readonly string[] | undefined,
) {
  const url = `${api}/repos/${repository}/branches/${name}`;
  const person = { name: 'Ada', email: 'ada@example.com', date: '2026-01-01T00:00:00Z' };
  const commit = `${api}/repos/${repository}/commits/${sha}`;
  return {
    name,
    commit: {
      url: commit,
      sha,
      node_id: 'C_1',
      html_url: `${web}/${repository}/commit/${sha}`,
      comments_url: `${commit}/comments`,
      commit: {
        url: commit,
        author: person,
        committer: person,
        message: 'm',
        comment_count: 0,
        tree: { sha, url: commit },
      },
      author: userJson('ada'),
      committer: userJson('ada'),
      parents: [],
    },
    _links: { html: `${web}/${repository}/tree/${name}`, self: url },
    protected: guarded !== undefined,
    protection: {
      enabled: guarded !== undefined,
      required_status_checks: { contexts: guarded ?? [], checks: [] },
    },
    protection_url: `${url}/protection`,
  };
}

export function installationJson(id: number) {
  return {
    id,
    app_id: 1,
    app_slug: 'flows-app',
    target_id: 1,
    target_type: 'Organization',
    single_file_name: null,
    repository_selection: 'selected',
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    html_url: `${web}/settings/installations/${id}`,
    repositories_url: `${api}/installation/repositories`,
    events: [],
    account: userJson('acme'),
    permissions: { contents: 'write' },
    ...all('2026-01-01T00:00:00Z', 'created_at updated_at'),
    suspended_by: null,
    suspended_at: null,
  };
}

export function checkRunJson(
  repository: string,
  commit: string,
  run: { readonly id: number; name: string; status: string; conclusion: string | null },
) {
  const { id, name, status, conclusion } = run;
  return {
    id,
    node_id: `CR_${id}`,
    head_sha: commit,
    name,
    status,
    conclusion,
    external_id: '',
    url: `${api}/repos/${repository}/check-runs/${id}`,
    html_url: `${web}/${repository}/runs/${id}`,
    details_url: 'https://ci.example.com/1',
    started_at: '2026-01-01T00:00:00Z',
    completed_at: conclusion === null ? null : '2026-01-01T00:01:00Z',
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: '' },
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
  };
}
