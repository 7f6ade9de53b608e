import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { titleOf } from '../../../../src/base/problem.ts';
import { readSmokeCases } from '../../../../src/core/smoke/cases.ts';
import { smokeSchema } from '../../../../src/core/smoke/cases-schema.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function read(yaml: string, more: Record<string, string> = {}) {
  const files = Object.entries({ 'smoke.yaml': yaml, ...more }).map(
    ([path, text]) => [path, bytes(text)] as const,
  );
  return readSmokeCases(new Map(files), 'workflows/dev/hero/');
}

const full = `
version: 1
cases:
  - name: red-shoe
    inputs:
      prompt: a red shoe
      3.seed: 18446744073709551615
      photo: { file: smoke/shoe.png }
    vary: seed
    timeout: 1m30s
    expect:
      hero:
        count: 1
        width: { min: 512, max: 1024 }
        colour: { red: { min: 100.5 } }
        text: hello
        similar: { golden: smoke/golden.png, hash: 8 }
`;
const pictures = { 'smoke/shoe.png': 'shoe', 'smoke/golden.png': 'golden' };

it('schemas/smoke.schema.json is the schema that smoke.yaml is checked with', () => {
  const file = new URL('../../../../schemas/smoke.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(smokeSchema)));
});

it('reads inputs with every digit, uploads, and expectations as ranges', () => {
  const { cases, problems } = read(full, pictures);
  expect(problems).toEqual([]);
  expect(cases).toHaveLength(1);
  expect(cases[0]).toMatchObject({ name: 'red-shoe', vary: 'seed', timeoutMs: 90_000 });
  expect(
    cases[0]?.inputs.map(({ name, ...rest }) => [
      name,
      'file' in rest ? rest.file : String(rest.value),
    ]),
  ).toEqual([
    ['prompt', 'a red shoe'],
    ['3.seed', '18446744073709551615'],
    ['photo', 'smoke/shoe.png'],
  ]);
  expect(cases[0]?.expect).toEqual([
    {
      output: 'hero',
      expectation: {
        count: { min: 1, max: 1 },
        width: { min: 512, max: 1024 },
        colour: { red: { min: 100.5 } },
        text: { equals: 'hello' },
        similar: [{ golden: { default: 'smoke/golden.png' }, hash: 8 }],
      },
    },
  ]);
});

describe('the digest', () => {
  const digest = (yaml: string, more: Record<string, string> = pictures) => read(yaml, more).digest;

  it('is over the meaning and the pictures that cases name', () => {
    expect(digest(full.replaceAll('512', '513'))).not.toBe(digest(full));
    expect(digest(full, { ...pictures, 'smoke/golden.png': 'other' })).not.toBe(digest(full));
    expect(digest(full, { ...pictures, 'smoke/shoe.png': 'other' })).not.toBe(digest(full));
  });

  it('does not see comments, order of keys, or files that no case names', () => {
    const moved = `# why\n${full.replace('version: 1\n', '')}version: 1\n`;
    expect(digest(moved, { ...pictures, 'smoke/uploaded.png': 'x', 'pin.json': '{}' })).toBe(
      digest(full),
    );
  });
});

describe('what is wrong', () => {
  const said = (yaml: string, more = {}) =>
    read(yaml, more).problems.map((each) => `${each.at.file}:${each.at.line} ${titleOf(each)}`);

  it('has its place', () => {
    expect(said('cases:\n  - name: a\n    expcet: {}\n')[0]).toMatch(
      /^workflows\/dev\/hero\/smoke.yaml:3 .*expcet/,
    );
    expect(said('cases:\n  - name: a\n    expect: { x: { width: wide } }\n')[0]).toMatch(
      /:3 .*width/,
    );
    expect(said('cases: [{ name: a }, { name: a }]\n')[0]).toMatch(/Two smoke cases are named a/);
    expect(said(full)[0]).toBe(
      'workflows/dev/hero/smoke.yaml:4 Case red-shoe names the file smoke/golden.png, which is not there',
    );
  });

  it('and no smoke.yaml is no cases, not a problem', () => {
    expect(readSmokeCases(new Map())).toMatchObject({ cases: [], problems: [] });
  });
});
