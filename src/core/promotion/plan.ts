/** The planner: from facts to what is to be done. Pure; asked again with the same facts it says the same. */

import { type Problem, problem } from '../../base/problem.ts';
import { arrivedRecord } from './back-merges.ts';
import { environmentOf } from './environments.ts';
import {
  branchOf,
  type Candidate,
  historyOf,
  type OpenPullRequest,
  type PromotionFacts,
  type PromotionRequest,
} from './facts.ts';
import type { GateAnswer, GateQuestion } from './gates/gate.ts';
import { askGates, stateOfAll } from './gates/table.ts';
import { currentOf, type Occupancy, type PinnedDigests } from './history.ts';
import { hotfixesIn, hotfixRecord } from './hotfix.ts';
import type { Plan, PlanItem, Step } from './plan-types.ts';
import { proposalMessage } from './proposal-message.ts';
import { questionBase } from './question.ts';
import { isSmokeFile } from './smoke-files.ts';
import { stopsOn } from './standing.ts';
import { liftRecord, stopRecord } from './stop-records.ts';
import { type PlannedAction, plannedActions } from './trailers.ts';

/** Returns one item per workflow and environment, in the order of the requests. */
export function planPromotions(facts: PromotionFacts): Plan {
  const seen = new Set<string>();
  const items = facts.requests.filter((request) => {
    const key = JSON.stringify([request.workflow, request.environment]);
    return !seen.has(key) && seen.add(key);
  });
  return { base: facts.base, items: items.map((request) => planRequest(facts, request)) };
}

function planRequest(facts: PromotionFacts, request: PromotionRequest): PlanItem {
  const { workflow, environment, action, candidate } = request;
  const current = currentOf(historyOf(facts, workflow, environment));
  const base = {
    workflow,
    environment,
    action,
    reason: request.reason,
    answers: [] as readonly GateAnswer[],
    state: 'passed' as const,
    steps: [] as readonly Step[],
    ...(request.source === undefined ? {} : { from: request.source.environment }),
    ...(current === undefined ? {} : { current: current.release }),
  };
  if (candidate === undefined) return { ...base, decision: 'refused', problems: request.problems };
  const own = openOf(facts, request, action);
  if (isThere(current, candidate)) {
    const close = own === undefined ? [] : [closing(own.number, 'It is there already.')];
    const steps = [...arrivedSteps(request, current), ...close];
    return { ...base, candidate, decision: 'nothing', steps, problems: request.problems };
  }
  const question = questionOf(facts, request, candidate);
  const answers = askGates(question);
  const refusals = refusalsOf(facts, request, answers, own !== undefined);
  const item = { ...base, candidate, answers, state: stateOfAll(answers) };
  if (refusals.length > 0) {
    const steps: Step[] =
      own === undefined || request.automatic
        ? []
        : [{ kind: 'set-status', branch: branchOf(action, environment, workflow) }];
    return { ...item, decision: 'refused', steps, problems: [...request.problems, ...refusals] };
  }
  const steps = stepsOf(facts, request, item.state, answers);
  return { ...item, decision: 'propose', steps, problems: request.problems };
}

/** A change that the first environment has already, as somebody made it there too, is not waited for. */
function arrivedSteps(
  { action, source, workflow, environment }: PromotionRequest,
  held: Occupancy | undefined,
): readonly Step[] {
  if (action !== 'adopt' || source === undefined || held === undefined) return [];
  const record = arrivedRecord({ workflow, environment }, held, source.rendering);
  return [{ kind: 'append-records', records: [record], why: 'record that the change is there' }];
}

function isThere(current: PinnedDigests | undefined, candidate: Candidate): boolean {
  if (candidate.removed === true) return current === undefined;
  return current?.release === candidate.release && current.rendering === candidate.rendering;
}

