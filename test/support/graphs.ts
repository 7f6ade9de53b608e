/** Small catalogs and prompts for tests, in the server's own notation. */

import { parseJson } from '../../src/base/json-parse.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { parseWorkflow } from '../../src/core/workflow/parse.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';

export interface NodeTypeSketch {
  readonly required?: Readonly<Record<string, unknown>>;
  readonly optional?: Readonly<Record<string, unknown>>;
  readonly output?: readonly string[];
  readonly outputNode?: boolean;
}

/** Returns a catalog of the given node types and `/models` lists. */
export function aCatalog(
  types: Readonly<Record<string, NodeTypeSketch>>,
  models: Readonly<Record<string, readonly string[]>> = {},
): Catalog {
  const entries = Object.entries(types).map(([name, sketch]) => {
    const output = sketch.output ?? [];
    return [
      name,
      {
        input: { required: sketch.required ?? {}, optional: sketch.optional ?? {} },
        output,
        output_is_list: output.map(() => false),
        output_name: output,
        name,
        display_name: name,
        description: '',
        python_module: 'nodes',
        category: 'test',
        output_node: sketch.outputNode ?? false,
      },
    ];
  });
  return parseCatalog({ objectInfo: JSON.stringify(Object.fromEntries(entries)), models });
}

/** Reads a prompt; the test fails where it is none. */
export function aPrompt(text: string): ApiPrompt {
  const { format, workflow, problems } = parseWorkflow(text);
  if (format !== 'api' || workflow === undefined || problems.length > 0) {
    throw new Error(`no prompt: ${JSON.stringify(problems)}`);
  }
  return workflow;
}

/** Reads strict JSON; the test fails where it is none. */
export function json(text: string) {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** A small studio: loaders, a sampler, a picture with text, and outputs. */
export function studio(
  models: Readonly<Record<string, readonly string[]>> = studioModels,
): Catalog {
  const list = (folder: string) => [[...(models[folder] ?? [])]];
  return aCatalog(
    {
      CheckpointLoaderSimple: {
        required: { ckpt_name: list('checkpoints') },
        output: ['MODEL', 'CLIP', 'VAE'],
      },
      LoraPicker: {
        required: { model: ['MODEL'], which: list('loras'), strength: ['FLOAT', { default: 1 }] },
        output: ['MODEL'],
      },
      CLIPTextEncode: {
        required: { text: ['STRING', {}], clip: ['CLIP'] },
        output: ['CONDITIONING'],
      },
      EmptyLatentImage: {
        required: { width: ['INT', {}], height: ['INT', {}], batch_size: ['INT', {}] },
        output: ['LATENT'],
      },
      KSampler: {
        required: {
          model: ['MODEL'],
          seed: ['INT', { control_after_generate: true }],
          steps: ['INT', {}],
          cfg: ['FLOAT', {}],
          positive: ['CONDITIONING'],
          negative: ['CONDITIONING'],
          latent_image: ['LATENT'],
        },
        output: ['LATENT'],
      },
      LoadImage: {
        required: { image: [['a.png'], { image_upload: true }] },
        output: ['IMAGE', 'MASK'],
      },
      VAEDecode: { required: { samples: ['LATENT'], vae: ['VAE'] }, output: ['IMAGE'] },
      SaveImage: {
        required: { images: ['IMAGE'], filename_prefix: ['STRING', {}] },
        outputNode: true,
      },
      Dynamic: {
        required: {
          method: [
            'COMFY_DYNAMICCOMBO_V3',
            { options: [{ key: 'crop', inputs: { required: { x: ['INT', {}] } } }] },
          ],
          any: ['*'],
        },
        output: ['IMAGE'],
      },
    },
    models,
  );
}

export const studioModels = {
  checkpoints: ['base.safetensors', 'sub/other.safetensors'],
  loras: ['ink.safetensors', 'grain.safetensors'],
  vae: [],
};

/** Text to picture over the studio's node types. */
export const portrait = `{
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "base.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fox", "clip": ["4", 1]}, "_meta": {"title": "Positive"}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
  "10": {"class_type": "LoraPicker", "inputs": {"model": ["4", 0], "which": "ink.safetensors", "strength": 0.75}},
  "3": {"class_type": "KSampler", "inputs": {"model": ["10", 0], "seed": 18446744073709551615, "steps": 20, "cfg": 7.5,
    "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
  "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
  "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "fox"}}
}`;
