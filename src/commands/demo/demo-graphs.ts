/** The workflow of the demo in four releases: each is a change that a designer might make. */

import type { Json, JsonObject } from '../../base/json.ts';

function node(classType: string, title: string, inputs: JsonObject): JsonObject {
  return { class_type: classType, inputs, _meta: { title } };
}

export type DemoRelease = 'first' | 'grainy' | 'blurred' | 'forgotten';

interface Change {
  readonly steps: number;
  /** 0 leaves the latent as empty as it came. */
  readonly denoise: number;
  readonly hasGrain: boolean;
  /** Uses a node type that production does not have. */
  readonly isBlurred: boolean;
}

const changes: Readonly<Record<DemoRelease, Change>> = {
  first: { steps: 12, denoise: 1, hasGrain: false, isBlurred: false },
  grainy: { steps: 16, denoise: 1, hasGrain: true, isBlurred: false },
  blurred: { steps: 16, denoise: 1, hasGrain: true, isBlurred: true },
  forgotten: { steps: 16, denoise: 0, hasGrain: true, isBlurred: false },
};

/** Returns the graph in API format, as ComfyUI's "Export (API)" writes it. */
export function demoGraph(release: DemoRelease): JsonObject {
  const { steps, denoise, hasGrain, isBlurred } = changes[release];
  const model = hasGrain ? '10' : '4';
  const link = (id: string, slot: number): Json => [id, slot];
  const graph: Record<string, Json> = {
    '3': node('KSampler', 'Sampler', {
      model: link(model, 0),
      seed: 20260822,
      steps,
      cfg: 7,
      sampler_name: 'euler',
      scheduler: 'karras',
      positive: link('6', 0),
      negative: link('7', 0),
      latent_image: link('5', 0),
      denoise,
    }),
    '4': node('CheckpointLoaderSimple', 'SDXL', { ckpt_name: 'sd_xl_base_1.0.safetensors' }),
    '5': node('EmptyLatentImage', 'Size', { width: 512, height: 640, batch_size: 1 }),
    '6': node('CLIPTextEncode', 'input: prompt', {
      text: 'studio portrait of a gardener, soft window light',
      clip: link(model, 1),
    }),
    '7': node('CLIPTextEncode', 'What to avoid', { text: 'text, watermark', clip: link(model, 1) }),
    '8': node('VAEDecode', 'Decode', { samples: link('3', 0), vae: link('4', 2) }),
    '9': node('SaveImage', 'output: portrait', {
      images: link(isBlurred ? '11' : '8', 0),
      filename_prefix: 'portrait',
    }),
  };
  if (hasGrain) {
    graph['10'] = node('LoraLoader', 'Film grain', {
      model: link('4', 0),
      clip: link('4', 1),
      lora_name: 'film_grain.safetensors',
      strength_model: 0.6,
      strength_clip: 0.6,
    });
  }
  if (isBlurred) {
    graph['11'] = node('ImageBlur', 'Soften', {
      image: link('8', 0),
      blur_radius: 3,
      sigma: 1.5,
    });
  }
  return graph;
}

export const demoSmoke = `version: 1
cases:
  - name: gardener
    vary: 3.seed
    expect:
      portrait: { count: 1, kind: image, format: png, width: 512, height: 640 }
`;

/** Production keeps its models in folders of its own and lacks a node type. */
export const demoEnvironments = {
  dev: {
    models: {
      checkpoints: ['juggernaut_xl_v9.safetensors', 'sd_xl_base_1.0.safetensors'],
      loras: ['film_grain.safetensors'],
    },
    without: [],
  },
  staging: {
    models: { checkpoints: ['sd_xl_base_1.0.safetensors'], loras: ['film_grain.safetensors'] },
    without: [],
  },
  prod: {
    models: { checkpoints: ['sdxl/base.safetensors'], loras: ['sdxl/film_grain.safetensors'] },
    without: ['ImageBlur'],
  },
} as const;

/** Returns the promotion.yaml of the demo for three servers. */
export function demoConfig(urls: Readonly<Record<keyof typeof demoEnvironments, string>>): string {
  return `version: 1
environments:
  dev:     { servers: [${urls.dev}] }
  staging: { after: dev, servers: [${urls.staging}] }
  prod:    { after: staging, servers: [${urls.prod}], gates: { approvals: 1 } }
models:
  - { folder: checkpoints, dev: sd_xl_base_1.0.safetensors, prod: sdxl/base.safetensors }
  - { folder: loras, dev: film_grain.safetensors, prod: sdxl/film_grain.safetensors }
`;
}
