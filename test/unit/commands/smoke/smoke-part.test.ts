import { expect, it } from 'vitest';
import { mostUsedFirst } from '../../../../src/commands/smoke/smoke-part.ts';
import type { SmokeSubject } from '../../../../src/commands/smoke/smoke-subject.ts';
import type { StaleReason } from '../../../../src/core/promotion/evidence-standing.ts';

const of = (workflow: string, ...types: string[]): SmokeSubject =>
  ({
    workflow,
    pin: {
      description: { interfaces: Object.fromEntries(types.map((name) => [name, 'sha256:'])) },
    },
  }) as unknown as SmokeSubject;
const changed = (...names: string[]) =>
  names.map((name) => ({ part: 'interface', name }) as unknown as StaleReason);

it('what a changed node type does to most workflows is run first; else the order stays', () => {
  const stale = [
    { subject: of('a', 'Save'), reasons: [] },
    { subject: of('b', 'Rare', 'Save'), reasons: changed('Rare') },
    { subject: of('c', 'Often', 'Save'), reasons: changed('Often') },
    { subject: of('d', 'Often', 'Save'), reasons: changed('Often') },
    { subject: of('e', 'Often', 'Rare'), reasons: changed('Often', 'Rare') },
    { subject: of('f', 'Save'), reasons: [] },
  ];
  expect(mostUsedFirst(stale).map(({ workflow }) => workflow)).toEqual([...'cdebaf']);
});
