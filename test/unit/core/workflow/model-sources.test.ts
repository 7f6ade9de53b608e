import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { modelSourcesIn } from '../../../../src/core/workflow/model-sources.ts';

const url = 'https://models.example/a.sft';
const hash = 'AB'.repeat(32);

it('finds models of nodes, of subgraphs and of the whole canvas', () => {
  const canvas: JsonObject = {
    nodes: [
      {
        properties: {
          models: [{ name: 'a.sft', directory: 'vae', url, hash, hash_type: 'SHA256' }],
        },
      },
      { properties: { models: 'none' } },
      {},
    ],
    models: [{ name: 'b.sft', directory: 'loras' }],
    definitions: {
      subgraphs: [{ nodes: [{ properties: { models: [{ name: 'c.sft', directory: 'vae' }] } }] }],
    },
  };
  expect(modelSourcesIn(canvas)).toEqual([
    { name: 'b.sft', directory: 'loras' },
    { name: 'a.sft', directory: 'vae', url, sha256: hash.toLowerCase() },
    { name: 'c.sft', directory: 'vae' },
  ]);
});

it('keeps no address that is none of the web, and no hash of another kind', () => {
  const models = [
    { name: 'a', directory: 'vae', url: 'javascript:alert(1)', hash: 'ab12', hash_type: 'MD5' },
    { name: 'a' },
  ];
  expect(modelSourcesIn({ nodes: [{ properties: { models } }] })).toEqual([
    { name: 'a', directory: 'vae' },
  ]);
});