/** Returns what the gates are asked; a hold that this request lifts does not count any more. */
export function questionOf(
  facts: PromotionFacts,
  request: PromotionRequest,
  digests: Pick<GateQuestion, 'release' | 'rendering'>,
): GateQuestion {
  const { workflow, action } = request;
  const environment = environmentOf(facts.config, request.environment);
  const pullRequest = openOf(facts, request, action);
  const lifted = liftedHolds(facts, request);
  const { release, rendering } = digests;
  const { kind, contractBreaks } = request;
  const about = { workflow, environment, action, release, rendering };
  const base = questionBase(facts, {
    ...about,
    ...(kind === undefined ? {} : { kind }),
    ...(contractBreaks === undefined ? {} : { contractBreaks }),
    ...(request.casesBefore === undefined ? {} : { casesBefore: request.casesBefore }),
  });
  return {
    ...base,
    validation: request.validation,
    ...(request.cases === undefined ? {} : { cases: request.cases }),
    stops: facts.stops.filter((stop) => !lifted.includes(stop)),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...hotfixesOf(facts, request, base.hotfixes),
  };
}

/** Those of the records, and the one that this request makes. */
function hotfixesOf(
  facts: PromotionFacts,
  { skip, reason }: PromotionRequest,
  known: GateQuestion['hotfixes'],
): Pick<GateQuestion, 'hotfixes'> {
  if (skip === undefined) return known === undefined ? {} : { hotfixes: known };
  return { hotfixes: [...(known ?? []), { gates: skip, reason, by: facts.me, at: facts.now }] };
}

function openOf(facts: PromotionFacts, request: PromotionRequest, action: PlannedAction) {
  const branch = branchOf(action, request.environment, request.workflow);
  return facts.pullRequests.find((each) => each.branch === branch);
}

function liftedHolds(facts: PromotionFacts, request: PromotionRequest) {
  if (request.action !== 'promote' || !request.liftHold) return [];
  return stopsOn(facts.stops, request).filter((stop) => stop.kind === 'hold');
}

/**
 * What stops before a pull request is opened or moved. A failed smoke run does not: the pull request is where it is run
 * again. A rollback whose validation cannot be answered may be merged by `--now` with a reason.
 */
function refusalsOf(
  facts: PromotionFacts,
  request: PromotionRequest,
  answers: readonly GateAnswer[],
  isOpen: boolean,
): readonly Problem[] {
  const { workflow, environment } = request;
  const place = { workflow, environment };
  const found: Problem[] = [];
  for (const action of plannedActions.slice(plannedActions.indexOf(request.action) + 1)) {
    const higher = openOf(facts, request, action);
    if (higher === undefined) continue;
    const args = { ...place, number: higher.number, action };
    found.push(problem('promotion/rollback-open', place, args));
  }
  // a back-merge is looked at and finished in its pull request, whatever stands in the way of its merge
  if (request.action === 'adopt') return found;
  for (const { gate, state, reason } of answers) {
    if (state !== 'failed') continue;
    if ((gate === 'smoke' || gate === 'approvals') && !isOpen) continue;
    if (gate === 'validation') found.push(...request.validation.problems);
    found.push(reason);
  }
  return found;
}

function stepsOf(
  facts: PromotionFacts,
  request: PromotionRequest,
  state: GateAnswer['state'],
  answers: readonly GateAnswer[],
): readonly Step[] {
  const { workflow, environment, action, candidate } = request;
  if (candidate === undefined) return [];
  const branch = branchOf(action, environment, workflow);
  const bypass = action === 'rollback' && request.now && state === 'unverifiable';
  const waitsForReview = answers.every(
    (each) => each.state === 'passed' || each.gate === 'approvals',
  );
  const merges = request.merge && (waitsForReview || bypass);
  const merge: Step = { kind: 'merge', branch, ...(bypass ? { bypass: request.reason } : {}) };
  const own = openOf(facts, request, action);
  const head = [...recordSteps(facts, request, branch), ...closingSteps(facts, request)];
  if (request.automatic && own !== undefined && isAsWanted(own, candidate)) {
    return merges ? [...head, { kind: 'propose', branch }, merge] : head;
  }
  return [
    ...head,
    ...supersededBy(own, candidate),
    {
      kind: 'push-branch',
      branch,
      folder: `workflows/${environment}/${workflow}`,
      files: candidate.files,
      ...(candidate.removed === undefined ? {} : { removed: candidate.removed }),
      message: proposalMessage(request),
    },
    { kind: 'propose', branch },
    merges ? merge : { kind: 'set-status', branch },
  ];
}

