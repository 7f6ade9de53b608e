/** Promotion in memory: a default branch, records and a forge as plain data, the planner's steps interpreted on them, and its promises checked. */

import { expect } from 'vitest';
import type { Digest } from '../../src/base/digest.ts';
import { member } from '../../src/base/json.ts';
import type { PromotionConfig } from '../../src/core/promotion/config-types.ts';
import { isEdit } from '../../src/core/promotion/edits.ts';
import { environmentOf } from '../../src/core/promotion/environments.ts';
import type { Evidence } from '../../src/core/promotion/evidence.ts';
import {
  branchOf,
  historyOf,
  type OpenPullRequest,
  type PromotionRequest,
  partsOfBranch,
  type RepositoryFacts,
  type Slot,
} from '../../src/core/promotion/facts.ts';
import { askGates, stateOfAll } from '../../src/core/promotion/gates/table.ts';
import { currentOf } from '../../src/core/promotion/history.ts';
import { planPromotions } from '../../src/core/promotion/plan.ts';
import type { Step } from '../../src/core/promotion/plan-types.ts';
import { mergeMessage } from '../../src/core/promotion/promotion-record.ts';
import { questionBase } from '../../src/core/promotion/question.ts';
import { planReconcile } from '../../src/core/promotion/reconcile.ts';
import { type RecordFile, recordFileOf } from '../../src/core/promotion/records.ts';
import { removedAt } from '../../src/core/promotion/removals.ts';
import { wayBack } from '../../src/core/promotion/rollback.ts';
import { type SlotChange, slotsOf } from '../../src/core/promotion/slots.ts';
import { standingOf, stopsOn } from '../../src/core/promotion/standing.ts';
import { dueTasks, type Task } from '../../src/core/promotion/tasks.ts';
import { type PlannedAction, plannedActions } from '../../src/core/promotion/trailers.ts';
import { aDigest, day0, hour, someEvidence } from './builders.ts';

interface Pull extends OpenPullRequest {
  readonly workflow: string;
  readonly environment: string;
  readonly action: PlannedAction;
  /** Its head takes the workflow out. */
  readonly removed?: true;
  readonly state: 'open' | 'closed' | 'merged';
  readonly closedAt?: number;
}

/** A merge that the planner made: what the gates saw is checked against what was so. */
interface OwnMerge {
  readonly commit: string;
  readonly action: PlannedAction;
  readonly stopped: readonly string[];
  readonly proven: boolean;
  /** The environment before had taken it out; true for the first one. */
  readonly removedBefore: boolean;
}

/** The process ended in the middle. */
export const interrupted = Symbol('interrupted');

export interface Model {
  now: number;
  readonly config: PromotionConfig;
  readonly line: SlotChange[];
  readonly records: Map<string, RecordFile>;
  pulls: Pull[];
  readonly merges: OwnMerge[];
  /** Steps that are done before the process ends. */
  stepsLeft: number;
  /** What others do between the plan and a merge. */
  meanwhile: () => void;
}

export function emptyModel(config: PromotionConfig): Model {
  return {
    ...{ now: day0, config, line: [], records: new Map(), pulls: [], merges: [] },
    stepsLeft: Number.POSITIVE_INFINITY,
    meanwhile: () => undefined,
  };
}

const file = (release: string) => new Map([['pin.json', new TextEncoder().encode(release)]]);
export const renderingOf = (release: Digest, environment: string): Digest =>
  aDigest(`${release} in ${environment}`);

/** Commits a pin, as a person does; `message` without trailers is a change past the gates. */
export function commit(
  model: Model,
  workflow: string,
  environment: string,
  release: Digest | undefined,
  message = 'Change by hand',
): string {
  const id = `commit-${model.line.length}`;
  const pin =
    release === undefined ? {} : { pin: { release, rendering: renderingOf(release, environment) } };
  const about = { workflow, environment, commit: id, time: model.now, by: 'Ada', message };
  model.line.push({ ...about, ...pin });
  return id;
}

export function record(model: Model, ...added: readonly RecordFile[]): void {
  for (const each of added) model.records.set(recordFileOf(each).path, each);
}

