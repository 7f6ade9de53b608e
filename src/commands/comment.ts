/** `comment`: what an Actions job answers to an event: commands in comments, the report of a pull request, a merge group. */

import { resolve } from 'node:path';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { type ActionsEvent, parseActionsEvent } from '../core/promotion/actions-event.ts';
import { parseCheckReport, reportLimits } from '../core/promotion/check-report.ts';
import { type CommentCommand, parseComment } from '../core/promotion/comment-commands.ts';
import { partsOfBranch } from '../core/promotion/facts.ts';
import {
  renderAnswer,
  renderCheckComment,
  renderFailure,
  renderWrong,
} from '../report/markdown/comment.ts';
import { type CommentAnswer, renderComment } from '../report/text/comment.ts';
import type { HostedForge, Reply } from '../world/ports.ts';
import { command, type Outcome, type World } from './command.ts';
import { runComment } from './hosted/comment-call.ts';
import { openProject } from './project/project.ts';
import { evaluateGates, setGateStatus, setGroupStatus } from './promotion/gates.ts';
import { baseBranch, openForge } from './promotion/pull-requests.ts';
import { stick } from './promotion/sticky-comment.ts';

type EventOf<K extends ActionsEvent['kind']> = Extract<ActionsEvent, { kind: K }>;

