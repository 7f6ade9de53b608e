/** What a smoke command says: plain data, the same for people, JSON and JUnit. */

import type { Json } from '../../base/json.ts';
import type { GraphChange } from './executed-graph.ts';
import type { Picture } from './expectations.ts';
import type { Likeness } from './similarity.ts';
import type { NodeTiming, RunError } from './types.ts';
import type { Verdict } from './verdict.ts';

export interface SmokeReport {
  readonly environment: string;
  readonly kind: 'candidate' | 'active';
  readonly verdict: Verdict;
  readonly workflows: readonly WorkflowReport[];
  /** Workflows that were chosen and not run: they are of another shard, or their evidence counts. */
  readonly leftOut?: readonly string[];
  /** True where the evidence was appended to the records. */
  readonly recorded: boolean;
  /** Evidence files that were written. */
  readonly evidence?: readonly string[];
  /** Folder that pictures and reports were written to, as it was given. */
  readonly folder?: string;
}

export interface WorkflowReport {
  readonly workflow: string;
  readonly release: string;
  readonly rendering: string;
  readonly casesDigest: string;
  readonly verdict: Verdict;
  /** Key under which the evidence counts; absent where nothing ran. */
  readonly evidenceKey?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly CaseReport[];
}

export interface CaseReport {
  readonly name: string;
  readonly verdict: Verdict;
  readonly server: string;
  readonly end: string;
  readonly error?: RunError;
  readonly seconds: number;
  /** By the server's clock. */
  readonly executionSeconds?: number;
  readonly cached: boolean;
  /** The input that was varied to prove that the server computes; `isShown` where the outputs are those of that run. */
  readonly varied?: {
    readonly node: string;
    readonly input: string;
    readonly value: Json;
    readonly isShown: boolean;
  };
  readonly attempts: readonly {
    readonly promptId: string;
    readonly end: string;
    readonly why: string;
  }[];
  readonly outputs: readonly OutputReport[];
  readonly changes: readonly GraphChange[];
  readonly timings: readonly (NodeTiming & { readonly classType?: string })[];
  /** Sentences that say why the verdict is not `passed`. */
  readonly reasons: readonly string[];
  /** What to do about them, each once. */
  readonly hints: readonly string[];
}

export interface OutputReport {
  readonly name: string;
  /** The golden picture below the report folder, where the case compares with one. */
  readonly golden?: string;
  readonly files: readonly FileReport[];
  readonly texts: readonly string[];
}

export interface FileReport {
  readonly name: string;
  readonly bytes: number;
  readonly sha256?: string;
  /** Below the report folder. */
  readonly path?: string;
  readonly picture?: Picture;
  readonly likeness?: Likeness | 'different-size';
}
