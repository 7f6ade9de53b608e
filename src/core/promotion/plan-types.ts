/** What a plan is: per workflow and environment a decision, the gates' answers, and steps that can each be asked whether they are done. */

import type { Digest } from '../../base/digest.ts';
import type { Problem } from '../../base/problem.ts';
import type { Candidate, Files } from './facts.ts';
import type { GateAnswer, GateState } from './gates/gate.ts';
import type { RecordFile } from './records.ts';

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
      readonly message: string;
    }
  | { readonly kind: 'propose'; readonly branch: string }
  | { readonly kind: 'set-status'; readonly branch: string }
  | { readonly kind: 'merge'; readonly branch: string; readonly bypass?: string };

export type Decision = 'propose' | 'nothing' | 'refused';

export interface PlanItem {
  readonly workflow: string;
  readonly environment: string;
  readonly action: 'promote' | 'rollback';
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
