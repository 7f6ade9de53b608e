import { describe, expect, it } from 'vitest';
import { writeJson } from '../../../../src/base/json-write.ts';
import { interfaceDigest } from '../../../../src/core/catalog/interface.ts';
import { modelFolderOf } from '../../../../src/core/catalog/model-folders.ts';
import { parseCatalog, readCatalog } from '../../../../src/core/catalog/parse.ts';
import type { Catalog, InputSpec, NodeType } from '../../../../src/core/catalog/types.ts';

const objectInfo = `{"Blend": {"input": {"required": {"image": ["IMAGE"], "amount": ["FLOAT", {"default": 1.0, "max": 18446744073709551615}],
  "mode": [["a", "b"], {"tooltip": "how"}]}, "optional": {"lora": ["COMBO", {"options": ["x.safetensors"]}]}, "hidden": {"prompt": "PROMPT"}},
  "output": ["IMAGE", ["p", "q"]], "output_is_list": [false, true], "output_name": ["picture", "kind"], "output_node": true, "deprecated": true}}`;

function typeOf(catalog: Catalog, name = 'Blend'): NodeType {
  const found = catalog.nodeTypes.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function inputOf(type: NodeType, name: string): InputSpec {
  const found = type.inputs.find((input) => input.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('parseCatalog', () => {
  it('reads inputs of both styles, outputs and flags, numbers as spelled', () => {
    const type = typeOf(parseCatalog({ objectInfo }));
    expect(type.inputs.map(({ name, section, type }) => `${section} ${name} ${type}`)).toEqual([
      'required image IMAGE',
      'required amount FLOAT',
      'required mode COMBO',
      'optional lora COMBO',
      'hidden prompt PROMPT',
    ]);
    expect(writeJson(inputOf(type, 'amount').config)).toBe(
      '{"default":1.0,"max":18446744073709551615}',
    );
    expect(inputOf(type, 'mode')).toMatchObject({ isListTyped: true, options: ['a', 'b'] });
    expect(type.outputs).toMatchObject([
      { name: 'picture', type: 'IMAGE', isList: false },
      { name: 'kind', type: 'COMBO', isList: true },
    ]);
    expect(type).toMatchObject({ isOutputNode: true, isDeprecated: true, isApiNode: false });
  });

  it('takes values as well as texts, and keeps big numbers of values', () => {
    const catalog = parseCatalog({
      objectInfo: JSON.parse(objectInfo),
      models: { loras: ['x.safetensors'] },
      embeddings: ['bad'],
      systemStats: {
        system: { comfyui_version: '0.33.0', python_version: '3.11.7 (main)' },
        devices: [{ type: 'cuda' }],
      },
    });
    expect(writeJson(inputOf(typeOf(catalog), 'amount').config)).toContain('18446744073709551616');
    expect(catalog.versions).toEqual({ comfyui: '0.33.0', python: '3.11.7', device: 'cuda' });
    expect(catalog.models.get('loras')).toEqual(['x.safetensors']);
  });

  it('refuses an answer that is no catalog', () => {
    expect(() => parseCatalog({ objectInfo: '<html>' })).toThrow(
      'The answer to GET /object_info is not what ComfyUI gives: Expected a value',
    );
    expect(readCatalog({ objectInfo, models: '[]' }).problems.map(({ code }) => code)).toEqual([
      'server/not-a-catalog',
    ]);
  });
});

describe('modelFolderOf', () => {
  const models = new Map([
    ['loras', ['x.safetensors']],
    ['vae', []],
  ]);
  const lora = inputOf(typeOf(parseCatalog({ objectInfo })), 'lora');

  it('knows a folder by the equality of its list', () => {
    expect(modelFolderOf('Blend', lora, { models })).toBe('loras');
  });

  it('is not told by an empty or a tied list', () => {
    const tied = new Map([...models, ['other', ['x.safetensors']]]);
    expect(modelFolderOf('Blend', lora, { models: tied })).toBeUndefined();
    expect(modelFolderOf('Blend', { ...lora, options: [] }, { models })).toBeUndefined();
    expect(
      modelFolderOf('LoraLoader', { ...lora, name: 'lora_name', options: [] }, { models }),
    ).toBe('loras');
  });
});

describe('interfaceDigest', () => {
  const digestOf = (text: string, files: readonly string[] = ['x.safetensors']) => {
    const catalog = parseCatalog({ objectInfo: text, models: { loras: files } });
    return interfaceDigest(typeOf(catalog), catalog.models);
  };

  it('changes with what a workflow relies on', () => {
    const digests = [
      objectInfo,
      objectInfo.replace('["a", "b"]', '["b", "a"]'),
      objectInfo.replace('18446744073709551615', '5'),
      objectInfo.replace('"output_node": true', '"output_node": false'),
      objectInfo.replace('"IMAGE", ["p"', '"MASK", ["p"'),
    ].map((text) => digestOf(text));
    expect(new Set(digests).size).toBe(5);
  });

  it('stays with texts, with lists of files and with the way a number is written', () => {
    const other = objectInfo
      .replace('"default": 1.0', '"default": 1')
      .replace('"how"', '"in which way"')
      .replace('["x.safetensors"]', '["x.safetensors", "new.safetensors"]');
    expect(digestOf(other, ['x.safetensors', 'new.safetensors'])).toBe(digestOf(objectInfo));
  });
});
