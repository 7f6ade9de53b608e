/** What a pull request's head changes: workflows in environments by their paths, and what the gates are asked about each. */

import type { Digest } from '../../base/digest.ts';
import type { Problem } from '../../base/problem.ts';
import { environmentOf } from '../../core/promotion/environments.ts';
import { evidenceKey } from '../../core/promotion/evidence.ts';
import { askEvidence, type EvidenceQuestion } from '../../core/promotion/evidence-facts.ts';
import { branchOf, type Files, historyOf, partsOfBranch } from '../../core/promotion/facts.ts';
import { basisFor, type GateQuestion } from '../../core/promotion/gates/gate.ts';
import type { PinnedDigests } from '../../core/promotion/history.ts';
import { environmentBefore } from '../../core/promotion/policy.ts';
import { questionBase } from '../../core/promotion/question.ts';
import { isReleaseFile, pinFile } from '../../core/promotion/release-files.ts';
import { pinnedDigestsOf, slotFolder, slotOfPin } from '../../core/promotion/slots.ts';
import type { Action, PlannedAction } from '../../core/promotion/trailers.ts';
import { verifyPin } from '../../core/promotion/verify-pin.ts';
import type { Git, PullRequest, TreeEntry } from '../../world/ports.ts';
import type { World } from '../command.ts';
import { filesAt, validateInEnvironment } from '../environment/target.ts';
import type { Project } from '../project/project.ts';
import { asksForStatuses, headStatuses } from '../records/open-pull-requests.ts';
import type { Repository } from '../records/repository.ts';
import { readReviews } from '../records/reviews.ts';
import { casesAt, casesBeforeOf } from './cases.ts';
import { changeFacts } from './change-facts.ts';

export interface ChangedSlot {
  readonly workflow: string;
  readonly environment: string;
  /** As the head has them. */
  readonly files: Files;
  /** Absent where the head takes the pin away. */
  readonly pin?: PinnedDigests;
  /** In which the head's files differ from their pin. */
  readonly problems: readonly Problem[];
}

/** Compares the head with where it left the base: a workflow counts as changed when one of its release files differs. */
export async function changedSlots(
  { git, remote, facts, forge }: Repository,
  pullRequest: PullRequest,
): Promise<readonly ChangedSlot[]> {
  const { branch, commit } = pullRequest.head;
  if ((await git.missing([commit])).length > 0) {
    // GitHub keeps the heads of forks' pull requests here
    const ref =
      forge.kind === 'github' ? `refs/pull/${pullRequest.number}/head` : `refs/heads/${branch}`;
    await git.fetch(remote, [ref]);
  }
  const from = (await git.mergeBase(facts.base.commit, commit)) ?? facts.base.commit;
  const [before, after] = await Promise.all([
    git.tree(from, 'workflows'),
    git.tree(commit, 'workflows'),
  ]);
  const names = changedFolders(before, after);
  const known = new Set(facts.config.environments.map((each) => each.name));
  const changed: ChangedSlot[] = [];
  for (const { workflow, environment } of names.filter((each) => known.has(each.environment))) {
    changed.push(await slotAt(git, commit, workflow, environment));
  }
  return changed;
}

async function slotAt(
  git: Git,
  commit: string,
  workflow: string,
  environment: string,
): Promise<ChangedSlot> {
  const folder = slotFolder(workflow, environment);
  const files = await filesAt(git, commit, folder);
  const bytes = files.get(pinFile);
  const pin = bytes === undefined ? undefined : pinnedDigestsOf(new TextDecoder().decode(bytes));
  const problems = bytes === undefined ? [] : verifyPin(files, `${folder}/`);
  const place = { workflow, environment };
  return {
    ...place,
    files,
    ...(pin === undefined ? {} : { pin }),
    problems: problems.map((each): Problem => ({ ...each, at: { ...place, ...each.at } })),
  };
}

/** Folders with a pin on either side in which a release file differs. */
function changedFolders(before: readonly TreeEntry[], after: readonly TreeEntry[]) {
  const old = new Map(before.map((each) => [each.path, each.id]));
  const now = new Map(after.map((each) => [each.path, each.id]));
  const slots = new Map(
    [...old.keys(), ...now.keys()].flatMap((path) => {
      const slot = slotOfPin(path);
      return slot === undefined
        ? []
        : [[slotFolder(slot.workflow, slot.environment), slot] as const];
    }),
  );
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => old.get(path) !== now.get(path),
  );
  const isChanged = (folder: string): boolean =>
    changed.some(
      (path) => path.startsWith(`${folder}/`) && isReleaseFile(path.slice(folder.length + 1)),
    );
  return [...slots].filter(([folder]) => isChanged(folder)).map(([, slot]) => slot);
}

