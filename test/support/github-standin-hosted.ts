/** The part of the GitHub stand-in that is about people, deployments, Actions, settings, Apps and the merge queue. */

import { createVerify } from 'node:crypto';
import {
  branchJson,
  checkRunJson,
  deploymentJson,
  deploymentStatusJson,
  installationJson,
  issueJson,
  namesJson,
  permissionJson,
  reactionJson,
  runJson,
  runnerJson,
  type ShownDeployment,
  type ShownIssue,
  type ShownRun,
} from './github-hosted-shapes.ts';
import { type Call, type Reply, refuse, reply } from './github-reply.ts';
import { userJson } from './github-shapes.ts';

/** What a test may set, and what it may look at. */
export interface HostedState {
  /** Login → role; who is not named may read, as in a public repository. */
  readonly roles: Record<string, string>;
  readonly reactions: { comment: number; content: string; by: string }[];
  readonly asked: { pull: number; reviewer: string }[];
  readonly deployments: (ShownDeployment & { states: string[] })[];
  readonly issues: ShownIssue[];
  readonly runs: (ShownRun & { inputs: Record<string, unknown>; by?: string })[];
  /** How a run goes on with each question about it: the first states that are left. */
  readonly progress: { status: string; conclusion: string | null }[];
  /** It does not tell which run a dispatch started. */
  isOld: boolean;
  /** Files that can be dispatched. */
  readonly files: string[];
  /** The public key of the App whose id is `4711`. */
  appKey?: string;
  runners: { name: string; online: boolean; labels: string[] }[];
  secrets: string[];
  variables: string[];
  /** Branch → contexts of its required checks; a branch that is not named is not protected. */
  readonly guarded: Record<string, string[]>;
  forkApproval: string;
  jobToken: { default_workflow_permissions: string; can_approve_pull_request_reviews: boolean };
  /** Commit → its check runs. */
  readonly checks: Record<string, { name: string; status: string; conclusion: string | null }[]>;
  /** `org/team` → its members. */
  readonly teams: Record<string, string[]>;
  /** What the token may not read answers 403. */
  hidden: RegExp | undefined;
}

export function hostedState(): HostedState {
  return {
    roles: {},
    reactions: [],
    asked: [],
    deployments: [],
    issues: [],
    runs: [],
    files: ['promote.yml', 'rollback.yml', 'smoke.yml'],
    progress: [],
    isOld: false,
    runners: [],
    secrets: [],
    variables: [],
    guarded: {},
    forkApproval: 'first_time_contributors',
    jobToken: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
    checks: {},
    teams: {},
    hidden: undefined,
  };
}

export interface HostedWorld {
  readonly repository: string;
  readonly state: HostedState;
  readonly nextId: () => number;
  readonly now: () => string;
  readonly tipOf: (branch: string) => Promise<string | undefined>;
}

/** Undefined for what it does not know. */
export async function answerHosted(
  rest: string,
  call: Call,
  world: HostedWorld,
): Promise<Reply | undefined> {
  const { state } = world;
  if (state.hidden?.test(rest)) return refuse(403, 'Resource not accessible by integration');
  return (
    aboutPeople(rest, call, world) ??
    aboutChecks(rest, call, world) ??
    aboutDeployments(rest, call, world) ??
    aboutIssues(rest, call, world) ??
    aboutActions(rest, call, world) ??
    (await aboutSettings(rest, call, world))
  );
}

function aboutPeople(
  rest: string,
  { method, body, me }: Call,
  { state, nextId, now }: HostedWorld,
): Reply | undefined {
  const person = /^\/collaborators\/([^/]+)\/permission$/.exec(rest)?.[1];
  if (person !== undefined) {
    if (person === 'nobody') return refuse(404, `${person} is not a user`);
    return reply(permissionJson(person, state.roles[person] ?? 'read'));
  }
  const comment = /^\/issues\/comments\/(\d+)\/reactions$/.exec(rest)?.[1];
  if (comment === undefined || method !== 'POST') return undefined;
  const content = body['content'] as string;
  const known = state.reactions.some(
    (each) => each.comment === Number(comment) && each.content === content && each.by === me,
  );
  if (!known) state.reactions.push({ comment: Number(comment), content, by: me });
  return reply(reactionJson(nextId(), me, content, now()), known ? 200 : 201);
}