export const comment = command({
  name: 'comment',
  summary:
    'Answer an event of GitHub: a command in a comment, a checked pull request, a merge group',
  description:
    'For Actions: --event "$GITHUB_EVENT_PATH". A comment whose first line is /promote, /hold, /rollback, /hotfix,\n' +
    '/smoke, /retry, /why or /update is carried out when its author may, and answered. After the read-only job of a\n' +
    'pull request its report (--report, made by comfypin pr check, trusted in nothing) becomes one comment, and\n' +
    'comfypin/gate is set; on a merge group it is set on the group’s commit.',
  examples: ['comfypin comment --event "$GITHUB_EVENT_PATH" --report report'],
  arguments: [],
  options: {
    event: { type: 'text', value: 'file', summary: 'the payload of the event', required: true },
    report: { type: 'text', value: 'folder', summary: 'where check.json of the read-only job is' },
  },
  run: async ({ options }, world): Promise<Outcome<CommentAnswer>> => {
    const bytes = await world.disk.read(resolve(world.folder, options.event));
    const event =
      bytes === undefined ? undefined : parseActionsEvent(new TextDecoder().decode(bytes));
    if (event === undefined) {
      throw new Failure(problem('forge/bad-event', {}, { file: options.event }));
    }
    const opened = await openForge(world);
    const { hosted } = opened.forge;
    if (hosted === undefined)
      throw new Failure(problem('forge/not-hosted', {}, { command: 'comment' }));
    if (event.repository.toLowerCase() !== hosted.repository.toLowerCase()) {
      const { repository } = event;
      const message = `The event is of ${repository}, and this repository is ${hosted.repository}.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'comment' }));
    }
    switch (event.kind) {
      case 'comment':
        return answerComment(event, world);
      case 'checked':
        return answerCheck(event, options.report, world);
      case 'merge-group':
        return answerGroup(event, world);
      default:
        return { value: { did: 'nothing', why: event.why }, problems: [] };
    }
  },
  renderers: { text: renderComment },
});

async function answerComment(
  event: EventOf<'comment'>,
  world: World,
): Promise<Outcome<CommentAnswer>> {
  const { number, author } = event;
  const parsed = parseComment(event.body);
  if (parsed.kind === 'none')
    return { value: { did: 'nothing', why: 'it is no command' }, problems: [] };
  const opened = await openForge(world);
  const { forge } = opened;
  const { hosted } = forge;
  if (hosted === undefined)
    throw new Failure(problem('forge/not-hosted', {}, { command: 'comment' }));
  if (parsed.kind === 'wrong') {
    const url = await say(hosted, event, { body: renderWrong(parsed), reaction: 'confused' });
    return { value: { did: 'refused', number, author, url }, problems: [] };
  }
  const { verb } = parsed.command;
  // a job that runs again: what was carried out and answered is not done twice
  const said = await hosted.said(number, event.comment);
  if (said !== undefined && said.reaction !== '-1') {
    await hosted.react(event.comment, said.reaction);
    return {
      value: { did: 'command', command: verb, number, author, url: said.url },
      problems: [],
    };
  }
  await hosted.react(event.comment, 'eyes');
  const { did, ...reply } = await carriedOut(parsed.command, event, opened, world);
  const url = await say(hosted, event, reply);
  return { value: { did, command: verb, number, author, url }, problems: [] };
}

/** The answer goes before its sign: what has a sign is answered. */
async function say(
  hosted: HostedForge,
  { number, comment: to }: EventOf<'comment'>,
  reply: Omit<Reply, 'to'>,
): Promise<string> {
  const url = await hosted.say(number, { to, ...reply });
  await hosted.react(to, reply.reaction);
  return url;
}

async function carriedOut(
  command: CommentCommand,
  { number, author, isPullRequest }: EventOf<'comment'>,
  opened: Awaited<ReturnType<typeof openForge>>,
  world: World,
): Promise<Omit<Reply, 'to'> & { readonly did: 'command' | 'refused' }> {
  const { forge } = opened;
  const { hosted } = forge;
  if (hosted === undefined)
    throw new Failure(problem('forge/not-hosted', {}, { command: 'comment' }));
  try {
    const pullRequest = isPullRequest ? await forge.pullRequest(number) : undefined;
    const base = await baseBranch(opened);
    const project = await openProject(world);
    const found = pullRequest === undefined ? {} : { pullRequest };
    const context = { project, world, hosted, base, author, number, ...found };
    const { ok, text } = await runComment(command, context);
    const reaction = ok ? 'rocket' : 'confused';
    return { did: 'command', body: renderAnswer(command.verb, text), reaction };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { did: 'refused', body: renderFailure(command.verb, thrown.problems), reaction: '-1' };
  }
}

/** The report only claims whose it is: the forge must tell the same head for that number, or nothing of it is shown. */
async function answerCheck(
  event: EventOf<'checked'>,
  folder: string | undefined,
  world: World,
): Promise<Outcome<CommentAnswer>> {
  const path = folder === undefined ? undefined : resolve(world.folder, folder, 'check.json');
  const bytes = path === undefined ? undefined : await world.disk.read(path);
  const report =
    bytes === undefined || bytes.length > reportLimits.bytes ? undefined : parseCheckReport(bytes);
  if (report === undefined) {
    return { value: { did: 'nothing', why: 'there is no report that can be read' }, problems: [] };
  }
  const { forge } = await openForge(world);
  const pull = report.pullRequest === 0 ? undefined : await forge.pullRequest(report.pullRequest);
  if (pull === undefined || pull.state !== 'open' || pull.head.commit !== event.head) {
    const why = `the report is not of the head of pull request ${report.pullRequest}`;
    return { value: { did: 'nothing', why }, problems: [] };
  }
  const { number } = pull;
  // the body of a pull request of ours says it already
  if (partsOfBranch(pull.head.branch) === undefined) {
    const shown = { ...report, head: event.head };
    await stick(forge, number, 'report', renderCheckComment(shown));
  }
  const project = await openProject(world);
  await setGateStatus(await evaluateGates({ project, world, number }));
  return { value: { did: 'report', number }, problems: [] };
}

async function answerGroup(
  { number, head, ref }: EventOf<'merge-group'>,
  world: World,
): Promise<Outcome<CommentAnswer>> {
  const project = await openProject(world);
  const evaluation = await evaluateGates({ project, world, number });
  const state = await setGroupStatus(evaluation, { head, ref });
  return { value: { did: 'merge-group', number, state }, problems: [] };
}
