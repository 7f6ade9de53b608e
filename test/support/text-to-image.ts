/** The plain text-to-image prompt that everybody starts from, with ComfyUI's own ids, as one test needs it. */

interface Wish {
  readonly checkpoint: string;
  readonly text?: string;
  readonly negative?: string;
  readonly prefix?: string;
  readonly size?: readonly [width: number, height: number];
  readonly batch?: number;
  readonly sampler?: Readonly<Record<string, unknown>>;
}

/** Without `negative` one text feeds both inputs of the sampler. */
export function textToImage(wish: Wish) {
  const { checkpoint, text = 'a fox', negative, prefix = 'fox', batch = 1 } = wish;
  const [width, height] = wish.size ?? [128, 96];
  const encode = (words: string) => ({
    class_type: 'CLIPTextEncode',
    inputs: { text: words, clip: ['4', 1] },
  });
  return {
    '3': {
      class_type: 'KSampler',
      inputs: {
        model: ['4', 0],
        seed: 5,
        steps: 3,
        cfg: 7.5,
        sampler_name: 'euler',
        scheduler: 'normal',
        positive: ['6', 0],
        negative: [negative === undefined ? '6' : '7', 0],
        latent_image: ['5', 0],
        denoise: 1,
        ...wish.sampler,
      },
    },
    '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: checkpoint } },
    '5': { class_type: 'EmptyLatentImage', inputs: { width, height, batch_size: batch } },
    '6': encode(text),
    ...(negative === undefined ? {} : { '7': encode(negative) }),
    '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
    '9': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: prefix } },
  };
}
