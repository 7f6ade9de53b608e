/** What `reconcile`, `plan` and `apply` answer, as plain data for every format. */

import type { PromoteItem, ReleaseAnswer } from './promotion-answers.ts';

export interface WaitingLine {
  readonly workflow: string;
  readonly environment: string;
  readonly release?: ReleaseAnswer;
  readonly reason: string;
  readonly command?: string;
}

export interface PlanAnswer {
  readonly base: { readonly branch: string; readonly commit: string };
  /** Names what the plan would do; `apply` refuses when the plan of now has another one. */
  readonly digest: string;
  readonly items: readonly PromoteItem[];
  /** Steps that belong to no workflow, in words. */
  readonly steps: readonly string[];
  readonly waiting: readonly WaitingLine[];
}

export interface ReconcileAnswer {
  readonly dryRun: boolean;
  /** How often facts were read: after a merge they are read again. */
  readonly rounds: number;
  /** What was found due in the last round, and in earlier ones where something was done. */
  readonly items: readonly PromoteItem[];
  /** Steps that belong to no workflow, in words. */
  readonly did: readonly string[];
  readonly waiting: readonly WaitingLine[];
}
