/** From a command in a comment to verbs that are called, when its author may ask for it. */

import { Failure } from '../../base/failure.ts';
import { hasErrors, problem } from '../../base/problem.ts';
import { type CommentCommand, permissionOf } from '../../core/promotion/comment-commands.ts';
import { partsOfBranch } from '../../core/promotion/facts.ts';
import type { HostedForge, Permission, PullRequest } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { evaluateGates, setGateStatus } from '../promotion/gates.ts';
import { readRepository, recordMerges } from '../records/repository.ts';
import { dispatchSmoke } from './dispatch.ts';
import { callVerb, type VerbAnswer, type VerbCall } from './verb-call.ts';

export interface CommentContext {
  readonly project: Project;
  readonly world: World;
  readonly hosted: HostedForge;
  /** The branch that pull requests go to. */
  readonly base: string;
  readonly pullRequest?: PullRequest;
  readonly author: string;
  readonly number: number;
}

export interface CommandAnswer {
  readonly ok: boolean;
  readonly text: string;
}

const levels: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export function isAtLeast(has: Permission, wanted: Permission): boolean {
  return levels.indexOf(has) >= levels.indexOf(wanted);
}

/** One slot after the other; a pull request that changes more than this many is asked for by name. */
const mostSlots = 10;

/** Asks the forge for the permission anew: what the event says of a person may be old. */
export async function runComment(
  command: CommentCommand,
  context: CommentContext,
): Promise<CommandAnswer> {
  const { hosted, author, pullRequest } = context;
  const fork = pullRequest?.fromFork === true;
  // what a fork proposes is run only when a maintainer names the commit that was looked at
  const wanted = command.verb === 'smoke' && fork ? 'maintain' : permissionOf[command.verb];
  const has = await hosted.permission(author);
  if (!isAtLeast(has, wanted)) {
    throw new Failure(
      problem('forge/not-allowed', {}, { command: command.verb, author, has, wanted }),
    );
  }
  if (command.verb === 'update') return callAll([update(context)], context.world);
  if (command.verb === 'promote' && command.slot === undefined && pullRequest?.state === 'merged') {
    return mergedAlready(context);
  }
  const slots = command.slot === undefined ? await slotsOf(context) : [command.slot];
  if (slots.length === 0 || slots.length > mostSlots) {
    const number = context.number;
    throw new Failure(problem('forge/no-slot', {}, { command: command.verb, number }));
  }
  if (command.verb === 'smoke' || command.verb === 'retry')
    return smokeOrRetry(command, slots, context);
  // what the verbs ask about the person is about who wrote the comment, not about the job's token
  const { world } = context;
  const asked = (name: string) => (name === 'GITHUB_ACTOR' ? author : world.variable(name));
  return callAll(
    slots.map((slot) => callOf(command, slot, context)),
    { ...world, variable: asked },
  );
}

/** What the pull request changes; read anew, by path. One that is done changes nothing any more; the name of our branch tells what it was about. */
async function slotsOf({ project, world, number, pullRequest }: CommentContext) {
  if (pullRequest === undefined) return [];
  if (pullRequest.state !== 'open') {
    const parts = partsOfBranch(pullRequest.head.branch);
    return parts === undefined ? [] : [parts];
  }
  const { slots } = await evaluateGates({ project, world, number });
  return slots.map(({ workflow, environment }) => ({ workflow, environment }));
}

/** A job that ended after its merge and before the record of it is finished by the next. */
async function mergedAlready({ project, world, number }: CommentContext): Promise<CommandAnswer> {
  await recordMerges(await readRepository(project, world), world);
  return { ok: true, text: `Pull request ${number} is merged already.\n` };
}

function update({ number }: CommentContext): VerbCall {
  return { verb: 'update-pr', words: [String(number)], options: {} };
}

function callOf(
  command: CommentCommand,
  { workflow, environment }: NonNullable<CommentCommand['slot']>,
  { author, number }: CommentContext,
): VerbCall {
  const name = `${workflow}@${environment}`;
  const { release, until, now, lift, skip } = command;
  const asked = `asked for by ${author} in #${number}`;
  const reason = command.reason === '' ? asked : `${command.reason} (${asked})`;
  switch (command.verb) {
    case 'why':
      return { verb: 'why', words: [name], options: {} };
    case 'hold':
      return { verb: 'hold', words: [name], options: { reason, until, lift } };
    case 'rollback':
      return { verb: 'rollback', words: [name], options: { reason, release, now } };
    case 'hotfix':
      return {
        verb: 'promote',
        words: [name],
        options: { hotfix: true, skip, merge: true, reason },
      };
    default:
      return { verb: 'promote', words: [name], options: { merge: true, release, reason } };
  }
}

async function callAll(calls: readonly VerbCall[], world: World): Promise<CommandAnswer> {
  const answers: VerbAnswer[] = [];
  for (const call of calls) {
    const answer = await callVerb(call, world);
    if (answer === undefined) {
      throw new Failure(problem('forge/no-command', {}, { command: call.verb }));
    }
    answers.push(answer);
  }
  return {
    ok: answers.every((each) => !hasErrors(each.problems)),
    text: answers.map((each) => each.text).join('\n'),
  };
}

/** `/retry` asks the gates again and starts the smoke runs of those that wait for one. */
async function smokeOrRetry(
  command: CommentCommand,
  slots: readonly NonNullable<CommentCommand['slot']>[],
  context: CommentContext,
): Promise<CommandAnswer> {
  const { pullRequest, hosted, base, project, world, number } = context;
  if (pullRequest?.state !== 'open') {
    throw new Failure(problem('forge/no-slot', {}, { command: command.verb, number }));
  }
  checkCommit(command, pullRequest);
  const lines: string[] = [];
  let wanted = slots;
  if (command.verb === 'retry') {
    const evaluation = await evaluateGates({ project, world, number });
    await setGateStatus(evaluation);
    lines.push(`comfypin/gate: ${evaluation.state}`);
    wanted = evaluation.slots.filter((slot) =>
      slot.answers.some(({ gate, state }) => gate === 'smoke' && state !== 'passed'),
    );
    if (pullRequest.fromFork === true) wanted = [];
  }
  for (const slot of wanted) {
    const run = await dispatchSmoke(hosted, base, { ...slot, pullRequest });
    lines.push(`smoke of ${slot.workflow} in ${slot.environment}: ${run?.url ?? 'started'}`);
  }
  return { ok: true, text: `${lines.join('\n')}\n` };
}

function checkCommit(
  { verb, commit }: CommentCommand,
  { head, number, fromFork }: PullRequest,
): void {
  if (verb !== 'smoke') return;
  if (commit === undefined && fromFork !== true) return;
  if (commit !== undefined && head.commit.startsWith(commit)) return;
  const short = head.commit.slice(0, 12);
  const reason =
    commit === undefined
      ? `it comes from a fork: look at it and name the head, as /smoke ${short}`
      : `its head is ${short}, not ${commit}`;
  throw new Failure(problem('forge/head-unnamed', {}, { number, reason }));
}
