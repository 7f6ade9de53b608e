/** Asks a person for each conflict, one after the other. */

import type { OpenConflict } from '../../core/merge/records.ts';
import type { Choice } from '../../core/merge/types.ts';
import { valueFor } from '../../core/merge/value-words.ts';
import { conflictLines } from '../../report/conflict-sentences.ts';
import { choiceText } from '../../report/text/resolve.ts';
import type { World } from '../command.ts';
import { rememberedChoice } from './remembered.ts';

const keys = { o: 'ours', t: 'theirs', b: 'base' } as const;

/** Returns the answers; an empty answer leaves a conflict open, the end of the input all that are left. */
export async function askForChoices(
  conflicts: readonly OpenConflict[],
  world: World,
): Promise<ReadonlyMap<string, Choice>> {
  const chosen = new Map<string, Choice>();
  for (const conflict of conflicts) {
    const before = await rememberedChoice(conflict, world);
    const asBefore = before === undefined ? '' : `, [r] as before: ${choiceText(before)}`;
    const ways = `[o]urs, [t]heirs, [b]ase${asBefore}, =VALUE, or Enter to leave it: `;
    let question = `${conflictLines(conflict).join('\n')}\n${ways}`;
    for (;;) {
      const answer = (await world.ask(question))?.trim();
      if (answer === undefined) return chosen;
      if (answer === '') break;
      const choice = choiceOf(answer, conflict, before);
      if (choice !== undefined) {
        chosen.set(conflict.path, choice);
        break;
      }
      question = `"${answer}" is none of these. ${ways}`;
    }
  }
  return chosen;
}

function choiceOf(
  answer: string,
  conflict: OpenConflict,
  before: Choice | undefined,
): Choice | undefined {
  if (answer.startsWith('=')) {
    const fit = valueFor(conflict, answer.slice(1));
    return 'problem' in fit ? undefined : fit;
  }
  if (answer === 'r') return before;
  const take = Object.entries(keys).find(([key, name]) => answer === key || answer === name)?.[1];
  return take === undefined ? undefined : { take };
}
