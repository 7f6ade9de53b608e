/** Whether a workflow was taken out of an environment on purpose. That its files are gone says nothing: a removal is explicit. */

import { type Digest, digestOfText } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { historyOf, type RepositoryFacts } from './facts.ts';
import type { Occupancy } from './history.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { isoTime } from './stop-records.ts';
import { readTrailers } from './trailers.ts';

export interface Gone {
  readonly stay: Occupancy;
  readonly commit: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A merge of ours took it out, or somebody put on record that it is to be gone. */
  readonly removed: boolean;
}

interface Place {
  readonly workflow: string;
  readonly environment: string;
}

type Known = Pick<RepositoryFacts, 'slots' | 'records'>;

/** Returns how a workflow went from an environment that it was in; undefined while it is there, or where it never was. */
export function goneFrom(facts: Known, place: Place): Gone | undefined {
  const stay = historyOf(facts, place.workflow, place.environment).at(-1);
  if (stay?.ended === undefined) return undefined;
  const { commit, by, message } = stay.ended;
  const removed =
    readTrailers(message).action === 'remove' || isOnRecord(facts.records, place, commit);
  return { stay, commit, by, at: stay.until ?? stay.since, removed };
}

/** Returns when a workflow was removed from an environment, where it was. */
export function removedAt(facts: Known, place: Place): number | undefined {
  const gone = goneFrom(facts, place);
  return gone?.removed === true ? gone.at : undefined;
}

function isOnRecord(records: readonly RecordFile[], place: Place, commit: string): boolean {
  return recordsOf(records, 'removal').some(
    ({ environment, content }) =>
      environment === place.environment &&
      member(content, 'workflow') === place.workflow &&
      member(content, 'merge') === commit,
  );
}

/** Returns the tombstone of a workflow whose files went past the gates: somebody says that they are to be gone. */
export function removalRecord(
  { workflow, environment }: Place,
  gone: Gone,
  by: { readonly name: string; readonly reason: string; readonly at: number },
): RecordFile {
  const { release, rendering }: { release: Digest; rendering: Digest } = gone.stay;
  return {
    kind: 'removal',
    environment,
    key: digestOfText('record-key/v1', workflow),
    content: {
      ...{ format: 'comfypin-removal/1', workflow, environment, release, rendering },
      merge: gone.commit,
      ...{ reason: by.reason, by: by.name, at: isoTime(by.at) },
    },
  };
}

/** Returns what is said of a workflow that is gone and that nobody removed. */
export function goneProblem(place: Place, { commit, by }: Gone): Problem {
  return problem('promotion/gone', place, { ...place, commit, by });
}

/** Returns every workflow that is gone from an environment of promotion.yaml and that nobody removed. */
export function unexplainedlyGone(
  facts: Known & Pick<RepositoryFacts, 'config'>,
): readonly Problem[] {
  const known = new Set(facts.config.environments.map((each) => each.name));
  return facts.slots
    .filter((slot) => known.has(slot.environment))
    .flatMap(({ workflow, environment }) => {
      const gone = goneFrom(facts, { workflow, environment });
      return gone === undefined || gone.removed
        ? []
        : [goneProblem({ workflow, environment }, gone)];
    });
}
