import { expect, it } from 'vitest';
import type { Json } from '../../../../src/base/json.ts';
import { readYaml } from '../../../../src/base/yaml.ts';
import { policyChanges } from '../../../../src/core/promotion/policy-changes.ts';

const read = (text: string): Json => readYaml(text, 'promotion.yaml').document?.value ?? null;
const changes = (before: string, after: string) => policyChanges(read(before), read(after));

it('names each setting with what it was and would be, and no order of keys', () => {
  const before = `environments:
  prod: { after: staging, gates: { soak: 24h, approvals: 2 }, servers: [{ url: $PROD_URL }] }
`;
  const after = `environments:
  prod: { gates: { approvals: 1, soak: 24h, owners: 1 }, after: staging, servers: [{ url: $OTHER }] }
overrides: { '*': { gates: { smoke: false } } }
`;
  expect(changes(before, after)).toEqual([
    'environments.prod.gates.approvals: 2 → 1',
    'environments.prod.gates.owners: nothing → 1',
    'environments.prod.servers: with {"url":"$OTHER"}',
    'environments.prod.servers: without {"url":"$PROD_URL"}',
    'overrides.*.gates.smoke: nothing → false',
  ]);
  expect(changes(before, before)).toEqual([]);
});

it('tells what goes away, another order of a list, and keys that JavaScript knows otherwise', () => {
  expect(changes('a: { b: 1 }', '{}')).toEqual(['a.b: 1 → nothing']);
  expect(changes('a: [1, 2]', 'a: [2, 1]')).toEqual(['a: in another order']);
  expect(changes('{}', 'constructor: { __proto__: 1 }')).toEqual([
    'constructor.__proto__: nothing → 1',
  ]);
  expect(changes('seed: 18446744073709551615', 'seed: 18446744073709551614')).toEqual([
    'seed: 18446744073709551615 → 18446744073709551614',
  ]);
});
