/** Reviews with what their heads pin, so that an approval of the same rendering counts for a new head. */

import { Failure } from '../../base/failure.ts';
import type { PullRequestFact, ReviewFact } from '../../core/promotion/gates/gate.ts';
import { pinFile } from '../../core/promotion/release-files.ts';
import { pinnedDigestsOf } from '../../core/promotion/slots.ts';
import type { Forge, Git, PullRequest } from '../../world/ports.ts';

interface At {
  readonly git: Git;
  readonly remote: string;
}

/** Reads the reviews of a pull request whose branch is ours: it is about one folder, and its pin says what would run. */
export async function readReviews(
  forge: Forge,
  { number, head }: PullRequest,
  folder: string | undefined,
  at: At,
): Promise<Pick<PullRequestFact, 'reviews' | 'rendering'>> {
  const reviews = await forge.reviews(number);
  const older = reviews.filter((each) => each.commit !== head.commit && each.state === 'approved');
  if (folder === undefined || older.length === 0) return { reviews };
  const rendering = await renderingAt(head.commit, folder, at);
  if (rendering === undefined) return { reviews };
  const known = await Promise.all(
    reviews.map(async (review): Promise<ReviewFact> => {
      if (!older.includes(review)) return review;
      const seen = await renderingAt(review.commit, folder, at);
      return seen === undefined ? review : { ...review, rendering: seen };
    }),
  );
  return { reviews: known, rendering };
}

/** Returns what a commit pins; undefined where it cannot be had any more, and then its approval does not count. */
async function renderingAt(commit: string, folder: string, { git, remote }: At) {
  const name = `${commit}:${folder}/${pinFile}`;
  try {
    if ((await git.missing([commit])).length > 0) await git.fetch(remote, [commit]);
    if ((await git.missing([name])).length > 0) return undefined;
    const bytes = (await git.blobs([name])).get(name) ?? new Uint8Array();
    return pinnedDigestsOf(new TextDecoder().decode(bytes))?.rendering;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
