import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseShard, splitIntoShards } from '../../src/core/smoke/shards.ts';

const of = {
  name: ({ name }: { name: string }) => name,
  weight: ({ weight }: { weight: number }) => weight,
};

it('every item is in one shard, in whatever order they were found, and none is much heavier', () => {
  const items = fc.uniqueArray(
    fc.record({ name: fc.string(), weight: fc.integer({ min: 1, max: 9 }) }),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 9 }), (given, count) => {
      const shards = splitIntoShards(given, count, of);
      expect(shards).toHaveLength(count);
      expect(shards.flat().map(of.name).sort()).toEqual(given.map(of.name).sort());
      expect(splitIntoShards([...given].reverse(), count, of)).toEqual(shards);
      const weights = shards.map((each) => each.reduce((sum, { weight }) => sum + weight, 0));
      const heaviest = Math.max(0, ...given.map(of.weight));
      expect(Math.max(...weights) - Math.min(...weights)).toBeLessThanOrEqual(heaviest);
    }),
  );
});

it.each(['0/4', '5/4', '1', '1/', 'a/b', '1/4 ', '-1/4', '1/0'])('"%s" is no shard', (text) => {
  expect(parseShard(text)).toBeUndefined();
});
