/** `looked-at`: a person says that he or she looked at the pictures of what is proposed. */

import { digestOfText } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { branchOf } from '../core/promotion/facts.ts';
import { isSamePerson } from '../core/promotion/people.ts';
import { questionBase } from '../core/promotion/question.ts';
import { isoTime } from '../core/promotion/stop-records.ts';
import { renderLookedAt } from '../report/text/looked-at.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { checkKnown, slotNamed } from './project/slot-names.ts';
import { evaluateGates, setGateStatus } from './promotion/gates.ts';
import { releaseAnswer } from './promotion/promotion-answer.ts';
import { appendRecords } from './records/records.ts';
import { readRepository } from './records/repository.ts';

export const lookedAt = command({
  name: 'looked-at',
  summary: 'Say that you looked at the pictures of what is proposed',
  description:
    'Records your name with the digest of the rendering in the open pull request; another rendering has to be looked at again. The gate looked-at asks for it.',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@prod',
      required: true,
    },
  ],
  options: {
    reason: { type: 'text', value: 'text', summary: 'what you saw, for the records' },
    dryRun: { type: 'flag', summary: 'show what would be recorded' },
  },
  examples: ['comfypin looked-at portrait@prod --reason "hands are fine"'],
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const { facts, git, remote } = repository;
    const slot = slotNamed(words[0] ?? '', facts, 'looked-at');
    checkKnown(slot, facts);
    const { workflow } = slot;
    const environment = slot.environment.name;
    const branch = branchOf('promote', environment, workflow);
    const open = facts.pullRequests.find((each) => each.branch === branch);
    const place = { workflow, environment };
    if (open?.pin === undefined) {
      throw new Failure(problem('promotion/nothing-proposed', place, place));
    }
    const { release, rendering } = open.pin;
    if (isSamePerson(open.author, facts.me)) {
      throw new Failure(
        problem('forge/own-review', place, { number: open.number, reviewer: facts.me }),
      );
    }
    const about = { ...place, environment: slot.environment, action: 'promote' } as const;
    const { looks } = questionBase(facts, { ...about, release, rendering });
    const isSaid = (looks ?? []).some(
      (each) => each.rendering === rendering && isSamePerson(each.by, facts.me),
    );
    const { dryRun } = options;
    if (!isSaid && !dryRun) {
      const content = {
        ...{ format: 'comfypin-looked-at/1', workflow, environment, release, rendering },
        ...{ reason: options.reason ?? '', by: facts.me, at: isoTime(facts.now) },
      };
      const key = digestOfText('record-key/v1', workflow);
      await appendRecords(git, remote, [{ kind: 'looked-at', environment, key, content }], world);
      await setGateStatus(await evaluateGates({ project, world, number: open.number }));
    }
    const name = releaseAnswer(release, facts, workflow);
    const value = { dryRun, ...place, release: name, rendering, by: facts.me, new: !isSaid };
    return {
      value,
      problems: repository.problems,
      next: `comfypin why ${workflow}@${environment}`,
    };
  },
  renderers: { text: renderLookedAt },
});
