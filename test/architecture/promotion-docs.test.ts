import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { gateTable } from '../../src/core/promotion/gates/table.ts';

it('lists every gate in order in docs/promotion.md, with what it binds', () => {
  const page = readFileSync(new URL('../../docs/promotion.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|.*\| (yes|no) \|$/gm)];
  const expected = Object.entries(gateTable).map(([name, gate]) => [
    name,
    gate.bindsRollback ? 'yes' : 'no',
  ]);
  expect(rows.map(([, name, binds]) => [name, binds])).toEqual(expected);
});
