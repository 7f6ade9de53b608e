/** `remove`: takes a workflow out of an environment on purpose, by pull request; what is gone already gets its tombstone. */

import { problem } from '../base/problem.ts';
import { historyOf } from '../core/promotion/facts.ts';
import { currentOf } from '../core/promotion/history.ts';
import { planPromotions } from '../core/promotion/plan.ts';
import { goneFrom, removalRecord } from '../core/promotion/removals.ts';
import { renderPromote } from '../report/text/promote.ts';
import { command } from './command.ts';
import { openProject } from './project/project.ts';
import { checkKnown, slotNamed } from './project/slot-names.ts';
import { applyItems } from './promotion/apply.ts';
import { promoteOutcome } from './promotion/promotion-answer.ts';
import { removalRequest } from './promotion/removal-request.ts';
import { appendRecords } from './records/records.ts';
import { appendMissing, readRepository } from './records/repository.ts';

export const remove = command({
  name: 'remove',
  summary: 'Take a workflow out of an environment on purpose, by pull request',
  description:
    'Opens a pull request that takes the files away. Files that are gone say nothing by themselves; a removal does, and goes\n' +
    'on from environment to environment as releases do: by promote, or by reconcile where it promotes. Of files that went\n' +
    'past the gates it puts on record that they are to be gone.',
  arguments: [
    {
      name: 'name@env',
      summary: 'the workflow and the environment, as portrait@dev',
      required: true,
    },
  ],
  options: {
    reason: { type: 'text', value: 'text', summary: 'why, for the records', required: true },
    merge: { type: 'flag', summary: 'merge it when the gates pass' },
    dryRun: { type: 'flag', summary: 'show the plan and do nothing' },
  },
  examples: ['comfypin remove portrait@dev --reason "replaced by portrait-2"'],
  run: async ({ words, options: { reason, merge, dryRun } }, world) => {
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const { facts, git, remote } = repository;
    const { workflow, environment } = slotNamed(words[0] ?? '', facts, 'remove');
    const place = { workflow, environment: environment.name };
    const gone = goneFrom(facts, place);
    if (
      gone !== undefined &&
      currentOf(historyOf(facts, workflow, environment.name)) === undefined
    ) {
      if (!gone.removed && !dryRun) {
        const by = { name: facts.me, reason, at: facts.now };
        await appendRecords(git, remote, [removalRecord(place, gone, by)], world);
      }
      const said = problem('promotion/removed', place, { ...place, commit: gone.commit });
      return { value: { dryRun, items: [] }, problems: [...repository.problems, said] };
    }
    checkKnown({ workflow, environment }, facts);
    const wish = { workflow, environment, merge, now: false, liftHold: false, reason };
    const request = await removalRequest(wish, { repository });
    const plan = planPromotions({ ...facts, requests: [request] });
    if (!dryRun) await appendMissing({ ...repository, ...facts }, world);
    const applied = dryRun
      ? plan.items.map((item) => ({ item, done: [], problems: [] }))
      : await applyItems(plan.items, { repository, project, world });
    return promoteOutcome(applied, facts, { dryRun, merge, warnings: repository.problems });
  },
  renderers: { text: renderPromote },
});
