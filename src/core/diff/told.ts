/** Which changes a reader is told at once: one thing done to several nodes, values that came to a node together. The data keeps each. */

import type { Json } from '../../base/json.ts';
import { canonicalJson } from '../../base/json-write.ts';
import type { Change, Source } from './types.ts';

/** Changes that one sentence tells; several only where they are alike. */
export interface Told {
  readonly first: Change;
  readonly more: readonly Change[];
}

/** Returns the changes in order, those that are alike at the place of the first of them. */
export function toldTogether(changes: readonly Change[]): readonly Told[] {
  const alike = grouped(
    changes.map((first): Told => ({ first, more: [] })),
    ({ first }) => likenessOf(first),
  );
  return grouped(alike, ({ first, more }) => (more.length === 0 ? lotOf(first) : undefined));
}

function grouped(
  told: readonly Told[],
  keyed: (each: Told) => string | undefined,
): readonly Told[] {
  const groups: { first: Change; more: Change[] }[] = [];
  const places = new Map<string, { first: Change; more: Change[] }>();
  for (const each of told) {
    const key = keyed(each);
    const there = key === undefined ? undefined : places.get(key);
    if (there !== undefined) {
      there.more.push(each.first, ...each.more);
      continue;
    }
    const group = { first: each.first, more: [...each.more] };
    groups.push(group);
    if (key !== undefined) places.set(key, group);
  }
  return groups;
}

/** Values that came to one node together, or went: what another version of the node has more or less. */
function lotOf(change: Change): string | undefined {
  if (change.kind !== 'input-changed' || change.role === 'secret') return undefined;
  const { from, to, node } = change;
  if ((from === undefined) === (to === undefined)) return undefined;
  return canonicalJson([change.class, node.scope ?? '', node.id, from === undefined]);
}

/**
 * Returns a text that is equal for changes that are alike; undefined for one that is told alone. Of what runs, both values must be
 * equal; of all else the new one, so that ten nodes of several colours that became red are one change.
 */
function likenessOf(change: Change): string | undefined {
  const { kind } = change;
  switch (kind) {
    case 'mode-changed':
      return keyOf(change, [change.from ?? []]);
    case 'title-changed':
    case 'field-changed':
      return keyOf(change, [change.path.join('.')]);
    case 'input-changed':
      return change.role === 'secret' ? undefined : keyOf(change, [change.input]);
    case 'group-changed':
      return keyOf(change, [...change.path, [change.from ?? []]]);
    case 'input-rewired':
      return keyOf(change, [endOf(change.fromSource), endOf(change.toSource)]);
    default:
      return undefined;
  }
}

function keyOf(
  change: {
    readonly class: string;
    readonly kind: string;
    readonly from?: Json;
    readonly to?: Json;
  },
  parts: readonly Json[],
): string {
  const from = change.class === 'behaviour' ? (change.from ?? []) : '';
  const to = change.to ?? [];
  return canonicalJson([change.class, change.kind, ...parts, [from], [to]]);
}

function endOf(source: Source | undefined): Json {
  return source === undefined ? [] : [source.scope ?? '', source.id, source.output];
}
