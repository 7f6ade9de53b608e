/** `update-pr`: merges the base branch into a pull request with the graph merge, and says what a person must choose. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { renderConflictComment } from '../report/markdown/conflicts.ts';
import { renderUpdatePr } from '../report/text/update-pr.ts';
import type { PullRequest } from '../world/ports.ts';
import { command, type World } from './command.ts';
import { type BranchUpdate, updateBranch } from './merge/update-branch.ts';
import { namedPull, type OpenForge, openForge } from './promotion/pull-requests.ts';
import { stick } from './promotion/sticky-comment.ts';
import { decidingConfig } from './records/repository.ts';

export type UpdatePrAnswer = BranchUpdate & { readonly number: number; readonly branch: string };

export const updatePr = command({
  name: 'update-pr',
  summary: 'Merge the base branch into a pull request, node by node, and pin again',
  description:
    'A forge merges text and knows no graph. This merges the base into the branch of the pull request, pins what it\n' +
    'merged, and pushes one commit. Where a person must choose, nothing is pushed and a comment says what and how.\n' +
    'Without a number: the pull request of the current branch.',
  examples: ['comfypin update-pr 7', 'comfypin update-pr'],
  arguments: [{ name: 'number', summary: 'its number, as 7' }],
  options: {
    dryRun: { type: 'flag', summary: 'merge and say what comes of it; push and comment nothing' },
  },
  run: async ({ words, options: { dryRun } }, world) => {
    const opened = await openForge(world);
    const { git, forge, remote } = opened;
    const pull = await chosenPull(opened, words[0], world);
    const { number, state } = pull;
    if (state !== 'open') throw new Failure(problem('forge/not-open', {}, { number, state }));
    if (pull.fromFork === true) throw new Failure(problem('merge/from-fork', {}, { number }));
    const config = await decidingConfig(git, remote);
    const update = await updateBranch({ git, remote, pull, config, dryRun });
    const about = { number, branch: pull.head.branch };
    const value: UpdatePrAnswer = { ...update, ...about };
    if (update.state !== 'conflicts') {
      // what an earlier stop said is settled
      if (!dryRun) await stick(forge, number, 'conflicts', undefined);
      return { value, problems: [] };
    }
    const body = renderConflictComment({
      ...about,
      base: pull.base,
      remote,
      files: update.conflicts,
    });
    if (!dryRun) await stick(forge, number, 'conflicts', body);
    const problems = update.conflicts.map(({ file, conflicts, reason }) => {
      const paths = reason === undefined ? conflicts.map((each) => each.path) : [reason];
      return problem('merge/in-pull-request', { file }, { file, paths, number });
    });
    return { value, problems };
  },
  renderers: { text: renderUpdatePr },
});

async function chosenPull(
  { git, forge }: OpenForge,
  word: string | undefined,
  world: World,
): Promise<PullRequest> {
  if (word !== undefined) return namedPull(forge, word);
  const branch = await git.currentBranch();
  const pulls = branch === undefined ? [] : await forge.pullRequestsOf(branch);
  const open = pulls.find((each) => each.state === 'open');
  if (open === undefined) {
    throw new Failure(problem('forge/no-number', {}, { word: branch ?? world.folder }));
  }
  return open;
}
