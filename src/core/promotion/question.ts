/** What every question about a workflow in an environment shares, whether it is planned or stands in a pull request. */

import { type Digest, isDigest } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import type { Environment } from './config-types.ts';
import type { ChangeFacts } from './contract-change.ts';
import { historyOf, type RepositoryFacts } from './facts.ts';
import type { GateQuestion, LookFact } from './gates/gate.ts';
import { hotfixesIn } from './hotfix.ts';
import { codeOwnersOf } from './people.ts';
import { environmentBefore, gatesFor, ownersOf } from './policy.ts';
import { type RecordFile, recordsOf } from './records.ts';
import { removedAt } from './removals.ts';
import { requestedAt } from './runner-work.ts';
import { slotFolder } from './slots.ts';
import type { Action } from './trailers.ts';
import { turnOf } from './turn.ts';

export interface QuestionAbout extends ChangeFacts {
  readonly workflow: string;
  readonly environment: Environment;
  readonly action: Action;
  readonly release: Digest;
  readonly rendering: Digest;
}

type Shared = Omit<GateQuestion, 'validation' | 'casesBefore' | 'cases' | 'pullRequest'>;

/** Returns the part of a question that the repository's facts answer. */
export function questionBase(facts: RepositoryFacts, about: QuestionAbout): Shared {
  const { workflow, environment, action, release, rendering, kind, contractBreaks } = about;
  const before = environmentBefore(facts.config, environment);
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
    ...(before === undefined ? {} : { before }),
    evidence: facts.evidence,
    ...(facts.bases === undefined ? {} : { bases: facts.bases }),
    historyBefore: before === undefined ? [] : historyOf(facts, workflow, before.name),
    ...removalBefore(facts, workflow, before?.name),
    ...askedOf(facts, about, before?.name),
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

function removalBefore(
  facts: RepositoryFacts,
  workflow: string,
  environment: string | undefined,
): Pick<GateQuestion, 'removedBefore'> {
  const at = environment === undefined ? undefined : removedAt(facts, { workflow, environment });
  return at === undefined ? {} : { removedBefore: at };
}

/** Since when runners of both environments are asked for runs of this release. */
function askedOf(
  facts: RepositoryFacts,
  { workflow, environment, release, rendering }: QuestionAbout,
  before: string | undefined,
): Pick<GateQuestion, 'asked'> {
  if (recordsOf(facts.records, 'request').length === 0) return {};
  const candidate = requestedAt(facts, {
    ...{ workflow, environment: environment.name, kind: 'candidate', rendering },
  });
  const stay =
    before === undefined
      ? undefined
      : historyOf(facts, workflow, before).findLast((each) => each.release === release);
  const active =
    before === undefined || stay === undefined
      ? undefined
      : requestedAt(facts, {
          ...{ workflow, environment: before, kind: 'active', rendering: stay.rendering },
        });
  return {
    asked: {
      ...(candidate === undefined ? {} : { candidate }),
      ...(active === undefined ? {} : { active }),
    },
  };
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
