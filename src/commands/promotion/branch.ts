/** Pushes the branch of a promotion or rollback: one commit on the default branch's tip, made without a work tree. */

import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import type { Step } from '../../core/promotion/plan-types.ts';
import { isReleaseFile } from '../../core/promotion/release-files.ts';
import { isSmokeFile } from '../../core/promotion/smoke-files.ts';
import type { Git, TreeChange } from '../../world/ports.ts';
import type { Repository } from '../records/repository.ts';

type PushBranch = Extract<Step, { kind: 'push-branch' }>;

const maxAttempts = 4;

/** Returns the head of the branch on the remote, with the content that the step wants. A branch that has it is left alone, so that approvals of its head stay. */
export async function pushBranch(repository: Repository, step: PushBranch): Promise<string> {
  const { git, remote, facts } = repository;
  const ref = `refs/heads/${step.branch}`;
  for (let attempt = 1; ; attempt += 1) {
    const [there] = await git.remoteRefs(remote, [ref]);
    if (there !== undefined) {
      await git.fetch(remote, [ref]);
      if (await isDone(git, there.id, facts.base.commit, step)) return there.id;
    }
    const commit = await git.createCommit({
      onto: facts.base.commit,
      parents: [facts.base.commit],
      changes: await changesOn(git, facts.base.commit, step),
      message: step.message,
    });
    const pushed = await git.push(remote, [{ ref, to: commit, expected: there?.id }]);
    if (pushed.ok) return commit;
    if (!pushed.moved) {
      const { reason } = pushed;
      throw new Failure(problem('git/push-refused', {}, { remote, ref, reason }));
    }
    if (attempt >= maxAttempts) {
      throw new Failure(problem('promotion/moved', {}, { branch: step.branch, attempt }));
    }
  }
}

/** Done: one commit with exactly these changes on a commit of the base, in which the folder was as it is now. */
async function isDone(git: Git, head: string, base: string, step: PushBranch): Promise<boolean> {
  const commit = await git.commit(head);
  const [parent] = commit.parents;
  if (parent === undefined || commit.parents.length !== 1) return false;
  if (parent !== base) {
    if (!(await git.isAncestor(parent, base))) return false;
    const [then, now] = await Promise.all([
      git.tree(parent, step.folder),
      git.tree(base, step.folder),
    ]);
    if (JSON.stringify(then) !== JSON.stringify(now)) return false;
  }
  const wanted = await git.createCommit({
    onto: parent,
    parents: [parent],
    changes: await changesOn(git, parent, step),
    message: step.message,
  });
  return (await git.commit(wanted)).tree === commit.tree;
}

/** The folder's release files become exactly the step's; so do its smoke cases where the step has some, else they stay. */
async function changesOn(git: Git, base: string, step: PushBranch): Promise<TreeChange[]> {
  const there = await git.tree(base, step.folder);
  if (step.removed === true) return there.map(({ path }) => ({ path, content: null }));
  const hasCases = [...step.files.keys()].some(isSmokeFile);
  const gone = there
    .map((entry) => entry.path.slice(step.folder.length + 1))
    .filter((path) => isReleaseFile(path) || (hasCases && isSmokeFile(path)))
    .filter((path) => !step.files.has(path));
  return [
    ...gone.map((path) => ({ path: `${step.folder}/${path}`, content: null })),
    ...[...step.files].map(([path, content]) => ({ path: `${step.folder}/${path}`, content })),
  ];
}
