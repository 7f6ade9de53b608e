/** What a smoke command says: plain data, the same for people, JSON and JUnit. */

import type { Json } from '../../base/json.ts';
import type { GraphChange } from './executed-graph.ts';
import type { Picture, ScorerAnswer } from './expectations.ts';
import type { MediaFacts } from './media/types.ts';
import type { RanNode } from './ran-graph.ts';
import type { Likeness } from './similarity.ts';
import type { HeatStatistics } from './statistics.ts';
import type { NodeTiming, RunError } from './types.ts';
import type { Verdict } from './verdict.ts';

export interface SmokeReport {
  readonly environment: string;
  readonly kind: 'candidate' | 'active';
  readonly verdict: Verdict;
  readonly workflows: readonly WorkflowReport[];
  /** Servers that ran something. */
  readonly servers?: readonly ServerReport[];
  /** Workflows that were chosen and not run: they are of another shard, or their evidence counts. */
  readonly leftOut?: readonly string[];
  /** True where the evidence was appended to the records. */
  readonly recorded: boolean;
  /** Evidence files that were written. */
  readonly evidence?: readonly string[];
  /** Folder that pictures and reports were written to, as it was given. */
  readonly folder?: string;
  /** What would run, where nothing was to run. */
  readonly planned?: SmokePlan;
}

export interface SmokePlan {
  readonly servers: readonly string[];
  readonly workflows: readonly {
    readonly workflow: string;
    readonly release: string;
    readonly cases: readonly string[];
  }[];
}

export interface ServerReport {
  readonly url: string;
  /** The kind and name of its device. */
  readonly device?: string;
  /** Prompts of others that ran or waited there, at the worst moment seen. */
  readonly queue: number;
  /** Cases whose last run was there, and how many of them came to no end. */
  readonly cases: number;
  readonly errored: number;
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
  /** Of all runs that ended well, by the server's clock. */
  readonly times?: HeatStatistics;
  readonly cases: readonly CaseReport[];
}

/** One prompt that was sent for a case, and why. */
export interface RunReport {
  readonly promptId: string;
  readonly end: string;
  readonly why: string;
  readonly server: string;
  readonly seconds: number;
  /** By the server's clock. */
  readonly executionSeconds?: number;
  /** Whether models had to be loaded. */
  readonly heat?: 'cold' | 'warm';
  readonly timings: readonly (NodeTiming & { readonly classType?: string })[];
}

/** A further picture of a case that makes several. */
export interface CandidateReport {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly outputs: readonly OutputReport[];
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
  readonly attempts: readonly RunReport[];
  /** Uploads and downloads that were tried again, and why. */
  readonly retries?: readonly string[];
  readonly outputs: readonly OutputReport[];
  readonly changes: readonly GraphChange[];
  readonly timings: RunReport['timings'];
  /** The graph that ran, as the history has it. */
  readonly graph?: readonly RanNode[];
  /** Other seeds of the same case; its own outputs are the first candidate. */
  readonly candidates?: readonly CandidateReport[];
  /** The kind and name of the device that ran it. */
  readonly device?: string;
  /** Bytes of memory in use on the device at the worst moment seen. */
  readonly memory?: { readonly peak: number; readonly total?: number };
  /** The graph that ran, as a file below the report folder. */
  readonly executed?: string;
  /** The last preview of a run that came to no good end, as a file below the report folder. */
  readonly preview?: string;
  /** Sentences that say why the verdict is not `passed`. */
  readonly reasons: readonly string[];
  /** What to do about them, each once. */
  readonly hints: readonly string[];
}

export interface OutputReport {
  readonly name: string;
  readonly files: readonly FileReport[];
  readonly texts: readonly string[];
  readonly scores?: readonly ScorerAnswer[];
}

export interface FileReport {
  readonly name: string;
  readonly bytes: number;
  readonly sha256?: string;
  /** Below the report folder. */
  readonly path?: string;
  readonly picture?: Picture;
  readonly media?: MediaFacts;
  readonly comparisons?: readonly ComparisonReport[];
}

/** One file beside another picture. */
export interface ComparisonReport {
  readonly with: string;
  readonly likeness: Likeness | 'different-size';
  /** The other picture, below the report folder. */
  readonly path?: string;
  /** Where they differ, as a picture below the report folder. */
  readonly heatMap?: string;
}
