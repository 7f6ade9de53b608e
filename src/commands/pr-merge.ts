/** `pr merge`: asks the gates and merges a pull request at the head that was read, or not at all. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { gateLineOf } from '../report/promotion-answers.ts';
import { type MergeAnswer, renderMerge } from '../report/text/pull-request.ts';
import type { PullRequest } from '../world/ports.ts';
import { command, type Outcome } from './command.ts';
import { openProject } from './project/project.ts';
import { evaluateGates, type GateEvaluation, mergePullRequest } from './promotion/gates.ts';
import { checkHead, namedPull, openForge } from './promotion/pull-requests.ts';

export const prMerge = command({
  name: 'pr merge',
  summary: 'Merge a pull request, bound to the head that it has now',
  arguments: [{ name: 'number', summary: 'its number, as 7', required: true }],
  options: {
    head: { type: 'text', value: 'commit', summary: 'only if this is still the head' },
    reason: {
      type: 'text',
      value: 'text',
      summary: 'for a rollback whose validation cannot be answered',
    },
    dryRun: { type: 'flag', summary: 'ask the gates and say what would be merged' },
  },
  examples: ['comfypin pr merge 7', 'comfypin pr merge 7 --head 3f1c2d4e5a6b'],
  run: async ({ words, options }, world): Promise<Outcome<MergeAnswer>> => {
    const { forge } = await openForge(world);
    const pull = await namedPull(forge, words[0]);
    const { number, base } = pull;
    const head = pull.head.commit;
    if (pull.state !== 'merged') checkHead(pull, options.head);
    const about = { number, base, head, dryRun: options.dryRun, gates: [] };
    if (pull.state !== 'open') return mergedBefore(pull, about);
    const project = await openProject(world);
    const asked = { project, world, number, head, reason: options.reason ?? '' };
    if (options.dryRun) return answerOf(await evaluateGates(asked), about);
    const { evaluation, commit, problems } = await mergePullRequest(asked);
    const { value, ...rest } = answerOf(evaluation, about);
    if (commit !== undefined) {
      return { value: { ...value, commit }, problems, next: 'comfypin status' };
    }
    const queued = problems.some((each) => each.code === 'github/queued');
    return {
      value,
      problems: [...problems, ...rest.problems],
      pending: queued || rest.pending === true,
    };
  },
  renderers: { text: renderMerge },
});

/** The gates' answers, each with its workflow in front where there are several. */
function answerOf(
  { slots, state, problems }: GateEvaluation,
  about: MergeAnswer,
): Outcome<MergeAnswer> {
  const gates = slots.flatMap(({ workflow, environment, answers }) =>
    answers.map((each) => ({ slot: `${workflow}@${environment}`, ...gateLineOf(each) })),
  );
  const waits = state === 'pending' || state === 'unverifiable';
  return { value: { ...about, gates }, problems, pending: waits && !about.dryRun };
}

/** Merged already is a yes; closed is a no. */
function mergedBefore(pull: PullRequest, about: MergeAnswer): Outcome<MergeAnswer> {
  const { number, state, mergeCommit } = pull;
  if (state === 'merged') {
    return { value: { ...about, ...(mergeCommit && { commit: mergeCommit }) }, problems: [] };
  }
  throw new Failure(problem('forge/not-open', {}, { number, state }));
}
