/** What evidence is held against: each environment's recording and rules, as the remote's default branch has them. */

import { verifySignature } from '../../base/ed25519.ts';
import { hasErrors } from '../../base/problem.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { evidenceIn, type ReadEvidence } from '../../core/promotion/evidence-facts.ts';
import type { EvidenceBasis } from '../../core/promotion/evidence-standing.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import type { Git } from '../../world/ports.ts';

export type EvidenceBases = ReadonlyMap<string, EvidenceBasis>;

/** Returns the path of an environment's recording. */
export function recordingPath(environment: string): string {
  return `workflows/${environment}/environment.json`;
}

/** Two processes of git; a recording is parsed when evidence is first held against it. */
export async function readBases(
  git: Git,
  commit: string,
  config: PromotionConfig,
  now: number,
): Promise<EvidenceBases> {
  const names = config.environments.map(({ name }) => `${commit}:${recordingPath(name)}`);
  const missing = new Set(names.length === 0 ? [] : await git.missing(names));
  const there = names.filter((name) => !missing.has(name));
  const blobs = there.length === 0 ? new Map<string, Uint8Array>() : await git.blobs(there);
  return new Map(
    config.environments.map(({ name, evidence }) => [
      name,
      {
        rule: evidence,
        catalog: once(() => catalogIn(blobs.get(`${commit}:${recordingPath(name)}`))),
        models: config.models,
        now,
      },
    ]),
  );
}

/** Returns the evidence among the records, its signatures held against the trusted keys. */
export function trustedEvidenceIn(
  records: readonly RecordFile[],
  { signatures }: Pick<PromotionConfig, 'signatures'>,
): readonly ReadEvidence[] {
  return evidenceIn(records, { rule: signatures, check: verifySignature });
}

/** A recording that cannot be read tells nothing; validation says what is wrong with it. */
export function catalogIn(bytes: Uint8Array | undefined): Catalog | undefined {
  if (bytes === undefined) return undefined;
  const { catalog, problems } = parseEnvironment(new TextDecoder().decode(bytes));
  return hasErrors(problems) ? undefined : catalog;
}

function once<V>(make: () => V): () => V {
  let made: { readonly value: V } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
