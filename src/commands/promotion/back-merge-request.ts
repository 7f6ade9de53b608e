/** A change that came into a higher environment first, merged node by node with what the first environment holds now. */

import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Candidate, Files, PromotionRequest } from '../../core/promotion/facts.ts';
import { historyOf } from '../../core/promotion/facts.ts';
import { currentOf, type Occupancy, type PinnedDigests } from '../../core/promotion/history.ts';
import { releaseFilesOf } from '../../core/promotion/release-files.ts';
import { renderForEnvironment } from '../../core/promotion/rendering.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import {
  filesAt,
  freshCatalogAt,
  recordedCatalogAt,
  validateRelease,
} from '../environment/target.ts';
import { mergeReleases } from './merge-releases.ts';
import type { Wish, WishContext } from './requests.ts';

/** Returns the request to bring what `from` holds into the first environment, which is the wish's. */
export async function backMergeRequest(
  wish: Wish & { readonly from: string },
  context: WishContext,
): Promise<PromotionRequest> {
  const { repository, world } = context;
  const { git, facts, config } = repository;
  const { workflow, environment, from, reason } = wish;
  const place = { workflow, environment: environment.name };
  const asked = {
    ...place,
    action: 'adopt',
    ...{ merge: false, now: false, liftHold: false, reason },
    automatic: true,
  } as const;
  const refused = (problems: readonly Problem[]): PromotionRequest => {
    const why = 'there is no candidate';
    return { ...asked, problems, validation: { state: 'unverifiable', problems: [], why } };
  };
  const stay = currentOf(historyOf(facts, workflow, from));
  if (stay === undefined) return refused([]);
  const { catalog } = await recordedCatalogAt(git, facts.base.commit, environment.name);
  const theirs = await rendered(stay, { ...place, from }, catalog, repository);
  if (theirs.files === undefined) return refused(theirs.problems);
  const common = commonRelease(context, { ...place, from }, stay);
  const held = currentOf(historyOf(facts, workflow, environment.name));
  const folder = slotFolder(workflow, environment.name);
  const [ours, base] = await Promise.all([
    held === undefined ? undefined : filesAt(git, facts.base.commit, folder),
    common === undefined ? undefined : filesAt(git, common.lastCommit, folder),
  ]);
  if (ours !== undefined && base === undefined) {
    const args = { workflow, environment: from, first: environment.name };
    return refused([problem('promotion/no-common-release', place, args)]);
  }
  const merged =
    ours === undefined || base === undefined || held?.release === common?.release
      ? { files: theirs.files, pin: theirs.pin, open: [] }
      : mergeReleases(
          { base: releaseFilesOf(base), ours: releaseFilesOf(ours), theirs: theirs.files },
          { environment: environment.name, catalog, config, prefix: `${folder}/` },
        );
  const candidate = candidateOf(merged, stay);
  const recorded = await freshCatalogAt(git, facts.base.commit, environment, world);
  return {
    ...asked,
    source: { environment: from, rendering: stay.rendering, commit: stay.lastCommit },
    candidate,
    problems: [],
    validation: validateRelease(candidate.files, recorded, place, config),
  };
}

/** Where a person must choose the branch has no pin of its own yet; it is named by what it brings. */
function candidateOf(
  { files, pin, open }: { files: Files; pin?: PinnedDigests | undefined; open: readonly string[] },
  stay: Occupancy,
): Candidate {
  const { release, rendering } = pin ?? stay;
  return { release, rendering, files, rerendered: false, ...(open.length === 0 ? {} : { open }) };
}

/** Returns the files under the names of the first environment. */
async function rendered(
  stay: Occupancy,
  { workflow, environment, from }: { workflow: string; environment: string; from: string },
  catalog: Catalog | undefined,
  { git, config }: WishContext['repository'],
): Promise<{ files?: Files; pin?: PinnedDigests; problems: readonly Problem[] }> {
  const files = releaseFilesOf(await filesAt(git, stay.lastCommit, slotFolder(workflow, from)));
  const found = renderForEnvironment({
    ...{ files, from, to: environment, config },
    ...(catalog === undefined ? {} : { catalog }),
  });
  if (found.files === undefined || found.pin === undefined || hasErrors(found.problems)) {
    const at = { workflow, environment: from };
    return { problems: found.problems.map((each) => ({ ...each, at: { ...at, ...each.at } })) };
  }
  return { files: found.files, pin: found.pin.digests, problems: found.problems };
}

/**
 * Returns where the first environment last held the newest release that the change was made on. A hotfix may be the first
 * that its environment holds; then what was below it counts.
 */
function commonRelease(
  { repository: { facts, config } }: WishContext,
  { workflow, environment, from }: { workflow: string; environment: string; from: string },
  stay: Occupancy,
): Occupancy | undefined {
  const there = historyOf(facts, workflow, environment);
  const names = config.environments.map((each) => each.name);
  for (const name of names.slice(1, names.indexOf(from) + 1).reverse()) {
    const history = historyOf(facts, workflow, name);
    const came = history.findIndex((each) => each.release === stay.release);
    for (const { release } of history.slice(0, Math.max(came, 0)).reverse()) {
      const found = there.findLast((each) => each.release === release);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
