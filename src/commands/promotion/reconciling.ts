/** One round of the planner over everything: facts once, the plan, its steps one by one. No server of an environment is called. */

import { type Digest, digestOf } from '../../base/digest.ts';
import type { Json } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import { hintOf, titleOf } from '../../base/problem.ts';
import { environmentOf } from '../../core/promotion/environments.ts';
import type { ReconcilePlan } from '../../core/promotion/plan-types.ts';
import { planReconcile } from '../../core/promotion/reconcile.ts';
import { dueTasks, type Task } from '../../core/promotion/tasks.ts';
import type { PlanAnswer, WaitingLine } from '../../report/reconcile-answers.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { type Repository, readRepository } from '../records/repository.ts';
import { type Applied, applyItems, applySteps, describeStep } from './apply.ts';
import { backMergeRequest } from './back-merge-request.ts';
import { itemAnswer, releaseAnswer } from './promotion-answer.ts';
import { removalRequest } from './removal-request.ts';
import { promotionRequest, rollbackRequest, type WishContext } from './requests.ts';

export interface Planned {
  readonly repository: Repository;
  readonly plan: ReconcilePlan;
}

/** Reads everything once and plans what is due by itself. */
export async function readPlan(project: Project, world: World): Promise<Planned> {
  const repository = await readRepository(project, world);
  const { facts } = repository;
  const { tasks, waiting } = dueTasks(facts);
  const requests = [];
  for (const task of tasks) requests.push(await requestOf(task, { repository, project, world }));
  return { repository, plan: planReconcile({ ...facts, requests, waiting }) };
}

function requestOf(task: Task, context: WishContext) {
  const { workflow, action, merge, reason, release } = task;
  const environment = environmentOf(context.repository.config, task.environment);
  const wish = {
    ...{ workflow, environment, merge, reason },
    ...(release === undefined ? {} : { release }),
    now: false,
    liftHold: false,
    automatic: true,
    live: false,
  } as const;
  switch (action) {
    case 'promote':
      return promotionRequest(wish, context);
    case 'rollback':
      return rollbackRequest(wish, context);
    case 'remove':
      return removalRequest(wish, context);
    default:
      return backMergeRequest({ ...wish, from: task.from ?? '' }, context);
  }
}

export interface Round {
  readonly applied: readonly Applied[];
  readonly done: readonly string[];
  readonly problems: readonly Problem[];
}

/** Applies a plan: records first, then items, then what belongs to none. */
export async function applyPlan(
  { repository, plan }: Planned,
  project: Project,
  world: World,
): Promise<Round> {
  const context = { project, repository, world, live: false } as const;
  const isRecord = (kind: string): boolean => kind === 'append-records';
  const first = plan.steps.slice(0, plan.steps.findIndex((each) => !isRecord(each.kind)) >>> 0);
  const records = await applySteps(first, context);
  const applied = await applyItems(plan.items, context);
  const rest = await applySteps(plan.steps.slice(first.length), context);
  return {
    applied,
    done: [...records.done, ...rest.done],
    problems: [...records.problems, ...applied.flatMap((each) => each.problems), ...rest.problems],
  };
}

/** Returns a plan as it is shown and saved; `digest` names what it would do, at which base. */
export function planAnswer({ repository, plan }: Planned): PlanAnswer {
  const { facts } = repository;
  return {
    base: plan.base,
    digest: planDigest(plan),
    items: plan.items.map((item) => itemAnswer({ item, done: [], problems: [] }, facts, true)),
    steps: plan.steps.map(describeStep),
    waiting: waitingLines({ repository, plan }),
  };
}

/** Returns what waits for somebody, as lines. */
export function waitingLines({ repository, plan }: Planned): readonly WaitingLine[] {
  return plan.waiting.map(({ workflow, environment, release, reason }) => {
    const command = hintOf(reason);
    return {
      workflow,
      environment,
      ...(release === undefined
        ? {}
        : { release: releaseAnswer(release, repository.facts, workflow) }),
      reason: titleOf(reason),
      ...(command === undefined ? {} : { command }),
    };
  });
}

/** Digest of the decisions and steps, without the sentences that carry times. */
function planDigest({ base, items, steps }: ReconcilePlan): Digest {
  const content = {
    base: base.commit,
    items: items.map((item) => ({
      workflow: item.workflow,
      environment: item.environment,
      action: item.action,
      decision: item.decision,
      rendering: item.candidate?.rendering ?? '',
      gates: item.answers.map((each) => `${each.gate}=${each.state}`),
      steps: item.steps.map(describeStep),
    })),
    steps: steps.map(describeStep),
  };
  return digestOf('plan/v1', content as unknown as Json);
}
