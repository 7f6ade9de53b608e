/** Evidence: the record of a smoke run of a rendering in an environment, and the key under which it counts. */

import { type Digest, digestOf } from '../../base/digest.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { compareText } from '../../base/order.ts';
import { interfaceDigest } from '../catalog/interface.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ModelMapping } from '../workflow/types.ts';
import { declaredModels } from './declared-models.ts';
import type { Pin } from './pin.ts';
import type { Signature } from './signature.ts';

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
  readonly signature?: Signature;
  readonly cases_run: readonly JsonObject[];
}

/** What a `Pin` tells: which rendering it holds, its node types and its model files. */
export interface PinnedFacts {
  readonly digests: Pick<Pin['digests'], 'rendering'>;
  readonly description: Pick<Pin['description'], 'interfaces' | 'modelInputs'>;
}

/** What a subject is made of; `catalog` is the live server's in a smoke run, the recording where a gate asks what would count now. */
export interface SubjectFacts {
  readonly kind: EvidenceKind;
  readonly environment: string;
  readonly pin: PinnedFacts;
  /** `readSmokeCases(files).digest`. */
  readonly cases: Digest;
  readonly catalog: Catalog;
  /** `models:` of promotion.yaml: the sha256 that it gives a file is the file's identity. */
  readonly models?: readonly ModelMapping[];
}

/** ComfyUI tells neither what is in a model file nor which node packs are installed; what promotion.yaml says of a file is declared, not seen. */
const neverTold = ['models', 'node-packs'] as const;
const versionNames = ['comfyui', 'torch', 'device'] as const;

/** Returns what evidence made with this pin on this catalog is about; equal facts give an equal `evidenceKey`. */
export function evidenceSubject(facts: SubjectFacts): EvidenceSubject {
  const { catalog, pin } = facts;
  const { nodeTypes, models, versions } = catalog;
  const declared = declaredModels(facts.models ?? [], facts.environment);
  const told = versionNames.filter((name) => versions[name] !== undefined);
  return {
    kind: facts.kind,
    environment: facts.environment,
    rendering: pin.digests.rendering,
    cases: facts.cases,
    interfaces: sorted(Object.keys(pin.description.interfaces), (name) => {
      const nodeType = nodeTypes.get(name);
      return nodeType === undefined ? 'absent' : interfaceDigest(nodeType, models);
    }),
    models: sorted(
      pin.description.modelInputs.map(({ folder, file }) => `${folder}/${file}`),
      (name) => declared.get(name) ?? 'unseen',
    ),
    versions: sorted(told, (name) => versions[name as (typeof versionNames)[number]] ?? ''),
    unseen: [...neverTold, ...versionNames.filter((name) => versions[name] === undefined)].sort(),
  };
}

function sorted(keys: readonly string[], textFor: (key: string) => string): Record<string, string> {
  const unique = [...new Set(keys)].sort(compareText);
  return Object.fromEntries(unique.map((key) => [key, textFor(key)]));
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
