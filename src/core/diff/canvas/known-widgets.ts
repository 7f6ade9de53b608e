/** Names of the widgets of common core nodes, for canvases of older pages that are read without a catalog (nodes.py, comfy_extras). */

const seed = ['seed', 'control_after_generate'] as const;
const sampling = ['steps', 'cfg', 'sampler_name', 'scheduler'] as const;

const known: Readonly<Record<string, readonly string[]>> = {
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  CLIPLoader: ['clip_name', 'type', 'device'],
  CLIPTextEncode: ['text'],
  CLIPVisionLoader: ['clip_name'],
  Canny: ['low_threshold', 'high_threshold'],
  CheckpointLoaderSimple: ['ckpt_name'],
  ControlNetApplyAdvanced: ['strength', 'start_percent', 'end_percent'],
  ControlNetLoader: ['control_net_name'],
  CreateVideo: ['fps'],
  DualCLIPLoader: ['clip_name1', 'clip_name2', 'type', 'device'],
  EmptyLatentImage: ['width', 'height', 'batch_size'],
  EmptySD3LatentImage: ['width', 'height', 'batch_size'],
  FluxGuidance: ['guidance'],
  ImageScale: ['upscale_method', 'width', 'height', 'crop'],
  ImageScaleBy: ['upscale_method', 'scale_by'],
  KSampler: [...seed, ...sampling, 'denoise'],
  KSamplerAdvanced: [
    'add_noise',
    'noise_seed',
    'control_after_generate',
    ...sampling,
    'start_at_step',
    'end_at_step',
    'return_with_leftover_noise',
  ],
  KSamplerSelect: ['sampler_name'],
  LatentUpscale: ['upscale_method', 'width', 'height', 'crop'],
  LatentUpscaleBy: ['upscale_method', 'scale_by'],
  LoadImage: ['image', 'upload'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  MarkdownNote: ['text'],
  ModelSamplingAuraFlow: ['shift'],
  ModelSamplingSD3: ['shift'],
  Note: ['text'],
  RandomNoise: ['noise_seed', 'control_after_generate'],
  SaveImage: ['filename_prefix'],
  SaveVideo: ['filename_prefix', 'format', 'codec'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  UpscaleModelLoader: ['model_name'],
  VAELoader: ['vae_name'],
};

/** Returns the names where the type is known with this many values. */
export function knownWidgets(type: string, count: number): readonly string[] | undefined {
  const names = Object.hasOwn(known, type) ? known[type] : undefined;
  return names?.length === count ? names : undefined;
}
