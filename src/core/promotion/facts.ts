/** What the planner knows: read once, from the remote's default branch, its records, the forge and the clock. */

import type { Digest } from '../../base/digest.ts';
import type { Problem } from '../../base/problem.ts';
import type { PromotionConfig } from './config-types.ts';
import type { ChangeFacts } from './contract-change.ts';
import type { ReadEvidence } from './evidence-facts.ts';
import type { EvidenceBasis } from './evidence-standing.ts';
import type { GateName, PullRequestFact, ValidationFact } from './gates/gate.ts';
import type { Occupancy, PinnedDigests } from './history.ts';
import type { RecordFile } from './records.ts';
import type { ClosedRollback, Stop } from './standing.ts';
import { type PlannedAction, plannedActions } from './trailers.ts';

/** An open pull request of ours. */
export interface OpenPullRequest extends PullRequestFact {
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  /** What its head pins of the workflow that its branch names. */
  readonly pin?: PinnedDigests;
  /** The head's files of that workflow; absent unless it is one commit on a base in which the folder is as it is now. */
  readonly files?: Files;
}

/** One workflow in one environment. */
export interface Slot {
  readonly workflow: string;
  readonly environment: string;
  /** Oldest first. */
  readonly history: readonly Occupancy[];
}

/** Path inside a workflow's folder → bytes. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** The release as it would be in the environment. */
export interface Candidate extends PinnedDigests {
  /** Release files, pin.json included; smoke cases where those of the environment before are proposed. */
  readonly files: Files;
  /** True for a rollback whose model names had to be written anew. */
  readonly rerendered: boolean;
  /** The workflow is taken out: there are no files, and the digests are those of what goes. */
  readonly removed?: true;
  /** Where a person must choose in the files before they can be pinned, as `canvas.json: 3.steps`. */
  readonly open?: readonly string[];
}

export interface PromotionRequest extends ChangeFacts {
  readonly workflow: string;
  readonly environment: string;
  readonly action: PlannedAction;
  /** Where the files come from. */
  readonly source?: {
    readonly environment: string;
    readonly rendering: Digest;
    readonly commit: string;
  };
  /** Absent where `problems` say why there is none. */
  readonly candidate?: Candidate;
  readonly problems: readonly Problem[];
  readonly validation: ValidationFact;
  /** Environment before → digest of the smoke cases as they are there. */
  readonly casesBefore?: ReadonlyMap<string, Digest>;
  readonly cases?: Digest;
  /** Merge when the gates allow it. */
  readonly merge: boolean;
  /** For a rollback: merge although validation could not be answered. */
  readonly now: boolean;
  readonly liftHold: boolean;
  readonly reason: string;
  /** Nobody asked: a pull request that is as it should be is left alone. */
  readonly automatic?: true;
  /** Gates that a person skips with the reason: a hotfix. */
  readonly skip?: readonly GateName[];
}

export interface RepositoryFacts {
  readonly config: PromotionConfig;
  readonly base: { readonly branch: string; readonly commit: string };
  readonly slots: readonly Slot[];
  readonly records: readonly RecordFile[];
  readonly evidence: readonly ReadEvidence[];
  /** Environment → what its evidence is held against. */
  readonly bases?: ReadonlyMap<string, EvidenceBasis>;
  readonly stops: readonly Stop[];
  readonly allBans: readonly Stop[];
  readonly pullRequests: readonly OpenPullRequest[];
  /** Numbers of the open pull requests of other branches. */
  readonly otherPullRequests?: readonly number[];
  /** The text of CODEOWNERS, where there is one. */
  readonly codeOwners?: string;
  /** Teams that own something, where the forge tells who is in them. */
  readonly teams?: ReadonlyMap<string, readonly string[]>;
  readonly closedRollbacks?: readonly ClosedRollback[];
  /** Back-merges that somebody closed. */
  readonly closedAdoptions?: readonly ClosedRollback[];
  /** True where the forge can start runs on an environment's runner. */
  readonly dispatches?: boolean;
  /** The name under which we act. */
  readonly me: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface PromotionFacts extends RepositoryFacts {
  readonly requests: readonly PromotionRequest[];
}

/** Returns the history of a workflow in an environment; empty where it never was there. */
export function historyOf(
  { slots }: Pick<RepositoryFacts, 'slots'>,
  workflow: string,
  environment: string,
): readonly Occupancy[] {
  const index = indexes.get(slots) ?? new Map(slots.map((slot) => [keyOf(slot), slot.history]));
  indexes.set(slots, index);
  return index.get(keyOf({ workflow, environment })) ?? [];
}

/** Thousands of workflows are looked up for every environment; an index lives as long as its slots. */
const indexes = new WeakMap<readonly Slot[], ReadonlyMap<string, readonly Occupancy[]>>();

function keyOf({ workflow, environment }: Pick<Slot, 'workflow' | 'environment'>): string {
  return `${workflow}@${environment}`;
}

/** Returns the deterministic branch of what is done to a workflow in an environment. */
export function branchOf(action: PlannedAction, environment: string, workflow: string): string {
  return `comfypin/${action}/${environment}/${workflow}`;
}

/** Reads the name of a branch of ours; undefined for every other one. */
export function partsOfBranch(branch: string):
  | {
      readonly action: PlannedAction;
      readonly environment: string;
      readonly workflow: string;
    }
  | undefined {
  const [, word, environment, workflow] = /^comfypin\/([a-z]+)\/([^/]+)\/(.+)$/.exec(branch) ?? [];
  const action = plannedActions.find((each) => each === word);
  if (action === undefined || environment === undefined || workflow === undefined) return undefined;
  return { action, environment, workflow };
}
