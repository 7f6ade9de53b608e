/** The facts of a repository: fetched from the remote now, never from the work tree. */

import { Failure } from '../../base/failure.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { backMergesDue } from '../../core/promotion/back-merges.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { branchOf, type RepositoryFacts } from '../../core/promotion/facts.ts';
import { missingRecords } from '../../core/promotion/promotion-record.ts';
import { type ClosedRollback, standingOf } from '../../core/promotion/standing.ts';
import type { Forge, Git } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { configFileName } from '../project/config-name.ts';
import { forgeOf } from '../project/forge.ts';
import { configOf, type Project } from '../project/project.ts';
import { readCache } from '../project/read-cache.ts';
import { type FetchedBase, fetchBase } from './base-branch.ts';
import { textOfBlob } from './blob-text.ts';
import { closedIn, rollbackBranches } from './closed-branches.ts';
import { readOwners } from './code-owners.ts';
import { publishDeployments } from './deployments.ts';
import { readBases, trustedEvidenceIn } from './evidence-bases.ts';
import { readPullRequests } from './open-pull-requests.ts';
import { readSlots } from './pin-history.ts';
import { appendRecords, readRecords } from './records.ts';

export interface Repository {
  readonly git: Git;
  readonly forge: Forge;
  readonly remote: string;
  /** promotion.yaml as the default branch has it: it decides, not the work tree's. */
  readonly config: PromotionConfig;
  readonly facts: RepositoryFacts;
  readonly problems: readonly Problem[];
}

/**
 * Fetches the default branch and the records and reads everything that plans are made of. The work tree's promotion.yaml
 * only says where the remote is. `fetched`: the base, where the caller has just asked for it.
 */
export async function readRepository(
  project: Project,
  world: World,
  fetched?: FetchedBase,
): Promise<Repository> {
  const { git, remote } = gitOf(project, world);
  const base = fetched ?? (await fetchBase(git, remote));
  const config = await configAt(git, base);
  const forge = await forgeOf(git, config.forge, world);
  const { slots, records, problems } = await readPromotions(git, remote, base, world);
  const [open, closed, me] = await Promise.all([
    readPullRequests(forge, { git, remote, base, config }),
    closedIn(forge, rollbackBranches(records)),
    forge.me(),
  ]);
  const hasPulls = open.pullRequests.length + open.otherPullRequests.length > 0;
  const now = world.clock.now();
  const declined = await readClosedAdoptions(forge, { config, slots, records, ...open });
  const facts: RepositoryFacts = {
    config,
    base: { branch: base.branch, commit: base.commit },
    slots,
    records,
    evidence: trustedEvidenceIn(records, config),
    bases: await readBases(git, base.commit, config, now),
    ...standingOf(records, closed, now),
    ...open,
    ...(await readOwners(git, forge, { commit: base.commit, config, hasPulls })),
    closedRollbacks: closed,
    closedAdoptions: declined,
    dispatches: forge.hosted !== undefined,
    me,
    now,
  };
  return { git, forge, remote, config, facts, problems };
}

/** Returns what was pinned when, and the records. */
async function readPromotions(git: Git, remote: string, base: FetchedBase, world: World) {
  const cache = readCache(git, world);
  const records = await readRecords(git, remote, { cache, tip: base.recordsTip });
  return { ...(await readSlots(git, base.commit, cache)), records };
}

/** Appends the records of merges of ours that have none yet, also of a process that ended before it could. */
export async function recordMerges(
  repository: Pick<Repository, 'git' | 'remote' | 'forge' | 'config'>,
  world: World,
  rebased?: { readonly commit: string; readonly message: string },
): Promise<void> {
  const { git, remote } = repository;
  const base = await fetchBase(git, remote);
  const { slots, records } = await readPromotions(git, remote, base, world);
  await appendMissing({ ...repository, slots, records }, world, rebased);
}

/** As `recordMerges`, from facts that were read already. A merge by rebase keeps none of our words, so they come along. */
export async function appendMissing(
  {
    git,
    remote,
    forge,
    config,
    slots,
    records,
  }: Pick<Repository, 'git' | 'remote' | 'forge' | 'config'> &
    Pick<RepositoryFacts, 'slots' | 'records'>,
  world: World,
  rebased?: { readonly commit: string; readonly message: string },
): Promise<void> {
  const missing = missingRecords(slots, records, rebased);
  if (missing.length === 0) return;
  const { hosted } = forge;
  if (hosted !== undefined) await publishDeployments(missing, { hosted, config, slots }, world);
  await appendRecords(git, remote, missing, world);
}

/** Returns the repository's git; a Failure outside of one. */
export function gitOf(project: Project, world: World): { git: Git; remote: string } {
  if (project.git === undefined) {
    throw new Failure(problem('git/no-repository', {}, { folder: world.folder }));
  }
  return { git: project.git, remote: project.config.forge.remote };
}

/** Returns promotion.yaml as the remote's default branch has it now. */
export async function decidingConfig(git: Git, remote: string): Promise<PromotionConfig> {
  return configAt(git, await fetchBase(git, remote));
}

/** Returns promotion.yaml as a commit has it; a Failure where it has none. */
export async function configAt(
  git: Git,
  base: { readonly branch: string; readonly commit: string },
): Promise<PromotionConfig> {
  const [entry] = await git.tree(base.commit, configFileName);
  if (entry === undefined) {
    throw new Failure(problem('config/not-on-branch', {}, { branch: base.branch }));
  }
  return configOf(await textOfBlob(git, entry.id));
}

/** A back-merge that was given up is not proposed again; asked only where one is due. */
async function readClosedAdoptions(
  forge: Forge,
  known: Pick<RepositoryFacts, 'config' | 'slots' | 'records' | 'pullRequests'>,
): Promise<readonly ClosedRollback[]> {
  const due = backMergesDue(known);
  const branches = due.map((each) => branchOf('adopt', each.environment, each.workflow));
  return closedIn(forge, new Set(branches));
}
