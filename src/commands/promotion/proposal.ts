/** Title, body and labels of a promotion's pull request. */

import { member } from '../../base/json.ts';
import { historyOf } from '../../core/promotion/facts.ts';
import { currentOf, numberReleases } from '../../core/promotion/history.ts';
import { nameRelease } from '../../core/promotion/naming.ts';
import { picturePairs } from '../../core/promotion/pictures.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import type { PlanItem } from '../../core/promotion/plan-types.ts';
import { environmentBefore } from '../../core/promotion/policy.ts';
import { pinFile, readReleaseFiles } from '../../core/promotion/release-files.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { isSmokeFile } from '../../core/promotion/smoke-files.ts';
import type { PlannedAction } from '../../core/promotion/trailers.ts';
import {
  type PictureRow,
  removalText,
  renderProposalBody,
  renderProposalTitle,
} from '../../report/markdown/pull-request.ts';
import { filesAt, recordedCatalogAt } from '../environment/target.ts';
import { describeChange } from '../project/changes.ts';
import { recordsBranch } from '../records/records-branch.ts';
import type { Repository } from '../records/repository.ts';

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
    chain: chainOf(item, repository),
    pictures: picturesFor(item, repository),
  };
  return {
    title: renderProposalTitle(proposal),
    body: renderProposalBody(proposal),
    labels: ['comfypin', labels[action], environment],
  };
}

/** From the environment before down to the first: the pull request by which the release came into each. */
function chainOf(
  { workflow, environment, action, candidate }: PlanItem,
  { facts, config }: Repository,
): { readonly environment: string; readonly number: number }[] {
  const chain: { environment: string; number: number }[] = [];
  if (action !== 'promote') return chain;
  const here = config.environments.find((each) => each.name === environment);
  let place = here === undefined ? undefined : environmentBefore(config, here);
  while (place !== undefined) {
    const stay = historyOf(facts, workflow, place.name).findLast(
      (each) => each.release === candidate?.release,
    );
    const number =
      stay?.pullRequest ??
      recordedIn(facts, workflow, stay?.commit) ??
      numberIn(stay?.message ?? '');
    if (number !== undefined) chain.unshift({ environment: place.name, number });
    place = environmentBefore(config, place);
  }
  return chain;
}

/** A rebase keeps no trailers; its record knows the pull request. */
function recordedIn(
  { records }: Repository['facts'],
  workflow: string,
  merge: string | undefined,
): number | undefined {
  const found = records.find(
    ({ content }) =>
      merge !== undefined &&
      member(content, 'merge') === merge &&
      member(content, 'workflow') === workflow,
  );
  const number = found === undefined ? undefined : member(found.content, 'pullRequest');
  return typeof number === 'number' ? number : undefined;
}

/** GitHub's own words for a merge and for a squash. */
function numberIn(message: string): number | undefined {
  const [subject = ''] = message.split('\n', 1);
  const digits = /^Merge pull request #([1-9]\d{0,8}) |\(#([1-9]\d{0,8})\)$/.exec(subject);
  const found = digits?.[1] ?? digits?.[2];
  return found === undefined ? undefined : Number(found);
}

/** Thumbnails lie on the branch of records, where promotion.yaml keeps them there. */
function picturesFor(
  { workflow, environment, candidate }: PlanItem,
  { facts, config, forge }: Repository,
): readonly PictureRow[] {
  const { hosted } = forge;
  const here = config.environments.find((each) => each.name === environment);
  if (hosted === undefined || candidate === undefined) return [];
  if (here?.evidence.thumbnails !== 'branch') return [];
  const now = currentOf(historyOf(facts, workflow, environment))?.rendering;
  const question = { workflow, environment, proposed: candidate.rendering };
  const pairs = picturePairs(facts.evidence, { ...question, ...(now && { now }) });
  const url = (path: string): string => hosted.fileUrl(recordsBranch, path);
  return pairs.map((pair) => ({
    case: pair.case,
    output: pair.output,
    ...(pair.now === undefined ? {} : { now: url(pair.now) }),
    ...(pair.proposed === undefined ? {} : { proposed: url(pair.proposed) }),
  }));
}
