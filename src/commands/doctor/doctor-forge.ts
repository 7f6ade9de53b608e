/** What `doctor` asks the forge: the token, the protection of branches, forks, runners, secrets, the clock. */

import { type Problem, problem } from '../../base/problem.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import type { BranchProtection, HostedForge, HostSettings } from '../../world/ports.ts';
import { isAtLeast } from '../hosted/comment-call.ts';
import { named } from './doctor-names.ts';

/** What one check found; nothing and known is fine, nothing and unknown could not be read. */
export interface Finding {
  readonly check: string;
  readonly known: boolean;
  readonly problems: readonly Problem[];
}

interface Asked {
  readonly hosted: HostedForge;
  readonly config: PromotionConfig;
  readonly base: string;
  /** True where the Actions files of comfypin stand on the default branch. */
  readonly usesActions: boolean;
  readonly now: number;
}

export async function forgeFindings({
  hosted,
  config,
  base,
  usesActions,
  now,
}: Asked): Promise<readonly Finding[]> {
  const names = config.environments.map((each) => each.name);
  const settings = await hosted.settings(names);
  const [main, records] = await Promise.all([
    hosted.protection(base),
    hosted.protection('comfypin-records'),
  ]);
  return [
    tokenFinding(hosted.repository, settings),
    jobFinding(hosted.repository, settings, { main, usesActions }),
    gateFinding(base, main),
    recordsFinding(records),
    forkFinding(settings, config),
    runnerFinding(settings, config),
    secretFinding(settings, config),
    clockFinding(settings, now),
  ];
}

function finding(
  check: string,
  known: boolean,
  ...problems: readonly (Problem | false)[]
): Finding {
  return { check, known, problems: problems.filter((each) => each !== false) };
}

/** The roles of an App and of a job are not told with the repository; what they may not do shows when they do it. */
function tokenFinding(
  repository: string,
  { permission, scopes, archived, kind }: HostSettings,
): Finding {
  const weak = (reason: string) => problem('doctor/weak-token', {}, { repository, reason });
  const narrow = scopes !== undefined && scopes.length > 0 && !scopes.includes('repo');
  return finding(
    'token',
    kind === 'person' && permission !== undefined,
    archived && weak('the repository is archived'),
    kind === 'person' &&
      permission !== undefined &&
      !isAtLeast(permission, 'write') &&
      weak(`its owner has ${permission} there`),
    narrow && weak(`its scopes are ${scopes.join(', ')}`),
  );
}

/** Asked from a job itself, or by somebody who sees that the jobs have neither an App nor a token of their own. */
function jobFinding(
  repository: string,
  { kind, jobToken, secrets, variables }: HostSettings,
  { main, usesActions }: { readonly main: BranchProtection | undefined; usesActions: boolean },
): Finding {
  const hasOwn =
    secrets === undefined ||
    variables === undefined ||
    variables.includes('COMFYPIN_APP_ID') ||
    secrets.includes('COMFYPIN_TOKEN');
  const bare = kind === 'job' || (usesActions && !hasOwn);
  const others = (main?.required ?? []).filter((each) => each !== 'comfypin/gate');
  return finding(
    'jobs',
    jobToken !== undefined,
    (kind === 'job' || (bare && others.length > 0)) &&
      problem('doctor/job-token', {}, { checks: others }),
    bare && jobToken?.approves === false && problem('doctor/no-pull-requests', {}, { repository }),
    jobToken?.writes === true && problem('doctor/job-token-writes', {}, { repository }),
  );
}

function gateFinding(branch: string, main: BranchProtection | undefined): Finding {
  const required = main?.required?.includes('comfypin/gate') === true;
  return finding(
    'gate',
    main !== undefined,
    main !== undefined && !required && problem('doctor/gate-not-required', {}, { branch }),
  );
}

/** A branch that is not there yet is made by the first record; a pattern may protect it before. */
function recordsFinding(records: BranchProtection | undefined): Finding {
  const may = [
    ...(records?.forcePushes === true ? ['rewritten'] : []),
    ...(records?.deletions === true ? ['deleted'] : []),
  ].join(' or ');
  return finding(
    'records',
    records !== undefined && (records.forcePushes !== undefined || may !== ''),
    may !== '' && problem('doctor/unprotected-records', {}, { branch: 'comfypin-records', may }),
  );
}

function forkFinding(settings: HostSettings, config: PromotionConfig): Finding {
  const { forkApproval: policy } = settings;
  const own = config.environments.some((each) => each.runner?.includes('self-hosted') === true);
  const open = !settings.private && policy !== undefined && policy !== 'all_external_contributors';
  const wrong = open && (own || policy === 'first_time_contributors_new_to_github');
  return finding(
    'forks',
    settings.private || policy !== undefined,
    wrong && problem('doctor/fork-policy', {}, { policy: policy.replaceAll('_', ' ') }),
  );
}

function runnerFinding({ runners }: HostSettings, { environments }: PromotionConfig): Finding {
  const wanted = environments.flatMap(({ name, runner }) =>
    runner === undefined || !runner.includes('self-hosted') ? [] : [{ name, labels: runner }],
  );
  const problems = wanted.flatMap(({ name: environment, labels }) => {
    if (runners === undefined) return [];
    const fitting = runners.filter((each) => labels.every((label) => each.labels.includes(label)));
    if (fitting.some((each) => each.online)) return [];
    const found =
      fitting.length === 0
        ? 'none has them'
        : `${fitting.map((each) => each.name).join(', ')} is offline`;
    return [problem('doctor/no-runner', { environment }, { environment, labels, found })];
  });
  return finding('runners', runners !== undefined || wanted.length === 0, ...problems);
}

function secretFinding({ secrets, variables }: HostSettings, config: PromotionConfig): Finding {
  const there = new Set([...(secrets ?? []), ...(variables ?? [])]);
  const names = named(config).filter((each) => !there.has(each));
  const known = secrets !== undefined && variables !== undefined;
  return finding(
    'secrets',
    known,
    known && names.length > 0 && problem('doctor/missing-secret', {}, { names }),
  );
}

const tolerated = 60_000;

function clockFinding({ time }: HostSettings, now: number): Finding {
  const skew = time === undefined ? 0 : Math.abs(now - time);
  const seconds = Math.round(skew / 1000);
  return finding(
    'clock',
    time !== undefined,
    skew > tolerated && problem('doctor/clock-skew', {}, { seconds }),
  );
}
