/** Digests: sha256 over a named domain, so that equal bytes of two kinds never share a digest. */

import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import { canonicalJson } from './json-write.ts';

/** `sha256:` and 64 lowercase hexadecimal digits. */
export type Digest = `sha256:${string}`;

const pattern = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && pattern.test(text);
}

/** Returns the digest of `comfypin/<domain>\n` followed by the value's canonical text; `domain` carries the version (`release/v1`). */
export function digestOf(domain: string, value: Json): Digest {
  return digestOfText(domain, canonicalJson(value));
}

/** Returns the digest of `comfypin/<domain>\n` followed by the text in UTF-8. */
export function digestOfText(domain: string, text: string): Digest {
  return `sha256:${createHash('sha256').update(`comfypin/${domain}\n`).update(text, 'utf8').digest('hex')}`;
}

/** Returns the plain sha256 of a file's bytes, as every other tool computes it. */
export function digestOfBytes(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Returns the first 12 hexadecimal digits, for people. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
