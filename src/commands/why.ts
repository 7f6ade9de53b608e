/** `why`: what a workflow waits for on its way into an environment. */

import type { Problem } from '../base/problem.ts';
import { branchOf, historyOf, type RepositoryFacts } from '../core/promotion/facts.ts';
import type { GateAnswer } from '../core/promotion/gates/gate.ts';
import { askGates, stateOfAll } from '../core/promotion/gates/table.ts';
import { currentOf } from '../core/promotion/history.ts';
import { questionOf } from '../core/promotion/plan.ts';
import { gateLineOf, type WhyAnswer } from '../report/promotion-answers.ts';
import { renderWhy } from '../report/text/why.ts';
import { command, type Outcome } from './command.ts';
import { openProject } from './project/project.ts';
import { checkKnown, slotNamed } from './project/slot-names.ts';
import { releaseAnswer } from './promotion/promotion-answer.ts';
import { promotionRequest } from './promotion/requests.ts';
import { datedBases } from './records/evidence-changes.ts';
import { type Repository, readRepository } from './records/repository.ts';

export const why = command({
  name: 'why',
  summary: 'Tell what a workflow waits for, gate by gate',
  description:
    'Each gate: its answer, why, since when, when it may change by itself, who can change it, and the command that helps.',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@prod',
      required: true,
    },
  ],
  options: {
    exitCode: { type: 'flag', summary: 'exit with 3 where it waits, 1 where a gate refuses' },
  },
  examples: ['comfypin why portrait@prod'],
  run: async ({ words, options }, world): Promise<Outcome<WhyAnswer>> => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const { facts } = repository;
    const slot = slotNamed(words[0] ?? '', facts, 'why');
    checkKnown(slot, facts);
    const { workflow, environment } = slot;
    const wish = { workflow, environment, merge: false, now: false, liftHold: false, reason: '' };
    const request = await promotionRequest(wish, { repository, project, world });
    const current = currentOf(historyOf(facts, workflow, environment.name));
    const { candidate } = request;
    const base = {
      workflow,
      environment: environment.name,
      ...(current === undefined
        ? {}
        : { current: releaseAnswer(current.release, facts, workflow) }),
    };
    if (candidate === undefined) {
      const problems = [...repository.problems, ...request.problems];
      return { value: { ...base, state: 'impossible', gates: [] }, problems };
    }
    const release = releaseAnswer(candidate.release, facts, workflow);
    if (current?.rendering === candidate.rendering && current.release === candidate.release) {
      const { problems } = repository;
      return { value: { ...base, release, state: 'there', gates: [] }, problems };
    }
    const asked = askGates(questionOf({ ...facts, requests: [request] }, request, candidate));
    const bases = await datesOf(asked, repository);
    const dated = { ...facts, ...bases, requests: [request] };
    const answers = askGates(questionOf(dated, request, candidate));
    const open = await openPullRequest(repository, workflow, environment.name);
    const state = stateOfAll(answers);
    const value = { ...base, release, state, gates: answers.map(gateLineOf), ...open };
    const failed = answers.filter((each) => each.state === 'failed').map((each) => each.reason);
    const problems = [...repository.problems, ...(options.exitCode ? failed : [])];
    const pending = options.exitCode && state !== 'passed' && state !== 'failed';
    return { value, problems, pending };
  },
  renderers: { text: renderWhy },
});

/** Where evidence went stale, looks up since when what it was about is another. */
async function datesOf(
  answers: readonly GateAnswer[],
  { git, facts }: Repository,
): Promise<Pick<RepositoryFacts, 'bases'>> {
  const { bases } = facts;
  const changed = answers.flatMap(({ reason }) =>
    reason.code === 'gate/evidence-stale' ? [(reason as Problem<'gate/evidence-stale'>).args] : [],
  );
  if (bases === undefined || changed.length === 0) return {};
  return { bases: await datedBases({ git, commit: facts.base.commit, bases }, changed) };
}

async function openPullRequest(
  { facts, forge }: Repository,
  workflow: string,
  environment: string,
): Promise<Pick<WhyAnswer, 'pullRequest'>> {
  const branch = branchOf('promote', environment, workflow);
  const number = facts.pullRequests.find((each) => each.branch === branch)?.number;
  const open = number === undefined ? undefined : await forge.pullRequest(number);
  return open === undefined ? {} : { pullRequest: { number: open.number, url: open.url } };
}
