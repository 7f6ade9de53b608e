import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandTable } from '../../src/commands/table.ts';
import { readSmokeCases } from '../../src/core/smoke/cases.ts';
import { smokeSchema } from '../../src/core/smoke/cases-schema.ts';

const text = readFileSync(new URL('../../docs/smoke.md', import.meta.url), 'utf8');

it('the smoke.yaml of the page is one', () => {
  const [, block = ''] =
    /\n\n((?: {4}[^\n]*\n)+)/.exec(text.slice(text.indexOf('## smoke.yaml'))) ?? [];
  const yaml = block.replace(/^ {4}/gm, '');
  const files = new Map([
    ['smoke.yaml', Buffer.from(yaml)],
    ['smoke/shoe.png', Buffer.from('a')],
    ['smoke/red-shoe.png', Buffer.from('b')],
  ]);
  const { cases, problems } = readSmokeCases(files);
  expect(problems).toEqual([]);
  expect(cases.map(({ name }) => name)).toEqual(['default', 'red-shoe', 'four-of-them']);
});

it('every expectation of the schema has its row', () => {
  const rows = [...text.matchAll(/^\| (`[^|]+`) \| (?!means)/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, word]) => word),
  );
  const known =
    smokeSchema.properties.cases.items.properties.expect.additionalProperties.properties;
  expect(rows).toEqual(expect.arrayContaining(Object.keys(known)));
});

it('every option that the page names is one of a smoke command', async () => {
  const rows = commandTable.filter(({ name }) => /^(smoke|report)/.test(name));
  const verbs = await Promise.all(rows.map((row) => row.load()));
  const options = verbs.flatMap(({ options: each }) => Object.keys(each)).concat('format');
  const named = [...text.matchAll(/--([a-z]+(?:-[a-z]+)*)/g)].map(([, word = '']) =>
    word.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  expect(options).toEqual(expect.arrayContaining(named));
});
