/** The one comment of ours on a pull request. */

import type { Forge } from '../../world/ports.ts';

/** Its parts, in the order in which they stand. */
export type StickyPart = 'author' | 'conflicts' | 'gate' | 'report' | 'superseded';

/** Writes a part anew, or takes it away; nothing is written where it says so already. */
export function stick(
  forge: Forge,
  number: number,
  part: StickyPart,
  body: string | undefined,
): Promise<void> {
  return forge.comment(number, 'comfypin', body, part);
}
