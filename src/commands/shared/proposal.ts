/** Title, body and labels of a promotion's pull request. */

import { historyOf } from '../../core/promotion/facts.ts';
import { numberReleases } from '../../core/promotion/history.ts';
import { nameRelease } from '../../core/promotion/naming.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import type { PlanItem } from '../../core/promotion/plan-types.ts';
import { pinFile, readReleaseFiles } from '../../core/promotion/release-files.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { isSmokeFile } from '../../core/promotion/smoke-files.ts';
import type { PlannedAction } from '../../core/promotion/trailers.ts';
import {
  removalText,
  renderProposalBody,
  renderProposalTitle,
} from '../../report/markdown/pull-request.ts';
import { describeChange } from './changes.ts';
import type { Repository } from './repository.ts';
import { filesAt, recordedCatalogAt } from './target.ts';

export interface ProposalText {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

const labels: Readonly<Record<PlannedAction, string>> = {
  promote: 'promotion',
  rollback: 'rollback',
  adopt: 'back-merge',
  remove: 'removal',
};

/** Compares with what the environment holds on the base branch. */
export async function proposalOf(item: PlanItem, repository: Repository): Promise<ProposalText> {
  const { git, facts, config } = repository;
  const { workflow, environment, action, candidate, current, from } = item;
  if (candidate === undefined) throw new RangeError('a proposal needs a candidate');
  const first = config.environments[0]?.name ?? '';
  const numbers = numberReleases(historyOf(facts, workflow, first));
  const folder = slotFolder(workflow, environment);
  const before = readReleaseFiles(await filesAt(git, facts.base.commit, folder)).prompt;
  const after = readReleaseFiles(candidate.files).prompt ?? {};
  const { catalog } = await recordedCatalogAt(git, facts.base.commit, environment);
  const pinText = new TextDecoder().decode(candidate.files.get(pinFile) ?? new Uint8Array());
  const { pin } = parsePin(pinText);
  const proposal = {
    workflow,
    environment,
    action,
    ...(from === undefined ? {} : { from }),
    to: nameRelease(candidate.release, numbers),
    ...(current === undefined ? {} : { current: nameRelease(current, numbers) }),
    rerendered: candidate.rerendered,
    reason: item.reason,
    open: candidate.open ?? [],
    newCases: current !== undefined && [...candidate.files.keys()].some(isSmokeFile),
    changes:
      candidate.removed === true
        ? removalText(workflow, environment)
        : describeChange(before, after, catalog).markdown,
    models: (pin?.description.modelInputs ?? []).map(({ folder: models, logicalName, file }) => ({
      folder: models,
      name: logicalName,
      file,
    })),
    answers: item.answers,
  };
  return {
    title: renderProposalTitle(proposal),
    body: renderProposalBody(proposal),
    labels: ['comfypin', labels[action], environment],
  };
}
