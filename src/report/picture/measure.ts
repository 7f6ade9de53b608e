/** Sizes of what is drawn, in canvas units: the same for laying out, drawing and morphing. */

import type { Row } from './types.ts';

export const titleHeight = 30;
export const slotHeight = 20;
export const rowHeight = 21;
export const padding = 8;
export const fontSize = 14;

/** Room for a text in a font of that size: no font is measured, so the guess is on the wide side. */
export function charactersIn(width: number, size = fontSize): number {
  return Math.max(3, Math.floor(width / (size * 0.6)));
}

/** Returns the lines that a changed value takes: one where all of it fits, else one for what was and one for what is. */
export function linesOfRow(row: Row, width: number): number {
  const { name, was = '', now = '' } = row;
  if (row.was === undefined || row.now === undefined) return 1;
  return name.length + was.length + now.length + 5 <= charactersIn(width - 2 * padding) ? 1 : 2;
}

/** Returns the height of a node with these slots and rows. */
export function heightOf(slots: number, rows: readonly Row[], width: number): number {
  const lines = rows.reduce((sum, row) => sum + linesOfRow(row, width), 0);
  return titleHeight + padding + slots * slotHeight + lines * rowHeight + (lines > 0 ? padding : 0);
}

/** Returns the middle of a slot, from the top of its node. */
export function slotMiddle(slot: number): number {
  return titleHeight + padding / 2 + slot * slotHeight + slotHeight / 2;
}
