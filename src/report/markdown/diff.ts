/** A diff for pull requests: a list of sentences, what runs first, the rest folded away. */

import { counted } from '../../base/text.ts';
import { type Change, type ChangeClass, changeClasses } from '../../core/diff/types.ts';
import { foldedKinds, headings } from '../diff-headings.ts';
import { sentenceOf } from '../diff-sentences.ts';
import { tellingsOf, untold } from '../diff-tellings.ts';
import type { Looks } from '../looks.ts';
import { type ChangesSince, type DiffAnswer, nodesIn } from '../text/diff.ts';
import { codeSpan } from './code.ts';

/** Sentences shown without unfolding; a reader has a minute. */
const mostShown = 20;
/** Sentences at all; GitHub takes bodies of 65,536 characters. */
const mostFolded = 100;

const looks: Looks = {
  name: codeSpan,
  value: codeSpan,
  added: (text) => ` **+**${codeSpan(text)} `,
  removed: (text) => ` **−**${codeSpan(text)} `,
};

/** Returns the report with a heading that names both sides. */
export function renderDiffMarkdown({ value }: { readonly value: DiffAnswer }): string {
  const kind = value.kind === 'none' ? '' : ` · ${value.kind} change`;
  return `**${codeSpan(value.from)} → ${codeSpan(value.to)}**${kind}\n\n${renderChanges(value.diff.changes)}`;
}

/** Returns one section per workflow that differs since a revision, or the report of one diff. */
export function renderDiffsMarkdown({
  value,
}: {
  readonly value: DiffAnswer | ChangesSince;
}): string {
  if (!('workflows' in value)) return renderDiffMarkdown({ value });
  if (value.workflows.length === 0) return `No workflow differs since ${codeSpan(value.since)}.\n`;
  return value.workflows
    .map(({ workflow, environment, state, was, kind, diff }) => {
      const before = was === undefined ? '' : `, was ${codeSpan(`${was}@${environment}`)}`;
      const heading = `### ${codeSpan(`${workflow}@${environment}`)} ${state}${before}\n`;
      if (state === 'renamed' && diff.changes.length === 0) return heading;
      if (state === 'changed' || state === 'renamed')
        return `${heading}\n${kind} change\n\n${renderChanges(diff.changes)}`;
      return `${heading}\n${counted(nodesIn(diff), 'node')}\n`;
    })
    .join('\n');
}

/** Returns the changes alone, for a body that has its own heading. */
export function renderChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No difference.\n';
  return changeClasses
    .map((name) =>
      section(
        name,
        changes.filter((change) => change.class === name),
      ),
    )
    .filter((text) => text !== '')
    .join('\n');
}

/** Returns what a new workflow is made of: how many nodes, the list folded away. */
export function renderNew(changes: readonly Change[]): string {
  const nodes = changes.filter((change) => change.kind === 'node-added');
  const lines = nodes.slice(0, mostFolded).map((change) => `- ${sentenceOf(change, looks)}\n`);
  if (nodes.length > mostFolded) lines.push(`- +${nodes.length - mostFolded} more\n`);
  const summary = `New here: ${counted(nodes.length, 'node')}`;
  return `<details><summary>${summary}</summary>\n\n${lines.join('')}\n</details>\n`;
}

function section(name: ChangeClass, changes: readonly Change[]): string {
  if (changes.length === 0) return '';
  const title = `${headings[name]} (${counted(changes.length, 'change')})`;
  if (name === 'layout' || name === 'view') return `${title}: ${codeSpan(foldedKinds(changes))}\n`;
  const told = tellingsOf(changes, looks).slice(0, mostFolded);
  const lines = told.map(({ sentence }) => `- ${sentence.replaceAll(/ {2,}/g, ' ')}\n`);
  const left = untold(changes, told);
  if (left > 0) lines.push(`- +${left} more\n`);
  const shown = lines.slice(0, mostShown).join('');
  const rest = lines.slice(mostShown);
  const more = untold(changes, told.slice(0, mostShown));
  const folded =
    rest.length === 0
      ? ''
      : `\n<details><summary>+${more} more</summary>\n\n${rest.join('')}\n</details>\n`;
  return `**${title}**\n\n${shown}${folded}`;
}
