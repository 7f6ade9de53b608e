/** The remote's default branch as it is now, brought into this clone. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { Git } from '../../world/ports.ts';
import { recordsRef } from './records-branch.ts';

export interface FetchedBase {
  readonly branch: string;
  readonly commit: string;
  /** Where the remote's records were in the same moment. */
  readonly recordsTip?: string;
}

/** Fetches the remote's default branch where it moved, completing a shallow clone first. */
export async function fetchBase(git: Git, remote: string): Promise<FetchedBase> {
  if ((await git.isShallow()) && (!(await git.deepen(remote)) || (await git.isShallow()))) {
    throw new Failure(problem('promotion/shallow', {}, { remote }));
  }
  const { head, tips } = await git.remoteState(remote, [recordsRef]);
  if (head === undefined) throw new Failure(problem('promotion/no-default-branch', {}, { remote }));
  const { branch } = head;
  const recordsTip = tips.get(recordsRef);
  const records = recordsTip === undefined ? {} : { recordsTip };
  const tracking = `refs/remotes/${remote}/${branch}`;
  if ((await git.resolve(tracking)) === head.commit) {
    return { branch, commit: head.commit, ...records };
  }
  await git.fetch(remote, [`+refs/heads/${branch}:${tracking}`]);
  const commit = await git.resolve(tracking);
  if (commit === undefined) {
    throw new Failure(problem('promotion/no-default-branch', {}, { remote }));
  }
  return { branch, commit, ...records };
}
