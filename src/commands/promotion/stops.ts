/** Sets and lifts holds, freezes and bans: one record each, pushed to the remote. */

import type { Digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { problem } from '../../base/problem.ts';
import { parseDuration } from '../../core/promotion/duration.ts';
import type { Stop, StopKind } from '../../core/promotion/standing.ts';
import { liftRecord, stopRecord } from '../../core/promotion/stop-records.ts';
import type { StopAnswer } from '../../report/promotion-answers.ts';
import type { Outcome, World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { appendRecords } from '../records/records.ts';
import type { Repository } from '../records/repository.ts';
import { evaluateGates, setGateStatus } from './gates.ts';

export const stopOptions = {
  lift: { type: 'flag', summary: 'end it' },
  reason: { type: 'text', value: 'text', summary: 'why, for the records', required: true },
  until: {
    type: 'text',
    value: 'time',
    summary: 'when it ends by itself: 24h, 7d, or 2026-12-24T18:00Z',
  },
  dryRun: { type: 'flag', summary: 'show what would be done' },
} as const;

export interface StopWish {
  readonly kind: StopKind;
  readonly environment?: string;
  readonly workflow?: string;
  readonly release?: Digest;
  /** For people. */
  readonly subject: string;
}

interface StopOptions {
  readonly lift: boolean;
  readonly reason: string;
  readonly until?: string | undefined;
  readonly dryRun: boolean;
}

/** Appends the record unless it says what is so already. */
export async function setOrLift(
  wish: StopWish,
  options: StopOptions,
  repository: Repository,
  context: { readonly project: Project; readonly world: World },
): Promise<Outcome<StopAnswer>> {
  const { facts, git, remote } = repository;
  const until = untilOf(options.until, facts.now, wish.kind);
  const { kind, environment, workflow, release, subject } = wish;
  const inForce = facts.stops.filter(
    (stop) =>
      stop.kind === kind &&
      stop.environment === environment &&
      stop.workflow === workflow &&
      stop.release === release,
  );
  const { reason, lift, dryRun } = options;
  const by = { name: facts.me, reason, at: facts.now };
  const record = lift
    ? liftRecord(inForce, by)
    : isSaid(inForce, reason, until)
      ? undefined
      : stopRecord({
          kind,
          ...(environment === undefined ? {} : { environment }),
          ...(workflow === undefined ? {} : { workflow }),
          ...(release === undefined ? {} : { release }),
          reason,
          by: facts.me,
          at: facts.now,
          ...(until === undefined ? {} : { until }),
        });
  if (!dryRun) {
    if (record !== undefined) await appendRecords(git, remote, [record], context.world);
    // also where it is so already: the process that made it so may have ended before it could tell
    await tellPullRequests(wish, repository, context);
  }
  const did = record === undefined ? 'nothing' : lift ? 'lifted' : 'set';
  const iso = until === undefined || lift ? {} : { until: new Date(until).toISOString() };
  return { value: { dryRun, kind, subject, did, reason, ...iso }, problems: repository.problems };
}

/** The status on open pull requests must not stay green: whoever merges on the forge sees nothing else. */
async function tellPullRequests(
  { environment, workflow }: StopWish,
  { facts }: Repository,
  context: { readonly project: Project; readonly world: World },
): Promise<void> {
  const slot = `/${environment ?? ''}/${workflow ?? ''}`;
  const about = facts.pullRequests.filter(
    ({ branch }) => environment === undefined || `${branch}/`.includes(slot.replace(/\/?$/, '/')),
  );
  for (const { number } of about) await setGateStatus(await evaluateGates({ ...context, number }));
}

function isSaid(inForce: readonly Stop[], reason: string, until: number | undefined): boolean {
  return inForce.some(
    (stop) => stop.reason === reason && (until === undefined) === (stop.until === undefined),
  );
}

function untilOf(word: string | undefined, now: number, verb: string): number | undefined {
  if (word === undefined) return undefined;
  const duration = parseDuration(word);
  const time = duration === undefined ? Date.parse(word) : now + duration;
  if (!Number.isNaN(time) && time > now) return time;
  const message = `--until takes a duration as 24h or a time to come as 2026-12-24T18:00Z, not "${word}".`;
  throw new Failure(problem('cli/usage', {}, { message, command: verb }));
}
