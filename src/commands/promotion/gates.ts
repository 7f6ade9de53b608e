/** Asks the gates of a pull request by what its head changes, says so on the forge, and merges when they allow it. */

import type { Digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { hasErrors, type Problem, problem, titleOf } from '../../base/problem.ts';
import { approversOf } from '../../core/promotion/gates/approvals.ts';
import type { GateAnswer, GateState } from '../../core/promotion/gates/gate.ts';
import { askGates, stateOfAll } from '../../core/promotion/gates/table.ts';
import { mergeMessage } from '../../core/promotion/promotion-record.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import type { Action } from '../../core/promotion/trailers.ts';
import { renderGateComment } from '../../report/markdown/gates.ts';
import type { CommitStatus, Forge, PullRequest } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { type Repository, readRepository, recordMerges } from '../records/repository.ts';
import { tellAuthor } from './author.ts';
import { type ChangedSlot, changedSlots, questionOfSlot } from './changed-slots.ts';
import { stick } from './sticky-comment.ts';

export const gateContext = 'comfypin/gate';

export interface GateOptions {
  readonly project: Project;
  readonly world: World;
  /** Of the pull request. */
  readonly number: number;
  /** Facts that were read already; read anew without. */
  readonly repository?: Repository;
  /** False where no server may be called. */
  readonly live?: false;
}

export interface GatedSlot {
  readonly workflow: string;
  readonly environment: string;
  readonly action: Action;
  /** Absent where the head takes the pin away. */
  readonly release?: Digest;
  readonly answers: readonly GateAnswer[];
  readonly evidence: readonly string[];
}

export interface GateEvaluation {
  readonly repository: Repository;
  readonly pullRequest: PullRequest;
  /** One per workflow and environment that the head changes. */
  readonly slots: readonly GatedSlot[];
  readonly state: GateState;
  /** Why not, where a gate failed or a pin is not what its files are. */
  readonly problems: readonly Problem[];
}

/** Reads everything anew and asks the gates of all that the pull request's head changes, by path and not by branch name. */
export async function evaluateGates(options: GateOptions): Promise<GateEvaluation> {
  const repository = options.repository ?? (await readRepository(options.project, options.world));
  const { forge } = repository;
  const pullRequest = await forge.pullRequest(options.number);
  if (pullRequest === undefined) {
    throw new Failure(problem('forge/no-pull-request', {}, { number: options.number }));
  }
  const changed = await changedSlots(repository, pullRequest);
  const slots: GatedSlot[] = [];
  const problems: Problem[] = [];
  for (const slot of changed) {
    problems.push(...slot.problems.filter((each) => each.severity === 'error'));
    const asked = await questionOfSlot(repository, pullRequest, slot, options);
    if (asked === undefined) continue;
    const answers = askGates(asked.question);
    if (asked.question.validation.state === 'failed') {
      problems.push(...asked.question.validation.problems);
    }
    problems.push(...answers.filter((each) => each.state === 'failed').map((each) => each.reason));
    slots.push({
      ...placeOf(slot),
      ...(slot.pin === undefined ? {} : { release: slot.pin.release }),
      action: asked.question.action,
      answers,
      evidence: asked.evidence,
    });
  }
  const state = hasErrors(problems) ? 'failed' : stateOfAll(slots.flatMap((each) => each.answers));
  return { repository, pullRequest, slots, state, problems };
}

function placeOf({ workflow, environment }: ChangedSlot) {
  return { workflow, environment };
}

/** Sets `comfypin/gate` on the head and the one comment beside it; nothing is written where both say so already. Returns whether the status changed. */
export async function setGateStatus(evaluation: GateEvaluation): Promise<boolean> {
  const { pullRequest, repository } = evaluation;
  if (pullRequest.state !== 'open') return false;
  const status = gateStatusOf(evaluation);
  const there = await repository.forge.statuses(pullRequest.head.commit);
  const same = there.find((each) => each.context === gateContext);
  if (same === undefined) {
    for (const slot of evaluation.slots) await tellAuthor(pullRequest, slot, repository);
  }
  const differs = same?.state !== status.state || same.description !== status.description;
  if (differs) await repository.forge.setStatus(pullRequest.head.commit, status);
  const { hosted } = repository.forge;
  await hosted?.setStatuses(pullRequest.head.commit, eachGate(evaluation));
  if (evaluation.slots.length === 0) return differs;
  const comment = renderGateComment(evaluation.slots, evaluation.state);
  await stick(repository.forge, pullRequest.number, 'gate', comment);
  return differs;
}

/**
 * Sets `comfypin/gate` on the commit of a merge group. The group must hold what the gates were asked about: the folders
 * of the changed workflows as the pull request's head has them.
 */
export async function setGroupStatus(
  evaluation: GateEvaluation,
  group: { readonly head: string; readonly ref: string },
): Promise<GateState> {
  const { repository, pullRequest, slots } = evaluation;
  const { git, remote, forge } = repository;
  if ((await git.missing([group.head])).length > 0) await git.fetch(remote, [group.ref]);
  const same = await Promise.all(
    slots.map(async ({ workflow, environment }) => {
      const folder = slotFolder(workflow, environment);
      const [queued, proposed] = await Promise.all(
        [group.head, pullRequest.head.commit].map((commit) => git.tree(commit, folder)),
      );
      return JSON.stringify(queued) === JSON.stringify(proposed);
    }),
  );
  const isSame = same.every(Boolean);
  const status: CommitStatus = isSame
    ? gateStatusOf(evaluation)
    : { context: gateContext, state: 'failure', description: 'The group holds other files' };
  await forge.setStatus(group.head, status);
  return isSame ? evaluation.state : 'failed';
}

const words: Record<GateState, CommitStatus['state']> = {
  failed: 'failure',
  unverifiable: 'error',
  pending: 'pending',
  passed: 'success',
};

/** One status per gate and environment, for people and other tools; where a batch differs the worst answer stands. */
function eachGate({ slots }: GateEvaluation): readonly CommitStatus[] {
  const worst = new Map<string, GateAnswer>();
  for (const { environment, answers } of slots) {
    for (const answer of answers) {
      const context = `comfypin/${environment}/${answer.gate}`;
      const known = worst.get(context);
      if (known === undefined || rank(answer) < rank(known)) worst.set(context, answer);
    }
  }
  return [...worst].map(([context, { state, reason }]) => ({
    context,
    state: words[state],
    description: titleOf(reason),
  }));
}

function rank({ state }: GateAnswer): number {
  return Object.keys(words).indexOf(state);
}

function gateStatusOf({ slots, state, problems }: GateEvaluation): CommitStatus {
  const waiting = [
    ...new Set(
      slots.flatMap((slot) =>
        slot.answers.filter((each) => each.state === state).map((each) => each.gate),
      ),
    ),
  ].join(', ');
  const texts: Record<GateState, { state: CommitStatus['state']; description: string }> = {
    passed: { state: 'success', description: 'All gates passed' },
    failed: {
      state: 'failure',
      description:
        waiting === '' ? `Refused: ${problems[0]?.code ?? 'gate'}` : `Refused by ${waiting}`,
    },
    pending: { state: 'pending', description: `Waits for ${waiting}` },
    unverifiable: { state: 'error', description: `Cannot be answered: ${waiting}` },
  };
  return { context: gateContext, ...texts[state] };
}

export interface MergeOutcome {
  readonly evaluation: GateEvaluation;
  /** The merge commit; absent where it was not merged. */
  readonly commit?: string;
  /** Why the forge did not merge. */
  readonly problems: readonly Problem[];
}

export interface MergeWish extends GateOptions {
  /** The head that was looked at; another one is not merged. */
  readonly head?: string;
  /** For which a rollback may be merged although a gate cannot be answered; it stands in the record. */
  readonly reason?: string;
}

/** Asks the gates, sets the status, merges with the head that was asked about, and appends the promotion record. */
export async function mergePullRequest(options: MergeWish): Promise<MergeOutcome> {
  const { repository: _, ...fresh } = options;
  const evaluation = await evaluateGates(fresh);
  await setGateStatus(evaluation);
  const { pullRequest, repository, state } = evaluation;
  const bypass = bypassOf(evaluation, options.reason);
  if (state !== 'passed' && bypass === undefined) return { evaluation, problems: [] };
  const { number, head, title } = pullRequest;
  if (options.head !== undefined && options.head !== head.commit) {
    const reason = `its head is now ${head.commit.slice(0, 12)}`;
    return { evaluation, problems: [problem('forge/head-moved', {}, { number, reason })] };
  }
  const message = await messageOf(
    evaluation,
    repository.forge,
    bypass ?? skippedBecause(evaluation),
  );
  const result = await repository.forge.merge(number, {
    expectedHead: head.commit,
    title: `${title} (#${number})`,
    message,
  });
  if (!result.merged) {
    const { reason, moved, queued } = result;
    const { hosted } = repository.forge;
    if (queued === true && hosted !== undefined) {
      const about = { number, repository: hosted.repository };
      return { evaluation, problems: [problem('github/queued', {}, about)] };
    }
    const found = problem(moved ? 'forge/head-moved' : 'forge/not-merged', {}, { number, reason });
    return { evaluation, problems: [found] };
  }
  await recordMerges(repository, options.world, { commit: result.commit, message });
  return { evaluation, commit: result.commit, problems: [] };
}

function bypassOf(
  { slots, state, problems }: GateEvaluation,
  reason: string | undefined,
): string | undefined {
  const allowed =
    state === 'unverifiable' &&
    problems.length === 0 &&
    slots.every((each) => each.action === 'rollback');
  return allowed && reason !== undefined && reason !== '' ? reason : undefined;
}

/** Returns the reasons of the hotfixes that skipped a gate. */
function skippedBecause({ slots }: GateEvaluation): string | undefined {
  const reasons = slots.flatMap(({ answers }) =>
    answers.flatMap(({ reason }) =>
      reason.code === 'gate/skipped' ? (reason.args as { reason: string }).reason : [],
    ),
  );
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join('; ');
}

async function messageOf(
  { pullRequest, slots, repository }: GateEvaluation,
  forge: Forge,
  bypass: string | undefined,
): Promise<string> {
  const { number, head, author, createdAt } = pullRequest;
  const reviews = await forge.reviews(number);
  const fact = { number, head: head.commit, author, createdAt, reviews };
  return mergeMessage({
    action: slots[0]?.action ?? 'edit',
    pullRequest: number,
    head: head.commit,
    mergedBy: repository.facts.me,
    approvers: approversOf(fact).map((each) => ({ name: each.reviewer, head: each.commit })),
    gates: slots,
    ...(bypass === undefined ? {} : { bypass }),
  });
}
