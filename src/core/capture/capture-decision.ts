/** Decides what a canvas on a server means for git: nothing, a proposal, a merge of both sides, or a choice for a person. */

import type { Digest } from '../../base/digest.ts';
import type { CanvasEntry } from './ledger.ts';

export interface CaptureFacts {
  /** The file as it is on the server now. */
  readonly file: { readonly canvas: Digest; readonly bytes: Digest };
  /** What is known of the file, newest first. */
  readonly entries: readonly CanvasEntry[];
  /** How the pull request of a capture ended. */
  readonly pullState: (number: number) => 'open' | 'merged' | 'closed';
  /** What git has on the open capture's branch, else on the default branch. */
  readonly git: 'nothing' | 'no-canvas' | { readonly canvas: Digest };
  /** A person said that the server's canvas goes over git's. */
  readonly adopt: boolean;
}

export type CaptureDecision =
  | { readonly kind: 'unchanged' }
  /** Not saved again since its pull request was closed unmerged. */
  | { readonly kind: 'declined'; readonly pullRequest: number }
  /** Git has the same canvas. */
  | { readonly kind: 'in-step' }
  /** The server's canvas is what is proposed. */
  | { readonly kind: 'propose'; readonly isNew: boolean }
  /** Git may have changed since `base` too. */
  | { readonly kind: 'merge'; readonly base: CanvasEntry }
  | { readonly kind: 'choose'; readonly why: 'unknown-base' | 'gone-in-git' };

/** A canvas that a closed pull request proposed never came into git, so what was there before it is what both sides have in common. */
export function decideCapture(facts: CaptureFacts): CaptureDecision {
  const { file, entries, git, adopt } = facts;
  const [last] = entries;
  const isSame = (each: CanvasEntry): boolean =>
    each.bytes === file.bytes || each.canvas === file.canvas;
  if (last !== undefined && last.how !== 'removed' && isSame(last) && !adopt) {
    return isDeclined(last, facts)
      ? { kind: 'declined', pullRequest: last.pullRequest ?? 0 }
      : { kind: 'unchanged' };
  }
  if (typeof git === 'object' && git.canvas === file.canvas) return { kind: 'in-step' };
  if (adopt) return { kind: 'propose', isNew: git === 'nothing' };
  const base = commonEntry(facts);
  if (git === 'nothing') {
    return base === undefined
      ? { kind: 'propose', isNew: true }
      : { kind: 'choose', why: 'gone-in-git' };
  }
  if (base === undefined || git === 'no-canvas') return { kind: 'choose', why: 'unknown-base' };
  return { kind: 'merge', base };
}

/** Returns the newest entry that git knows too. */
function commonEntry(facts: CaptureFacts): CanvasEntry | undefined {
  for (const entry of facts.entries) {
    if (entry.how === 'removed') return undefined;
    if (!isDeclined(entry, facts)) return entry;
  }
  return undefined;
}

function isDeclined({ how, pullRequest }: CanvasEntry, { pullState }: CaptureFacts): boolean {
  return how === 'captured' && pullRequest !== undefined && pullState(pullRequest) === 'closed';
}
