/** Merging in the local forge: a real merge commit, pushed together with everything that it changes, or not at all. */

import { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import { problem } from '../base/problem.ts';
import { pullFrom, type StoredPull } from './forge-local-pull.ts';
import {
  bring,
  entryCommit,
  headRef,
  metaRef,
  openRef,
  type Remote,
  readFiles,
  refsOf,
  untilSettled,
} from './forge-local-store.ts';
import type { MergeResult, RefUpdate } from './ports.ts';

interface MergeOptions {
  readonly expectedHead: string;
  readonly title: string;
  readonly message: string;
}

/** A base that moved meanwhile is merged onto again; a head that moved ends it. The head's branch is deleted. */
export async function mergePull(
  remote: Remote,
  number: number,
  options: MergeOptions,
  mergedBy: string,
): Promise<MergeResult> {
  const ref = metaRef(number);
  return untilSettled(remote, ref, async () => {
    const refs = await refsOf(remote, [ref, 'refs/comfypin/*', 'refs/heads/*']);
    const tip = refs.get(ref);
    if (tip === undefined) {
      throw new Failure(problem('forge/no-pull-request', {}, { number }));
    }
    const value = (await readFiles(remote, [[ref, tip]], 'pull.json')).get(ref) ?? null;
    const pull = pullFrom(ref, value);
    return mergeOnce(remote, { refs, tip, pull, mergedBy, options });
  });
}

interface Attempt {
  readonly refs: ReadonlyMap<string, string>;
  readonly tip: string;
  readonly pull: StoredPull;
  readonly mergedBy: string;
  readonly options: MergeOptions;
}

async function mergeOnce(remote: Remote, attempt: Attempt): Promise<MergeResult | undefined> {
  const { refs, pull, options } = attempt;
  const [headBranch, baseBranch] = [`refs/heads/${pull.head}`, `refs/heads/${pull.base}`];
  if (pull.state === 'merged' && pull.headCommit === options.expectedHead) {
    return { merged: true, commit: pull.mergeCommit ?? '' };
  }
  if (pull.state !== 'open') return refused(`pull request ${pull.number} is ${pull.state}`);
  const head = refs.get(headBranch);
  if (head === undefined) return refused(`its branch ${pull.head} was deleted`);
  if (head !== options.expectedHead) {
    return { merged: false, moved: true, reason: `its head is now ${head.slice(0, 12)}` };
  }
  const base = refs.get(baseBranch);
  if (base === undefined) return refused(`the branch ${pull.base} is not on the remote`);
  await bring(remote, [
    [headBranch, head],
    [baseBranch, base],
  ]);
  if (await remote.git.isAncestor(head, base)) return finish(remote, attempt, base, []);
  const merged = await remote.git.mergeTrees(base, head);
  if (!merged.ok)
    return refused(`it conflicts with ${pull.base} in ${merged.conflicts.join(', ')}`);
  const commit = await remote.git.createCommit({
    onto: merged.tree,
    parents: [base, head],
    changes: [],
    message: `${options.title}\n\n${options.message}`.trim(),
  });
  return finish(remote, attempt, commit, [{ ref: baseBranch, to: commit, expected: base }]);
}

function refused(reason: string): MergeResult {
  return { merged: false, moved: false, reason };
}

/** One atomic push. Deleting the branch makes the remote itself compare the head; where it forbids deletion, the branch stays. */
async function finish(
  remote: Remote,
  { refs, tip, pull, mergedBy, options }: Attempt,
  commit: string,
  base: readonly RefUpdate[],
): Promise<MergeResult | undefined> {
  const { number, head } = pull;
  const stored: StoredPull = {
    ...pull,
    state: 'merged',
    headCommit: options.expectedHead,
    closedAt: remote.clock.now(),
    mergeCommit: commit,
    mergedBy,
  };
  const files = { 'pull.json': stored as unknown as Json };
  const meta = await entryCommit(remote, tip, files, `Merge pull request ${number}`);
  const lock = openRef(head, pull.base);
  const updates: RefUpdate[] = [
    ...base,
    { ref: metaRef(number), to: meta, expected: tip },
    { ref: headRef(number), to: options.expectedHead, expected: refs.get(headRef(number)) },
    ...(refs.has(lock) ? [{ ref: lock, to: undefined, expected: refs.get(lock) }] : []),
  ];
  const branch = { ref: `refs/heads/${head}`, to: undefined, expected: options.expectedHead };
  let result = await remote.git.push(remote.name, [...updates, branch]);
  if (!result.ok && !result.moved && /delet/i.test(result.reason)) {
    result = await remote.git.push(remote.name, updates);
  }
  if (result.ok) return { merged: true, commit };
  return result.moved ? undefined : refused(`the remote refused it: ${result.reason}`);
}
