/** Compares matched nodes leaf by leaf: json-diff-ts on projections that hold plain texts alone. */

import { diff, type IChange } from 'json-diff-ts';

/**
 * Plain objects of texts: no arrays, no numbers, keys behind a colon so that none has a meaning to the library. Links have a part
 * where their names are apart from those of values, as in a canvas. Both sides of a comparison have the same parts.
 */
export type Projection = {
  readonly [part in keyof typeof parts]?: Readonly<Record<string, string>>;
};

/** Says that something differs, by name; the values are read from the documents. */
export interface Difference {
  readonly part: 'field' | 'meta' | 'input' | 'link';
  readonly name: string;
}

/** Returns the id under which the node that a link before came from stands after; undefined where it is gone. */
export type Renaming = (fromId: string) => string | undefined;

/** Returns what differs between a node before and after; one node at a time, since the library copies its list for each change. */
export function compareProjections(from: Projection, to: Projection): readonly Difference[] {
  return diff(from, to, { treatTypeChangeAsReplace: true }).flatMap(differencesIn);
}

const parts = { fields: 'field', meta: 'meta', inputs: 'input', links: 'link' } as const;

function differencesIn({ key, changes = [] }: IChange): Difference[] {
  const part = parts[key as keyof typeof parts];
  return changes.map((leaf): Difference => ({ part, name: leaf.key.slice(1) }));
}
