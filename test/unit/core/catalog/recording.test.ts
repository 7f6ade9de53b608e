import { describe, expect, it } from 'vitest';
import { interfaceDigest } from '../../../../src/core/catalog/interface.ts';
import { type CatalogSources, parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { parseEnvironment, writeEnvironment } from '../../../../src/core/catalog/recording.ts';

const sources: CatalogSources = {
  objectInfo: `{
    "Zoom": {"input": {"required": {"factor": ["FLOAT", {"default": 1.0, "tooltip": "how much"}], "tooltip": ["STRING", {}]}},
      "input_order": {"required": ["factor", "tooltip"]}, "output": ["IMAGE"], "description": "zooms", "category": "image"},
    "LoadImage": {"input": {"required": {"image": [["a.png", "b.png"], {"image_upload": true}]}}, "output": ["IMAGE"]},
    "Stack": {"input": {"required": {"lora": [["None", "x.safetensors", "y.safetensors"]], "mode": [["b", "a"]]}}, "output": []},
    "Load": {"input": {"required": {"lora": ["COMBO", {"options": ["x.safetensors", "y.safetensors"]}]}}, "output": []}}`,
  models: { vae: [], loras: ['x.safetensors', 'y.safetensors'] },
  embeddings: ['bad'],
  systemStats: `{"system": {"os": "linux", "ram_free": 5, "comfyui_version": "0.33.0", "argv": ["main.py", "--key", "x"]},
    "devices": [{"name": "cpu", "type": "cpu", "vram_free": 7}]}`,
  nodeReplacements: '{"Old": [{"new_node_id": "Zoom"}]}',
};

const catalog = parseCatalog(sources);
const text = writeEnvironment(catalog);

it('holds one node type per line, sorted, without texts, files kept once', () => {
  expect(text).toMatchInlineSnapshot(`
    "{
    "format": "comfypin-environment/1",
    "systemStats": {"system":{"os":"linux","comfyui_version":"0.33.0"},"devices":[{"name":"cpu","type":"cpu"}]},
    "embeddings": [
    "bad"
    ],
    "models": {
    "loras": [
    "x.safetensors",
    "y.safetensors"
    ],
    "vae": []
    },
    "nodeReplacements": {
    "Old": [{"new_node_id":"Zoom"}]
    },
    "nodeTypes": {
    "Load": {"input":{"required":{"lora":["COMBO",{"options":[{"$files":"loras"}]}]}},"output":[]},
    "LoadImage": {"input":{"required":{"image":[[{"$files":"input"}],{"image_upload":true}]}},"output":["IMAGE"]},
    "Stack": {"input":{"required":{"lora":[["None",{"$files":"loras"}]],"mode":[["b","a"]]}},"output":[]},
    "Zoom": {"input":{"required":{"factor":["FLOAT",{"default":1.0}],"tooltip":["STRING",{}]}},"output":["IMAGE"]}
    }
    }
    "
  `);
});

describe('parseEnvironment', () => {
  const read = parseEnvironment(text);

  it('gives the interface back', () => {
    expect(read.problems).toEqual([]);
    expect(writeEnvironment(read.catalog)).toBe(text);
    expect(read.catalog.versions).toEqual(catalog.versions);
    for (const [name, type] of catalog.nodeTypes) {
      const again = read.catalog.nodeTypes.get(name);
      if (again === undefined) throw new Error(`no ${name}`);
      if (name === 'LoadImage') {
        expect(again.inputs[0]).toMatchObject({ isListTyped: true, isUnrecorded: true });
        expect(again.inputs[0]?.options).toBeUndefined();
      } else
        expect(again.inputs.map((each) => each.options)).toEqual(
          type.inputs.map((each) => each.options),
        );
      expect(interfaceDigest(again, read.catalog.models)).toBe(
        interfaceDigest(type, catalog.models),
      );
    }
  });

  it('says what is wrong with a damaged file', () => {
    const codes = (damaged: string) =>
      parseEnvironment(damaged, 'e.json').problems.map((each) => [each.code, each.at]);
    expect(codes('{"format":\n<<<<<<< HEAD')).toEqual([
      ['config/unreadable-recording', { file: 'e.json', line: 2, column: 1 }],
    ]);
    expect(codes('{"format": "other/1"}')).toEqual([
      ['config/unreadable-recording', { file: 'e.json' }],
    ]);
    expect(codes(text.replace('"models": {', '"models": [], "other": {'))).toEqual([
      ['config/unreadable-recording', { file: 'e.json' }],
    ]);
  });
});
