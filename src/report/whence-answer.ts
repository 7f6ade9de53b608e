/** What `whence` answers, as plain data for every format. */

import type { ChangedInput, MatchKind } from '../core/promotion/match-picture.ts';
import type { Provenance } from '../core/promotion/provenance.ts';
import type { ReleaseAnswer } from './promotion-answers.ts';

export interface WhenceFile {
  readonly file: string;
  readonly sha256: string;
  readonly match: MatchKind | 'none';
  /** What the file says of itself, and whether its own graph bears that out. */
  readonly claim?: Provenance & { readonly state: 'confirmed' | 'contradicted' | 'unproven' };
  /** Where that was or is pinned, newest first; of `graph` what is nearest. */
  readonly found: readonly WhencePlace[];
  /** Values that differ from the pinned graph; of another match than `exact`. */
  readonly changed: readonly ChangedInput[];
  /** Evidence that names this very file by its digest. */
  readonly evidence: readonly {
    readonly case: string;
    readonly at: string;
    readonly by: string;
    readonly verdict: string;
    readonly environment: string;
    readonly workflow: string;
  }[];
}

/** Times are ISO 8601. */
export interface WhencePlace {
  readonly workflow: string;
  readonly environment: string;
  readonly release: ReleaseAnswer;
  readonly rendering: string;
  /** Absent where it was only proposed. */
  readonly since?: string;
  readonly until?: string;
  readonly commit: string;
  readonly action?: string;
  readonly by?: string;
  readonly pullRequest?: number;
  readonly mergedBy?: string;
  readonly approvers: readonly string[];
  /** The branch that proposes it. */
  readonly branch?: string;
}

export interface WhenceAnswer {
  readonly files: readonly WhenceFile[];
}
