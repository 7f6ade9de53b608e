/** A diff or a merge in one line, for the title of a problem. */

import type { Json } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { plainText, shortened } from '../../base/text.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import type { Conflict } from '../../core/merge/types.ts';
import { tellingsOf, untold } from '../diff-tellings.ts';
import type { Looks } from '../looks.ts';

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
  const shown = tellingsOf(told.length === 0 ? changes : told, looks).slice(0, mostSentences);
  const words = shown.map(({ sentence }) => shortened(sentence.replaceAll(/\s+/g, ' '), longest));
  const more = untold(changes, shown);
  return [...words, ...(more > 0 ? [`+${more} more`] : [])].join('; ');
}

const mostConflicts = 5;
const longestValue = 40;

/** Returns what each conflict is about, with both values where they say it. */
export function conflictWords(conflicts: readonly Conflict[]): readonly string[] {
  const words = conflicts
    .slice(0, mostConflicts)
    .map(({ kind, path, node, field, ours, theirs }) => {
      const name = node === undefined ? path : `${node.title ?? node.type} (${node.id})`;
      const what =
        field === undefined ? plainText(name) : `${plainText(field)} of ${plainText(name)}`;
      if (kind === 'removed')
        return `${plainText(name)} was removed on one side and changed on the other`;
      const isPlain = ours !== undefined && theirs !== undefined;
      return isPlain
        ? `${what}: ${valueText(ours)} in git, ${valueText(theirs)} on the server`
        : what;
    });
  const more = conflicts.length - words.length;
  return more > 0 ? [...words, `+${more} more`] : words;
}

function valueText(value: Json): string {
  return plainText(shortened(writeJson(value), longestValue));
}
