/** A rollback that is asked for again after it was done: by a second person, a retried job, a second press of a key. */

import type { Digest } from '../../base/digest.ts';
import { problem } from '../../base/problem.ts';
import {
  historyOf,
  type PromotionRequest,
  type RepositoryFacts,
} from '../../core/promotion/facts.ts';
import { timeText } from '../../core/promotion/gates/gate.ts';
import { numberReleases } from '../../core/promotion/history.ts';
import { nameRelease, releaseText } from '../../core/promotion/naming.ts';
import { alreadyBack } from '../../core/promotion/rollback.ts';

/** Returns the request that finds everything done and says which step would be the next; undefined where going back is what is asked. */
export function rollbackAgain(
  workflow: string,
  environment: string,
  facts: RepositoryFacts,
): PromotionRequest | undefined {
  const history = historyOf(facts, workflow, environment);
  const bans = facts.stops.flatMap((stop) => (stop.kind === 'ban' ? (stop.release ?? []) : []));
  const found = alreadyBack(history, new Set(bans));
  if (found === undefined) return undefined;
  const { stay, left, further } = found;
  const first = facts.config.environments[0]?.name ?? '';
  const numbers = numberReleases(historyOf(facts, workflow, first));
  const text = (release: Digest): string => releaseText(nameRelease(release, numbers));
  const { number, alias } = nameRelease(further, numbers);
  const place = { workflow, environment };
  const told = problem('promotion/rolled-back-already', place, {
    ...place,
    ...{ release: text(stay.release), left: left === undefined ? undefined : text(left) },
    ...{ by: stay.by, at: timeText(stay.since) },
    ...{ further: text(further), word: number === undefined ? alias : `v${number}` },
  });
  const { release, rendering } = stay;
  return {
    ...place,
    action: 'rollback',
    candidate: { release, rendering, files: new Map(), rerendered: false },
    problems: [told],
    validation: { state: 'passed', problems: [] },
    ...{ merge: false, now: false, liftHold: false, reason: '' },
  };
}
