/** Asks a person for each conflict, one after the other. */

import type { OpenConflict } from '../../core/merge/records.ts';
import type { Choice } from '../../core/merge/types.ts';
import { conflictLines } from '../../report/conflict-sentences.ts';
import type { World } from '../command.ts';

const keys = { o: 'ours', t: 'theirs', b: 'base' } as const;

/** Returns the answers; an empty answer leaves a conflict open, the end of the input all that are left. */
export async function askForChoices(
  conflicts: readonly OpenConflict[],
  world: World,
): Promise<ReadonlyMap<string, Choice>> {
  const chosen = new Map<string, Choice>();
  for (const conflict of conflicts) {
    const lines = conflictLines(conflict).join('\n');
    const answer = await world.ask(`${lines}\n[o]urs, [t]heirs, [b]ase, or Enter to leave it: `);
    if (answer === undefined) break;
    const side = Object.entries(keys).find(
      ([key, name]) => answer.trim() === key || answer.trim() === name,
    )?.[1];
    if (side !== undefined) chosen.set(conflict.path, { take: side });
  }
  return chosen;
}
