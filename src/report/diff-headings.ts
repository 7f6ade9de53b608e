/** What a diff calls its classes and its signs, and how the classes are told that nobody reads one by one. */

import { counted, plainText } from '../base/text.ts';
import type { Change, ChangeClass } from '../core/diff/types.ts';

/** What a class of changes is called. */
export const headings: Readonly<Record<ChangeClass, string>> = {
  behaviour: 'What runs',
  documentation: 'Titles and notes',
  drift: 'Drift',
  layout: 'Layout',
  view: 'View',
};

export type ChangeState = 'added' | 'removed' | 'changed';

/** Returns whether something came, went, or is there in another way. */
export function stateOf(change: Change): ChangeState {
  switch (change.kind) {
    case 'node-added':
      return 'added';
    case 'node-removed':
      return 'removed';
    case 'group-changed':
    case 'subgraph-changed':
    case 'interface-changed': {
      const isWhole = change.path.length === (change.kind === 'interface-changed' ? 2 : 1);
      if (isWhole && change.from === undefined) return 'added';
      return isWhole && change.to === undefined ? 'removed' : 'changed';
    }
    default:
      return 'changed';
  }
}

const kindWords: Readonly<Partial<Record<Change['kind'], string>>> = {
  'node-renumbered': 'renumbered',
  'input-changed': 'respelled',
  'title-changed': 'retitled',
  'input-rewired': 'relinked',
  'node-added': 'added',
  'node-removed': 'removed',
};

const groupWord = 'groups moved or resized';

/** Fields that the page writes, as people see them. */
const fieldWords: Readonly<Record<string, string>> = {
  pos: 'moved',
  size: 'resized',
  color: 'recoloured',
  bgcolor: 'recoloured',
  boxcolor: 'recoloured',
  flags: 'collapsed, pinned or the like',
  bounding: groupWord,
  ds: 'panned or zoomed',
  frontendVersion: 'saved by another page version',
};

/** Kinds that are named; the rest is counted. */
const mostKinds = 6;

/** Returns `12 moved, 3 recoloured`; what was done twice to one node (its two colours) counts once. */
export function foldedKinds(changes: readonly Change[]): string {
  const counts = new Map<string, Set<string>>();
  changes.forEach((change, at) => {
    const what = 'node' in change ? `${change.node.scope ?? ''} ${change.node.id}` : String(at);
    const word = wordOf(change);
    counts.set(word, (counts.get(word) ?? new Set()).add(what));
  });
  const all = [...counts].sort((a, b) => b[1].size - a[1].size);
  const ofDocument = new Set(changes.filter((each) => !('node' in each)).map(wordOf));
  const shown = all.slice(0, mostKinds).map(([word, { size }]) => {
    if (word === groupWord) return `${counted(size, 'group')} moved or resized`;
    return size === 1 && ofDocument.has(word) ? plainText(word) : `${size} ${plainText(word)}`;
  });
  const rest = all.slice(mostKinds).reduce((sum, [, of]) => sum + of.size, 0);
  return [...shown, ...(rest > 0 ? [`+${rest} more`] : [])].join(', ');
}

function wordOf(change: Change): string {
  const field = 'path' in change ? (change.path.at(-1) ?? 'document') : change.kind;
  const known = Object.hasOwn(fieldWords, field) ? fieldWords[field] : undefined;
  return kindWords[change.kind] ?? known ?? field;
}
