/** `hold`, `freeze` and `ban` as text. */

import { plainText } from '../../base/text.ts';
import type { StopAnswer } from '../promotion-answers.ts';
import { time } from './why.ts';

const done = { hold: 'held', freeze: 'frozen', ban: 'banned' } as const;

export function renderStop({ value }: { readonly value: StopAnswer }): string {
  const { kind, subject, did, reason, until, dryRun } = value;
  const state = done[kind];
  if (did === 'nothing') return `${subject}: nothing to do.\n`;
  const ending = until === undefined ? '' : ` until ${time(until)}`;
  const verb = dryRun ? 'would be' : 'is';
  if (did === 'lifted') return `${subject} ${verb} ${state} no more: ${plainText(reason)}\n`;
  return `${subject} ${verb} ${state}${ending}: ${plainText(reason)}\n`;
}
