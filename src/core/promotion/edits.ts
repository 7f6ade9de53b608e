/** Changes of a higher environment that came past the gates, and whether somebody has decided on them. */

import { digestOfText } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import type { RepositoryFacts } from './facts.ts';
import { currentOf, type Occupancy } from './history.ts';
import { environmentBefore, policyFor } from './policy.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { isoTime } from './stop-records.ts';
import { readTrailers } from './trailers.ts';

interface Place {
  readonly workflow: string;
  readonly environment: string;
}

/** True for a commit that brought a release above the first environment and does not say which gates held. */
export function isEdit(stay: Occupancy): boolean {
  return stay.action === 'edit' && !readTrailers(stay.message).trailers.has('gates');
}

/** True where promotion.yaml does not adopt edits there and nobody has adopted this one yet. */
export function isUndecidedEdit(
  facts: Pick<RepositoryFacts, 'records' | 'config'>,
  stay: Occupancy,
  place: Place,
): boolean {
  return isEdit(stay) && !isAdopting(facts, place) && !isAdopted(facts, stay, place);
}

function isAdopting(
  { config }: Pick<RepositoryFacts, 'config'>,
  { workflow, environment }: Place,
): boolean {
  const found = config.environments.find((each) => each.name === environment);
  return found !== undefined && policyFor(config, found, workflow).edits === 'adopt';
}

/** True where it stands in the records that the edit is kept. */
export function isAdopted(
  { records }: Pick<RepositoryFacts, 'records'>,
  stay: Occupancy,
  { workflow, environment }: Place,
): boolean {
  return recordsOf(records, 'adoption').some(
    (record) =>
      record.environment === environment &&
      member(record.content, 'workflow') === workflow &&
      member(record.content, 'merge') === stay.commit,
  );
}

/** Returns the record that keeps an edit. */
export function adoptionRecord(
  place: Place,
  stay: Occupancy,
  by: { readonly name: string; readonly reason: string; readonly at: number },
): RecordFile {
  return {
    kind: 'adoption',
    environment: place.environment,
    key: digestOfText('record-key/v1', place.workflow),
    content: {
      format: 'comfypin-adoption/1',
      ...place,
      release: stay.release,
      rendering: stay.rendering,
      merge: stay.commit,
      reason: by.reason,
      by: by.name,
      at: isoTime(by.at),
    },
  };
}

/** Returns the reports of what is pinned now past the gates and has none yet; made of the commit alone, so any machine makes the same. */
export function missingBypassRecords({
  config,
  slots,
  records,
}: Pick<RepositoryFacts, 'config' | 'slots' | 'records'>): readonly RecordFile[] {
  const known = new Set(
    recordsOf(records, 'bypass').map(({ content, environment }) =>
      JSON.stringify([environment, member(content, 'workflow'), member(content, 'merge')]),
    ),
  );
  return slots.flatMap(({ workflow, environment, history }): RecordFile[] => {
    const found = config.environments.find((each) => each.name === environment);
    const stay = currentOf(history);
    if (found === undefined || environmentBefore(config, found) === undefined) return [];
    if (stay === undefined || !isEdit(stay)) return [];
    if (known.has(JSON.stringify([environment, workflow, stay.commit]))) return [];
    const content = {
      format: 'comfypin-bypass/1',
      workflow,
      environment,
      release: stay.release,
      rendering: stay.rendering,
      merge: stay.commit,
      by: stay.by,
      at: isoTime(stay.since),
    };
    return [{ kind: 'bypass', environment, key: digestOfText('record-key/v1', workflow), content }];
  });
}

/** Returns the adoptions that promotion.yaml decides and that stand nowhere yet; made of the commit alone. */
export function missingAdoptions(
  facts: Pick<RepositoryFacts, 'config' | 'slots' | 'records'>,
): readonly RecordFile[] {
  return facts.slots.flatMap(({ workflow, environment, history }) => {
    const place = { workflow, environment };
    const stay = currentOf(history);
    const found = facts.config.environments.find((each) => each.name === environment);
    if (found === undefined || environmentBefore(facts.config, found) === undefined) return [];
    if (stay === undefined || !isEdit(stay) || !isAdopting(facts, place)) return [];
    if (isAdopted(facts, stay, place)) return [];
    const reason = `edits: adopt in ${environment}`;
    return [adoptionRecord(place, stay, { name: 'promotion.yaml', reason, at: stay.since })];
  });
}