export function smoke(
  model: Model,
  kind: 'active' | 'candidate',
  environment: string,
  release: Digest,
  passed: boolean,
): void {
  const evidence = someEvidence({
    ...{ kind, environment, release, rendering: renderingOf(release, environment) },
    verdict: passed ? 'passed' : 'failed',
    at: new Date(model.now).toISOString(),
  });
  const content = evidence as unknown as RecordFile['content'];
  record(model, { kind: 'evidence', environment, key: 'k', content });
}

export function factsOf(model: Model): RepositoryFacts {
  const records = [...model.records.values()];
  const closed = model.pulls.flatMap(({ branch, state, closedAt, number }) => {
    const newest = model.pulls.filter((each) => each.branch === branch).at(-1);
    return state === 'closed' && closedAt !== undefined && newest?.number === number
      ? [{ branch, closedAt }]
      : [];
  });
  return {
    config: model.config,
    base: { branch: 'main', commit: `tip-${model.line.length}` },
    slots: slotsOf(model.line),
    records,
    evidence: records
      .filter((each) => each.kind === 'evidence')
      .map((each) => each.content as unknown as Evidence),
    ...standingOf(records, closed, model.now),
    closedRollbacks: closed,
    closedAdoptions: closed,
    pullRequests: model.pulls.filter((each) => each.state === 'open'),
    me: 'comfypin',
    now: model.now,
  };
}

function requestOf(task: Task, facts: RepositoryFacts): PromotionRequest | undefined {
  const { workflow, environment, action, merge, reason } = task;
  const slot = facts.slots.find(
    (each) => each.workflow === workflow && each.environment === environment,
  );
  const bans = facts.stops.flatMap((stop) => (stop.kind === 'ban' ? (stop.release ?? []) : []));
  const release =
    task.release ??
    (action === 'rollback' ? wayBack(slot?.history ?? [], new Set(bans)).target : undefined);
  const asked = { workflow, environment, action, merge, reason, automatic: true } as const;
  if (release === undefined) return undefined;
  return {
    ...asked,
    ...{ now: false, liftHold: false, problems: [] },
    validation: { state: 'passed', problems: [] },
    candidate: {
      ...{ release, rendering: renderingOf(release, environment), rerendered: false },
      ...(action === 'remove' ? { files: new Map(), removed: true } : { files: file(release) }),
    },
  };
}

/** Reads once, plans, applies; returns whether anything was written. */
export function reconcile(model: Model): boolean {
  const before = stateText(model);
  const facts = factsOf(model);
  const { tasks, waiting } = dueTasks(facts);
  const requests = tasks.flatMap((task) => requestOf(task, facts) ?? []);
  const plan = planReconcile({ ...facts, requests, waiting });
  for (const step of plan.steps) if (step.kind === 'append-records') apply(model, step);
  for (const item of plan.items) for (const step of item.steps) apply(model, step);
  return stateText(model) !== before;
}

/** A person rolls back with `--now`. */
export function rollBack(model: Model, workflow: string, environment: string): void {
  const facts = factsOf(model);
  const task = { workflow, environment, action: 'rollback', merge: true, reason: 'bad' } as const;
  const request = requestOf(task, facts);
  if (request === undefined) return;
  const { automatic: _, ...byHand } = request;
  const plan = planPromotions({ ...facts, requests: [{ ...byHand, now: true }] });
  for (const item of plan.items) for (const step of item.steps) apply(model, step);
}

/** A person removes a workflow, with `--merge`. */
export function removeByHand(model: Model, workflow: string, environment: string): void {
  const facts = factsOf(model);
  const stay = currentOf(historyOf(facts, workflow, environment));
  if (stay === undefined) return;
  const { release } = stay;
  const task = {
    workflow,
    environment,
    action: 'remove',
    release,
    merge: true,
    reason: 'r',
  } as const;
  const request = requestOf(task, facts);
  if (request === undefined) return;
  const plan = planPromotions({ ...facts, requests: [request] });
  for (const item of plan.items) for (const step of item.steps) apply(model, step);
}

export function stateText(model: Model): string {
  return JSON.stringify([model.line, [...model.records.keys()].sort(), model.pulls]);
}

function apply(model: Model, step: Step): void {
  if (model.stepsLeft <= 0) throw interrupted;
  model.stepsLeft -= 1;
  if (step.kind === 'append-records') record(model, ...step.records);
  else if (step.kind === 'close-pull-request') close(model, step.number);
  else if (step.kind === 'push-branch') push(model, step);
  else if (step.kind === 'propose') propose(model, step.branch);
  else if (step.kind === 'merge') merge(model, step.branch);
}

