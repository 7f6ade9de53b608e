/** Signatures of records: ed25519 over the canonical text of everything else in them. */

import { digestOfText } from '../../base/digest.ts';
import { entriesOf, isJsonObject, type JsonObject, jsonObject, member } from '../../base/json.ts';
import { canonicalJson } from '../../base/json-write.ts';
import type { SignatureRule } from './config-evidence.ts';

/** Why a signature does not vouch for a record. */
export type Trust = 'unsigned' | 'unknown key' | 'wrong signature';

/** What checks a signature; `verifySignature` of `base/ed25519.ts`. */
export type CheckSignature = (publicKey: string, text: string, signature: string) => boolean;

export interface Signature {
  /** `ed25519:` and the public key. */
  readonly key: string;
  /** Base64. */
  readonly value: string;
}

/** Returns the text that is signed; its first line keeps a signature from being one of something else. */
export function signedText(content: JsonObject): string {
  const rest = jsonObject(entriesOf(content).filter(([key]) => key !== 'signature'));
  return `comfypin/record-signature/v1\n${canonicalJson(rest)}\n`;
}

/** Returns the signature in a record, where it has one of the right shape. */
export function signatureIn(content: JsonObject): Signature | undefined {
  const written = member(content, 'signature');
  if (!isJsonObject(written)) return undefined;
  const key = member(written, 'key');
  const value = member(written, 'value');
  return typeof key === 'string' && typeof value === 'string' ? { key, value } : undefined;
}

/** What a signature says: whether it is of this content, and whose. */
export interface SignatureAnswer {
  readonly state: 'unsigned' | 'wrong' | 'unknown key' | 'trusted';
  readonly key?: string;
  /** The name of the key in promotion.yaml. */
  readonly name?: string;
}

/** Checks the signature of a record against the trusted keys. */
export function askSignature(
  content: JsonObject,
  { trusted }: SignatureRule,
  check: CheckSignature,
): SignatureAnswer {
  const signature = signatureIn(content);
  if (signature === undefined) {
    return { state: member(content, 'signature') === undefined ? 'unsigned' : 'wrong' };
  }
  const { key, value } = signature;
  if (!check(key, signedText(content), value)) return { state: 'wrong', key };
  const name = trusted.get(key);
  return name === undefined ? { state: 'unknown key', key } : { state: 'trusted', key, name };
}

/** Returns why a record does not count; undefined where it does, or where nobody has to sign. */
export function trustOf(
  content: JsonObject,
  rule: SignatureRule,
  check: CheckSignature,
): Trust | undefined {
  if (rule.trusted.size === 0) return undefined;
  const { state } = askSignature(content, rule, check);
  if (state === 'trusted') return undefined;
  return state === 'wrong' ? 'wrong signature' : state;
}

/** Returns 12 digits that name a public key for people. */
export function shortKey(key: string): string {
  return digestOfText('key-name/v1', key).slice('sha256:'.length, 'sha256:'.length + 12);
}
