import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hintOf, titleOf } from '../../../../src/base/problem.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import { promotionSchema } from '../../../../src/core/promotion/config-schema.ts';

const head = `version: 1
environments:
  dev: { servers: [http://127.0.0.1:8188] }
  prod: { after: staging, gates: { soak: 24h, approvals: 1 }, servers: [{ url: $PROD_URL, token: $PROD_TOKEN }] }
  staging: { after: dev }
`;

/** Every problem as `line:column code title (hint)`. */
function found(text: string): readonly string[] {
  const { config, problems } = parseConfig(text, 'promotion.yaml');
  expect(config).toBeUndefined();
  return problems.map(
    (each) => `${each.at.line}:${each.at.column} ${each.code}: ${titleOf(each)} (${hintOf(each)})`,
  );
}

it('sorts environments by what they come after and fills in defaults', () => {
  const { config, problems } = parseConfig(
    `${head}models:\n  - { folder: checkpoints, dev: a.safetensors, prod: x/a.safetensors }\n`,
    'promotion.yaml',
  );
  expect(problems).toEqual([]);
  expect(config?.environments.map((each) => each.name)).toEqual(['dev', 'staging', 'prod']);
  expect(config?.environments[0]?.gates.previous).toBe(false);
  expect(config?.environments[2]).toEqual({
    name: 'prod',
    after: 'staging',
    servers: [{ url: '$PROD_URL', token: '$PROD_TOKEN', headers: {}, role: 'live' }],
    gates: { previous: true, validation: true, smoke: true, soak: 86_400_000, approvals: 1 },
    evidence: { bind: ['interface', 'models', 'versions', 'cases', 'device'] },
    promotion: {
      auto: false,
      merge: 'manual',
      policy: 'hold-while-soaking',
      rollback: 'open',
      edits: 'block',
    },
    cache: 'vary',
  });
  expect(config?.models[0]?.files).toEqual({
    dev: 'a.safetensors',
    staging: 'a.safetensors',
    prod: 'x/a.safetensors',
  });
  expect(config?.forge).toEqual({ remote: 'origin' });
});

it('takes several environments before one, and sorts it behind all of them', () => {
  const { config, problems } = parseConfig(
    'version: 1\nenvironments: { prod: { after: [eu, us] }, us: { after: dev }, dev: {}, eu: { after: dev } }\n',
    'promotion.yaml',
  );
  expect(problems).toEqual([]);
  expect(config?.environments.map((each) => each.name)).toEqual(['dev', 'us', 'eu', 'prod']);
  expect(config?.environments[3]).toMatchObject({ after: 'eu', alsoAfter: ['us'] });
  expect(config?.environments[2]).not.toHaveProperty('alsoAfter');
});

it('gives every environment what is declared of node types, and its own word before the shared one', () => {
  const shared = 'nodes: { A: { checks: none }, B: { checks: [x, input_types] } }\n';
  const own = head.replace('after: dev }', 'after: dev, nodes: { A: { checks: all } } }');
  const { config } = parseConfig(`${own}${shared}`, 'promotion.yaml');
  expect(config?.environments.map((each) => each.rules?.nodes?.['A']?.checks)).toEqual([
    'none',
    'all',
    'none',
  ]);
  expect(config?.environments[1]?.rules?.nodes?.['B']).toEqual({ checks: ['x', 'input_types'] });
  expect(found(`${head}nodes: { A: { checks: some } }\n`)[0]).toContain('nodes.A.checks');
});

it('keeps values lossless', () => {
  const row = '  - { node: Tile, input: seed, dev: 18446744073709551615, prod: 7.0 }\n';
  const { config } = parseConfig(`${head}values:\n${row}`, 'promotion.yaml');
  expect(Object.entries(config?.values[0]?.values ?? {}).map(String)).toEqual([
    'dev,18446744073709551615',
    'staging,18446744073709551615',
    'prod,7.0',
  ]);
});

it.each([
  ['an unknown key', 'models: []\nenvironmets: {}\n', 'Did you mean "environments"'],
  ['an option nobody built', 'trustedKeys: []\n', 'no option "trustedKeys"'],
  ['a key twice', 'version: 1\n', 'keys must be unique'],
  ['a wrong kind', 'models: 7\n', 'models must be a list, and it is a number'],
  ['a wrong choice', 'forge: { kind: gihub }\n', 'Did you mean "github"'],
  [
    'a forge option of another kind',
    'forge: { kind: local, apiUrl: "https://x" }\n',
    'apiUrl means',
  ],
  ['a bad duration', 'overrides: { "a/*": { gates: { soak: 1 day } } }\n', '90m, 24h, 7d'],
  ['a bad glob', 'overrides: { "A*": {} }\n', 'A glob is of'],
  ['a model without a name in dev', 'models: [{ folder: vae, prod: a }]\n', 'has no name in dev'],
  [
    'a model of an unknown environment',
    'models: [{ folder: vae, dev: a, prd: a }]\n',
    'mean "prod"',
  ],
  ['a model twice', 'models: [{ folder: v, dev: a }, { folder: v, dev: a, prod: b }]\n', 'twice'],
  [
    'two models of one name in an environment',
    'models: [{ folder: v, dev: a, prod: c }, { folder: v, dev: b, prod: c }]\n',
    'In prod, v/c would stand for two models: a and b',
  ],
  [
    'a name that another row has by default',
    'models: [{ folder: v, dev: a }, { folder: v, dev: b, prod: a }]\n',
    'In prod, v/a would stand for two models',
  ],
  ['a value twice', 'values: [{ node: N, input: i }, { node: N, input: i }]\n', 'listed twice'],
])('refuses %s', (_, rest, expected) => {
  expect(found(head + rest).join('\n')).toContain(expected);
});

