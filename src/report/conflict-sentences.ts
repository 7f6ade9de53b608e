/** Conflicts of a merge in words: what, then each of the three values. */

import type { Json } from '../base/json.ts';
import { writeJson } from '../base/json-write.ts';
import { plainText } from '../base/text.ts';
import { isSecretName } from '../core/diff/names.ts';
import { linkSourceText } from '../core/merge/link-source.ts';
import type { Conflict } from '../core/merge/types.ts';

const longestValue = 200;

const withoutValues = new Set<Conflict['kind']>(['removed', 'document', 'invalid', 'ambiguous']);

/** Returns a line on what is in question, then a line for each side. */
export function conflictLines(conflict: Conflict): string[] {
  const head = `${plainText(conflict.path)}  ${conflictTitle(conflict)}`;
  if (withoutValues.has(conflict.kind)) return [head];
  const sides = (['base', 'ours', 'theirs'] as const).map(
    (side) => `    ${side.padEnd(6)} ${conflictValue(conflict, side)}`,
  );
  return [head, ...sides];
}

/** Returns one sentence without values. */
export function conflictTitle(conflict: Conflict): string {
  const { node, kind, field = '', removedBy, changed = [] } = conflict;
  const name =
    node === undefined
      ? 'the workflow'
      : `${plainText(node.type)}${node.title === undefined ? '' : ` "${plainText(node.title)}"`}`;
  switch (kind) {
    case 'removed': {
      const other = removedBy === 'ours' ? 'theirs' : 'ours';
      const what = changed.length === 0 ? 'uses it' : `changed ${plainText(changed.join(', '))}`;
      return `${name}: ${removedBy ?? 'one side'} ${goneText(conflict)}, ${other} ${what}`;
    }
    case 'link':
      return isLinkHere(conflict)
        ? `${name}: ${plainText(field)} is linked from two places`
        : `${name}: one side linked ${plainText(field)}, the other changed its value`;
    case 'cycle':
      return `${name}: ${plainText(field)} linked as theirs has it would lead in a circle`;
    case 'interface': {
      const [list = '', ...words] = field.split('/');
      const slot = list === 'outputs' ? 'an output' : 'an input';
      const whose = node === undefined ? 'the subgraph' : name;
      return `${whose}: both changed the ${plainText(words.at(-1) ?? 'name')} of ${slot}`;
    }
    case 'ambiguous':
      return `${name}: several are alike, and both sides changed one of them`;
    case 'invalid':
      return `${name}: each side runs, but together: ${plainText(conflict.reason ?? 'it does not')}`;
    case 'group':
      return field === 'removed'
        ? 'a group: one side removed it, the other renamed it'
        : 'title of a group';
    case 'document':
      return field === 'format'
        ? 'the versions are of two formats'
        : 'two nodes have one id, so nothing can be merged';
    default:
      return `${name}: ${plainText(field)}`;
  }
}

/** False where a side has a value of its own in the place of a link. */
function isLinkHere({ ours, theirs }: Conflict): boolean {
  return [ours, theirs].every(
    (value) => value === undefined || linkSourceText(value) !== undefined,
  );
}

/** Returns `removed it`, or where it was put. */
function goneText({ movedInto }: Conflict): string {
  return movedInto === undefined
    ? 'removed it'
    : `put it into the subgraph "${plainText(movedInto)}"`;
}

/** Returns the value of a side for one line; a secret is never shown. */
export function conflictValue(conflict: Conflict, side: 'base' | 'ours' | 'theirs'): string {
  const value = conflict[side];
  if (value === undefined) return 'nothing';
  if (isSecretName(conflict.field ?? '')) return '(hidden)';
  const text = plainText(shown(value)).replaceAll('\n', ' ⏎ ');
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

function shown(value: Json): string {
  return linkSourceText(value) ?? (typeof value === 'string' ? value : writeJson(value));
}
