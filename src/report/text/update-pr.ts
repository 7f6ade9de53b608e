/** An updated pull request for a terminal. */

import { counted, plainText } from '../../base/text.ts';
import type { Conflict } from '../../core/merge/types.ts';
import { conflictLines } from '../conflict-sentences.ts';
import { paint } from '../style.ts';

export interface UpdatePrReport {
  readonly number: number;
  readonly branch: string;
  readonly state: 'up-to-date' | 'updated' | 'would-update' | 'conflicts';
  readonly head: string;
  readonly files?: readonly string[];
  readonly conflicts?: readonly {
    readonly file: string;
    readonly conflicts: readonly Conflict[];
    readonly reason?: string;
  }[];
}

export function renderUpdatePr(
  { value }: { readonly value: UpdatePrReport },
  { color }: { readonly color: boolean },
): string {
  const { number, branch, state, head, files = [], conflicts = [] } = value;
  const name = `#${number} ${plainText(branch)}`;
  if (state === 'up-to-date') return `${name} has everything of its base already.\n`;
  if (state === 'updated') {
    const word = paint(color, 'good', 'updated');
    return `${word} ${name}: ${counted(files.length, 'file')} merged, head ${head.slice(0, 12)}\n`;
  }
  if (state === 'would-update') {
    const lines = files.map((file) => `  ${plainText(file)}`);
    return `${[`${name} would be updated: ${counted(files.length, 'file')} merged`, ...lines].join('\n')}\n`;
  }
  const rows = conflicts.flatMap(({ file, conflicts: open, reason }) => [
    `  ${plainText(file)}${reason === undefined ? '' : `: ${plainText(reason)}`}`,
    ...open.flatMap((each) => conflictLines(each).map((line) => `    ${line}`)),
  ]);
  return `${[`${paint(color, 'error', 'not merged')} ${name}; nothing was pushed`, ...rows].join('\n')}\n`;
}
