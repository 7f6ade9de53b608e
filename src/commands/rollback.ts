/** `rollback`: one step back, with the exact bytes of then. */

import { Failure } from '../base/failure.ts';
import { member } from '../base/json.ts';
import { problem } from '../base/problem.ts';
import { parseDuration } from '../core/promotion/duration.ts';
import type { RepositoryFacts } from '../core/promotion/facts.ts';
import { matchesGlob } from '../core/promotion/glob.ts';
import { currentOf } from '../core/promotion/history.ts';
import { planPromotions } from '../core/promotion/plan.ts';
import { missingRecords } from '../core/promotion/promotion-record.ts';
import { renderPromoteGithub } from '../report/promote-notices.ts';
import type { PromoteAnswer } from '../report/promotion-answers.ts';
import { renderPromote } from '../report/text/promote.ts';
import { command, type Outcome, type World } from './command.ts';
import { throughActions, viaOptions } from './hosted/via.ts';
import { openProject } from './project/project.ts';
import { checkKnown, type NamedSlot, slotNamed } from './project/slot-names.ts';
import { applyItems } from './promotion/apply.ts';
import { promoteOutcome, waitingOptions } from './promotion/promotion-answer.ts';
import { rollbackRequest, type WishContext } from './promotion/requests.ts';
import { rollbackAgain } from './promotion/rollback-again.ts';
import { appendMissing, readRepository } from './records/repository.ts';

