/** The answer of `status`, made of the facts of a repository. */

import { compareText } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { askEvidence } from '../../core/promotion/evidence-facts.ts';
import { historyOf, type RepositoryFacts } from '../../core/promotion/facts.ts';
import { basisFor } from '../../core/promotion/gates/gate.ts';
import { matchesGlob } from '../../core/promotion/glob.ts';
import { currentOf } from '../../core/promotion/history.ts';
import { isSamePerson } from '../../core/promotion/people.ts';
import { ownersOf } from '../../core/promotion/policy.ts';
import { unexplainedlyGone } from '../../core/promotion/removals.ts';
import { type Stop, stopsOn } from '../../core/promotion/standing.ts';
import type { StatusAnswer, StatusCell, StopLine } from '../../report/promotion-answers.ts';
import type { Git } from '../../world/ports.ts';
import { kindsOfChanges, type Succession } from './change-kinds.ts';
import { deliveryAnswer } from './delivery-answer.ts';
import { releaseAnswer } from './promotion-answer.ts';
import { brokenWays, rehearse } from './rehearsals.ts';
import type { WishContext } from './requests.ts';
import type { StatusQuestion } from './status-memory.ts';

/** Returns the answer without ages: they are added when it is shown. */
export async function answerStatus(
  question: StatusQuestion,
  context: WishContext,
): Promise<{ readonly value: StatusAnswer; readonly problems: readonly Problem[] }> {
  const { facts, git, problems } = context.repository;
  const all = [...new Set(facts.slots.map((slot) => slot.workflow))].sort(compareText);
  const { words } = question;
  const chosen = all.filter(
    (name) => words.length === 0 || words.some((word) => matchesGlob(word, name)),
  );
  const ways = await rehearse(chosen, context);
  const workflows = chosen
    .map((workflow) => ({
      workflow,
      cells: facts.config.environments.map((each) => {
        const wayBack = ways(workflow, each.name);
        return { ...cellOf(workflow, each, facts), ...(wayBack && { wayBack }) };
      }),
    }))
    .filter(({ cells }) => cells.some((cell) => cell.release !== undefined))
    .filter((row) => isAskedFor(row, question, facts));
  const value = {
    environments: facts.config.environments.map((each) => each.name),
    workflows: await withChanges(workflows, facts, git),
    stops: facts.stops.map((stop) => stopLine(stop, facts)),
    relaxed: facts.config.environments.flatMap(relaxedIn),
    ...deliveryAnswer(facts, new Set(workflows.map((each) => each.workflow))),
  };
  const shown = workflows.map((each) => each.workflow);
  const broken = brokenWays(shown, value.environments, ways);
  const found = [...unexplainedlyGone(facts), ...bypasses(facts), ...broken];
  return { value, problems: [...problems, ...found] };
}

function isAskedFor(
  { workflow, cells }: StatusAnswer['workflows'][number],
  { waiting, mine, owner }: StatusQuestion,
  facts: RepositoryFacts,
): boolean {
  const owners = ownersOf(facts.config, workflow);
  const owns = (name: string): boolean => owners.some((each) => isSamePerson(each, name));
  const waits = cells.some(
    (cell) => cell.held || cell.pullRequest !== undefined || cell.compared === 'behind',
  );
  const proposed = facts.pullRequests.some(
    ({ branch, author }) => branch.endsWith(`/${workflow}`) && isSamePerson(author, facts.me),
  );
  return (
    (!waiting || waits) &&
    (!mine || owns(facts.me) || proposed) &&
    (owner === undefined || owns(owner))
  );
}

/** More successions than this are told for workflows that are asked for by name. */
const mostCompared = 1000;

