/** `history`: which releases an environment held, and how they came there. */

import { Failure } from '../base/failure.ts';
import { isJsonArray, isJsonObject, type JsonObject, member } from '../base/json.ts';
import { historyOf } from '../core/promotion/facts.ts';
import type { Occupancy } from '../core/promotion/history.ts';
import type { RecordFile } from '../core/promotion/records.ts';
import type { HistoryEntry } from '../report/promotion-answers.ts';
import { renderHistory } from '../report/text/history.ts';
import { command } from './command.ts';
import { notPinned } from './environment/target.ts';
import { openProject } from './project/project.ts';
import { slotNamed } from './project/slot-names.ts';
import { kindsOfChanges } from './promotion/change-kinds.ts';
import { releaseAnswer } from './promotion/promotion-answer.ts';
import { type Repository, readRepository } from './records/repository.ts';

export const history = command({
  name: 'history',
  summary: 'List the releases that an environment held, with who and when',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@prod',
      required: true,
    },
  ],
  options: {
    audit: { type: 'flag', summary: 'with gates, evidence, heads and mergers, from the records' },
  },
  examples: ['comfypin history portrait@prod', 'comfypin history portrait@prod --audit --json'],
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const { facts } = repository;
    const { workflow, environment } = slotNamed(words[0] ?? '', facts, 'history');
    const stays = historyOf(facts, workflow, environment.name);
    if (stays.length === 0) throw new Failure(notPinned(workflow, environment.name));
    const successions = stays.slice(1).map((after, index) => ({
      workflow,
      environment: environment.name,
      before: stays[index] as Occupancy,
      after,
    }));
    const kinds = await kindsOfChanges(successions, repository.git, facts.base.commit);
    const entries = stays
      .map((stay, index) => {
        const change = kinds[index - 1];
        const entry = entryOf(stay, workflow, repository);
        const audit = options.audit ? auditOf(stay, workflow, repository) : undefined;
        return { ...entry, ...(change && { change }), ...(audit && { audit }) };
      })
      .reverse();
    const value = { workflow, environment: environment.name, entries };
    return { value, problems: repository.problems };
  },
  renderers: { text: renderHistory },
});

function entryOf(stay: Occupancy, workflow: string, { facts }: Repository): HistoryEntry {
  const record = facts.records.find(
    (each) =>
      (each.kind === 'promotion' || each.kind === 'rollback') &&
      member(each.content, 'merge') === stay.commit &&
      member(each.content, 'workflow') === workflow,
  );
  // a rebase keeps no trailers; the record knows the pull request all the same
  const recorded = record === undefined ? undefined : member(record.content, 'pullRequest');
  const pullRequest = stay.pullRequest ?? (typeof recorded === 'number' ? recorded : undefined);
  const bypass = record === undefined ? undefined : member(record.content, 'bypass');
  return {
    release: releaseAnswer(stay.release, facts, workflow),
    rendering: stay.rendering,
    since: new Date(stay.since).toISOString(),
    ...(stay.until === undefined ? {} : { until: new Date(stay.until).toISOString() }),
    commit: stay.commit,
    by: stay.by,
    action: stay.action,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    approvers: approversIn(record),
    ...(typeof bypass === 'string' ? { bypass } : {}),
  };
}

/** Returns what the records hold of an occupancy, as they were written, oldest first. */
function auditOf(stay: Occupancy, workflow: string, { facts }: Repository): readonly JsonObject[] {
  return facts.records
    .filter(
      ({ kind, content }) =>
        kind !== 'evidence' &&
        member(content, 'workflow') === workflow &&
        (member(content, 'merge') === stay.commit ||
          (kind === 'hotfix' && member(content, 'rendering') === stay.rendering)),
    )
    .map(({ content }) => content);
}

function approversIn(record: RecordFile | undefined): readonly string[] {
  const list = record === undefined ? undefined : member(record.content, 'approvers');
  if (list === undefined || !isJsonArray(list)) return [];
  return list.flatMap((each) => {
    const name = isJsonObject(each) ? member(each, 'name') : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}
