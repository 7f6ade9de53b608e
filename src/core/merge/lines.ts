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

export interface MergedText {
  readonly text: string;
  /** Number of places where a person must choose; they stand between markers as git writes them. */
  readonly open: number;
}

/**
 * Returns the texts merged by lines. Where both added whole list items (`- …`) in one place and `lists` is set, both
 * stay, each once: `models:`, cases and the like are sets.
 */
export function mergeTexts(three: Three<string>, lists: boolean): MergedText {
  const split = (text: string) => text.split('\n');
  const regions = diff3Merge(split(three.ours), split(three.base), split(three.theirs), {
    excludeFalseConflicts: true,
  });
  let open = 0;
  const lines = regions.flatMap((region) => {
    const { conflict } = region;
    if (conflict === undefined) return region.ok ?? [];
    const both =
      lists && conflict.o.every(isBlank) ? unitedItems(conflict.a, conflict.b) : undefined;
    if (both !== undefined) return both;
    open += 1;
    return ['<<<<<<< ours', ...conflict.a, '=======', ...conflict.b, '>>>>>>> theirs'];
  });
  return { text: lines.join('\n'), open };
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** Returns our items, then those that only theirs have; undefined where a side is more than a list of items. */
function unitedItems(ours: readonly string[], theirs: readonly string[]): string[] | undefined {
  const [left, right] = [itemsOf(ours), itemsOf(theirs)];
  if (left === undefined || right === undefined || left.indent !== right.indent) return undefined;
  const known = new Set(left.items);
  return [...left.items, ...right.items.filter((item) => !known.has(item))];
}

function itemsOf(lines: readonly string[]): { indent: string; items: string[] } | undefined {
  const indent = /^( *)- /.exec(lines[0] ?? '')?.[1];
  if (indent === undefined) return undefined;
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith(`${indent}- `)) items.push(line);
    else if (line.startsWith(`${indent}  `) || isBlank(line))
      items.push(`${items.pop() ?? ''}\n${line}`);
    else return undefined;
  }
  return { indent, items };
}
