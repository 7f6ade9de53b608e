/** Decides what becomes of a file in the folder of deliveries: content that git does not have is never written over. */

import type { Digest } from '../../base/digest.ts';
import type { CanvasEntry } from './ledger.ts';

export interface FileDigests {
  readonly canvas: Digest;
  readonly bytes: Digest;
}

export interface DeliveryFacts {
  /** The pinned canvas; absent where the place is to be empty. */
  readonly wanted?: FileDigests;
  /** What is on the server now; `canvas` is absent where it is no canvas at all. */
  readonly there?: { readonly bytes: Digest; readonly canvas?: Digest };
  /** What is known of the place, newest first. */
  readonly entries: readonly CanvasEntry[];
  /** True where the default branch has or had exactly this file. */
  readonly isInHistory: boolean;
  /** The open pull request that proposes what is there. */
  readonly openCapture?: number;
  readonly prune: boolean;
}

export type DeliveryDecision =
  | { readonly kind: 'none' }
  /** It is there already; `note` where no record says so yet. */
  | { readonly kind: 'unchanged'; readonly note: boolean }
  | { readonly kind: 'write'; readonly overwrite: boolean }
  | { readonly kind: 'remove' }
  /** It was ours and is pinned no more; `--prune` takes it away. */
  | { readonly kind: 'left' }
  /** Nobody here wrote it, and nothing is to be written there. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'waits'; readonly pullRequest: number }
  | { readonly kind: 'choose' };

export function decideDelivery(facts: DeliveryFacts): DeliveryDecision {
  const { wanted, there, entries, isInHistory, openCapture, prune } = facts;
  const [last] = entries;
  const known = last !== undefined && last.how !== 'removed' ? last : undefined;
  if (there === undefined) {
    return wanted === undefined ? { kind: 'none' } : { kind: 'write', overwrite: false };
  }
  if (wanted !== undefined && isSame(there, wanted)) {
    return { kind: 'unchanged', note: known === undefined || !isSame(wanted, known) };
  }
  const isKept = (known !== undefined && isSame(there, known)) || isInHistory;
  if (openCapture !== undefined && isKept) return { kind: 'waits', pullRequest: openCapture };
  if (wanted === undefined) {
    if (known === undefined) return { kind: 'foreign' };
    if (!isKept) return { kind: 'choose' };
    return { kind: prune ? 'remove' : 'left' };
  }
  return isKept ? { kind: 'write', overwrite: true } : { kind: 'choose' };
}

/** A canvas that was only looked at is the same. */
function isSame(
  left: { readonly bytes: Digest; readonly canvas?: Digest },
  right: FileDigests,
): boolean {
  return left.bytes === right.bytes || left.canvas === right.canvas;
}