export function close(model: Model, number: number): void {
  model.pulls = model.pulls.map((each) =>
    each.number === number && each.state === 'open'
      ? { ...each, state: 'closed', closedAt: model.now }
      : each,
  );
}

interface Pushed {
  readonly head: string;
  readonly release: Digest;
  readonly removed?: true;
}

const pushed = new WeakMap<Model, Map<string, Pushed>>();

function branches(model: Model) {
  const found = pushed.get(model) ?? new Map<string, Pushed>();
  pushed.set(model, found);
  return found;
}

function push(
  model: Model,
  { branch, files, removed }: Extract<Step, { kind: 'push-branch' }>,
): void {
  if (removed === true) {
    const { workflow = '', environment = '' } = partsOfBranch(branch) ?? {};
    const stay = currentOf(historyOf(factsOf(model), workflow, environment));
    const head = `head-${model.line.length}-gone`;
    branches(model).set(branch, { head, release: stay?.release ?? aDigest('none'), removed });
    return;
  }
  const release = new TextDecoder().decode(files.get('pin.json')) as Digest;
  const head = `head-${model.line.length}-${release.slice(7, 15)}`;
  branches(model).set(branch, { head, release });
  update(model, branch, head, release, true);
}

/** Somebody puts another release on the branch. */
export function forcePush(model: Model, number: number, release: Digest): void {
  const pull = model.pulls.find((each) => each.number === number && each.state === 'open');
  if (pull === undefined) return;
  branches(model).set(pull.branch, { head: `forced-${model.now}`, release });
  update(model, pull.branch, `forced-${model.now}`, release, false);
}

function update(model: Model, branch: string, head: string, release: Digest, fresh: boolean) {
  model.pulls = model.pulls.map(({ files: _, ...each }): Pull => {
    if (each.branch !== branch || each.state !== 'open') {
      return _ === undefined ? each : { ...each, files: _ };
    }
    const pin = { release, rendering: renderingOf(release, each.environment) };
    return { ...each, head, pin, ...(fresh ? { files: file(release) } : {}) };
  });
}

function propose(model: Model, branch: string): void {
  if (model.pulls.some((each) => each.branch === branch && each.state === 'open')) return;
  const parts = partsOfBranch(branch);
  if (parts === undefined) throw new Error(`${branch} is none of ours`);
  const { action, environment, workflow } = parts;
  const there = branches(model).get(branch);
  if (there === undefined) throw new Error(`nothing was pushed to ${branch}`);
  const pin = { release: there.release, rendering: renderingOf(there.release, environment) };
  model.pulls.push({
    ...{ number: model.pulls.length + 1, branch, workflow, environment, pin },
    ...{ action, state: 'open', head: there.head },
    ...(there.removed === undefined ? {} : { removed: there.removed }),
    ...{ author: 'comfypin', createdAt: model.now, title: '', body: '', reviews: [] },
    files: there.removed === undefined ? file(there.release) : new Map(),
  });
}

/** As the program merges: the gates are asked of what the head pins, with facts that are read anew. */
function merge(model: Model, branch: string): void {
  const pull = model.pulls.find((each) => each.branch === branch && each.state === 'open');
  if (pull?.pin === undefined) return;
  model.meanwhile();
  const facts = factsOf(model);
  const { workflow, environment, action, number, head } = pull;
  const { release, rendering } = pull.pin;
  const question = {
    ...questionBase(facts, {
      ...{ workflow, action, release, rendering },
      environment: environmentOf(model.config, environment),
    }),
    validation: { state: 'passed', problems: [] } as const,
    pullRequest: pull,
  };
  const answers = askGates(question);
  if (stateOfAll(answers) !== 'passed') return;
  const about = { workflow, environment, answers, evidence: [] };
  const message = mergeMessage({
    ...{ action, pullRequest: number, head, mergedBy: 'comfypin', approvers: [] },
    gates: [about],
  });
  const stopped = stopsOn(facts.stops, { workflow, environment, release }).map((each) => each.kind);
  const proven = isProven(facts, workflow, environment, release);
  mergeAs(model, number, `${pull.title}\n\n${message}`);
  const commitId = model.line.at(-1)?.commit ?? '';
  const before = environmentOf(model.config, environment).after;
  const removedBefore =
    before === undefined || removedAt(facts, { workflow, environment: before }) !== undefined;
  model.merges.push({ commit: commitId, action, stopped, proven, removedBefore });
}

