/** A diff in one line, for the title of a problem. */

import { plainText, shortened } from '../../base/text.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import { type Looks, sentenceOf } from '../diff-sentences.ts';

const mostSentences = 3;
const longest = 160;

const looks: Looks = {
  name: (text) => plainText(text),
  value: (text) => plainText(text),
  added: (text) => `+${plainText(text)}`,
  removed: (text) => `-${plainText(text)}`,
};

/** Returns the heaviest changes as sentences; what only looks different is counted. */
export function changeWords({ changes }: WorkflowDiff): string {
  const told = changes.filter((change) => change.class !== 'view' && change.class !== 'layout');
  const shown = (told.length === 0 ? changes : told).slice(0, mostSentences);
  const words = shown.map((change) =>
    shortened(sentenceOf(change, looks).replaceAll(/\s+/g, ' '), longest),
  );
  const more = changes.length - shown.length;
  return [...words, ...(more > 0 ? [`+${more} more`] : [])].join('; ');
}
