/** Rows of the built-in catalog that load models or work on what models make. */

import { choice, int, link, type NodeRow, number, prompt, type Spec, seed } from './specs.ts';

const samplers = [
  'euler',
  'euler_cfg_pp',
  'euler_ancestral',
  'euler_ancestral_cfg_pp',
  'heun',
  'heunpp2',
  'exp_heun_2_x0',
  'exp_heun_2_x0_sde',
  'dpm_2',
  'dpm_2_ancestral',
  'lms',
  'dpm_fast',
  'dpm_adaptive',
  'dpmpp_2s_ancestral',
  'dpmpp_2s_ancestral_cfg_pp',
  'dpmpp_sde',
  'dpmpp_sde_gpu',
  'dpmpp_2m',
  'dpmpp_2m_cfg_pp',
  'dpmpp_2m_sde',
  'dpmpp_2m_sde_gpu',
  'dpmpp_3m_sde',
  'dpmpp_3m_sde_gpu',
  'ddpm',
  'lcm',
  'ipndm',
  'ipndm_v',
  'deis',
  'res_multistep',
  'gradient_estimation',
  'er_sde',
  'seeds_2',
  'seeds_3',
  'sa_solver',
  'ddim',
  'uni_pc',
  'uni_pc_bh2',
];
const schedulers = [
  'simple',
  'sgm_uniform',
  'karras',
  'exponential',
  'ddim_uniform',
  'beta',
  'normal',
  'linear_quadratic',
  'kl_optimal',
];
const latentMethods = ['nearest-exact', 'bilinear', 'area', 'bicubic', 'bislerp'];
const cfg: Spec = number(8, 0, 100, 0.1);

/** `files` gives the names in a folder of `/models`. */
export function modelRows(
  files: (folder: string) => readonly string[],
): Readonly<Record<string, NodeRow>> {
  return { ...loaderRows(files), ...conditioningRows, ...latentRows };
}

function loaderRows(files: (folder: string) => readonly string[]): Record<string, NodeRow> {
  const category = 'model/loaders';
  return {
    CheckpointLoaderSimple: {
      title: 'Load Checkpoint',
      category,
      required: { ckpt_name: choice(files('checkpoints')) },
      outputs: ['MODEL', 'CLIP', 'VAE'],
    },
    LoraLoader: {
      title: 'Load LoRA (Model and CLIP)',
      category,
      required: {
        model: link('MODEL'),
        clip: link('CLIP'),
        lora_name: choice(files('loras')),
        strength_model: number(1, -100, 100),
        strength_clip: number(1, -100, 100),
      },
      outputs: ['MODEL', 'CLIP'],
    },
    VAELoader: {
      title: 'Load VAE',
      category,
      required: { vae_name: choice(files('vae')) },
      outputs: ['VAE'],
    },
    ControlNetLoader: {
      title: 'Load ControlNet Model',
      category,
      required: { control_net_name: choice(files('controlnet')) },
      outputs: ['CONTROL_NET'],
    },
    UpscaleModelLoader: {
      title: 'Load Upscale Model',
      category,
      required: {
        model_name: ['COMBO', { multiselect: false, options: files('upscale_models') }],
      },
      outputs: ['UPSCALE_MODEL'],
    },
  };
}

const conditioningRows: Record<string, NodeRow> = {
  CLIPTextEncode: {
    title: 'CLIP Text Encode (Prompt)',
    category: 'model/conditioning',
    required: { text: prompt(), clip: link('CLIP') },
    outputs: ['CONDITIONING'],
  },
  CLIPSetLastLayer: {
    title: 'CLIP Set Last Layer',
    category: 'model/conditioning',
    required: { clip: link('CLIP'), stop_at_clip_layer: int(-1, -24, -1, { step: 1 }) },
    outputs: ['CLIP'],
  },
  ConditioningCombine: {
    title: 'Conditioning (Combine)',
    category: 'model/conditioning/transform',
    required: { conditioning_1: link('CONDITIONING'), conditioning_2: link('CONDITIONING') },
    outputs: ['CONDITIONING'],
  },
  ControlNetApplyAdvanced: {
    title: 'Apply ControlNet',
    category: 'model/conditioning/controlnet',
    required: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      control_net: link('CONTROL_NET'),
      image: link('IMAGE'),
      strength: number(1, 0, 10),
      start_percent: number(0, 0, 1, 0.001),
      end_percent: number(1, 0, 1, 0.001),
    },
    optional: { vae: link('VAE') },
    outputs: ['CONDITIONING', 'CONDITIONING'],
    names: ['positive', 'negative'],
  },
};

const latentRows: Record<string, NodeRow> = {
  EmptyLatentImage: {
    title: 'Empty Latent Image',
    category: 'model/latent',
    required: {
      width: int(512, 16, 16384, { step: 8 }),
      height: int(512, 16, 16384, { step: 8 }),
      batch_size: int(1, 1, 4096),
    },
    outputs: ['LATENT'],
  },
  KSampler: {
    title: 'KSampler',
    category: 'model/sampling',
    required: {
      model: link('MODEL'),
      seed: seed(),
      steps: int(20, 1, 10000),
      cfg,
      sampler_name: choice(samplers),
      scheduler: choice(schedulers),
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      latent_image: link('LATENT'),
      denoise: number(1, 0, 1),
    },
    outputs: ['LATENT'],
  },
  KSamplerAdvanced: {
    title: 'KSampler (Advanced)',
    category: 'model/sampling',
    required: {
      model: link('MODEL'),
      add_noise: choice(['enable', 'disable']),
      noise_seed: seed(),
      steps: int(20, 1, 10000),
      cfg,
      sampler_name: choice(samplers),
      scheduler: choice(schedulers),
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      latent_image: link('LATENT'),
      start_at_step: int(0, 0, 10000),
      end_at_step: int(10000, 0, 10000),
      return_with_leftover_noise: choice(['disable', 'enable']),
    },
    outputs: ['LATENT'],
  },
  VAEDecode: {
    title: 'VAE Decode',
    category: 'model/latent',
    required: { samples: link('LATENT'), vae: link('VAE') },
    outputs: ['IMAGE'],
  },
  VAEEncode: {
    title: 'VAE Encode',
    category: 'model/latent',
    required: { pixels: link('IMAGE'), vae: link('VAE') },
    outputs: ['LATENT'],
  },
  LatentUpscale: {
    title: 'Upscale Latent',
    category: 'model/latent',
    required: {
      samples: link('LATENT'),
      upscale_method: choice(latentMethods),
      width: int(512, 0, 16384, { step: 8 }),
      height: int(512, 0, 16384, { step: 8 }),
      crop: choice(['disabled', 'center']),
    },
    outputs: ['LATENT'],
  },
  LatentUpscaleBy: {
    title: 'Upscale Latent By',
    category: 'model/latent',
    required: {
      samples: link('LATENT'),
      upscale_method: choice(latentMethods),
      scale_by: number(1.5, 0.01, 8),
    },
    outputs: ['LATENT'],
  },
  RepeatLatentBatch: {
    title: 'Repeat Latent Batch',
    category: 'model/latent/batch',
    required: { samples: link('LATENT'), amount: int(1, 1, 64) },
    outputs: ['LATENT'],
  },
};
