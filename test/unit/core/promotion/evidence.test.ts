import { expect, it } from 'vitest';
import { digestOfText } from '../../../../src/base/digest.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { evidenceKey, evidenceSubject } from '../../../../src/core/promotion/evidence.ts';

const rendering = digestOfText('test', 'rendering');
const cases = digestOfText('test', 'cases');

function catalog(files: readonly string[], max: number, comfyui?: string) {
  return parseCatalog({
    objectInfo: {
      Loader: {
        input: { required: { ckpt_name: [files, {}] } },
        output: ['MODEL'],
        name: 'Loader',
      },
      Blur: {
        input: { required: { sigma: ['FLOAT', { default: 1.0, max }] } },
        output: ['IMAGE'],
        name: 'Blur',
      },
    },
    models: { checkpoints: files },
    ...(comfyui === undefined
      ? {}
      : { systemStats: { system: { comfyui_version: comfyui }, devices: [] } }),
  });
}

function key(
  from: Parameters<typeof catalog>,
  nodeTypes = ['Loader', 'Blur'],
  kind: 'active' | 'candidate' = 'active',
) {
  const model = { node: '1', input: 'ckpt_name', folder: 'checkpoints', logicalName: 'a' };
  const pin = {
    digests: { rendering },
    description: {
      interfaces: Object.fromEntries(nodeTypes.map((name) => [name, rendering])),
      modelInputs: [{ ...model, file: 'a.safetensors' }],
    },
  };
  const subject = evidenceSubject({
    kind,
    environment: 'dev',
    pin,
    cases,
    catalog: catalog(...from),
  });
  return { subject, key: evidenceKey(subject) };
}

it('says what the server does not tell, in a fixed order', () => {
  const { subject } = key([['a.safetensors'], 10, '0.33.0'], ['Loader', 'Gone', 'Blur']);
  expect(Object.keys(subject.interfaces)).toEqual(['Blur', 'Gone', 'Loader']);
  expect(subject.interfaces['Gone']).toBe('absent');
  expect(subject.models).toEqual({ 'checkpoints/a.safetensors': 'unseen' });
  expect(subject.versions).toEqual({ comfyui: '0.33.0' });
  expect(subject.unseen).toEqual(['device', 'models', 'node-packs', 'torch']);
});

it('has one key for the same facts, whatever other files the server has', () => {
  const files = ['a.safetensors', 'b.safetensors'];
  expect(key([files, 10, '0.33.0'], ['Blur', 'Loader']).key).toBe(
    key([['a.safetensors'], 10, '0.33.0']).key,
  );
});

it.each([
  ['an interface', key([['a.safetensors'], 11, '0.33.0'])],
  ['a version', key([['a.safetensors'], 10, '0.34.0'])],
  ['a version that is not told', key([['a.safetensors'], 10])],
  ['the kind', key([['a.safetensors'], 10, '0.33.0'], undefined, 'candidate')],
])('has another key when %s differs', (_, other) => {
  expect(other.key).not.toBe(key([['a.safetensors'], 10, '0.33.0']).key);
});
