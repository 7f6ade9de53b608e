/** A merge for a terminal: what is open, or that nothing is. */

import { counted, plainText } from '../../base/text.ts';
import type { Conflict } from '../../core/merge/types.ts';
import { conflictLines } from '../conflict-sentences.ts';
import { paint } from '../style.ts';

export interface MergeReport {
  readonly output: string;
  /** git says itself what it merged. */
  readonly inGit: boolean;
  readonly how: string;
  readonly conflicts: readonly (Conflict & { readonly remembered?: string })[];
  readonly open: number;
}

export function renderMerge(
  { value }: { readonly value: MergeReport },
  { color }: { readonly color: boolean },
): string {
  const { output, conflicts, open } = value;
  const count = conflicts.length + open;
  if (value.how === 'unread')
    return `${paint(color, 'error', 'not merged')} ${plainText(output)}\n`;
  if (count === 0)
    return value.inGit ? '' : `${paint(color, 'good', 'merged')} ${plainText(output)}\n`;
  const rows = conflicts.map((each) => {
    const before = each.remembered === undefined ? [] : [`    before you took ${each.remembered}`];
    return [
      ...conflictLines(each).map((line) => `  ${line}`),
      ...before.map((line) => `  ${line}`),
    ].join('\n');
  });
  const marks = open === 0 ? [] : [`  ${counted(open, 'place')} between <<<<<<< and >>>>>>>`];
  const head = `${paint(color, 'error', counted(count, 'conflict'))} in ${plainText(output)}`;
  return `${[head, ...rows, ...marks].join('\n')}\n`;
}
