/** Holds tables by id to what a Map does, for all kinds of ids that files have. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type IdTable,
  linkTable,
  nodeTable,
} from '../../../../../src/core/workflow/convert/id-table.ts';

const step = fc.record({
  act: fc.constantFrom('set', 'delete', 'get' as const),
  item: fc.nat(99),
});
const linkId = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom<number | string>(0.5, -0, Number.NaN, 999_999, 1_000_000, 1e21, '5', '05', ''),
);
const nodeId = fc.oneof(
  fc.nat(12).map(String),
  fc.constantFrom('05', '-1', '', '1.5', '999999', '1000000', 'a', '__proto__', '0'),
);

interface Step {
  readonly act: string;
  readonly item: number;
}

function expectAsMap<Key>(
  table: IdTable<Key, number>,
  steps: readonly (readonly [Key, Step])[],
): void {
  const map = new Map<Key, number>();
  for (const [id, { act, item }] of steps) {
    if (act === 'set') {
      map.set(id, item);
      table.set(id, item);
    } else if (act === 'delete') {
      map.delete(id);
      table.delete(id);
    }
    expect(table.get(id)).toBe(map.get(id));
    expect(table.has(id)).toBe(map.has(id));
    expect([...table.values()]).toEqual([...map.values()]);
  }
  expect(table.size()).toBe(map.size);
}

describe('a table by id', () => {
  it('answers as a Map does, links', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(linkId, step)), fc.nat(20), (steps, expected) => {
        expectAsMap(linkTable<number>(expected), steps);
      }),
    );
  });

  it('answers as a Map does, nodes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(nodeId, step)), fc.nat(20), (steps, expected) => {
        const table = nodeTable<number>();
        table.reserve(expected);
        expectAsMap(table, steps);
      }),
    );
  });

  it('keeps what it has when room is asked for later', () => {
    const table = nodeTable<string>();
    table.set('7', 'seven');
    table.reserve(100);
    expect(table.get('7')).toBe('seven');
  });
});