function aboutChecks(
  rest: string,
  { method }: Call,
  { state, repository }: HostedWorld,
): Reply | undefined {
  const commit = /^\/commits\/([0-9a-f]+)\/check-runs$/.exec(rest)?.[1];
  if (commit === undefined || method !== 'GET') return undefined;
  const rows = (state.checks[commit] ?? []).map((each, index) =>
    checkRunJson(repository, commit, { id: index + 1, ...each }),
  );
  return reply({ total_count: rows.length, check_runs: rows });
}

/** Teams are of an organisation, not of the repository. */
export function answerTeam(path: string, { state }: HostedWorld): Reply | undefined {
  const team = /^\/orgs\/([^/]+)\/teams\/([^/]+)\/members$/.exec(path);
  if (team === null) return undefined;
  if (state.hidden?.test(path)) return refuse(403, 'Resource not accessible by integration');
  const members = state.teams[`${team[1]}/${team[2]}`];
  return members === undefined ? refuse(404, 'Not Found') : reply(members.map(userJson));
}

function aboutDeployments(
  rest: string,
  { method, body, me, query }: Call,
  { state, repository, nextId, now }: HostedWorld,
): Reply | undefined {
  if (rest === '/deployments' && method === 'GET') {
    const found = state.deployments.filter(
      (each) =>
        (query.get('environment') ?? each.environment) === each.environment &&
        (query.get('task') ?? each.task) === each.task,
    );
    return reply(found.reverse().map((each) => deploymentJson(repository, each)));
  }
  if (rest === '/deployments' && method === 'POST') {
    const made = {
      id: nextId(),
      sha: body['ref'] as string,
      task: (body['task'] as string | undefined) ?? 'deploy',
      environment: (body['environment'] as string | undefined) ?? 'production',
      description: (body['description'] as string | undefined) ?? '',
      production: body['production_environment'] === true,
      me,
      at: now(),
      states: [],
    };
    state.deployments.push(made);
    return reply(deploymentJson(repository, made), 201);
  }
  const id = /^\/deployments\/(\d+)\/statuses$/.exec(rest)?.[1];
  const found = state.deployments.find((each) => each.id === Number(id));
  if (id === undefined) return undefined;
  if (found === undefined) return refuse(404, 'Not Found');
  const text = (body['description'] as string | undefined) ?? '';
  const shown = (word: string) =>
    deploymentStatusJson(repository, found, { id: nextId(), state: word, text, at: now() });
  if (method === 'GET') return reply([...found.states].reverse().map(shown));
  found.states.push(body['state'] as string);
  return reply(shown(body['state'] as string), 201);
}

function aboutIssues(
  rest: string,
  { method, body, me, query }: Call,
  { state, repository, nextId, now }: HostedWorld,
): Reply | undefined {
  if (rest === '/issues' && method === 'GET') {
    const open = state.issues.filter((each) => each.state === (query.get('state') ?? 'open'));
    return reply(open.map((each) => issueJson(repository, each)));
  }
  if (rest === '/issues' && method === 'POST') {
    const [title, text] = [body['title'] as string, body['body'] as string];
    const made: ShownIssue = {
      number: 1000 + nextId(),
      title,
      body: text,
      state: 'open',
      me,
      at: now(),
    };
    state.issues.push(made);
    return reply(issueJson(repository, made), 201);
  }
  const number = /^\/issues\/(\d+)$/.exec(rest)?.[1];
  const found = state.issues.find((each) => each.number === Number(number));
  if (found === undefined || method !== 'PATCH') return undefined;
  if (body['title'] !== undefined) found.title = body['title'] as string;
  if (body['body'] !== undefined) found.body = body['body'] as string;
  if (body['state'] === 'closed') found.state = 'closed';
  return reply(issueJson(repository, found));
}

