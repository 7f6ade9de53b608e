/** Which release an environment is to take next by itself, by its policy. */

import type { Digest } from '../../base/digest.ts';
import type { Environment } from './config-types.ts';
import { askEvidence } from './evidence-facts.ts';
import { historyOf, type RepositoryFacts } from './facts.ts';
import { currentOf, type Occupancy } from './history.ts';
import { gatesFor, policyFor } from './policy.ts';
import { stopsOn } from './standing.ts';
import { soakIn } from './turn.ts';

/** Returns undefined where nothing is to come: nothing is there, or the environment before was rolled back. */
export function wantedRelease(
  facts: RepositoryFacts,
  workflow: string,
  before: Environment,
  environment: Environment,
): Digest | undefined {
  const history = historyOf(facts, workflow, before.name);
  const newest = currentOf(history);
  if (newest === undefined || newest.action === 'rollback') return undefined;
  const current = currentOf(historyOf(facts, workflow, environment.name));
  const { policy } = policyFor(facts.config, environment, workflow);
  if (policy === 'latest') return newest.release;
  const waiting = since(history, current?.release).filter((stay) => isOpenTo(facts, stay, on()));
  function on() {
    return { workflow, environment: environment.name, before: before.name };
  }
  if (policy === 'queue') return waiting[0]?.release;
  const gates = gatesFor(facts.config, environment, workflow);
  const soaked = waiting.findLast(
    (stay) => soakIn(facts, workflow, stay.release, before.name, gates).reached >= gates.soak,
  );
  return soaked?.release ?? newest.release;
}

/** The stays after the last one of what the environment holds; of one that it took from elsewhere, the newest alone. */
function since(history: readonly Occupancy[], current: Digest | undefined): readonly Occupancy[] {
  const at = history.findLastIndex((stay) => stay.release === current);
  if (at < 0) return history.slice(-1);
  return history.slice(at + 1).filter((stay) => stay.release !== current);
}

/** What was banned, left by a rollback, or failed where it was, is passed over. */
function isOpenTo(
  facts: RepositoryFacts,
  stay: Occupancy,
  on: { readonly workflow: string; readonly environment: string; readonly before: string },
): boolean {
  const history = historyOf(facts, on.workflow, on.before);
  const next = history[history.indexOf(stay) + 1];
  if (next?.action === 'rollback') return false;
  const stops = stopsOn(facts.stops, { ...on, release: stay.release });
  if (stops.some((stop) => stop.kind === 'ban')) return false;
  const { rendering } = stay;
  const asked = { kind: 'active', environment: on.before, rendering } as const;
  return askEvidence(facts.evidence, asked).state !== 'failed';
}
