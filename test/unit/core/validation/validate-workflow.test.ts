import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../../src/base/json.ts';
import { parseJson } from '../../../../src/base/json-parse.ts';
import { hintOf, titleOf } from '../../../../src/base/problem.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import type { ValidationPolicy } from '../../../../src/core/validation/policy.ts';
import { validateWorkflow } from '../../../../src/core/validation/validate-workflow.ts';

const catalog = parseCatalog({
  objectInfo: `{
  "CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["sdxl/base.safetensors", "other.safetensors"]]}},
    "output": ["MODEL", "CLIP", "VAE"], "output_name": ["MODEL", "CLIP", "VAE"], "output_node": false, "python_module": "nodes"},
  "CLIPTextEncode": {"input": {"required": {"text": ["STRING", {}], "clip": ["CLIP"]}}, "output": ["CONDITIONING"], "python_module": "nodes"},
  "KSampler": {"input": {"required": {"model": ["MODEL"], "positive": ["CONDITIONING"], "negative": ["CONDITIONING"],
    "seed": ["INT", {"min": 0, "max": 18446744073709551615}], "steps": ["INT", {"min": 1, "max": 100}], "sampler_name": [["euler", "heun"]]}},
    "output": ["IMAGE"], "python_module": "nodes"},
  "UpscaleModelLoader": {"input": {"required": {"model_name": ["COMBO", {"options": ["4x.pth"]}]}}, "output": ["UPSCALE_MODEL"], "python_module": "nodes"},
  "Upscale": {"input": {"required": {"model": ["UPSCALE_MODEL"], "image": ["IMAGE"]}}, "output": ["IMAGE"], "experimental": true, "python_module": "nodes"},
  "LoadImage": {"input": {"required": {"image": [["a.png"], {"image_upload": true}]}}, "output": ["IMAGE", "MASK"], "python_module": "nodes"},
  "Paint": {"input": {"required": {"image": ["IMAGE"]}}, "output": ["IMAGE"], "api_node": true, "deprecated": true, "python_module": "comfy_api_nodes.x"},
  "SaveImage": {"input": {"required": {"images": ["IMAGE"], "filename_prefix": ["STRING", {}]}}, "output": [], "output_node": true, "python_module": "nodes"},
  "PreviewAny": {"input": {"required": {"source": ["*"]}}, "output": [], "output_node": true, "python_module": "comfy_extras.x"}}`,
  models: {
    checkpoints: ['sdxl/base.safetensors', 'other.safetensors'],
    upscale_models: ['4x.pth'],
    loras: [],
  },
  embeddings: ['EasyNegative'],
  systemStats: { system: { comfyui_version: '0.3.64' } },
});

const good = {
  '4': node('CheckpointLoaderSimple', { ckpt_name: 'sdxl/base.safetensors' }),
  '6': node('CLIPTextEncode', { text: 'a fox', clip: ['4', 1] }),
  '7': node('CLIPTextEncode', { text: 'embedding:EasyNegative', clip: ['4', 1] }),
  '3': node('KSampler', {
    model: ['4', 0],
    positive: ['6', 0],
    negative: ['7', 0],
    seed: 5,
    steps: 20,
    sampler_name: 'euler',
  }),
  '9': {
    ...node('SaveImage', { images: ['3', 0], filename_prefix: 'x' }),
    _meta: { title: 'Save' },
  },
};

function node(class_type: string, inputs: object): { class_type: string; inputs: object } {
  return { class_type, inputs };
}

function changed(id: keyof typeof good, inputs: object, more: object = {}): object {
  return { ...good, [id]: { ...good[id], inputs: { ...good[id].inputs, ...inputs } }, ...more };
}

function findings(prompt: object, policy?: ValidationPolicy): readonly string[] {
  const parsed = parseJson(JSON.stringify(prompt));
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('bad prompt');
  const { problems } = validateWorkflow(parsed.value as JsonObject, catalog, policy);
  return problems.map((each) => {
    const place = [each.at.node, each.at.input].filter(Boolean).join('.');
    return `${each.severity} ${each.code} ${place}: ${titleOf(each)} ${hintOf(each) ?? ''}`.trim();
  });
}

it('finds nothing in a good workflow', () => {
  expect(findings(good)).toEqual([]);
});

