/** What changed in a long text: the words that went and came, with a few around them; the rest is left out. */

import { shortened } from '../base/text.ts';
import { diffWordsOf, type WordRun } from '../core/diff/words.ts';
import type { Looks } from './looks.ts';

/** Share of a text that stays; with less of it the two are shown one after the other. */
const leastKept = 0.4;
/** Changes that are shown; the others are counted. */
const mostPlaces = 3;
/** Characters of what went or came in one place. */
const longestRun = 80;
/** Characters beside a change. */
const context = 18;
/** Characters of a text that is shown whole. */
const longestText = 60;

/** Returns the places that changed, with `…` for what is left out. */
export function changedPlaces(from: string, to: string, looks: Looks): string {
  const runs = diffWordsOf(from, to);
  const kept = runs
    .filter((run) => run.kind === 'same')
    .reduce((sum, run) => sum + run.text.trim().length, 0);
  if (kept < leastKept * Math.min(from.length, to.length)) return bothTexts(from, to, looks);
  const places = placesOf(runs);
  const shown = places.slice(0, mostPlaces);
  const end = shown.length === places.length ? runs.length : (places[mostPlaces] ?? runs.length);
  const text = runs
    .slice(0, end)
    .map((run, index) => {
      const words = run.text.replace(/\s+/g, ' ');
      if (run.kind === 'added') return looks.added(shortened(words, longestRun));
      if (run.kind === 'removed') return looks.removed(shortened(words, longestRun));
      return looks.value(around(words, index === 0, index === runs.length - 1));
    })
    .join('');
  const more = places.length - shown.length;
  return more > 0 ? `${text} +${more} more` : text;
}

/** Returns the index of the first run of each change. */
function placesOf(runs: readonly WordRun[]): readonly number[] {
  return runs.flatMap((run, index) =>
    run.kind !== 'same' && (runs[index - 1]?.kind ?? 'same') === 'same' ? [index] : [],
  );
}

/** Keeps the words beside a change. */
function around(text: string, isFirst: boolean, isLast: boolean): string {
  if (text.length <= 2 * context + 4) return text;
  const head = isFirst ? '' : text.slice(0, context);
  const tail = isLast ? '' : text.slice(-context);
  return `${whole(head, /\S*$/)}…${whole(tail, /^\S*/)}`;
}

/** Drops a word that was cut, where another one is left. */
function whole(text: string, cut: RegExp): string {
  const left = text.replace(cut, '');
  return left.trim() === '' ? text : left;
}

/** Shows both from where they begin to differ: two long texts that begin alike would else look the same. */
function bothTexts(from: string, to: string, looks: Looks): string {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const start = same > longestText - context ? same - context : 0;
  const [before, after] = [from, to].map((text) => {
    const cut = shortened(text.slice(start).replace(/\s+/g, ' '), longestText);
    return looks.value(JSON.stringify(start > 0 ? `…${cut}` : cut));
  });
  return `${before} → ${after}`;
}
