/** Which node types the stand-in computes; all others get a placeholder by output type. */

import {
  emptyImage,
  imageBatch,
  imageBlend,
  imageBlur,
  imageCompositeMasked,
  imageCrop,
  imageInvert,
  imagePad,
  imageScale,
  imageScaleBy,
} from './images.ts';
import { imageToMask, invertedMask, maskToImage, solidMask } from './masks.ts';
import {
  decodeLatent,
  emptyLatent,
  encodeLatent,
  latentUpscale,
  repeatLatent,
  sample,
  upscaleWithModel,
} from './sampling.ts';
import { textNodes } from './texts.ts';
import { type Compute, numberIn, picturesIn } from './values.ts';

/** Samplers call their latent `latent_image`. */
const sampleImage: Compute = (inputs, node) => {
  const latent = inputs.get('latent_image');
  return sample(new Map([...inputs, ...(latent ? ([['samples', latent]] as const) : [])]), node);
};

const emptyAudio: Compute = async (inputs) => {
  const rate = numberIn(inputs, 'sample_rate', 44_100);
  const channels = numberIn(inputs, 'channels', 2);
  return [{ kind: 'sound', sound: { seconds: numberIn(inputs, 'duration', 60), rate, channels } }];
};

const createVideo: Compute = async (inputs) => [
  { kind: 'image', pictures: picturesIn(inputs, 'images'), fps: numberIn(inputs, 'fps', 30) },
];

/** Pure functions of their inputs. LoadImage and the output nodes touch files and stand in `files.ts`. */
const computed: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ['EmptyImage', emptyImage],
  ['ImageScale', imageScale],
  ['ImageScaleBy', imageScaleBy],
  ['ImageInvert', imageInvert],
  ['ImageCrop', imageCrop],
  ['ImageBlur', imageBlur],
  ['ImageBatch', imageBatch],
  ['ImageBlend', imageBlend],
  ['ImageCompositeMasked', imageCompositeMasked],
  ['ImagePadForOutpaint', imagePad],
  ['SolidMask', solidMask],
  ['MaskToImage', maskToImage],
  ['ImageToMask', imageToMask],
  ['InvertMask', invertedMask],
  ['EmptyLatentImage', emptyLatent],
  ['KSampler', sampleImage],
  ['KSamplerAdvanced', sampleImage],
  ['VAEDecode', decodeLatent],
  ['VAEEncode', encodeLatent],
  ['VAEEncodeForInpaint', encodeLatent],
  ['LatentUpscale', latentUpscale],
  ['LatentUpscaleBy', latentUpscale],
  ['RepeatLatentBatch', repeatLatent],
  ['ImageUpscaleWithModel', upscaleWithModel],
  ['EmptyAudio', emptyAudio],
  ['CreateVideo', createVideo],
  ...textNodes,
]);

/** Types whose outputs are marks that carry what went in: nothing is lost by not computing them. */
const carried: ReadonlySet<string> = new Set([
  'CheckpointLoaderSimple',
  'CLIPTextEncode',
  'CLIPSetLastLayer',
  'ConditioningCombine',
  'ControlNetLoader',
  'ControlNetApplyAdvanced',
  'LoraLoader',
  'UpscaleModelLoader',
  'VAELoader',
]);

export function computeOf(classType: string): Compute | undefined {
  return computed.get(classType);
}

/** True where a placeholder says less than the real node would, which the log mentions. */
export function isGuessed(classType: string): boolean {
  return !computed.has(classType) && !carried.has(classType);
}