export interface SlotQuestion {
  readonly question: GateQuestion;
  /** Keys of the evidence that the answers rest on. */
  readonly evidence: readonly string[];
}

/** Returns what the gates are asked about a changed workflow; of one whose pin goes away, about what is there now. */
export async function questionOfSlot(
  repository: Repository,
  pullRequest: PullRequest,
  slot: ChangedSlot,
  options: { readonly project: Project; readonly world: World; readonly live?: false },
): Promise<SlotQuestion | undefined> {
  const { facts, config, forge } = repository;
  const { workflow } = slot;
  const environment = environmentOf(config, slot.environment);
  const before = environmentBefore(config, environment);
  const history = historyOf(facts, workflow, environment.name);
  const pin = slot.pin ?? history.at(-1);
  if (pin === undefined) return undefined;
  const action = actionOf(pullRequest, slot, history.slice(0, -1), before !== undefined);
  const { number, author, createdAt, head } = pullRequest;
  const [validation, casesBefore, cases] = await Promise.all([
    slot.pin === undefined
      ? { state: 'passed' as const, problems: [] }
      : validateInEnvironment(repository, options, {
          ...slot,
          live: action === 'rollback' && (options.live ?? true),
        }),
    casesBeforeOf(repository, workflow, environment),
    casesAt(repository.git, head.commit, workflow, environment.name),
  ]);
  const named = partsOfBranch(head.branch)?.environment === environment.name;
  const folder = named ? slotFolder(workflow, environment.name) : undefined;
  const isAsked = asksForStatuses(config, environment.name, workflow);
  const change = await changeFacts(repository, placeOf(slot), slot.files);
  const question: GateQuestion = {
    ...questionBase(facts, {
      ...{ workflow, environment, action, ...change },
      ...{ release: pin.release, rendering: pin.rendering, casesBefore },
    }),
    validation,
    ...(cases === undefined ? {} : { cases }),
    pullRequest: {
      ...{ number, head: head.commit, author, createdAt },
      ...(await readReviews(forge, pullRequest, folder, repository)),
      ...(await headStatuses(forge, head.commit, isAsked)),
    },
  };
  return { question, evidence: evidenceOf(question) };
}

function placeOf({ workflow, environment }: ChangedSlot) {
  return { workflow, environment };
}

/** A rollback is one by its branch and by its content: the release was there before. A removal is one by its content. */
function actionOf(
  pullRequest: PullRequest,
  slot: ChangedSlot,
  earlier: readonly PinnedDigests[],
  hasBefore: boolean,
): Action {
  const isNamed = (action: PlannedAction): boolean =>
    pullRequest.head.branch === branchOf(action, slot.environment, slot.workflow);
  if (slot.pin === undefined) return 'remove';
  if (isNamed('adopt') && !hasBefore) return 'adopt';
  if (isNamed('rollback') && earlier.some((stay) => stay.release === slot.pin?.release))
    return 'rollback';
  return hasBefore ? 'promote' : 'edit';
}

function evidenceOf(question: GateQuestion): readonly string[] {
  const { before, release, rendering, environment, evidence } = question;
  const cases = (digest: Digest | undefined) => (digest === undefined ? {} : { cases: digest });
  const asked: readonly EvidenceQuestion[] = [
    ...before.flatMap((each): EvidenceQuestion[] => {
      const stay = each.history.findLast((one) => one.release === release);
      if (stay === undefined) return [];
      return [
        {
          kind: 'active',
          environment: each.environment,
          rendering: stay.rendering,
          ...cases(each.cases),
          ...basisFor(question, each.environment),
        },
      ];
    }),
    {
      kind: 'candidate',
      environment: environment.name,
      rendering,
      ...cases(question.cases),
      ...basisFor(question, environment.name),
    },
  ];
  return asked.flatMap((each) => {
    const found = askEvidence(evidence, each).evidence;
    return found === undefined ? [] : [evidenceKey(found)];
  });
}
