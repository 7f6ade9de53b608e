/** Merges texts by lines: prompts, notes, code in a widget. */

import { diff3Merge, diffIndices } from 'node-diff3';
import type { Json } from '../../base/json.ts';
import type { Three } from './types.ts';

/** Lines of the base that a side put others in the place of; none of the base where it added lines. */
interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Returns the merged text, or undefined where both changed the same lines, both added lines in one place, or one of the three is
 * no text. Other than in git's merges, two edits may touch: neighbouring lines of a prompt say two things.
 */
export function mergeLines(three: Three<Json | undefined>): string | undefined {
  const { base, ours, theirs } = three;
  if (typeof base !== 'string' || typeof ours !== 'string' || typeof theirs !== 'string') {
    return undefined;
  }
  const before = base.split('\n');
  const [left, right] = [editsOf(before, ours), editsOf(before, theirs)];
  const others = right.filter((edit) => !left.some((each) => isSameEdit(each, edit)));
  if (others.some((edit) => left.some((each) => isInTheWay(each, edit)))) return undefined;
  const edits = [...left, ...others].sort((a, b) => a.start - b.start || a.end - b.end);
  const merged: string[] = [];
  let at = 0;
  for (const { start, end, lines } of edits) {
    merged.push(...before.slice(at, start), ...lines);
    at = end;
  }
  return [...merged, ...before.slice(at)].join('\n');
}

function editsOf(before: readonly string[], text: string): LineEdit[] {
  return diffIndices([...before], text.split('\n')).map(({ buffer1, buffer2Content }) => ({
    start: buffer1[0],
    end: buffer1[0] + buffer1[1],
    lines: buffer2Content,
  }));
}

function isSameEdit(left: LineEdit, right: LineEdit): boolean {
  const isOnePlace = left.start === right.start && left.end === right.end;
  return isOnePlace && left.lines.join('\n') === right.lines.join('\n');
}

function isInTheWay(left: LineEdit, right: LineEdit): boolean {
  const isOnePoint = left.start === left.end && right.start === right.end;
  return isOnePoint ? left.start === right.start : left.start < right.end && right.start < left.end;
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
