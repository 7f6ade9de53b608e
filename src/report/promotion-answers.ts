/** What verbs about promotion answer, as plain data for every format. */

import type { JsonObject } from '../base/json.ts';
import { hintOf, titleOf } from '../base/problem.ts';
import type { ChangeKind } from '../core/diff/change-kind.ts';
import type { GateAnswer, GateState } from '../core/promotion/gates/gate.ts';
import type { Action, PlannedAction } from '../core/promotion/trailers.ts';

export interface ReleaseAnswer {
  readonly digest: string;
  readonly number?: number;
  readonly alias: string;
}

/** Times are ISO 8601. */
export interface GateLine {
  readonly gate: string;
  readonly state: GateState;
  readonly reason: string;
  readonly since?: string;
  readonly next?: string;
  readonly who?: string;
  readonly command?: string;
}

/** Returns an answer in words; the command that helps only where something is to be helped. */
export function gateLineOf({ gate, state, reason, since, next, who }: GateAnswer): GateLine {
  const command = state === 'passed' ? undefined : hintOf(reason);
  return {
    gate,
    state,
    reason: titleOf(reason),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(next === undefined ? {} : { next: new Date(next).toISOString() }),
    ...(who === undefined || state === 'passed' ? {} : { who }),
    ...(command === undefined ? {} : { command }),
  };
}

/** Returns `v14 (amber-fox)`. */
export function releaseWords(release: ReleaseAnswer): string {
  return release.number === undefined
    ? `(${release.alias})`
    : `v${release.number} (${release.alias})`;
}

export interface PromoteAnswer {
  readonly dryRun: boolean;
  readonly items: readonly PromoteItem[];
}

export interface PromoteItem {
  readonly workflow: string;
  readonly environment: string;
  readonly action: PlannedAction;
  /** `nothing`: the release is there already. */
  readonly decision: 'propose' | 'nothing' | 'refused';
  readonly from?: string;
  readonly current?: ReleaseAnswer;
  readonly release?: ReleaseAnswer;
  readonly rerendered: boolean;
  readonly state: GateState;
  readonly gates: readonly GateLine[];
  /** Done, or with a dry run: to be done. */
  readonly steps: readonly string[];
  readonly pullRequest?: { readonly number: number; readonly url: string };
  /** The merge commit. */
  readonly merged?: string;
}

export interface StatusAnswer {
  readonly environments: readonly string[];
  readonly workflows: readonly {
    readonly workflow: string;
    readonly cells: readonly StatusCell[];
  }[];
  readonly stops: readonly StopLine[];
  /** Gates that promotion.yaml relaxes. */
  readonly relaxed: readonly { readonly environment: string; readonly gates: readonly string[] }[];
  /** Of the last 30 days, per environment above the first. */
  readonly delivery: readonly DeliveryAnswer[];
  /** The last changes of the same days, newest first. */
  readonly timeline: readonly TimelineEntry[];
}

/** Seconds. */
export interface SpreadAnswer {
  readonly median: number;
  readonly p90: number;
}

export interface DeliveryAnswer {
  readonly environment: string;
  readonly promotions: number;
  readonly rollbacks: number;
  readonly edits: number;
  readonly leadTime?: SpreadAnswer;
  readonly restore?: SpreadAnswer;
  readonly failureRatio?: number;
}

export interface TimelineEntry {
  readonly at: string;
  readonly workflow: string;
  readonly environment: string;
  readonly action: Action;
  readonly release: ReleaseAnswer;
  readonly by: string;
  readonly pullRequest?: number;
}

export interface StatusCell {
  readonly environment: string;
  readonly release?: ReleaseAnswer;
  readonly since?: string;
  readonly evidence?: 'passed' | 'failed' | 'unverifiable' | 'errored' | 'stale' | 'none';
  /** Against the environment before. */
  readonly compared?: 'same' | 'behind' | 'ahead';
  readonly behindBy?: number;
  /** What kind of change its release was here against the one before; absent for the first. */
  readonly change?: ChangeKind;
  /** How long the release is there, as `<1h`, `30h`, `12d`. */
  readonly age?: string;
  /** Whether one step back would validate today; absent where there is none. */
  readonly wayBack?: WayBackAnswer;
  readonly held: boolean;
  readonly banned: boolean;
  readonly pullRequest?: number;
}

export interface WayBackAnswer {
  readonly to: ReleaseAnswer;
  /** `re-rendered`: the same release under today's model names. */
  readonly state: 'passed' | 're-rendered' | 'failed' | 'unverifiable';
  /** Why it fails. */
  readonly reason?: string;
}

export interface StopLine {
  readonly kind: 'hold' | 'freeze' | 'ban';
  readonly subject: string;
  readonly reason: string;
  readonly by: string;
  readonly since: string;
  readonly until?: string;
}

export interface WhyAnswer {
  readonly workflow: string;
  readonly environment: string;
  readonly release?: ReleaseAnswer;
  readonly current?: ReleaseAnswer;
  /** `there`: the environment holds the release that would be next. */
  readonly state: GateState | 'there' | 'impossible';
  readonly gates: readonly GateLine[];
  readonly pullRequest?: { readonly number: number; readonly url: string };
}

export interface HistoryAnswer {
  readonly workflow: string;
  readonly environment: string;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
}

export interface HistoryEntry {
  readonly release: ReleaseAnswer;
  readonly rendering: string;
  readonly since: string;
  readonly until?: string;
  readonly commit: string;
  readonly by: string;
  readonly action: Action;
  readonly pullRequest?: number;
  readonly approvers: readonly string[];
  readonly bypass?: string;
  /** The records about it, as they were written; only where they are asked for. */
  readonly audit?: readonly JsonObject[];
  /** Against what was there before; absent for the first. */
  readonly change?: ChangeKind;
}

export interface StopAnswer {
  readonly dryRun: boolean;
  readonly kind: 'hold' | 'freeze' | 'ban';
  readonly subject: string;
  readonly did: 'set' | 'lifted' | 'nothing';
  readonly reason: string;
  readonly until?: string;
}
