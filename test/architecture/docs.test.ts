/** The pages made of tables are as the tables say. `npm run docs` writes them (UPDATE_DOCS=1). */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { commandDrawing, drawing } from '../../architecture.mjs';
import { type ProblemCode, problemTable } from '../../src/base/problems/table.ts';
import { commandTable } from '../../src/commands/table.ts';
import { promotionSchema } from '../../src/core/promotion/config-schema.ts';
import { describeProblem, renderProblemPage } from '../../src/report/text/explain.ts';
import { renderCommandPage } from '../support/command-page.ts';
import { schemaRows } from '../support/schema-page.ts';

const top = resolve(import.meta.dirname, '../..');
const updating = process.env['UPDATE_DOCS'] === '1';

function expectPage(path: string, text: string): void {
  const file = resolve(top, path);
  if (updating) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : '', `${path} is stale: npm run docs`).toBe(
    text,
  );
}

/** Returns the text of a page with what stands between two marks replaced. */
function withBlock(page: string, name: string, block: string): string {
  const marks = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- end ${name} -->)`);
  expect(page, `the page has no block "${name}"`).toMatch(marks);
  return page.replace(marks, (_, start: string, end: string) => `${start}${block}${end}`);
}

it('each problem has its page, and no page is left over', () => {
  const codes = Object.keys(problemTable) as ProblemCode[];
  const folder = resolve(top, 'docs/problems');
  if (updating) rmSync(folder, { recursive: true, force: true });
  for (const code of codes) {
    expectPage(`docs/problems/${code}.md`, renderProblemPage({ value: describeProblem(code) }));
  }
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  expect(pages.map((name) => name.replace(/\.md$/, '')).sort()).toEqual([...codes].sort());
});

it('docs/commands.md is what the commands say of themselves', async () => {
  const verbs = await Promise.all(commandTable.map((row) => row.load()));
  for (const [index, verb] of verbs.entries()) {
    expect(verb.name).toBe(commandTable[index]?.name);
    expect(verb.summary).toBe(commandTable[index]?.summary);
  }
  expectPage('docs/commands.md', renderCommandPage(verbs));
});

it('the table of commands in README.md is the table', () => {
  const rows = commandTable.map((row) => `| \`${row.name}\` | ${row.summary} |\n`).join('');
  const page = readFileSync(resolve(top, 'README.md'), 'utf8');
  expectPage('README.md', withBlock(page, 'commands', `| command | does |\n|---|---|\n${rows}`));
});

it('the drawing in ARCHITECTURE.md is what the layer check enforces', () => {
  const page = readFileSync(resolve(top, 'ARCHITECTURE.md'), 'utf8');
  const drawn = withBlock(page, 'rooms', drawing());
  expectPage('ARCHITECTURE.md', withBlock(drawn, 'command rooms', commandDrawing()));
});

it('docs/promotion-yaml.md lists every option with the schema’s own words', () => {
  const page = readFileSync(resolve(top, 'docs/promotion-yaml.md'), 'utf8');
  const rows = `| option | kind | means |\n|---|---|---|\n${schemaRows(promotionSchema)}`;
  expectPage('docs/promotion-yaml.md', withBlock(page, 'options', rows));
});

it('docs/library.md names everything that the library exports', async () => {
  const page = readFileSync(resolve(top, 'docs/library.md'), 'utf8');
  const exported = Object.keys(await import('../../src/index.ts'));
  expect(exported.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});
