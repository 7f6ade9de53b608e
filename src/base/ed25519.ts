/** Ed25519 (RFC 8032) by node:crypto, which base may use for pure functions alone: keys as short texts, signing, checking. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

const publicPrefix = 'ed25519:';
const privatePrefix = 'ed25519-private:';

/** Before the 32 bytes of a key stand these in DER (RFC 8410). */
const publicHead = Buffer.from('302a300506032b6570032100', 'hex');
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Returns a private and a public key made of 32 random bytes. */
export function keyPairOf(seed: Uint8Array): {
  readonly privateKey: string;
  readonly publicKey: string;
} {
  const privateKey = `${privatePrefix}${Buffer.from(seed).toString('base64')}`;
  return { privateKey, publicKey: publicKeyOf(privateKey) ?? '' };
}

/** Returns the public key of a private one; undefined where the text is no key. */
export function publicKeyOf(privateKey: string): string | undefined {
  const key = readPrivate(privateKey);
  if (key === undefined) return undefined;
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return `${publicPrefix}${der.subarray(publicHead.length).toString('base64')}`;
}

/** Returns the signature of a text in base64; undefined where the text of the key is none. */
export function signText(privateKey: string, text: string): string | undefined {
  const key = readPrivate(privateKey);
  return key === undefined
    ? undefined
    : sign(null, Buffer.from(text, 'utf8'), key).toString('base64');
}

/** True where the signature is the key's own of exactly this text; never throws. */
export function verifySignature(publicKey: string, text: string, signature: string): boolean {
  const key = readPublic(publicKey);
  if (key === undefined) return false;
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length !== 64 || bytes.toString('base64') !== signature) return false;
  return verify(null, Buffer.from(text, 'utf8'), key, bytes);
}

function readPrivate(text: string): KeyObject | undefined {
  const bytes = bytesAfter(privatePrefix, text.trim());
  if (bytes === undefined) return undefined;
  return createPrivateKey({
    key: Buffer.concat([privateHead, bytes]),
    format: 'der',
    type: 'pkcs8',
  });
}

function readPublic(text: string): KeyObject | undefined {
  const bytes = bytesAfter(publicPrefix, text);
  if (bytes === undefined) return undefined;
  return createPublicKey({
    key: Buffer.concat([publicHead, bytes]),
    format: 'der',
    type: 'spki',
  });
}

function bytesAfter(prefix: string, text: string): Buffer | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64');
  const isKey = bytes.length === 32 && bytes.toString('base64') === text.slice(prefix.length);
  return isKey ? bytes : undefined;
}
