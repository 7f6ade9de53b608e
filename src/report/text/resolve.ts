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
  const left =
    open.length === 0
      ? `Nothing is open in ${plainText(file)}.`
      : `${counted(open.length, 'conflict')} open in ${plainText(file)}.`;
  return `${[...done, ...rows, left].join('\n')}\n`;
}

function choiceText(choice: Choice): string {
  if ('take' in choice) return choice.take;
  return plainText(typeof choice.value === 'string' ? choice.value : writeJson(choice.value));
}
