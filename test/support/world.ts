/** The effects of a command in tests: real clock and chance, nothing else unless given. */

import type { World } from '../../src/commands/command.ts';
import { clock, random } from '../../src/world/clock.ts';

/** What helpers need that only wait and draw. */
export function timeAndChance(): Pick<World, 'clock' | 'random' | 'signal'> {
  return { clock, random, signal: new AbortController().signal };
}