function aboutActions(
  rest: string,
  { method, body, query, me }: Call,
  { state, repository, nextId, now }: HostedWorld,
): Reply | undefined {
  const [, file, what] = /^\/actions\/workflows\/([^/]+)\/(dispatches|runs)$/.exec(rest) ?? [];
  if (file !== undefined && !state.files.includes(file)) return refuse(404, 'Not Found');
  if (file !== undefined && what === 'runs' && method === 'GET') {
    const actor = query.get('actor');
    const runs = state.runs
      .filter((each) => each.file === file && (actor === null || each.by === actor))
      .reverse();
    const rows = runs.map((each) => runJson(repository, each));
    return reply({ total_count: rows.length, workflow_runs: rows });
  }
  if (file !== undefined && what === 'dispatches' && method === 'POST') {
    const made = {
      id: nextId(),
      file,
      branch: body['ref'] as string,
      status: 'queued',
      conclusion: null,
      at: now(),
      inputs: (body['inputs'] ?? {}) as Record<string, unknown>,
      by: me,
    };
    state.runs.push(made);
    if (state.isOld || body['return_run_details'] !== true) return reply('', 204);
    const { url, html_url } = runJson(repository, made);
    return reply({ workflow_run_id: made.id, run_url: url, html_url });
  }
  const id = /^\/actions\/runs\/(\d+)$/.exec(rest)?.[1];
  if (id === undefined || method !== 'GET') return undefined;
  const run = state.runs.find((each) => each.id === Number(id));
  if (run !== undefined) Object.assign(run, state.progress.shift());
  return run === undefined ? refuse(404, 'Not Found') : reply(runJson(repository, run));
}

async function aboutSettings(
  rest: string,
  { method }: Call,
  { state, repository, tipOf }: HostedWorld,
): Promise<Reply | undefined> {
  if (method !== 'GET') return undefined;
  if (rest === '/actions/permissions/fork-pr-contributor-approval') {
    return reply({ approval_policy: state.forkApproval });
  }
  if (rest === '/actions/permissions/workflow') return reply(state.jobToken);
  if (rest === '/actions/runners') {
    const runners = state.runners.map((each, index) =>
      runnerJson(index + 1, each.name, each.online, each.labels),
    );
    return reply({ total_count: runners.length, runners });
  }
  const kind = /^\/(?:actions|environments\/[^/]+)\/(secrets|variables)$/.exec(rest)?.[1];
  if (kind === 'secrets' || kind === 'variables') {
    return reply(namesJson(kind, rest.startsWith('/actions/') ? state[kind] : []));
  }
  const [, branch = '', tail] = /^\/(?:rules\/)?branches\/([^/]+)(\/protection)?$/.exec(rest) ?? [];
  if (branch === '') return undefined;
  if (rest.startsWith('/rules/')) return reply([]);
  const tip = await tipOf(branch);
  if (tip === undefined) return refuse(404, 'Branch not found');
  const guarded = state.guarded[branch];
  if (tail === undefined) return reply(branchJson(repository, branch, tip, guarded));
  if (guarded === undefined) return refuse(404, 'Branch not protected');
  return reply({
    url: 'https://api.github.com/protection',
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  });
}

/** Answers what an App asks with a JSON Web Token of its own; undefined for anything else. */
export function answerApp(
  path: string,
  jwt: string,
  { repository, state }: HostedWorld,
): Reply | undefined {
  const asked = /^\/repos\/(.+)\/installation$/.exec(path)?.[1];
  const token = path === '/app/installations/99/access_tokens';
  if (asked === undefined && !token) return undefined;
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}') as {
    iss?: string;
  };
  const verify = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  const fits = state.appKey !== undefined && verify.verify(state.appKey, signature, 'base64url');
  if (String(iss) !== '4711' || !fits) {
    return refuse(401, 'A JSON web token could not be decoded');
  }
  if (token) {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return reply({ token: 'installation-token', expires_at: expires, permissions: {} }, 201);
  }
  return asked === repository ? reply(installationJson(99)) : refuse(404, 'Not Found');
}
