/** Merges texts by lines: prompts, notes, code in a widget. */

import { diff3Merge } from 'node-diff3';
import type { Json } from '../../base/json.ts';
import type { Three } from './types.ts';

/** Returns the merged text, or undefined where both changed the same lines or one of the three is no text. */
export function mergeLines(three: Three<Json | undefined>): string | undefined {
  const { base, ours, theirs } = three;
  if (typeof base !== 'string' || typeof ours !== 'string' || typeof theirs !== 'string') {
    return undefined;
  }
  const merged = diff3Merge(ours.split('\n'), base.split('\n'), theirs.split('\n'), {
    excludeFalseConflicts: true,
  });
  if (merged.some((region) => region.conflict !== undefined)) return undefined;
  return merged.flatMap((region) => region.ok ?? []).join('\n');
}