it.each([
  ['{ dev: {}, staging: { after: deb } }', '2:44 config/unknown-environment', 'mean "dev"'],
  ['{ dev: { after: prod }, prod: { after: dev } }', '2:31 config/environment-cycle', 'circle'],
  ['{ dev: {}, staging: {} }', '2:26 config/several-first', 'after: dev'],
  ['{ dev: {}, qa: { after: [dev, deb] } }', 'config/unknown-environment', 'mean "dev"'],
  [
    '{ dev: {}, eu: { after: [dev, prod] }, prod: { after: [dev, eu] } }',
    'config/environment-cycle',
    'circle',
  ],
  ['{ dev: {}, qa: { after: [] } }', 'config/wrong-value', 'environments.qa.after'],
  ['{ dev: {}, qa: { after: [dev, dev] } }', 'config/wrong-value', 'environments.qa.after'],
  ['{ dev: {}, qa: { after: 7 } }', 'config/wrong-type', 'environments.qa.after'],
  ['{}', '2:15 config/wrong-value', 'At least one environment'],
  ['{ all: {} }', '2:17 config/wrong-value', 'not one of all'],
  ['{ dev: { servers: [ftp://x] } }', '2:34 config/bad-url', '$VARIABLE'],
  ['{ dev: { gates: { aproval: 1 } } }', '2:33 config/unknown-key', 'Did you mean "approvals"'],
  ['{ dev: { gates: { approvals: 99 } } }', '2:44 config/wrong-value', 'from 0 to 20'],
  ['{ dev: { gates: { soak: 24 } } }', '2:39 config/wrong-type', 'must be a text'],
])('refuses environments: %s', (environments, place, expected) => {
  const text = found(`version: 1\nenvironments: ${environments}\n`).join('\n');
  expect(text).toContain(place);
  expect(text).toContain(expected);
});

it('refuses a secret in the file, and does not repeat it', () => {
  const text = found(`version: 1
environments:
  dev:
    servers:
      - { url: "https://me:hunter2@host", token: hunter2, headers: { X-Key: hunter2 } }
`).join('\n');
  expect(text.match(/config\/literal-secret/g)).toHaveLength(3);
  expect(text).not.toContain('hunter2');
});

it('has a schema file for editors that says the same', () => {
  const file = new URL('../../../../schemas/promotion.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(promotionSchema);
});

it('reads what makes evidence count, and whose signature it needs', () => {
  const key = `ed25519:${'A'.repeat(43)}=`;
  const { config, problems } = parseConfig(
    [
      'version: 1',
      'environments:',
      '  dev: {}',
      '  prod: { after: dev, evidence: { maxAge: 14d, bind: [cases, interface] } }',
      `signatures: { key: $SIGN_WITH, trusted: { ci: "${key}" } }`,
    ].join('\n'),
    'promotion.yaml',
  );
  expect(problems).toEqual([]);
  expect(config?.environments.map(({ evidence }) => evidence)).toEqual([
    { bind: ['interface', 'models', 'cases'] },
    { bind: ['interface', 'cases'], maxAge: 14 * 24 * 3_600_000 },
  ]);
  expect(config?.signatures).toEqual({ variable: 'SIGN_WITH', trusted: new Map([[key, 'ci']]) });
});

it.each([
  ['evidence: { maxAge: soon }', 'config/bad-duration'],
  ['evidence: { bind: [weather] }', 'config/wrong-choice'],
  ['evidence: { age: 1d }', 'config/unknown-key'],
])('refuses %s of an environment', (row, code) => {
  const text = `version: 1\nenvironments: { dev: { ${row} } }`;
  expect(parseConfig(text, 'promotion.yaml').problems.map((each) => each.code)).toEqual([code]);
});

it('takes no key itself, only the variable that holds one', () => {
  const text =
    'version: 1\nenvironments: { dev: {} }\nsignatures: { key: "ed25519-private:secret" }';
  const { problems } = parseConfig(text, 'promotion.yaml');
  expect(problems.map((each) => each.code)).toEqual(['config/wrong-value']);
  expect(JSON.stringify(problems)).not.toContain('secret');
});
