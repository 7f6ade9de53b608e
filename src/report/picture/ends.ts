/** Where links meet nodes. */

import { slotMiddle } from './measure.ts';
import type { PictureNode } from './types.ts';

/** Returns the place of an end of a link, relative to the node's corner. */
export function endOf(
  node: PictureNode,
  slot: number,
  side: 'from' | 'to',
): readonly [number, number] {
  const last = Math.max(0, (side === 'from' ? node.outputs : node.inputs).length - 1);
  return [side === 'from' ? node.box.width : 0, slotMiddle(Math.min(slot, last))];
}
