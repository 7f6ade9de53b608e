/** What a person asks for, made into a request that the planner can decide: the files of the release as they would be there. */

import type { Digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import type { Environment } from '../../core/promotion/config-types.ts';
import { type Candidate, historyOf, type PromotionRequest } from '../../core/promotion/facts.ts';
import type { GateName } from '../../core/promotion/gates/gate.ts';
import { currentOf, numberReleases, type Occupancy } from '../../core/promotion/history.ts';
import { findReleases, nameRelease, releaseText } from '../../core/promotion/naming.ts';
import { environmentBefore } from '../../core/promotion/policy.ts';
import { isReleaseFile, releaseFilesOf } from '../../core/promotion/release-files.ts';
import { renderForEnvironment } from '../../core/promotion/rendering.ts';
import { wayBack } from '../../core/promotion/rollback.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { verifyPin } from '../../core/promotion/verify-pin.ts';
import type { World } from '../command.ts';
import {
  filesAt,
  freshCatalogAt,
  notPinned,
  recordedCatalogAt,
  validateInEnvironment,
  validateRelease,
} from '../environment/target.ts';
import type { Project } from '../project/project.ts';
import type { Repository } from '../records/repository.ts';
import { casesAt, casesBeforeOf } from './cases.ts';
import { changeFacts } from './change-facts.ts';
import { proposedCases } from './proposed-cases.ts';

export interface Wish {
  readonly workflow: string;
  readonly environment: Environment;
  /** A release by number, alias or digest; else the one that is next. */
  readonly release?: string;
  readonly merge: boolean;
  readonly now: boolean;
  readonly liftHold: boolean;
  readonly reason: string;
  /** Nobody asked: see `PromotionRequest`. */
  readonly automatic?: true;
  readonly skip?: readonly GateName[];
  /** False where no server may be called: a rollback is validated on the recording. */
  readonly live?: false;
}

export interface WishContext {
  readonly repository: Repository;
  readonly project: Project;
  readonly world: World;
}

const nothingKnown = { state: 'unverifiable', problems: [], why: 'there is no candidate' } as const;

function withoutCandidate(
  wish: Wish,
  action: PromotionRequest['action'],
  problems: readonly Problem[],
): PromotionRequest {
  return { ...base(wish, action), problems, validation: nothingKnown };
}

function base(
  { workflow, environment, merge, now, liftHold, reason, automatic, skip }: Wish,
  action: PromotionRequest['action'],
) {
  return {
    ...{ workflow, environment: environment.name, action, merge, now, liftHold, reason },
    ...(automatic === undefined ? {} : { automatic }),
    ...(skip === undefined ? {} : { skip }),
  };
}

/** Returns the request to bring the release of the environment before into this one. */
export async function promotionRequest(
  wish: Wish,
  context: WishContext,
): Promise<PromotionRequest> {
  const { repository } = context;
  const { git, facts, config } = repository;
  const { workflow, environment } = wish;
  const before = environmentBefore(config, environment);
  const place = { workflow, environment: environment.name };
  if (before === undefined) {
    const found = problem('promotion/first-environment', place, { environment: environment.name });
    return withoutCandidate(wish, 'promote', [found]);
  }
  const history = historyOf(facts, workflow, before.name);
  const stay = stayOf(wish, history, repository);
  if (stay === undefined)
    return withoutCandidate(wish, 'promote', [notPinned(workflow, before.name)]);
  // of the current release the tip is read, so that files changed beside an old pin are noticed
  const revision = stay === currentOf(history) ? facts.base.commit : stay.lastCommit;
  const files = await filesAt(git, revision, slotFolder(workflow, before.name));
  const recorded = await freshCatalogAt(git, facts.base.commit, environment, context.world);
  const source = { environment: before.name, rendering: stay.rendering, commit: stay.lastCommit };
  const broken = located(verifyPin(files, `${slotFolder(workflow, before.name)}/`), place);
  const rendered = renderForEnvironment({
    files: releaseFilesOf(files),
    from: before.name,
    to: environment.name,
    config,
    ...(recorded.catalog === undefined ? {} : { catalog: recorded.catalog }),
  });
  if (hasErrors(broken) || rendered.files === undefined || rendered.pin === undefined) {
    const problems = hasErrors(broken) ? broken : rendered.problems;
    return { ...withoutCandidate(wish, 'promote', located(problems, place)), source };
  }
  const { release, rendering } = rendered.pin.digests;
  const way = { before: before.name, environment: environment.name };
  const smoke = await proposedCases(git, facts.base.commit, workflow, way);
  const candidate: Candidate = {
    release,
    rendering,
    files: new Map([...rendered.files, ...smoke]),
    rerendered: false,
  };
  const casesBefore = await casesBeforeOf(repository, workflow, environment);
  const cases =
    smoke.size > 0
      ? casesBefore.get(before.name)
      : await casesAt(git, facts.base.commit, workflow, environment.name);
  return {
    ...base(wish, 'promote'),
    source,
    candidate,
    problems: located(rendered.problems, place),
    validation: validateRelease(candidate.files, recorded, place, config),
    ...(await changeFacts(repository, place, candidate.files)),
    casesBefore,
    ...(cases === undefined ? {} : { cases }),
  };
}

/** Returns the occupancy of the wished release, or the current one; a Failure where the word names no release or several. */
function stayOf(
  wish: Wish,
  history: readonly Occupancy[],
  repository: Repository,
): Occupancy | undefined {
  if (wish.release === undefined) return currentOf(history);
  const release = releaseIn(wish.release, wish.workflow, history, repository);
  return history.findLast((each) => each.release === release);
}

/** Returns the release that a word names among those of a history. */
export function releaseIn(
  word: string,
  workflow: string,
  history: readonly Occupancy[],
  { facts, config }: Pick<Repository, 'facts' | 'config'>,
): Digest {
  const first = config.environments[0]?.name ?? '';
  const numbers = numberReleases(historyOf(facts, workflow, first));
  const known = [...history].reverse().map((each) => each.release);
  const [found, ...others] = findReleases(word, known, numbers);
  const nameOf = (release: Digest): string => releaseText(nameRelease(release, numbers));
  if (found === undefined) {
    const names = [...new Set(known)].slice(0, 5).map(nameOf);
    throw new Failure(
      problem('promotion/unknown-release', { workflow }, { word, workflow, known: names }),
    );
  }
  if (others.length > 0) {
    const names = [found, ...others].map(nameOf);
    throw new Failure(
      problem('promotion/ambiguous-release', { workflow }, { word, workflow, known: names }),
    );
  }
  return found;
}

/** Returns the request to go one step back, with the exact bytes of then; model names are written anew only where today's fail. */
export async function rollbackRequest(wish: Wish, context: WishContext): Promise<PromotionRequest> {
  const { repository } = context;
  const { git, facts } = repository;
  const { workflow, environment } = wish;
  const history = historyOf(facts, workflow, environment.name);
  const place = { workflow, environment: environment.name };
  if (currentOf(history) === undefined) {
    return withoutCandidate(wish, 'rollback', [notPinned(workflow, environment.name)]);
  }
  const target = rollbackTarget(wish, history, repository);
  if (typeof target !== 'string') return withoutCandidate(wish, 'rollback', [target]);
  const stay = history.findLast((each) => each.release === target);
  if (stay === undefined)
    return withoutCandidate(wish, 'rollback', [notPinned(workflow, environment.name)]);
  const source = {
    environment: environment.name,
    rendering: stay.rendering,
    commit: stay.lastCommit,
  };
  const all = await filesAt(git, stay.lastCommit, slotFolder(workflow, environment.name));
  const files = new Map([...all].filter(([path]) => isReleaseFile(path)));
  const broken = located(verifyPin(files, `${slotFolder(workflow, environment.name)}/`), place);
  if (hasErrors(broken)) return { ...withoutCandidate(wish, 'rollback', broken), source };
  const exact: Candidate = { release: target, rendering: stay.rendering, files, rerendered: false };
  const validation = await validateInEnvironment(repository, context, {
    ...place,
    files,
    live: wish.live ?? true,
  });
  const request = { ...base(wish, 'rollback'), source, candidate: exact, problems: [], validation };
  const modelsOnly = validation.problems.every(
    (each) => each.severity !== 'error' || each.code === 'validate/missing-model',
  );
  if (validation.state !== 'failed' || !modelsOnly) return request;
  const again = await rerendered(exact, wish, context);
  return again === undefined ? request : { ...request, ...again };
}

function rollbackTarget(wish: Wish, history: readonly Occupancy[], repository: Repository) {
  const { workflow, environment } = wish;
  const place = { workflow, environment: environment.name };
  const { facts, config } = repository;
  if (wish.release !== undefined) return releaseIn(wish.release, workflow, history, repository);
  const bans = facts.stops.flatMap((stop) => (stop.kind === 'ban' ? (stop.release ?? []) : []));
  const { target, passedOver } = wayBack(history, new Set(bans));
  if (target !== undefined) return target;
  const first = config.environments[0]?.name ?? '';
  const numbers = numberReleases(historyOf(facts, workflow, first));
  const names = passedOver.map(
    ({ release, why }) =>
      `${releaseText(nameRelease(release, numbers))} ${why === 'banned' ? 'is banned' : 'was rolled back from'}`,
  );
  return problem('promotion/no-way-back', place, { ...place, passedOver: names });
}

/** Returns the same release under the model names of today, if that is one and passes. */
async function rerendered(
  exact: Candidate,
  wish: Wish,
  context: WishContext,
): Promise<Pick<PromotionRequest, 'candidate' | 'validation'> | undefined> {
  const { repository } = context;
  const name = wish.environment.name;
  const recorded = await recordedCatalogAt(repository.git, repository.facts.base.commit, name);
  const { files, pin } = renderForEnvironment({
    files: exact.files,
    from: name,
    to: name,
    config: repository.config,
    ...(recorded.catalog === undefined ? {} : { catalog: recorded.catalog }),
  });
  if (files === undefined || pin === undefined || pin.digests.release !== exact.release)
    return undefined;
  const place = { workflow: wish.workflow, environment: name };
  const validation = await validateInEnvironment(repository, context, {
    ...place,
    files,
    live: wish.live ?? true,
  });
  if (validation.state === 'failed') return undefined;
  const { release, rendering } = pin.digests;
  return { candidate: { release, rendering, files, rerendered: true }, validation };
}

function located(
  problems: readonly Problem[],
  place: { readonly workflow: string; readonly environment: string },
): readonly Problem[] {
  return problems.map((each) => ({ ...each, at: { ...place, ...each.at } }));
}
