/** Which input takes a file of which `/models` folder: a table of core loaders, else the equality of option lists. */

import type { Json } from '../../base/json.ts';
import type { Catalog, InputSpec } from './types.ts';

/** `class.input` → folder, of ComfyUI's own loaders (nodes.py and comfy_extras, 0.3.64 and 0.33.0). */
const coreLoaders: ReadonlyMap<string, string> = new Map(
  Object.entries({
    checkpoints: [
      'CheckpointLoaderSimple.ckpt_name',
      'CheckpointLoader.ckpt_name',
      'unCLIPCheckpointLoader.ckpt_name',
      'ImageOnlyCheckpointLoader.ckpt_name',
      'CreateHookModelAsLora.ckpt_name',
      'CreateHookModelAsLoraModelOnly.ckpt_name',
      'LTXVAudioVAELoader.ckpt_name',
      'LTXAVTextEncoderLoader.ckpt_name',
    ],
    configs: ['CheckpointLoader.config_name'],
    loras: [
      'LoraLoader.lora_name',
      'LoraLoaderModelOnly.lora_name',
      'LoraLoaderBypass.lora_name',
      'LoraLoaderBypassModelOnly.lora_name',
      'CreateHookLora.lora_name',
      'CreateHookLoraModelOnly.lora_name',
      'TrainLoraNode.existing_lora',
    ],
    vae: ['VAELoader.vae_name'],
    diffusion_models: ['UNETLoader.unet_name'],
    text_encoders: [
      'CLIPLoader.clip_name',
      'DualCLIPLoader.clip_name1',
      'DualCLIPLoader.clip_name2',
      'TripleCLIPLoader.clip_name1',
      'TripleCLIPLoader.clip_name2',
      'TripleCLIPLoader.clip_name3',
      'QuadrupleCLIPLoader.clip_name1',
      'QuadrupleCLIPLoader.clip_name2',
      'QuadrupleCLIPLoader.clip_name3',
      'QuadrupleCLIPLoader.clip_name4',
      'LTXAVTextEncoderLoader.text_encoder',
    ],
    clip_vision: ['CLIPVisionLoader.clip_name'],
    controlnet: ['ControlNetLoader.control_net_name', 'DiffControlNetLoader.control_net_name'],
    style_models: ['StyleModelLoader.style_model_name'],
    gligen: ['GLIGENLoader.gligen_name'],
    upscale_models: ['UpscaleModelLoader.model_name'],
    hypernetworks: ['HypernetworkLoader.hypernetwork_name'],
    photomaker: ['PhotoMakerLoader.photomaker_model_name'],
    diffusers: ['DiffusersLoader.model_path'],
    audio_encoders: ['AudioEncoderLoader.audio_encoder_name'],
    model_patches: ['ModelPatchLoader.name'],
    latent_upscale_models: ['LatentUpscaleModelLoader.model_name'],
    background_removal: ['LoadBackgroundRemovalModel.bg_removal_name'],
    frame_interpolation: ['FrameInterpolationModelLoader.model_name'],
    optical_flow: ['OpticalFlowLoader.model_name'],
    geometry_estimation: ['LoadMoGeModel.model_name', 'LoadDA3Model.model_name'],
    detection: ['LoadMediaPipeFaceLandmarker.model_name'],
  }).flatMap(([folder, places]) => places.map((place) => [place, folder] as const)),
);

/**
 * Returns the `/models` folder whose files the input takes, or undefined where it takes none. An empty list, or one that
 * equals the lists of several folders, never identifies a folder.
 */
export function modelFolderOf(
  classType: string,
  input: InputSpec,
  catalog: Pick<Catalog, 'models'>,
): string | undefined {
  if (input.section === 'hidden' || input.type !== 'COMBO') return undefined;
  return (
    coreLoaders.get(`${classType}.${input.name}`) ?? folderOfOptions(input.options, catalog.models)
  );
}

/** Returns the one folder that holds exactly these files, or whose files stand in the list beside a few words as `None`. */
export function folderOfOptions(
  options: readonly Json[] | undefined,
  models: Catalog['models'],
): string | undefined {
  if (options === undefined || options.length === 0) return undefined;
  const equal: string[] = [];
  const within: string[] = [];
  for (const [folder, files] of models) {
    if (files.length === 0 || partOf(options, files) === undefined) continue;
    (files.length === options.length ? equal : within).push(folder);
  }
  const found = equal.length > 0 ? equal : within;
  return found.length === 1 ? found[0] : undefined;
}

/** Options beside the files in a list of files, as `None` or `pixel_space`. */
const mostWords = 3;

/** Returns where a folder's files stand in a list of options, in a row and with at most a few others around them. */
export function partOf(options: readonly Json[], files: readonly string[]): number | undefined {
  const others = options.length - files.length;
  if (others < 0 || others > mostWords) return undefined;
  for (let start = 0; start <= others; start += 1) {
    if (files.every((file, at) => file === options[start + at])) return start;
  }
  return undefined;
}
