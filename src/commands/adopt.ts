/** `adopt`: keeps what came into an environment past the gates, so that it may go on from there. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { adoptionRecord, isAdopted, isEdit } from '../core/promotion/edits.ts';
import { historyOf } from '../core/promotion/facts.ts';
import { currentOf } from '../core/promotion/history.ts';
import { type AdoptAnswer, renderAdopt } from '../report/text/adopt.ts';
import { command, type Outcome } from './command.ts';
import { notPinned } from './environment/target.ts';
import { openProject } from './project/project.ts';
import { checkKnown, slotNamed } from './project/slot-names.ts';
import { openBackMerges } from './promotion/back-merges.ts';
import { releaseAnswer } from './promotion/promotion-answer.ts';
import { appendRecords } from './records/records.ts';
import { readRepository } from './records/repository.ts';

export const adopt = command({
  name: 'adopt',
  summary: 'Keep what came into an environment past the gates',
  description:
    'Records your decision with the commit, so that automatic promotion goes on from there, and opens a pull request that brings the change into the first environment, merged node by node with what is there. Until it is in, nothing is promoted over it by itself.',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@prod',
      required: true,
    },
  ],
  options: {
    reason: { type: 'text', value: 'text', summary: 'why, for the records', required: true },
    dryRun: { type: 'flag', summary: 'show what would be recorded' },
  },
  examples: ['comfypin adopt portrait@prod --reason "fixed in the shop at night"'],
  run: async ({ words, options }, world): Promise<Outcome<AdoptAnswer>> => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const { facts, git, remote, problems } = repository;
    const slot = slotNamed(words[0] ?? '', facts, 'adopt');
    checkKnown(slot, facts);
    const place = { workflow: slot.workflow, environment: slot.environment.name };
    if (slot.environment.after === undefined) {
      const message = `Changes enter in ${place.environment}: there is nothing to adopt.`;
      throw new Failure(problem('cli/usage', {}, { message, command: 'adopt' }));
    }
    const stay = currentOf(historyOf(facts, place.workflow, place.environment));
    if (stay === undefined) throw new Failure(notPinned(place.workflow, place.environment));
    const isOpen = isEdit(stay) && !isAdopted(facts, stay, place);
    const { dryRun, reason } = options;
    if (isOpen && !dryRun) {
      const by = { name: facts.me, reason, at: facts.now };
      await appendRecords(git, remote, [adoptionRecord(place, stay, by)], world);
    }
    const [back] =
      isEdit(stay) && !dryRun ? await openBackMerges([place.workflow], { project, world }) : [];
    const release = releaseAnswer(stay.release, facts, place.workflow);
    const first = facts.config.environments[0]?.name ?? '';
    const isInFirst = historyOf(facts, place.workflow, first).some(
      (each) => each.release === stay.release,
    );
    const value = {
      ...place,
      dryRun,
      release,
      commit: stay.commit,
      adopted: isOpen,
      first,
      isInFirst,
      ...(back?.pullRequest === undefined
        ? {}
        : { pullRequest: { number: back.pullRequest.number, url: back.pullRequest.url } }),
    };
    const found = [...problems, ...(back?.item.problems ?? []), ...(back?.problems ?? [])];
    return {
      value,
      problems: found,
      next: `comfypin diff ${place.workflow}@${first} ${words[0] ?? ''}`,
    };
  },
  renderers: { text: renderAdopt },
});
