import { expect, it } from 'vitest';
import { withoutDifferences } from '../../../../src/core/catalog/common.ts';
import { type CatalogDifference, compareCatalogs } from '../../../../src/core/catalog/compare.ts';
import { interfaceDigest } from '../../../../src/core/catalog/interface.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { parseEnvironment, writeEnvironment } from '../../../../src/core/catalog/recording.ts';

const catalogOf = (files: readonly string[], torch: string) =>
  parseCatalog({
    objectInfo: {
      LoraLoader: { input: { required: { lora_name: [files, { tooltip: 'a file' }] } } },
      NewLoader: { input: { required: { lora: ['COMBO', { options: ['None', ...files] }] } } },
      Other: { input: { required: { mode: [['b.safetensors', 'soft']] } } },
    },
    models: { loras: files },
    modelFiles: { loras: files.map((name) => ({ name, size: 5 })) },
    systemStats: {
      system: { comfyui_version: '0.33.0', pytorch_version: torch },
      devices: [{ name: 'gpu', type: 'cuda' }],
    },
  });

const one = catalogOf(['a.safetensors', 'b.safetensors'], '2.7');
const two = catalogOf(['a.safetensors'], '2.8');
const differences = compareCatalogs(one, two);

it('leaves no trace of what may differ: files, the options they give, versions', () => {
  expect(differences.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'version torch',
    'model loras/b.safetensors',
  ]);
  const common = withoutDifferences(one, differences);
  expect(writeEnvironment(common)).toBe(writeEnvironment(withoutDifferences(two, differences)));
  expect(common.versions).toEqual({ comfyui: '0.33.0', device: 'cuda' });
  expect([...(common.modelFiles?.keys() ?? [])]).toEqual(['loras/a.safetensors']);
  const options = [...common.nodeTypes.values()].map(({ inputs }) => inputs[0]?.options);
  expect(options).toEqual([
    ['a.safetensors'],
    ['None', 'a.safetensors'],
    ['b.safetensors', 'soft'],
  ]);
  expect(writeEnvironment(common)).toContain('"lora_name":[[{"$files":"loras"}]');
});

it('keeps every interface, and the same catalog when it is read again', () => {
  const common = withoutDifferences(one, differences);
  const again = parseEnvironment(writeEnvironment(common)).catalog;
  expect(compareCatalogs(again, common)).toEqual([]);
  for (const type of one.nodeTypes.values()) {
    const left = common.nodeTypes.get(type.name) ?? type;
    expect(interfaceDigest(left, common.models)).toBe(interfaceDigest(type, one.models));
  }
});

it('leaves node types and devices out that may differ', () => {
  const allowed: readonly CatalogDifference[] = [
    { kind: 'node type', name: 'Other', change: 'changed' },
    { kind: 'version', name: 'device', change: 'changed' },
  ];
  const common = withoutDifferences(one, allowed);
  expect([...common.nodeTypes.keys()]).toEqual(['LoraLoader', 'NewLoader']);
  expect(common.versions).toEqual({ comfyui: '0.33.0', torch: '2.7' });
  expect(writeEnvironment(common)).not.toContain('cuda');
  expect(withoutDifferences(one, [])).toBe(one);
});
