/** Pull requests as the verbs `pr …` need them: the forge of this project, and one pull request by its number. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { PullRequestFacts, ReviewFacts } from '../../report/text/pull-request.ts';
import type { Forge, Git, PullRequest, Review } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { forgeOf } from '../project/forge.ts';
import { openProject } from '../project/project.ts';
import { decidingConfig, gitOf } from '../records/repository.ts';

export interface OpenForge {
  readonly git: Git;
  readonly forge: Forge;
  readonly remote: string;
}

/** Opens the forge that the default branch's promotion.yaml names, as promotions do; a clone that is behind may name another. */
export async function openForge(world: World): Promise<OpenForge> {
  const project = await openProject(world);
  const { git, remote } = gitOf(project, world);
  const { forge } = await decidingConfig(git, remote);
  return { git, forge: await forgeOf(git, forge, world), remote };
}

/** Returns the branch that pull requests go to; a Failure where the remote names none. */
export async function baseBranch({ git, remote }: OpenForge): Promise<string> {
  const branch = await git.defaultBranch(remote);
  if (branch !== undefined) return branch;
  throw new Failure(problem('git/no-remote-ref', {}, { remote, ref: 'HEAD' }));
}

/** Reads the pull request that a word names, as `7` or `#7`. */
export async function namedPull(forge: Forge, word: string | undefined): Promise<PullRequest> {
  const digits = /^#?([1-9]\d{0,8})$/.exec(word ?? '')?.[1];
  if (digits === undefined) throw new Failure(problem('forge/no-number', {}, { word: word ?? '' }));
  const number = Number(digits);
  const found = await forge.pullRequest(number);
  if (found === undefined) throw new Failure(problem('forge/no-pull-request', {}, { number }));
  return found;
}

/** Stops where the person looked at another head than the one that is there now. */
export function checkHead(pull: PullRequest, wanted: string | undefined): void {
  const { number, head } = pull;
  if (wanted === undefined || (wanted.length >= 7 && head.commit.startsWith(wanted))) return;
  const reason = `its head is ${head.commit.slice(0, 12)}, not ${wanted}`;
  throw new Failure(problem('forge/head-moved', {}, { number, reason }));
}

/** Returns what is shown of a pull request, with times in ISO 8601. */
export function factsOf(pull: PullRequest): PullRequestFacts {
  const { number, url, state, title, body, labels, base, author, mergeCommit, mergedBy } = pull;
  return {
    number,
    url,
    state,
    title,
    body,
    labels,
    branch: pull.head.branch,
    head: pull.head.commit,
    base,
    author,
    createdAt: new Date(pull.createdAt).toISOString(),
    ...(pull.closedAt === undefined ? {} : { closedAt: new Date(pull.closedAt).toISOString() }),
    ...(mergeCommit === undefined ? {} : { mergeCommit }),
    ...(mergedBy === undefined ? {} : { mergedBy }),
  };
}

/** Returns the last word of each reviewer, with whether it is about the head that is there now. */
export function reviewFacts(reviews: readonly Review[], head: string): readonly ReviewFacts[] {
  const last = new Map<string, Review>();
  for (const review of reviews) {
    if (review.state === 'commented' && last.has(review.reviewer)) continue;
    last.delete(review.reviewer);
    last.set(review.reviewer, review);
  }
  return [...last.values()].map(({ reviewer, state, commit, at }) => ({
    reviewer,
    state,
    commit,
    current: commit === head,
    at: new Date(at).toISOString(),
  }));
}
