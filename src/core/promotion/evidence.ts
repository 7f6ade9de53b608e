/** Evidence: the record of a smoke run of a rendering in an environment, and the key under which it counts. */

import { type Digest, digestOf } from '../../base/digest.ts';
import type { Json, JsonObject } from '../../base/json.ts';

export type EvidenceKind = 'candidate' | 'active';

/** What evidence is about. Never a commit: it survives squash and rebase. */
export interface EvidenceSubject {
  readonly kind: EvidenceKind;
  readonly environment: string;
  readonly rendering: Digest;
  /** Digest over the smoke cases: inputs, assets, goldens, thresholds. */
  readonly cases: Digest;
  /** Node type used → digest of its interface as the server has it. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** `folder/file` → identity (`sha256:…`, `size:N`), or `unseen`. */
  readonly models: Readonly<Record<string, string>>;
  /** `comfyui`, `torch`, `device`, node packs; what the server does not tell is absent here and named in `unseen`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly unseen: readonly string[];
}

export interface Evidence extends EvidenceSubject {
  readonly format: 'comfypin-evidence/1';
  readonly workflow: string;
  readonly release: Digest;
  readonly verdict: 'passed' | 'failed' | 'errored' | 'unverifiable';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: string;
  /** For active evidence: the merge commit that began the occupancy. */
  readonly merge?: string;
  readonly cases_run: readonly JsonObject[];
}

/** Returns the key of design section 4: the digest of the subject alone. */
export function evidenceKey(subject: EvidenceSubject): Digest {
  const { kind, environment, rendering, cases, interfaces, models, versions, unseen } = subject;
  return digestOf('evidence-key/v1', {
    kind,
    environment,
    rendering,
    cases,
    interfaces,
    models,
    versions,
    unseen: [...unseen].sort(),
  } as unknown as Json);
}