export const rollback = command({
  name: 'rollback',
  summary: 'Go back to the release before, in one step',
  description:
    'Restores the newest earlier release that is neither banned nor was rolled back from, checks it against the environment as it is today, holds the workflow there, and opens a pull request. With --now it is merged at once. Asked again after it was done it does nothing and says what --release goes one more step back.',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@prod',
      required: true,
    },
  ],
  options: {
    release: {
      type: 'text',
      value: 'release',
      summary: 'v14, an alias or a digest; not the one before',
    },
    allSince: {
      type: 'text',
      value: 'time',
      summary: 'all that came since then, back to what was there: 6h, or 2026-12-24T18:00Z',
    },
    now: { type: 'flag', summary: 'merge it at once' },
    reason: { type: 'text', value: 'text', summary: 'why, for the records' },
    ...viaOptions,
    ...waitingOptions,
    dryRun: { type: 'flag', summary: 'show the plan and do nothing' },
  },
  examples: [
    'comfypin rollback portrait@prod --now --reason "bad hands"',
    `comfypin rollback '*@prod' --all-since 6h --reason "bad day"`,
  ],
  run: async ({ words, options }, world) => {
    if (options.via !== undefined) {
      return viaActions(words[0] ?? '', { ...options, via: options.via }, world);
    }
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const context = { repository, project, world };
    if (options.allSince !== undefined) {
      return rollBackAll(words[0] ?? '', { ...options, allSince: options.allSince }, context);
    }
    const slot = slotNamed(words[0] ?? '', repository.facts, 'rollback');
    checkKnown(slot, repository.facts);
    const { now, dryRun } = options;
    const release = options.release ?? unfinishedRollback(slot, repository.facts);
    const reason = options.reason ?? '';
    const wish = { ...slot, merge: now, now, liftHold: false, reason };
    const again =
      release === undefined
        ? rollbackAgain(slot.workflow, slot.environment.name, repository.facts)
        : undefined;
    const request =
      again ??
      (await rollbackRequest({ ...wish, ...(release === undefined ? {} : { release }) }, context));
    const { validation } = request;
    if (now && validation.state === 'unverifiable' && request.candidate && reason.trim() === '') {
      const message = `--now needs --reason here, because validation cannot be answered: ${validation.why ?? 'unknown'}.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'rollback' }));
    }
    const plan = planPromotions({ ...repository.facts, requests: [request] });
    if (!dryRun) await appendMissing({ ...repository, ...repository.facts }, world);
    const applied = dryRun
      ? plan.items.map((item) => ({ item, done: [], problems: [] }))
      : await applyItems(plan.items, context);
    const warnings = repository.problems;
    const { allowWaiting } = options;
    return promoteOutcome(applied, repository.facts, {
      dryRun,
      merge: now,
      allowWaiting,
      warnings,
    });
  },
  renderers: { text: renderPromote, github: renderPromoteGithub },
});

/** The form of the Actions file wants a reason. */
async function viaActions(
  name: string,
  options: {
    readonly via: string;
    readonly noWait: boolean;
    readonly release?: string | undefined;
    readonly allSince?: string | undefined;
    readonly now: boolean;
    readonly reason?: string | undefined;
    readonly dryRun: boolean;
  },
  world: World,
) {
  const { via, noWait, release, allSince, now, reason = '', dryRun } = options;
  const [, workflow, environment] = /^(.+)@([^@]+)$/.exec(name) ?? [];
  if (workflow === undefined || reason === '') {
    const message =
      '--via actions takes a workflow as portrait@prod, and --reason for the records.';
    throw new Failure(problem('cli/usage', {}, { message, command: 'rollback' }));
  }
  const unfit = [
    ...(allSince === undefined ? [] : ['--all-since']),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  const forms = [{ workflow, environment, release, reason, now: String(now) }];
  const about = { command: 'rollback', file: 'rollback.yml', via, noWait, forms, unfit };
  return { value: { dryRun: false, items: [] }, problems: await throughActions(about, world) };
}

/** A bad day: every workflow that changed since then goes back to what it held at that time. */
async function rollBackAll(
  word: string,
  options: {
    readonly allSince: string;
    readonly now: boolean;
    readonly dryRun: boolean;
    readonly allowWaiting: boolean;
    readonly reason: string | undefined;
  },
  context: WishContext,
): Promise<Outcome<PromoteAnswer>> {
  const { repository, world } = context;
  const { facts } = repository;
  const since = timeBefore(options.allSince, facts.now);
  const { workflow: pattern, environment } = slotNamed(word, facts, 'rollback');
  const { now, dryRun } = options;
  const wish = { environment, merge: now, now, liftHold: false, reason: options.reason ?? '' };
  const requests = [];
  for (const { workflow, history } of facts.slots.filter(
    (slot) => slot.environment === environment.name && matchesGlob(pattern, slot.workflow),
  )) {
    const stay = currentOf(history);
    const then = history.findLast((each) => each.since < since);
    if (stay === undefined || then === undefined || stay.since < since) continue;
    if (then.release === stay.release) continue;
    requests.push(await rollbackRequest({ ...wish, workflow, release: then.release }, context));
  }
  const plan = planPromotions({ ...facts, requests });
  if (!dryRun) await appendMissing({ ...repository, ...facts }, world);
  const applied = dryRun
    ? plan.items.map((item) => ({ item, done: [], problems: [] }))
    : await applyItems(plan.items, context);
  const warnings = repository.problems;
  const { allowWaiting } = options;
  return promoteOutcome(applied, facts, { dryRun, merge: now, allowWaiting, warnings });
}

function timeBefore(word: string, now: number): number {
  const duration = parseDuration(word);
  const time = duration === undefined ? Date.parse(word) : now - duration;
  if (!Number.isNaN(time) && time <= now) return time;
  const message = `--all-since takes a duration as 6h or a time that has been as 2026-12-24T18:00Z, not "${word}".`;
  throw new Failure(problem('cli/usage', {}, { message, command: 'rollback' }));
}

/**
 * Returns the release of a rollback that was merged and is not in the records yet: its process ended in between. Asked
 * again it is finished, instead of going one more step back.
 */
function unfinishedRollback(
  { workflow, environment }: NamedSlot,
  { slots, records }: RepositoryFacts,
): string | undefined {
  const found = missingRecords(slots, records).find(
    (record) =>
      record.kind === 'rollback' &&
      record.environment === environment.name &&
      member(record.content, 'workflow') === workflow,
  );
  const release = found === undefined ? undefined : member(found.content, 'release');
  return typeof release === 'string' ? release : undefined;
}
