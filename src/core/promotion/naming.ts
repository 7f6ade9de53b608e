/** What people call a release: `v14`, `amber-fox`, or the beginning of its digest. */

import type { Digest } from '../../base/digest.ts';
import { aliasOf } from './alias.ts';

export interface ReleaseName {
  readonly release: Digest;
  /** Absent where the first environment never held it. */
  readonly number?: number;
  readonly alias: string;
}

/** Returns the name of a release among those that are numbered. */
export function nameRelease(release: Digest, numbers: ReadonlyMap<Digest, number>): ReleaseName {
  const number = numbers.get(release);
  return { release, ...(number === undefined ? {} : { number }), alias: aliasOf(release) };
}

/** Returns the releases that a word may mean: a number, an alias, or at least 4 digits of the digest. */
export function findReleases(
  word: string,
  known: Iterable<Digest>,
  numbers: ReadonlyMap<Digest, number>,
): readonly Digest[] {
  const wanted = word.toLowerCase();
  const digits = wanted.replace(/^sha256:/, '');
  const fits = (release: Digest): boolean =>
    wanted === `v${numbers.get(release) ?? ''}` ||
    wanted === aliasOf(release) ||
    (/^[0-9a-f]{4,64}$/.test(digits) && release.slice('sha256:'.length).startsWith(digits));
  return [...new Set(known)].filter(fits);
}

/** Returns `v14 (amber-fox)`. */
export function releaseText(name: ReleaseName): string {
  return name.number === undefined ? `(${name.alias})` : `v${name.number} (${name.alias})`;
}
