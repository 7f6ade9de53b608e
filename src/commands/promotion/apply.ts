/** Applies a plan step by step. Each step first asks whether it is done, so a command that was killed can be run again. */

import { Failure } from '../../base/failure.ts';
import type { Problem } from '../../base/problem.ts';
import { historyOf } from '../../core/promotion/facts.ts';
import type { GateAnswer } from '../../core/promotion/gates/gate.ts';
import { numberReleases } from '../../core/promotion/history.ts';
import { nameRelease } from '../../core/promotion/naming.ts';
import type { PlanItem, Step } from '../../core/promotion/plan-types.ts';
import { renderSuperseded } from '../../report/markdown/pull-request.ts';
import type { Forge, PullRequest } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { appendRecords } from '../records/records.ts';
import type { Repository } from '../records/repository.ts';
import { pushBranch } from './branch.ts';
import { evaluateGates, type GateEvaluation, mergePullRequest, setGateStatus } from './gates.ts';
import { type ProposalText, proposalOf } from './proposal.ts';
import { stick } from './sticky-comment.ts';

/** What one item's steps have reached so far. */
export interface Applied {
  readonly item: PlanItem;
  readonly pullRequest?: PullRequest;
  readonly evaluation?: GateEvaluation;
  /** The merge commit. */
  readonly merged?: string;
  readonly done: readonly string[];
  /** Why the forge did not merge. */
  readonly problems: readonly Problem[];
  /** Set by a step that found everything as it should be. */
  readonly unchanged?: boolean;
}

export interface ApplyContext {
  readonly project: Project;
  readonly repository: Repository;
  readonly world: World;
  /** False where no server may be called. */
  readonly live?: false;
}

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

interface StepRunner<K extends Step['kind']> {
  /** One line for a dry run and for progress. */
  readonly describe: (step: StepOf<K>) => string;
  /** Runs the step unless it is done; returns what is known after it. */
  readonly run: (step: StepOf<K>, applied: Applied, context: ApplyContext) => Promise<Applied>;
}

const runners: { readonly [K in Step['kind']]: StepRunner<K> } = {
  'append-records': {
    describe: (step) => `${step.why} (record on comfypin-records)`,
    run: async (step, applied, { repository, world }) => {
      await appendRecords(repository.git, repository.remote, step.records, world);
      return applied;
    },
  },
  'close-pull-request': {
    describe: (step) => `close pull request ${step.number}: ${step.reason}`,
    run: async (step, applied, { repository }) => {
      const found = await repository.forge.pullRequest(step.number);
      if (found?.state === 'open') await repository.forge.close(step.number, step.reason);
      return applied;
    },
  },
  'push-branch': {
    describe: (step) => `push the branch ${step.branch}`,
    run: async (step, applied, { repository }) => {
      await pushBranch(repository, step);
      return applied;
    },
  },
  propose: {
    describe: (step) => `open or update the pull request of ${step.branch}`,
    run: async (step, applied, context) => ({
      ...applied,
      pullRequest: await propose(step.branch, applied.item, context),
    }),
  },
  'set-status': {
    describe: () => 'set the status comfypin/gate on its head',
    run: async (step, applied, context) => {
      const number = applied.pullRequest?.number ?? (await openNumber(step.branch, context));
      if (number === undefined) return applied;
      const { project, world, live } = context;
      const evaluation = await evaluateGates({
        ...{ project, world, number },
        ...(live === undefined ? {} : { live }),
      });
      await setGateStatus(evaluation);
      const after = { ...applied, pullRequest: evaluation.pullRequest, evaluation };
      await tellGates(after, context);
      return after;
    },
  },
  merge: {
    describe: () => 'ask the gates again and merge it, if its head is still the same',
    run: async (step, applied, context) => {
      const { pullRequest } = applied;
      if (pullRequest === undefined) return applied;
      const result = await mergePullRequest({
        project: context.project,
        world: context.world,
        ...(context.live === undefined ? {} : { live: context.live }),
        number: pullRequest.number,
        ...(step.bypass === undefined ? {} : { reason: step.bypass }),
        head: pullRequest.head.commit,
      });
      const { evaluation, commit, problems } = result;
      const after = { ...applied, evaluation, problems };
      if (commit !== undefined) return { ...after, merged: commit };
      await tellGates(after, context);
      return after;
    },
  },
  'tell-superseded': {
    describe: (step) => `say in pull request ${step.number} that it is about another release now`,
    run: async ({ number, from, to }, applied, { repository: { forge, facts } }) => {
      const { workflow } = applied.item;
      const first = facts.config.environments[0]?.name ?? '';
      const numbers = numberReleases(historyOf(facts, workflow, first));
      const body = renderSuperseded(nameRelease(from, numbers), nameRelease(to, numbers));
      await stick(forge, number, 'superseded', body);
      return applied;
    },
  },
  refresh: {
    describe: (step) => `ask the gates of pull request ${step.number}`,
    run: async ({ number }, applied, context) => {
      const { project, world, repository, live } = context;
      const evaluation = await evaluateGates({
        ...{ project, world, repository, number },
        ...(live === undefined ? {} : { live }),
      });
      const changed = await setGateStatus(evaluation);
      return { ...applied, evaluation, unchanged: !changed };
    },
  },
  dispatch: {
    describe: ({ run: { environment, kind, workflows } }) =>
      `ask the runner of ${environment} for ${kind} smoke runs of ${workflows.join(', ')}`,
    run: async ({ run: { environment, kind, workflows } }, applied, { repository }) => {
      const { forge, facts } = repository;
      const inputs = { environment, kind, workflows: workflows.join(' ') };
      await forge.hosted?.dispatch('smoke.yml', facts.base.branch, inputs);
      return applied;
    },
  },
};