async function withChanges(
  workflows: StatusAnswer['workflows'],
  facts: RepositoryFacts,
  git: Git,
): Promise<StatusAnswer['workflows']> {
  const successions = workflows.flatMap(({ workflow, cells }) =>
    cells.flatMap(({ environment }): Succession[] => {
      const stays = historyOf(facts, workflow, environment);
      const [before, after] = [stays.at(-2), currentOf(stays)];
      if (before === undefined || after === undefined) return [];
      return [{ workflow, environment, before, after }];
    }),
  );
  if (successions.length > mostCompared) return workflows;
  const kinds = await kindsOfChanges(successions, git, facts.base.commit);
  return workflows.map(({ workflow, cells }) => ({
    workflow,
    cells: cells.map((cell) => {
      const change =
        kinds[
          successions.findIndex(
            (each) => each.workflow === workflow && each.environment === cell.environment,
          )
        ];
      return change === undefined ? cell : { ...cell, change };
    }),
  }));
}

function cellOf(workflow: string, environment: Environment, facts: RepositoryFacts): StatusCell {
  const current = currentOf(historyOf(facts, workflow, environment.name));
  const ending = `/${environment.name}/${workflow}`;
  const open = facts.pullRequests.find((each) => each.branch.endsWith(ending));
  const pullRequest = open === undefined ? {} : { pullRequest: open.number };
  const on = { workflow, environment: environment.name };
  const stops = stopsOn(
    facts.stops,
    current === undefined ? on : { ...on, release: current.release },
  );
  const held = stops.some((stop) => stop.kind === 'hold');
  const base = { environment: environment.name, held, ...pullRequest };
  if (current === undefined) return { ...base, banned: false };
  const { state } = askEvidence(facts.evidence, {
    kind: 'active',
    environment: environment.name,
    rendering: current.rendering,
    ...basisFor(facts, environment.name),
  });
  return {
    ...base,
    release: releaseAnswer(current.release, facts, workflow),
    since: new Date(current.since).toISOString(),
    evidence: state,
    ...comparedWith(workflow, environment, facts),
    banned: stops.some((stop) => stop.kind === 'ban'),
  };
}

/** Behind: the environment before held this release earlier and others since. Ahead: it never held it. */
function comparedWith(
  workflow: string,
  environment: Environment,
  facts: RepositoryFacts,
): Pick<StatusCell, 'compared' | 'behindBy'> {
  const current = currentOf(historyOf(facts, workflow, environment.name));
  if (environment.after === undefined || current === undefined) return {};
  const before = historyOf(facts, workflow, environment.after).map((stay) => stay.release);
  if (before.at(-1) === current.release) return { compared: 'same' };
  const at = before.lastIndexOf(current.release);
  if (at < 0) return { compared: 'ahead' };
  return { compared: 'behind', behindBy: new Set(before.slice(at + 1)).size };
}

function stopLine(stop: Stop, facts: RepositoryFacts): StopLine {
  const { kind, workflow, environment, release, reason, by, since, until } = stop;
  const owner = facts.slots.find((slot) => slot.history.some((stay) => stay.release === release));
  const subject =
    kind === 'hold'
      ? `${workflow ?? ''}@${environment ?? ''}`
      : kind === 'freeze'
        ? (environment ?? '')
        : `${owner?.workflow ?? ''} ${(release ?? '').slice(7, 19)}`.trim();
  return {
    kind,
    subject,
    reason,
    by,
    since: new Date(since).toISOString(),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}

/** The first environment has no environment before it and no candidates, so nothing is relaxed there. */
function relaxedIn({ name, after, gates }: Environment) {
  if (after === undefined) return [];
  const off = (['previous', 'validation', 'smoke'] as const).filter((gate) => !gates[gate]);
  return off.length === 0 ? [] : [{ environment: name, gates: off }];
}

/** What is pinned above the first environment by a commit that does not say which gates held. */
function bypasses(facts: RepositoryFacts) {
  return facts.slots.flatMap(({ workflow, environment, history }) => {
    const found = facts.config.environments.find((each) => each.name === environment);
    const stay = currentOf(history);
    if (found?.after === undefined || stay === undefined || stay.action !== 'edit') return [];
    if (/^Comfypin-Gates: /m.test(stay.message)) return [];
    const at = { workflow, environment };
    return [problem('promotion/bypassed', at, { ...at, commit: stay.commit })];
  });
}
