/** Whether a release must let the one before it finish: queues, and environments that are kept still while something soaks. */

import type { Digest } from '../../base/digest.ts';
import type { Environment } from './config-types.ts';
import { activeRunsOf, askEvidence } from './evidence-facts.ts';
import { historyOf, type RepositoryFacts } from './facts.ts';
import type { TurnFact } from './gates/gate.ts';
import { currentOf, type Occupancy } from './history.ts';
import { environmentsAfter, gatesFor, policyFor } from './policy.ts';
import { soakOf } from './soak.ts';
import { stopsOn } from './standing.ts';

/** Returns what a new release has to wait for; only environments that take releases by themselves wait. */
export function turnOf(
  facts: RepositoryFacts,
  workflow: string,
  environment: Environment,
): TurnFact | undefined {
  if (!policyFor(facts.config, environment, workflow).auto) return undefined;
  const stay = currentOf(historyOf(facts, workflow, environment.name));
  if (stay === undefined) return undefined;
  for (const after of environmentsAfter(facts.config, environment.name)) {
    const found = waitingFor(facts, workflow, stay, environment, after);
    if (found !== undefined) return found;
  }
  return undefined;
}

function waitingFor(
  facts: RepositoryFacts,
  workflow: string,
  stay: Occupancy,
  environment: Environment,
  after: Environment,
): TurnFact | undefined {
  const { policy } = policyFor(facts.config, after, workflow);
  const gates = gatesFor(facts.config, after, workflow);
  if (policy === 'latest' || (policy === 'hold-while-soaking' && gates.soak === 0)) {
    return undefined;
  }
  const { release, rendering } = stay;
  const isThere = historyOf(facts, workflow, after.name).some((each) => each.release === release);
  const on = { workflow, environment: after.name, release };
  if (isThere || stopsOn(facts.stops, on).some((stop) => stop.kind !== 'freeze')) return undefined;
  const { state } = askEvidence(facts.evidence, {
    kind: 'active',
    environment: environment.name,
    rendering,
  });
  if (state === 'failed' || state === 'unverifiable') return undefined;
  const fact: TurnFact = { release, next: after.name, policy };
  if (gates.previous && state !== 'passed') return fact;
  const { reached, runningSince } = soakIn(facts, workflow, release, environment.name, gates);
  if (reached >= gates.soak) return undefined;
  return runningSince === undefined ? fact : { ...fact, until: runningSince + gates.soak };
}

/** Returns how long a release has soaked in an environment for one that comes after it. */
export function soakIn(
  facts: RepositoryFacts,
  workflow: string,
  release: Digest,
  environment: string,
  gates: { readonly previous: boolean },
) {
  const occupancies = historyOf(facts, workflow, environment);
  return soakOf({
    release,
    occupancies,
    runs: activeRunsOf(facts.evidence, release, { environment, occupancies }),
    bans: facts.allBans.filter((ban) => ban.release === release).map((ban) => ban.since),
    needsEvidence: gates.previous,
    now: facts.now,
  });
}
