/** What the stand-in says of itself where it is told nothing: model files, folders, versions. */

import type { JsonObject } from '../../base/json.ts';

/** Names of files that people have; nothing is read from them. */
export const defaultModels: Readonly<Record<string, readonly string[]>> = {
  checkpoints: ['sd_xl_base_1.0.safetensors', 'v1-5-pruned-emaonly-fp16.safetensors'],
  loras: ['add_detail.safetensors'],
  vae: ['sdxl_vae.safetensors'],
  controlnet: ['control_v11p_sd15_canny_fp16.safetensors'],
  upscale_models: ['4x-UltraSharp.pth'],
};

/** The folders of `/models` that a fresh ComfyUI has, in its order. */
export const modelFolders: readonly string[] = [
  'checkpoints',
  'configs',
  'loras',
  'vae',
  'text_encoders',
  'diffusion_models',
  'clip_vision',
  'style_models',
  'embeddings',
  'diffusers',
  'vae_approx',
  'controlnet',
  'gligen',
  'upscale_models',
  'latent_upscale_models',
  'custom_nodes',
  'hypernetworks',
  'photomaker',
  'classifiers',
  'model_patches',
  'audio_encoders',
];

const memory = 8589934592;

/** The versions are those whose rules the stand-in follows. */
export const defaultSystemStats: JsonObject = {
  system: {
    os: 'linux',
    ram_total: memory,
    ram_free: memory,
    comfyui_version: '0.33.0',
    required_frontend_version: '1.49.6',
    python_version: '3.11.7',
    pytorch_version: '2.13.0+cpu',
    embedded_python: false,
    argv: ['comfypin', 'standin'],
  },
  devices: [
    {
      name: 'cpu',
      type: 'cpu',
      index: null,
      vram_total: memory,
      vram_free: memory,
      torch_vram_total: memory,
      torch_vram_free: memory,
    },
  ],
};
