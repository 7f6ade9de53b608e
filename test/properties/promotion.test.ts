import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Digest } from '../../src/base/digest.ts';
import { wayBack } from '../../src/core/promotion/rollback.ts';
import { soakOf } from '../../src/core/promotion/soak.ts';
import { aDigest, aHistory, day0, hour, type Row } from '../support/builders.ts';

const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const banned = fc.uniqueArray(names, { maxLength: 2 });

/** Histories that follow the rules: forward changes, and rollbacks that go where `wayBack` leads. */
const histories = fc
  .array(fc.oneof(names, fc.constant('back'), fc.constant('back')), { minLength: 1, maxLength: 14 })
  .map((words) => {
    const rows: Row[] = [];
    for (const word of words) {
      const target = word === 'back' ? nameOf(wayBack(aHistory(...rows), new Set()).target) : word;
      if (target !== undefined)
        rows.push([rows.length, target, word === 'back' ? 'rollback' : 'promote']);
    }
    return rows;
  });

function nameOf(digest: Digest | undefined): string | undefined {
  return ['a', 'b', 'c', 'd', 'e'].find((name) => aDigest(name) === digest);
}

it('rolls back only to a release that was there, is not banned, not current, not left since it came', () => {
  fc.assert(
    fc.property(histories, banned, (rows, bans) => {
      const { target } = wayBack(aHistory(...rows), new Set(bans.map(aDigest)));
      if (target === undefined) return;
      const name = nameOf(target);
      expect(bans).not.toContain(name);
      expect(name).not.toBe(rows.at(-1)?.[1]);
      const came = rows.findLastIndex((row) => row[1] === name && row[2] === 'promote');
      expect(came).toBeGreaterThanOrEqual(0);
      const left = rows.findIndex(
        (row, index) => index > came && row[2] === 'rollback' && rows[index - 1]?.[1] === name,
      );
      expect(left).toBe(-1);
    }),
  );
});

it('a promotion and one step back is where it was, unless that was left before', () => {
  fc.assert(
    fc.property(histories, (rows) => {
      const before = rows.at(-1)?.[1];
      const { target } = wayBack(aHistory(...rows, [rows.length, 'new']), new Set());
      expect(nameOf(target)).toBe(before);
    }),
  );
});

it('step after step back ends, and never comes to one release twice', () => {
  fc.assert(
    fc.property(histories, banned, (given, bans) => {
      const rows = [...given];
      const seen = new Set([rows.at(-1)?.[1]]);
      for (let step = 0; step < 20; step += 1) {
        const { target } = wayBack(aHistory(...rows), new Set(bans.map(aDigest)));
        if (target === undefined) return;
        const name = nameOf(target);
        expect(seen).not.toContain(name);
        seen.add(name);
        rows.push([rows.length, name, 'rollback']);
      }
      expect.unreachable('it did not end');
    }),
  );
});

it('soak is never longer than the longest stay, never shrinks as time goes on, and loses all at a rollback away', () => {
  const runs = fc.array(
    fc.record({ name: names, passed: fc.boolean(), at: fc.integer({ min: 0, max: 20 }) }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(histories, runs, names, fc.boolean(), (rows, made, name, needsEvidence) => {
      const end = rows.length + 3;
      const occupancies = aHistory(...rows);
      const facts = {
        release: aDigest(name),
        runs: made.map((run) => ({
          rendering: aDigest(`${run.name} here`),
          passed: run.passed,
          at: day0 + run.at * hour,
        })),
        bans: [],
        needsEvidence,
      };
      const at = (now: number) => soakOf({ ...facts, occupancies, now: day0 + now * hour }).reached;
      const longest = Math.max(
        0,
        ...occupancies
          .filter((stay) => stay.release === facts.release)
          .map((stay) => (stay.until ?? day0 + end * hour) - stay.since),
      );
      expect(at(end)).toBeLessThanOrEqual(longest);
      expect(at(end)).toBeGreaterThanOrEqual(at(end - 1));
      if (rows.at(-1)?.[1] === name && name !== 'a') {
        const left = aHistory(...rows, [end, 'a', 'rollback']);
        expect(soakOf({ ...facts, occupancies: left, now: day0 + 99 * hour }).reached).toBe(0);
      }
    }),
  );
});
