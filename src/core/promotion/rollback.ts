/** Where one step back leads: the stack of forward promotions, read from history. */

import type { Digest } from '../../base/digest.ts';
import { currentOf, type Occupancy } from './history.ts';

export interface WayBack {
  readonly current?: Digest;
  /** The release to go back to; absent where the oldest is reached. */
  readonly target?: Digest;
  /** Earlier releases that were passed over, newest first. */
  readonly passedOver: readonly {
    readonly release: Digest;
    readonly why: 'banned' | 'rolled back from';
  }[];
}

interface Stack {
  readonly releases: Digest[];
  /** Left by a rollback and not promoted again since. */
  readonly left: Set<Digest>;
}

/** Returns the newest earlier distinct release below the current one, leaving out banned ones and those rolled back from. */
export function wayBack(occupancies: readonly Occupancy[], banned: ReadonlySet<Digest>): WayBack {
  const { releases, left } = stackOf(occupancies);
  const current = releases.at(-1);
  const passedOver: { release: Digest; why: 'banned' | 'rolled back from' }[] = [];
  const seen = new Set<Digest>();
  for (const release of releases.slice(0, -1).reverse()) {
    if (release === current || seen.has(release)) continue;
    seen.add(release);
    if (banned.has(release)) passedOver.push({ release, why: 'banned' });
    else if (left.has(release)) passedOver.push({ release, why: 'rolled back from' });
    else return { ...(current === undefined ? {} : { current }), target: release, passedOver };
  }
  return { ...(current === undefined ? {} : { current }), passedOver };
}

/** A forward change puts a release on top; a rollback takes off what lies above the release it goes to. */
function stackOf(occupancies: readonly Occupancy[]): Stack {
  const releases: Digest[] = [];
  const left = new Set<Digest>();
  for (const { release, action } of occupancies) {
    const top = releases.at(-1);
    if (top === release) continue;
    const below = action === 'rollback' ? releases.lastIndexOf(release) : -1;
    if (action === 'rollback' && top !== undefined) left.add(top);
    if (below >= 0) releases.length = below + 1;
    else releases.push(release);
    left.delete(release);
  }
  return { releases, left };
}

export interface AlreadyBack {
  /** What a rollback brought back and is still there. */
  readonly stay: Occupancy;
  /** What it was rolled back from. */
  readonly left?: Digest;
  /** Where one more step back would lead. */
  readonly further: Digest;
}

/**
 * Returns the rollback that was the last thing to happen, where one more step back is possible: who asks a second time
 * without a release may not know of it. Undefined where the release that it went to is banned since: that asks to go on.
 */
export function alreadyBack(
  occupancies: readonly Occupancy[],
  banned: ReadonlySet<Digest>,
): AlreadyBack | undefined {
  const stay = currentOf(occupancies);
  if (stay === undefined || stay.action !== 'rollback' || banned.has(stay.release))
    return undefined;
  const { target } = wayBack(occupancies, banned);
  if (target === undefined) return undefined;
  const left = occupancies.at(-2)?.release;
  return { stay, ...(left === undefined ? {} : { left }), further: target };
}
