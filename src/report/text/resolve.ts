/** Settled and open conflicts for a terminal. */

import { writeJson } from '../../base/json-write.ts';
import { counted, plainText } from '../../base/text.ts';
import type { Choice, Conflict } from '../../core/merge/types.ts';
import { conflictLines } from '../conflict-sentences.ts';
import { paint } from '../style.ts';

export interface ResolveReport {
  readonly file: string;
  readonly settled: readonly { readonly path: string; readonly choice: Choice }[];
  readonly open: readonly (Conflict & { readonly number: number; readonly remembered?: Choice })[];
  readonly dryRun: boolean;
}

export function renderResolve(
  { value }: { readonly value: ResolveReport },
  { color }: { readonly color: boolean },
): string {
  const { file, settled, open, dryRun } = value;
  const word = dryRun ? 'would settle' : 'settled';
  const done = settled.map(
    ({ path, choice }) => `${paint(color, 'good', word)} ${plainText(path)}: ${choiceText(choice)}`,
  );
  const rows = open.map((each) => {
    const before =
      each.remembered === undefined ? [] : [`    before you chose ${choiceText(each.remembered)}`];
    const [head = '', ...rest] = conflictLines(each);
    return [`${each.number}. ${head}`, ...rest, ...before].join('\n');
  });
  const verb = dryRun ? ' would be' : open.length === 0 ? ' is' : '';
  const left = `${open.length === 0 ? 'Nothing' : counted(open.length, 'conflict')}${verb} open in ${plainText(file)}.`;
  return `${[...done, ...rows, left].join('\n')}\n`;
}

/** Returns the choice on one line. */
export function choiceText(choice: Choice): string {
  if ('take' in choice) return choice.take;
  const { value } = choice;
  return plainText(typeof value === 'string' ? value : writeJson(value)).replaceAll('\n', ' ⏎ ');
}
