/** What every question about a workflow in an environment shares, whether it is planned or stands in a pull request. */

import { type Digest, isDigest } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import type { Environment } from './config-types.ts';
import type { ChangeFacts } from './contract-change.ts';
import { historyOf, type RepositoryFacts } from './facts.ts';
import type { BeforeFact, GateQuestion, LookFact } from './gates/gate.ts';
import { hotfixesIn } from './hotfix.ts';
import { codeOwnersOf } from './people.ts';
import { environmentsBefore, gatesFor, ownersOf } from './policy.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { removedAt } from './removals.ts';
import { requestedAt, type WantedRun } from './runner-work.ts';
import { slotFolder } from './slots.ts';
import type { Action } from './trailers.ts';
import { turnOf } from './turn.ts';

export interface QuestionAbout extends ChangeFacts {
  readonly workflow: string;
  readonly environment: Environment;
  readonly action: Action;
  readonly release: Digest;
  readonly rendering: Digest;
  /** Environment before → digest of the smoke cases as they are there. */
  readonly casesBefore?: ReadonlyMap<string, Digest>;
}

type Shared = Omit<GateQuestion, 'validation' | 'cases' | 'pullRequest'>;

/** Returns the part of a question that the repository's facts answer. */
export function questionBase(facts: RepositoryFacts, about: QuestionAbout): Shared {
  const { workflow, environment, action, release, rendering, kind, contractBreaks } = about;
  const turn = action === 'promote' ? turnOf(facts, workflow, environment) : undefined;
  const hotfixes = hotfixesIn(facts.records).filter(
    (each) =>
      each.workflow === workflow &&
      each.environment === environment.name &&
      each.rendering === rendering,
  );
  return {
    ...{ workflow, environment, action, release, rendering },
    gates: gatesFor(facts.config, environment, workflow, kind),
    before: environmentsBefore(facts.config, environment).map((each) =>
      beforeFact(facts, about, each.name),
    ),
    evidence: facts.evidence,
    ...(facts.bases === undefined ? {} : { bases: facts.bases }),
    ...askedOf(facts, { workflow, environment: environment.name, kind: 'candidate', rendering }),
    stops: facts.stops,
    allBans: facts.allBans,
    ...(turn === undefined ? {} : { turn }),
    looks: looksIn(facts.records, workflow, environment.name),
    owners: ownersFor(facts, workflow, environment.name),
    ...(facts.teams === undefined ? {} : { teams: facts.teams }),
    ...(contractBreaks === undefined ? {} : { contractBreaks }),
    ...(hotfixes.length === 0 ? {} : { hotfixes }),
    now: facts.now,
  };
}

function beforeFact(
  facts: RepositoryFacts,
  { workflow, release, casesBefore }: QuestionAbout,
  environment: string,
): BeforeFact {
  const history = historyOf(facts, workflow, environment);
  const removed = removedAt(facts, { workflow, environment });
  const stay = history.findLast((each) => each.release === release);
  const cases = casesBefore?.get(environment);
  return {
    environment,
    history,
    ...(removed === undefined ? {} : { removed }),
    ...(stay === undefined
      ? {}
      : askedOf(facts, { workflow, environment, kind: 'active', rendering: stay.rendering })),
    ...(cases === undefined ? {} : { cases }),
  };
}

/** Since when the runner of an environment is asked for a run. */
function askedOf(facts: RepositoryFacts, run: WantedRun): { readonly asked?: number } {
  const asked = requestedAt(facts, run);
  return asked === undefined ? {} : { asked };
}

function ownersFor(
  { config, codeOwners }: RepositoryFacts,
  workflow: string,
  environment: string,
): readonly string[] {
  const named = ownersOf(config, workflow);
  if (named.length > 0 || codeOwners === undefined) return named;
  return codeOwnersOf(codeOwners, `${slotFolder(workflow, environment)}/pin.json`);
}

function looksIn(
  records: readonly RecordFile[],
  workflow: string,
  environment: string,
): readonly LookFact[] {
  return recordsOf(records, 'looked-at')
    .filter((record) => record.environment === environment)
    .filter(({ content }) => member(content, 'workflow') === workflow)
    .flatMap(({ content }): LookFact[] => {
      const rendering = member(content, 'rendering');
      const at = Date.parse(String(member(content, 'at')));
      if (!isDigest(rendering) || Number.isNaN(at)) return [];
      return [{ rendering, by: String(member(content, 'by')), at }];
    })
    .sort((a, b) => a.at - b.at);
}
