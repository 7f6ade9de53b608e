/** Changes of a higher environment that came past the gates, and whether somebody has decided on them. */

import { digestOfText } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import type { RepositoryFacts } from './facts.ts';
import { currentOf, type Occupancy } from './history.ts';
import { environmentBefore } from './policy.ts';
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

/** True where nobody has adopted it yet. */
export function isUndecidedEdit(
  { records }: Pick<RepositoryFacts, 'records'>,
  stay: Occupancy,
  { workflow, environment }: Place,
): boolean {
  if (!isEdit(stay)) return false;
  return !recordsOf(records, 'adoption').some(
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
