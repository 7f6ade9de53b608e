/** Splits workflows over jobs: the same split in every job, whatever the others have done meanwhile. */

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Reads `2/8`; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index >= 1 && shard.index <= shard.count ? shard : undefined;
}

/** Returns the shards' items: the heaviest first, each to the shard that has least. An item is never divided. */
export function splitIntoShards<T>(
  items: readonly T[],
  count: number,
  of: { readonly name: (item: T) => string; readonly weight: (item: T) => number },
): readonly (readonly T[])[] {
  const shards = Array.from({ length: count }, () => ({ items: [] as T[], weight: 0 }));
  const byWeight = [...items].sort(
    (one, other) => of.weight(other) - of.weight(one) || (of.name(one) < of.name(other) ? -1 : 1),
  );
  for (const item of byWeight) {
    const lightest = Math.min(...shards.map(({ weight }) => weight));
    const shard = shards.find(({ weight }) => weight === lightest);
    if (shard === undefined) break;
    shard.items.push(item);
    shard.weight += Math.max(1, of.weight(item));
  }
  return shards.map((shard) => shard.items);
}