/** True where the head has the candidate's files on a base that did not change beneath them. */
function isAsWanted(open: OpenPullRequest, candidate: Candidate): boolean {
  const { files } = open;
  if (candidate.removed === true) return files?.size === 0;
  if (files === undefined) return false;
  const hasCases = [...candidate.files.keys()].some(isSmokeFile);
  const kept = [...files].filter(([path]) => hasCases || !isSmokeFile(path));
  return (
    kept.length === candidate.files.size &&
    kept.every(([path, bytes]) => {
      const wanted = candidate.files.get(path);
      return wanted !== undefined && Buffer.compare(wanted, bytes) === 0;
    })
  );
}

function supersededBy(
  own: OpenPullRequest | undefined,
  { release, removed }: Candidate,
): readonly Step[] {
  if (own?.pin === undefined || removed === true || own.pin.release === release) return [];
  return [{ kind: 'tell-superseded', number: own.number, from: own.pin.release, to: release }];
}

/** The hold of a rollback is pushed before its pull request opens; a hold for the same target is not made twice. */
function recordSteps(facts: PromotionFacts, request: PromotionRequest, branch: string): Step[] {
  const { workflow, environment, candidate, reason } = request;
  const holds = stopsOn(facts.stops, request).filter((stop) => stop.kind === 'hold');
  if (request.action === 'promote') {
    const by = { name: facts.me, reason, at: facts.now };
    const record = liftRecord(liftedHolds(facts, request), by);
    const lift: Step[] =
      record === undefined
        ? []
        : [{ kind: 'append-records', records: [record], why: 'lift the hold' }];
    return [...lift, ...hotfixSteps(facts, request)];
  }
  if (request.action !== 'rollback') return [];
  if (candidate === undefined || holds.some((hold) => hold.rollback?.to === candidate.release)) {
    return [];
  }
  const record = stopRecord({
    kind: 'hold',
    workflow,
    environment,
    reason: reason === '' ? 'rolled back' : `rolled back: ${reason}`,
    by: facts.me,
    at: facts.now,
    rollback: { to: candidate.release, branch },
  });
  return [{ kind: 'append-records', records: [record], why: 'hold what is rolled back' }];
}

/** The hotfix is on record before its pull request moves; the same one is not recorded twice. */
function hotfixSteps(facts: PromotionFacts, request: PromotionRequest): Step[] {
  const { workflow, environment, candidate, skip, reason } = request;
  if (skip === undefined || candidate === undefined) return [];
  const { rendering } = candidate;
  const isKnown = hotfixesIn(facts.records).some(
    (each) =>
      each.workflow === workflow &&
      each.environment === environment &&
      each.rendering === rendering &&
      skip.every((gate) => each.gates.includes(gate)),
  );
  if (isKnown) return [];
  const hotfix = { workflow, environment, rendering, gates: skip, reason };
  const record = hotfixRecord({ ...hotfix, by: facts.me, at: facts.now });
  const why = `record the hotfix that skips ${skip.join(', ')}`;
  return [{ kind: 'append-records', records: [record], why }];
}

/** One live pull request per workflow and environment: what goes before the others closes them. */
function closingSteps(facts: PromotionFacts, request: PromotionRequest): Step[] {
  const { action, workflow, environment } = request;
  const because = {
    promote: '',
    remove: `${workflow} is removed from ${environment}.`,
    adopt: `A change of ${workflow} is brought back to ${environment}.`,
    rollback: `${workflow} is rolled back in ${environment}.`,
  }[action];
  return plannedActions
    .slice(0, plannedActions.indexOf(action))
    .flatMap((each) => openOf(facts, request, each) ?? [])
    .map((lower) => closing(lower.number, because));
}

function closing(number: number, reason: string): Step {
  return { kind: 'close-pull-request', number, reason };
}
