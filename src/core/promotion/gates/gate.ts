/** What a gate is asked and what it answers. */

import type { Digest } from '../../../base/digest.ts';
import type { Problem } from '../../../base/problem.ts';
import type { PromotionOrder } from '../config-policy.ts';
import type { Environment, GateConfig } from '../config-types.ts';
import type { ContractBreak } from '../contract-change.ts';
import type { ReadEvidence } from '../evidence-facts.ts';
import type { EvidenceBasis } from '../evidence-standing.ts';
import type { Occupancy } from '../history.ts';
import type { Stop } from '../standing.ts';
import type { Action } from '../trailers.ts';

/** In the order in which they are shown. */
export const gateNames = [
  'ban',
  'hold',
  'freeze',
  'window',
  'turn',
  'validation',
  'contract',
  'previous',
  'soak',
  'smoke',
  'statuses',
  'looked-at',
  'approvals',
  'owners',
] as const;

export type GateName = (typeof gateNames)[number];

export type GateState = 'passed' | 'failed' | 'pending' | 'unverifiable';

/** The reason is a problem of the family `gate`: its sentence says why, its hint is the command that helps. */
export interface GateAnswer {
  readonly gate: GateName;
  readonly state: GateState;
  readonly reason: Problem;
  /** Milliseconds since 1970. */
  readonly since?: number;
  /** When the answer may change by itself. */
  readonly next?: number;
  /** Who can change the answer. */
  readonly who?: string;
}

/** What validation of the candidate in its environment found. */
export interface ValidationFact {
  readonly state: 'passed' | 'failed' | 'unverifiable';
  readonly problems: readonly Problem[];
  /** Why it could not be answered. */
  readonly why?: string;
}

export interface ReviewFact {
  readonly reviewer: string;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  readonly commit: string;
  readonly at: number;
  /** What that commit pins, where it is another one than the head and could be read. */
  readonly rendering?: Digest;
}

export interface PullRequestFact {
  readonly number: number;
  readonly head: string;
  readonly author: string;
  readonly createdAt: number;
  readonly reviews: readonly ReviewFact[];
  /** Of its head; read only where a gate asks for them. */
  readonly statuses?: readonly { readonly context: string; readonly state: string }[];
  /** The forge has check runs too, and the login may not read them: what is missing may stand there. */
  readonly checksUnread?: true;
  /** What its head pins; an approval of another head with the same rendering counts. */
  readonly rendering?: Digest;
}

/** Somebody looked at the pictures of a rendering. */
export interface LookFact {
  readonly rendering: Digest;
  readonly by: string;
  readonly at: number;
}

/** The release that is still on its way from here to the environment after. */
export interface TurnFact {
  readonly release: Digest;
  readonly next: string;
  readonly policy: PromotionOrder;
  /** When its soak ends; absent where it has not begun, or evidence is what it waits for. */
  readonly until?: number;
}

/** What an environment before tells of the workflow. Times are milliseconds since 1970. */
export interface BeforeFact {
  readonly environment: string;
  /** Oldest first. */
  readonly history: readonly Occupancy[];
  /** When it took the workflow out, where it did. */
  readonly removed?: number;
  /** When its runner was asked for a run of this release that has not come back. */
  readonly asked?: number;
  /** Digest of the smoke cases as they are there, where known. */
  readonly cases?: Digest;
}

/** Everything that the gates of one release on its way into one environment may look at. */
export interface GateQuestion {
  readonly workflow: string;
  readonly environment: Environment;
  /** With overrides applied. */
  readonly gates: GateConfig;
  /** The environments before, the one that releases come from first; none for the first environment. */
  readonly before: readonly BeforeFact[];
  readonly action: Action;
  readonly release: Digest;
  /** The rendering for the environment. */
  readonly rendering: Digest;
  readonly validation: ValidationFact;
  readonly evidence: readonly ReadEvidence[];
  /** Environment → what its evidence is held against. */
  readonly bases?: ReadonlyMap<string, EvidenceBasis>;
  /** When a runner was asked for a run of the candidate that has not come back; milliseconds since 1970. */
  readonly asked?: number;
  /** Digest of the smoke cases as they are here, where known. */
  readonly cases?: Digest;
  readonly stops: readonly Stop[];
  readonly allBans: readonly Stop[];
  readonly pullRequest?: PullRequestFact;
  /** The release that has to finish first, where the environment waits for one. */
  readonly turn?: TurnFact;
  readonly looks?: readonly LookFact[];
  /** Whose approval the gate owners asks for. */
  readonly owners?: readonly string[];
  /** `@organisation/team` → its members; a team that nobody tells about is not in it. */
  readonly teams?: ReadonlyMap<string, readonly string[]>;
  readonly contractBreaks?: readonly ContractBreak[];
  /** Of this rendering in this environment. */
  readonly hotfixes?: readonly {
    readonly gates: readonly string[];
    readonly reason: string;
    readonly by: string;
    readonly at: number;
  }[];
  readonly now: number;
}

export interface Gate {
  readonly name: GateName;
  /** Undefined where the gate is not asked for. */
  readonly answer: (question: GateQuestion) => GateAnswer | undefined;
  /** True where it binds a rollback too: design section 8 rule 13. */
  readonly bindsRollback: boolean;
  /** True where it binds taking a workflow out of an environment. */
  readonly bindsRemoval: boolean;
}

/** Returns `2026-11-21 07:30 UTC`. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Returns what evidence of an environment is held against, as part of a question about it. */
export function basisFor(
  { bases }: Pick<GateQuestion, 'bases'>,
  environment: string,
): { readonly basis?: EvidenceBasis } {
  const basis = bases?.get(environment);
  return basis === undefined ? {} : { basis };
}

/** Returns the place of an answer: the workflow in the environment. */
export function placeOf(question: GateQuestion): { workflow: string; environment: string } {
  return { workflow: question.workflow, environment: question.environment.name };
}