/** Merges what the head pins with a message of somebody's choice. */
export function mergeAs(model: Model, number: number, message: string): void {
  const pull = model.pulls.find((each) => each.number === number && each.state === 'open');
  if (pull?.pin === undefined) return;
  const { workflow, environment, pin, branch } = pull;
  commit(model, workflow, environment, pull.removed ? undefined : pin.release, message);
  branches(model).delete(branch);
  model.pulls = model.pulls.map((each) =>
    each.number === number ? { ...each, state: 'merged', closedAt: model.now } : each,
  );
}

/** The release stood in the environment before and an active run of it passed there. */
function isProven(
  facts: RepositoryFacts,
  workflow: string,
  environment: string,
  release: Digest,
): boolean {
  const before = environmentOf(facts.config, environment).after;
  if (before === undefined) return true;
  const stood = facts.slots.some(
    (each) =>
      each.workflow === workflow &&
      each.environment === before &&
      each.history.some((stay) => stay.release === release),
  );
  return (
    stood &&
    facts.evidence.some(
      (each) =>
        each.kind === 'active' &&
        each.environment === before &&
        each.release === release &&
        each.verdict === 'passed',
    )
  );
}

/** Asserts what ARCHITECTURE.md promises of every history. */
export function checkPromises(model: Model): void {
  const facts = factsOf(model);
  for (const { action, stopped, proven } of model.merges) {
    const binding = stopped.filter((kind) =>
      kind === 'ban' ? action !== 'remove' : action !== 'rollback',
    );
    expect(binding, 'a merge of ours saw a stop').toEqual([]);
    expect(proven || action !== 'promote', 'a merge of ours without evidence before').toBe(true);
  }
  for (const slot of facts.slots) {
    const { workflow, environment, history } = slot;
    checkGone(model, slot);
    const stay = currentOf(history);
    if (stay === undefined || environment === 'dev') continue;
    const own = model.merges.some((each) => each.commit === stay.commit);
    const reported = facts.records.filter(
      ({ kind, content }) => kind !== 'evidence' && member(content, 'merge') === stay.commit,
    );
    expect(own || reported.length > 0, `${workflow}@${environment} has no record`).toBe(true);
    if (isEdit(stay)) {
      expect(reported.filter((each) => each.kind === 'bypass')).toHaveLength(1);
    } else expect(reported.filter((each) => each.kind !== 'bypass')).toHaveLength(1);
    if (own && stay.action === 'rollback') {
      const earlier = history.slice(0, -1).find((each) => each.release === stay.release);
      expect(earlier?.rendering, 'a rollback to what never was there').toBe(stay.rendering);
    }
  }
  const open = facts.pullRequests.map((each) => each.branch);
  expect(new Set(open).size, 'two pull requests of one branch').toBe(open.length);
  for (const slot of facts.slots) {
    const both = plannedActions.filter((action) =>
      open.includes(branchOf(action, slot.environment, slot.workflow)),
    );
    expect(both.length, 'two live pull requests of one workflow').toBeLessThan(2);
  }
}

/** What a merge of ours took out was removed in the environment before, and has one record. */
function checkGone(model: Model, { workflow, environment, history }: Slot): void {
  const last = history.at(-1);
  const own = model.merges.find((each) => each.commit === last?.ended?.commit);
  if (own === undefined) return;
  expect(own.action, `${workflow}@${environment} went without a removal`).toBe('remove');
  const facts = factsOf(model);
  const records = facts.records.filter(({ content }) => member(content, 'merge') === own.commit);
  expect(records.map((each) => each.kind)).toEqual(['removal']);
  expect(own.removedBefore, 'removed here before it was removed there').toBe(true);
}

/** Reconciles until nothing is written; fails where that does not come about soon. */
export function settle(model: Model, most = 8): void {
  model.stepsLeft = Number.POSITIVE_INFINITY;
  for (let round = 1; reconcile(model); round += 1) {
    if (round > most) throw new Error(`no fixed point after ${most} rounds`);
  }
}

export { day0, hour };