/** Returns one line per step. */
export function describeStep(step: Step): string {
  return (runners[step.kind] as StepRunner<Step['kind']>).describe(step);
}

/** Applies item after item; where the world fails one of them, the others still go on. */
export async function applyItems(
  items: readonly PlanItem[],
  context: ApplyContext,
): Promise<readonly Applied[]> {
  const applied: Applied[] = [];
  for (const item of items) applied.push(await applyItem(item, context));
  return applied;
}

async function applyItem(item: PlanItem, context: ApplyContext): Promise<Applied> {
  const reached: { last: Applied } = { last: { item, done: [], problems: [] } };
  try {
    await runSteps(reached, context);
  } catch (error) {
    if (!(error instanceof Failure) || context.world.signal.aborted) throw error;
    return { ...reached.last, problems: error.problems };
  }
  return reached.last;
}

/** Runs the steps of an item in order. */
async function runSteps(reached: { last: Applied }, context: ApplyContext): Promise<void> {
  const { item } = reached.last;
  for (const step of item.steps) {
    context.world.signal.throwIfAborted();
    context.world.progress.show(`${item.workflow} → ${item.environment}: ${describeStep(step)}`);
    const runner = runners[step.kind] as StepRunner<Step['kind']>;
    const { unchanged, ...after } = await runner.run(step, reached.last, context);
    const done = unchanged === true ? after.done : [...after.done, describeStep(step)];
    reached.last = { ...after, done };
  }
}

/** Applies steps that belong to no item; where the world fails one, the others still go on. */
export async function applySteps(
  steps: readonly Step[],
  context: ApplyContext,
): Promise<{ readonly done: readonly string[]; readonly problems: readonly Problem[] }> {
  const nobody: PlanItem = {
    ...{ workflow: '', environment: '', action: 'promote', decision: 'nothing', reason: '' },
    ...{ answers: [], state: 'passed', problems: [] },
    steps: [],
  };
  const applied: Applied[] = [];
  for (const step of steps) applied.push(await applyItem({ ...nobody, steps: [step] }, context));
  return {
    done: applied.flatMap((each) => each.done),
    problems: applied.flatMap((each) => each.problems),
  };
}

async function openNumber(branch: string, context: ApplyContext): Promise<number | undefined> {
  const { forge, facts } = context.repository;
  const open = await forge.openPullRequests(facts.base.branch);
  return open.find((each) => each.head.branch === branch)?.number;
}

/** One pull request per branch; what an open one says is brought up to date when its gates were asked. */
async function propose(
  branch: string,
  item: PlanItem,
  context: ApplyContext,
): Promise<PullRequest> {
  const { forge, facts } = context.repository;
  const open = (await forge.openPullRequests(facts.base.branch)).find(
    (each) => each.head.branch === branch,
  );
  if (open !== undefined) return open;
  const text = await proposalOf(item, context.repository);
  return forge.open({ head: branch, base: facts.base.branch, ...text });
}

/** Writes what differs; labels that people added stay. */
async function rewrite(
  forge: Forge,
  { number, title, body, labels }: PullRequest,
  text: ProposalText,
): Promise<void> {
  const lacks = text.labels.some((each) => !labels.includes(each));
  if (title === text.title && body === text.body && !lacks) return;
  await forge.update(number, {
    title: text.title,
    body: text.body,
    ...(lacks ? { labels: [...new Set([...labels, ...text.labels])] } : {}),
  });
}

/** Says in the pull request what its gates answered, and writes nothing where it says so already. */
async function tellGates(applied: Applied, { repository }: ApplyContext): Promise<void> {
  const { item, evaluation } = applied;
  // the branch of a refused promotion was not moved
  if (evaluation?.pullRequest.state !== 'open' || item.decision !== 'propose') return;
  const answers = answersOf(applied);
  await rewrite(
    repository.forge,
    evaluation.pullRequest,
    await proposalOf({ ...item, answers }, repository),
  );
}

/** Returns the gates as they were asked last: of the pull request, or in the plan. */
export function answersOf({ item, evaluation }: Applied): readonly GateAnswer[] {
  const own = evaluation?.slots.find(
    (slot) => slot.workflow === item.workflow && slot.environment === item.environment,
  );
  return own?.answers ?? item.answers;
}
