/** Words that several problems of the family validate share. */

import { shortened } from '../text.ts';

/** The longest value or list that a sentence shows. */
const shown = 80;

export function quoted(value: string): string {
  return shortened(value, shown);
}

export function didYouMean(nearest: string | undefined): string | undefined {
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
}

/** An input and the class type of its node. */
export type InputOf = { nodeType: string; input: string };
