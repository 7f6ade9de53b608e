/** Makes the answer of `status` anew and keeps it for the next call. */

import { deliveryWindow } from '../../core/promotion/delivery.ts';
import { timeOf } from '../../core/promotion/evidence-facts.ts';
import type { RepositoryFacts } from '../../core/promotion/facts.ts';
import type { World } from '../command.ts';
import { openProject } from '../project/project.ts';
import { readCache } from '../project/read-cache.ts';
import { type FetchedBase, fetchBase } from '../records/base-branch.ts';
import { rollbackBranches } from '../records/closed-branches.ts';
import { gitOf, type Repository, readRepository } from '../records/repository.ts';
import { answerStatus } from './status-answer.ts';
import {
  type Grounds,
  type Kept,
  programOf,
  promotionDigest,
  pullRows,
  type Remembered,
  type StatusQuestion,
  sealOf,
} from './status-memory.ts';

/** `fetched`: the base, where it was asked for just now. */
export async function newStatus(
  question: StatusQuestion,
  fetched: FetchedBase | undefined,
  world: World,
): Promise<Remembered> {
  const project = await openProject(world);
  const { git, remote } = gitOf(project, world);
  const base = fetched ?? (await fetchBase(git, remote));
  const repository = await readRepository(project, world, base);
  const answer = await answerStatus(question, { repository, project, world });
  await keep(answer, question, { repository, recordsTip: base.recordsTip }, world);
  return answer;
}

async function keep(
  answer: Remembered,
  question: StatusQuestion,
  {
    repository,
    recordsTip,
  }: { readonly repository: Repository; readonly recordsTip: string | undefined },
  world: World,
): Promise<void> {
  const { git, remote, facts } = repository;
  const file = await promotionDigest(git, world);
  if (file === undefined) return;
  const grounds: Grounds = {
    ...{ program: programOf(world), question, file, base: facts.base, me: facts.me },
    recordsTip: recordsTip ?? null,
    pulls: pullRows(facts.pullRequests),
    closed: facts.closedRollbacks ?? [],
  };
  const kept: Kept = {
    ...{ ...answer, grounds, remote, forge: facts.config.forge },
    branches: [...rollbackBranches(facts.records)],
    ...{ from: facts.now, until: nextChange(facts) },
  };
  await readCache(git, world).keep('status', sealOf(kept), kept);
}

/** When a stop ends, evidence grows too old, or a change is no more one of the last days, the first of them; null where nothing ends by itself. */
function nextChange({ slots, stops, evidence, bases, now }: RepositoryFacts): number | null {
  const ends = [
    ...stops.flatMap(({ until }) => until ?? []),
    ...evidence.flatMap((each) => {
      const maxAge = bases?.get(each.environment)?.rule.maxAge;
      // it is too old in the millisecond after its last
      return maxAge === undefined ? [] : timeOf(each) + maxAge + 1;
    }),
    // what leaves the days that are counted
    ...slots.flatMap(({ history }) => history.map((stay) => stay.since + deliveryWindow)),
  ].filter((end) => end > now);
  return ends.length === 0 ? null : ends.reduce((one, other) => Math.min(one, other));
}
