/** Compares matched nodes leaf by leaf: json-diff-ts on projections that hold plain texts alone. */

import { diff, type IChange } from 'json-diff-ts';

/** A plain object of texts: no arrays, no numbers, keys behind a colon so that none has a meaning to the library. */
export interface Projection {
  readonly fields: Readonly<Record<string, string>>;
  readonly meta: Readonly<Record<string, string>>;
  readonly inputs: Readonly<Record<string, string>>;
  /** Where links have names apart from values, as in a canvas. */
  readonly links?: Readonly<Record<string, string>>;
}

/** Says that something differs, by name; the values are read from the documents. */
export interface Difference {
  readonly part: 'field' | 'meta' | 'input' | 'link';
  readonly name: string;
}

/** Returns the id under which the node that a link before came from stands after; undefined where it is gone. */
export type Renaming = (fromId: string) => string | undefined;

/** Returns, for each pair in order, what differs. */
export function compareProjections(
  pairs: readonly (readonly [from: Projection, to: Projection])[],
): readonly (readonly Difference[])[] {
  const before: Record<string, Projection> = {};
  const after: Record<string, Projection> = {};
  pairs.forEach(([from, to], index) => {
    before[`:${index}`] = from;
    after[`:${index}`] = to;
  });
  const found: Difference[][] = pairs.map(() => []);
  for (const change of diff(before, after, { treatTypeChangeAsReplace: true })) {
    found[Number(change.key.slice(1))]?.push(...differencesIn(change));
  }
  return found;
}

const parts = { fields: 'field', meta: 'meta', inputs: 'input', links: 'link' } as const;

function differencesIn(node: IChange): Difference[] {
  return (node.changes ?? []).flatMap((part) =>
    (part.changes ?? []).map(
      (leaf): Difference => ({
        part: parts[part.key as keyof typeof parts],
        name: leaf.key.slice(1),
      }),
    ),
  );
}
