/** The open pull requests as the planner sees them: reviews, and what the heads of our own branches pin. */

import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { type Files, type OpenPullRequest, partsOfBranch } from '../../core/promotion/facts.ts';
import { gatesFor } from '../../core/promotion/policy.ts';
import { pinFile } from '../../core/promotion/release-files.ts';
import { pinnedDigestsOf, slotFolder } from '../../core/promotion/slots.ts';
import type { Forge, Git, PullRequest } from '../../world/ports.ts';
import { readReviews } from './reviews.ts';

interface Base {
  readonly config: PromotionConfig;
  readonly git: Git;
  readonly remote: string;
  readonly base: { readonly branch: string; readonly commit: string };
}

/** Reviews are read for our own branches only: nothing else asks for them. */
export async function readPullRequests(
  forge: Forge,
  at: Base,
): Promise<{
  readonly pullRequests: readonly OpenPullRequest[];
  readonly otherPullRequests: readonly number[];
}> {
  const open = await forge.openPullRequests(at.base.branch);
  const ours = open.flatMap((pull) => {
    const parts = partsOfBranch(pull.head.branch);
    if (parts === undefined) return [];
    const { environment, workflow } = parts;
    return [{ pull, environment, workflow, folder: slotFolder(workflow, environment) }];
  });
  await bringHeads(
    ours.map(({ pull }) => pull),
    at,
  );
  const numbers = new Set(ours.map(({ pull }) => pull.number));
  return {
    pullRequests: await Promise.all(
      ours.map(async ({ pull, environment, workflow, folder }) => {
        const { number, head, author, createdAt, title, body } = pull;
        return {
          ...{ number, branch: head.branch, head: head.commit, author, createdAt, title, body },
          ...(await readReviews(forge, pull, folder, at)),
          ...(await headStatuses(
            forge,
            head.commit,
            asksForStatuses(at.config, environment, workflow),
          )),
          ...(await headFacts(head.commit, folder, at)),
        };
      }),
    ),
    otherPullRequests: open.map((each) => each.number).filter((each) => !numbers.has(each)),
  };
}

/** Statuses and check runs of other tools are read only where a gate asks for them. */
export async function headStatuses(
  forge: Forge,
  head: string,
  isAsked: boolean,
): Promise<Pick<OpenPullRequest, 'statuses' | 'checksUnread'>> {
  if (!isAsked) return {};
  const statuses = await forge.statuses(head);
  if (forge.hosted === undefined) return { statuses };
  const checks = await forge.hosted.checks(head);
  if (checks === undefined) return { statuses, checksUnread: true };
  return { statuses: [...statuses, ...checks] };
}

/** True where promotion.yaml asks for statuses of other tools. */
export function asksForStatuses(
  config: PromotionConfig,
  environment: string,
  workflow: string,
): boolean {
  const found = config.environments.find((each) => each.name === environment);
  if (found === undefined) return false;
  return (gatesFor(config, found, workflow).statuses ?? []).length > 0;
}

async function bringHeads(pulls: readonly PullRequest[], { git, remote }: Base): Promise<void> {
  if (pulls.length === 0) return;
  const missing = new Set(await git.missing(pulls.map((each) => each.head.commit)));
  const refs = pulls
    .filter((each) => missing.has(each.head.commit))
    .map((each) => `refs/heads/${each.head.branch}`);
  if (refs.length > 0) await git.fetch(remote, refs);
}

/** Files only where the head is one commit on a base in which the folder was as it is now. */
async function headFacts(
  head: string,
  folder: string,
  { git, base }: Base,
): Promise<Pick<OpenPullRequest, 'pin' | 'files'>> {
  if ((await git.missing([head])).length > 0) return {};
  const entries = await git.tree(head, folder);
  const blobs = await git.blobs(entries.map((each) => each.id));
  const files: Files = new Map(
    entries.map(({ path, id }) => [
      path.slice(folder.length + 1),
      blobs.get(id) ?? new Uint8Array(),
    ]),
  );
  const bytes = files.get(pinFile);
  const pin = bytes === undefined ? undefined : pinnedDigestsOf(new TextDecoder().decode(bytes));
  const { parents } = await git.commit(head);
  const [parent] = parents;
  const isFresh =
    parents.length === 1 &&
    parent !== undefined &&
    (await isSameFolder(git, parent, base.commit, folder)) &&
    (await changesOnly(git, parent, head, folder));
  return { ...(pin === undefined ? {} : { pin }), ...(isFresh ? { files } : {}) };
}

async function isSameFolder(git: Git, then: string, now: string, folder: string): Promise<boolean> {
  if (then === now) return true;
  if (!(await git.isAncestor(then, now))) return false;
  const [before, after] = [await git.tree(then, folder), await git.tree(now, folder)];
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Nothing outside of the folder differs, so that nobody added to the branch. */
async function changesOnly(
  git: Git,
  parent: string,
  head: string,
  folder: string,
): Promise<boolean> {
  const outside = async (revision: string): Promise<string> =>
    JSON.stringify(
      (await git.tree(revision)).filter((each) => !each.path.startsWith(`${folder}/`)),
    );
  return (await outside(parent)) === (await outside(head));
}
