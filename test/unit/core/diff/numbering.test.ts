/** Numbers for keys, and values by name, as a Map has them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/base/json.ts';
import { numberingFor } from '../../../../src/core/diff/match/numbering.ts';
import {
  changedNames,
  hasName,
  hasTwins,
  isSameValues,
  namedValues,
  namesOfBoth,
  noValues,
  pairsOf,
  valueNamed,
} from '../../../../src/core/diff/named-values.ts';

describe('a numbering', () => {
  // keys that meet in one place of the table, and the largest ones
  const key = fc.oneof(
    fc.nat(20),
    fc.nat(9).map((each) => each * 2 ** 21),
    fc.integer({ min: 2 ** 52, max: Number.MAX_SAFE_INTEGER }),
  );

  it('gives each key the next number once, in the order in which keys come', () => {
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        const known = new Map<number, number>();
        const numbering = numberingFor(keys.length);
        for (const each of keys) {
          if (!known.has(each)) known.set(each, known.size);
          expect(numbering.numberOf(each)).toBe(known.get(each));
        }
        expect(numbering.count()).toBe(known.size);
      }),
    );
  });
});

describe('values by name', () => {
  // short lists, and long ones with the same names in them
  const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', ''), fc.nat(30).map(String));
  const pairs = fc.array(fc.tuple(name, fc.nat(9)), { maxLength: 40 });

  it('are those of a Map, in its order', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const map = new Map<string, Json>(list);
        const values = namedValues(list);
        expect(pairsOf(values)).toEqual([...map]);
        for (const each of ['a', 'b', '__proto__', '', 'c', '0', '30']) {
          expect(valueNamed(values, each)).toBe(map.get(each));
          expect(hasName(values, each)).toBe(map.has(each));
        }
        expect(hasTwins(values.names)).toBe(false);
        expect(hasTwins([...values.names, ...values.names])).toBe(map.size > 0);
      }),
    );
  });

  it('are the same where names, order and values are', () => {
    const values = namedValues([
      ['steps', 20],
      ['cfg', 8],
    ]);
    expect(isSameValues(values, namedValues(pairsOf(values)))).toBe(true);
    expect(isSameValues(values, namedValues(pairsOf(values).reverse()))).toBe(false);
    expect(isSameValues(values, namedValues([...pairsOf(values), ['cfg', 7]]))).toBe(false);
    expect(isSameValues(values, noValues)).toBe(false);
  });

  it('name both sides, each name once', () => {
    const left = namedValues([
      ['seed', 1],
      ['steps', 20],
    ]);
    const right = namedValues([
      ['steps', 20],
      ['cfg', 8],
    ]);
    expect(namesOfBoth(left, right)).toEqual(['seed', 'steps', 'cfg']);
    expect(changedNames(left, right)).toEqual(['seed', 'cfg']);
  });
});