describe('mistakes that are often made', () => {
  it('a canvas sent as API format', () => {
    expect(findings({ nodes: [], links: [], version: 0.4 })).toMatchInlineSnapshot(`
      [
        "error validate/canvas-as-prompt : This is a canvas, as ComfyUI saves it, and not the API format that a server runs. Convert it: comfypin convert FILE, or use Workflow > Export (API).",
      ]
    `);
  });

  it('slot 0 of a checkpoint loader for the CLIP', () => {
    expect(findings(changed('6', { clip: ['4', 0] }))).toMatchInlineSnapshot(`
      [
        "error validate/type-mismatch 6.clip: Input clip wants CLIP, and output 0 of 4 (CheckpointLoaderSimple) gives MODEL. Output 1 (CLIP) of node 4 fits: ["4",1].",
      ]
    `);
  });

  it('checkpoint_name for ckpt_name', () => {
    const prompt = {
      ...good,
      '4': node('CheckpointLoaderSimple', { checkpoint_name: 'other.safetensors' }),
    };
    expect(findings(prompt)).toMatchInlineSnapshot(`
      [
        "error validate/missing-input 4.ckpt_name: CheckpointLoaderSimple needs the input ckpt_name (COMBO), and it is not given. The node has checkpoint_name, which ckpt_name may have been called before: rename it.",
        "warning validate/unknown-input 4.checkpoint_name: CheckpointLoaderSimple has no input checkpoint_name; the server ignores it.",
      ]
    `);
  });

  it('a negative prompt that is linked to nothing', () => {
    expect(findings(changed('3', { negative: ['6', 0] }))).toMatchInlineSnapshot(`
      [
        "warning validate/unreachable-node 7: CLIPTextEncode feeds no output node and will not run. Connect it or delete it.",
      ]
    `);
    expect(findings(changed('3', { negative: null }))).toMatchInlineSnapshot(`
      [
        "error validate/value-for-link 3.negative: Input negative wants CONDITIONING from another node, and holds the value null. Connect it: a link is [node id, slot].",
        "warning validate/unreachable-node 7: CLIPTextEncode feeds no output node and will not run. Connect it or delete it.",
      ]
    `);
  });

  it('no output node', () => {
    const { '9': _, ...rest } = good;
    expect(findings(rest)).toMatchInlineSnapshot(`
      [
        "error validate/no-output-node : No node of the workflow is an output node, so nothing would run. Add a node that saves or shows the result, as SaveImage or PreviewImage.",
      ]
    `);
  });

  it('a graph cut off in the middle', () => {
    const { '7': _, ...rest } = good;
    expect(findings(rest)).toMatchInlineSnapshot(`
      [
        "error validate/dangling-link 3.negative: Input negative is linked to node 7, which is not there. Connect the input again and export the workflow, or take the link out.",
      ]
    `);
  });

  it('a checkpoint named as on another machine', () => {
    expect(
      findings(changed('4', { ckpt_name: 'base.safetensors' }), { environment: 'prod' }),
    ).toMatchInlineSnapshot(`
      [
        "error validate/missing-model 4.ckpt_name: The server has no model base.safetensors in checkpoints. It is there as sdxl/base.safetensors. To map it, add to models: in promotion.yaml:
        - { folder: checkpoints, FIRST: base.safetensors, prod: sdxl/base.safetensors }",
      ]
    `);
    expect(findings(changed('4', { ckpt_name: 'sdxl\\base.safetensors' }))).toMatchInlineSnapshot(`
      [
        "error validate/missing-model 4.ckpt_name: The server has no model sdxl\\base.safetensors in checkpoints. It is there as sdxl/base.safetensors. To map it, add to models: in promotion.yaml:
        - { folder: checkpoints, FIRST: "sdxl\\\\base.safetensors", ENV: sdxl/base.safetensors }",
      ]
    `);
  });
});

describe('beyond the server', () => {
  it('a new-style list that this server does not check', () => {
    const more = {
      '20': node('UpscaleModelLoader', { model_name: '4y.pth' }),
      '21': node('Upscale', { model: ['20', 0], image: ['3', 0] }),
    };
    expect(findings(changed('9', { images: ['21', 0] }, more))).toMatchInlineSnapshot(`
      [
        "error validate/missing-model 20.model_name: The server has no model 4y.pth in upscale_models. Did you mean 4x.pth? To map it, add to models: in promotion.yaml:
        - { folder: upscale_models, FIRST: "4y.pth", ENV: "4x.pth" }",
        "warning validate/experimental-node 21: Upscale is experimental: its results may change with any upgrade.",
      ]
    `);
  });

  it('an embedding and a file that are not there, and nodes to know about', () => {
    const more = {
      '20': node('LoadImage', { image: 'b.png' }),
      '21': node('Paint', { image: ['20', 0] }),
      '22': node('PreviewAny', { source: ['21', 0] }),
    };
    expect(
      findings(changed('7', { text: 'embedding:EasyNegativ, blurry' }, more), {
        deny: { nodes: ['P*'] },
      }),
    ).toMatchInlineSnapshot(`
      [
        "warning validate/unknown-embedding 7.text: The text names the embedding EasyNegativ, which the server does not have. Did you mean EasyNegative?",
        "warning validate/missing-file 20.image: Input image names the file b.png, which the server does not list. Did you mean a.png?",
        "error validate/forbidden-node-type 21: Paint may not be used in this environment (deny: P*). Replace the node, or change allow and deny of the environment by a pull request.",
        "warning validate/deprecated-node 21: Paint is deprecated.",
        "warning validate/paid-node 21: Paint calls a partner’s service: each run costs money and sends data there. To forbid it, list it under deny: of the environment.",
        "error validate/forbidden-node-type 22: PreviewAny may not be used in this environment (deny: P*). Replace the node, or change allow and deny of the environment by a pull request.",
        "info validate/link-by-wildcard 22.source: Input source (*) takes IMAGE only because * means any type.",
      ]
    `);
    expect(
      findings({ ...good, ...more }, { uploads: ['b.png'] }).filter((each) =>
        each.includes('missing-file'),
      ),
    ).toEqual([]);
  });

  it('a cycle, which this version swallows', () => {
    const more = {
      '30': node('Paint', { image: ['31', 0] }),
      '31': node('Paint', { image: ['30', 0] }),
    };
    const found = findings(changed('9', { images: ['30', 0] }, more));
    expect(found.filter((each) => each.includes('cycle'))).toMatchInlineSnapshot(`
      [
        "error validate/dependency-cycle 30: These nodes need each other: 30 -> 31 -> 30 Take one of the links out.",
      ]
    `);
  });
});

it('gives the line of the node in the text, title and file', () => {
  const text = `{\n  "4": {},\n  "9": {\n    "class_type": "SaveImage"\n  }\n}\n`;
  const prompt = JSON.parse(JSON.stringify(changed('9', { images: ['99', 0] })));
  const { problems } = validateWorkflow(prompt, catalog, {
    text,
    file: 'w.json',
    environment: 'dev',
  });
  expect(problems.find((each) => each.code === 'validate/dangling-link')?.at).toEqual({
    file: 'w.json',
    environment: 'dev',
    line: 3,
    node: '9',
    title: 'Save',
    input: 'images',
  });
});
