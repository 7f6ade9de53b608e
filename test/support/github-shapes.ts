/** What GitHub's answers look like, whole: the members that nobody reads are there too. */

const web = 'https://github.com';
const api = 'https://api.github.com';

/** Names of members that are addresses → those members. */
export function urls(base: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [`${name}_url`, `${base}/${name}`]));
}

export function all<T>(value: T, names: string): Readonly<Record<string, T>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}

const begun = '2026-01-01T00:00:00Z';

export function userJson(login: string) {
  const base = `${api}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: 'U_1',
    gravatar_id: '',
    url: base,
    html_url: `${web}/${login}`,
    ...urls(
      base,
      'avatar followers following gists starred subscriptions organizations repos events received_events',
    ),
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

/** As `GET /user` tells it. */
export function publicUserJson(login: string) {
  return {
    ...userJson(login),
    user_view_type: 'public',
    ...all(null, 'name company location email hireable bio'),
    blog: '',
    ...all(0, 'public_repos public_gists followers following'),
    ...all(begun, 'created_at updated_at'),
  };
}

export function repositoryJson(repository: string) {
  const [owner = '', name = ''] = repository.split('/');
  const base = `${api}/repos/${repository}`;
  return {
    id: 1,
    node_id: 'R_1',
    name,
    full_name: repository,
    owner: userJson(owner),
    html_url: `${web}/${repository}`,
    url: base,
    ...urls(
      base,
      'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees clone git ssh svn',
    ),
    ...all(null, 'description homepage language mirror_url license'),
    ...all(0, 'forks forks_count open_issues open_issues_count size stargazers_count'),
    ...all(0, 'watchers watchers_count network_count subscribers_count'),
    ...all(true, 'private has_issues has_downloads'),
    ...all(false, 'fork archived disabled has_projects has_wiki has_pages has_discussions'),
    ...all(begun, 'pushed_at created_at updated_at'),
    default_branch: 'main',
  };
}

export function labelJson(name: string) {
  // GitHub tells null too, but its description of lists does not allow it
  const more = { description: '', color: 'ededed', default: false };
  return { id: 1, node_id: 'L_1', url: `${api}/labels/${name}`, name, ...more };
}

export interface ShownPull {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  readonly head: string;
  readonly sha: string;
  readonly base: string;
  readonly author: string;
  readonly created: string;
  readonly closed: string | null;
  readonly merged: { readonly at: string; readonly commit: string; readonly by: string } | null;
}

/** A list leaves out who merged, as GitHub's does. */
export function pullJson(repository: string, pull: ShownPull, whole: boolean) {
  const { number, title, body, labels, state, head, sha, base, author, merged } = pull;
  const [owner = ''] = repository.split('/');
  const url = `${api}/repos/${repository}/pulls/${number}`;
  const side = (ref: string, commit: string) => ({
    ref,
    sha: commit,
    label: `${owner}:${ref}`,
    repo: repositoryJson(repository),
    user: userJson(owner),
  });
  const links = 'comments commits statuses html issue review_comments review_comment self';
  const json = {
    id: number,
    node_id: `PR_${number}`,
    number,
    url,
    ...urls(url, 'diff patch issue commits review_comments review_comment comments statuses'),
    html_url: `${web}/${repository}/pull/${number}`,
    _links: all({ href: url }, links),
    state,
    locked: false,
    title,
    body,
    labels: labels.map(labelJson),
    ...all(null, 'assignee milestone auto_merge'),
    author_association: 'COLLABORATOR',
    draft: false,
    user: userJson(author),
    created_at: pull.created,
    updated_at: pull.created,
    closed_at: pull.closed,
    merged_at: merged?.at ?? null,
    // GitHub fills this in with a test merge while a pull request is open
    merge_commit_sha: merged?.commit ?? 'f'.repeat(40),
    head: side(head, sha),
    base: side(base, 'b'.repeat(40)),
  };
  if (!whole) return json;
  return {
    ...json,
    ...all(0, 'additions deletions changed_files comments review_comments'),
    commits: 1,
    mergeable: merged === null ? true : null,
    mergeable_state: 'unknown',
    maintainer_can_modify: false,
    merged: merged !== null,
    merged_by: merged === null ? null : userJson(merged.by),
  };
}

export function reviewJson(
  repository: string,
  pull: number,
  id: number,
  more: {
    readonly me: string;
    readonly commit: string;
    readonly at: string;
  },
) {
  const url = `${web}/${repository}/pull/${pull}`;
  return {
    id,
    node_id: `PRR_${id}`,
    user: userJson(more.me),
    body: '',
    state: 'APPROVED',
    author_association: more.me.startsWith('stranger') ? 'NONE' : 'COLLABORATOR',
    commit_id: more.commit,
    submitted_at: more.at,
    html_url: url,
    pull_request_url: `${api}/repos/${repository}/pulls/${pull}`,
    _links: all({ href: url }, 'html pull_request'),
  };
}

export function commentJson(
  repository: string,
  pull: number,
  id: number,
  more: {
    readonly me: string;
    readonly body: string;
    readonly at: string;
  },
) {
  const base = `${api}/repos/${repository}/issues`;
  return {
    id,
    node_id: `IC_${id}`,
    url: `${base}/comments/${id}`,
    issue_url: `${base}/${pull}`,
    html_url: `${web}/${repository}/pull/${pull}#issuecomment-${id}`,
    user: userJson(more.me),
    body: more.body,
    author_association: more.me.startsWith('stranger') ? 'NONE' : 'COLLABORATOR',
    created_at: more.at,
    updated_at: more.at,
  };
}

export function statusJson(
  repository: string,
  id: number,
  body: Readonly<Record<string, unknown>>,
  more: {
    readonly me: string;
    readonly commit: string;
    readonly at: string;
  },
) {
  return {
    id,
    node_id: `SC_${id}`,
    url: `${api}/repos/${repository}/statuses/${more.commit}`,
    avatar_url: `${web}/${more.me}.png`,
    state: body['state'],
    description: body['description'] ?? null,
    target_url: body['target_url'] ?? null,
    context: body['context'],
    created_at: more.at,
    updated_at: more.at,
    creator: userJson(more.me),
  };
}
