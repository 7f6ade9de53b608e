/** What a plan is: per workflow and environment a decision, the gates' answers, and steps that can each be asked whether they are done. */

import type { Digest } from '../../base/digest.ts';
import type { Problem } from '../../base/problem.ts';
import type { EvidenceKind } from './evidence.ts';
import type { Candidate, Files } from './facts.ts';
import type { GateAnswer, GateState } from './gates/gate.ts';
import type { RecordFile } from './records.ts';
import type { Waiting } from './tasks.ts';
import type { PlannedAction } from './trailers.ts';

export type Step =
  | {
      readonly kind: 'append-records';
      readonly records: readonly RecordFile[];
      readonly why: string;
    }
  | { readonly kind: 'close-pull-request'; readonly number: number; readonly reason: string }
  | {
      readonly kind: 'push-branch';
      readonly branch: string;
      /** Folder of the workflow in the environment. */
      readonly folder: string;
      readonly files: Files;
      /** The folder goes, whatever else is in it. */
      readonly removed?: true;
      readonly message: string;
    }
  | { readonly kind: 'propose'; readonly branch: string }
  | { readonly kind: 'set-status'; readonly branch: string }
  | { readonly kind: 'merge'; readonly branch: string; readonly bypass?: string }
  /** Says in an open pull request that it is now about another release. */
  | {
      readonly kind: 'tell-superseded';
      readonly number: number;
      readonly from: Digest;
      readonly to: Digest;
    }
  /** Asks the gates of an open pull request and writes what differs from what it says. */
  | { readonly kind: 'refresh'; readonly number: number }
  /** Asks for smoke runs on the environment's runner. */
  | {
      readonly kind: 'dispatch';
      readonly run: {
        readonly environment: string;
        readonly kind: EvidenceKind;
        readonly workflows: readonly string[];
      };
    };

export type Decision = 'propose' | 'nothing' | 'refused';

export interface PlanItem {
  readonly workflow: string;
  readonly environment: string;
  readonly action: PlannedAction;
  readonly decision: Decision;
  readonly from?: string;
  readonly current?: Digest;
  readonly candidate?: Candidate;
  readonly answers: readonly GateAnswer[];
  readonly state: GateState;
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  readonly reason: string;
}

export interface Plan {
  /** The commit of the default branch that the plan was made for. */
  readonly base: { readonly branch: string; readonly commit: string };
  readonly items: readonly PlanItem[];
}

/** The plan of `reconcile`: besides the items, steps that belong to none, and what waits for somebody. */
export interface ReconcilePlan extends Plan {
  readonly steps: readonly Step[];
  readonly waiting: readonly Waiting[];
}
