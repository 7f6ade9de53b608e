/** Signs evidence with the key in the variable that promotion.yaml names. */

import { publicKeyOf, signText } from '../../base/ed25519.ts';
import { Failure } from '../../base/failure.ts';
import type { JsonObject } from '../../base/json.ts';
import { problem } from '../../base/problem.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import type { Evidence } from '../../core/promotion/evidence.ts';
import { recordOfEvidence } from '../../core/promotion/evidence-file.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import { signedText } from '../../core/promotion/signature.ts';
import type { World } from '../command.ts';

export interface SigningKey {
  readonly publicKey: string;
  readonly sign: (text: string) => string;
}

/** Returns the key that this process signs with; undefined where there is none. A Failure where the variable holds no key. */
export function signingKey(
  { signatures }: Pick<PromotionConfig, 'signatures'>,
  world: Pick<World, 'variable'>,
): SigningKey | undefined {
  const { variable } = signatures;
  const text = variable === undefined ? undefined : world.variable(variable);
  if (variable === undefined || text === undefined || text.trim() === '') return undefined;
  const publicKey = publicKeyOf(text);
  if (publicKey === undefined) throw new Failure(problem('evidence/bad-key', {}, { variable }));
  return { publicKey, sign: (signed) => signText(text, signed) ?? '' };
}

/** Returns the record of evidence, signed where there is a key and nobody has signed it yet. */
export function signedEvidence(evidence: Evidence, key: SigningKey | undefined): RecordFile {
  if (key === undefined || evidence.signature !== undefined) return recordOfEvidence(evidence);
  const value = key.sign(signedText(evidence as unknown as JsonObject));
  return recordOfEvidence({ ...evidence, signature: { key: key.publicKey, value } });
}
