// The graphs of the example workflows, in API format, and their smoke cases.

const node = (class_type, title, inputs) => ({ class_type, inputs, _meta: { title } });

/** Text to image with SDXL. The second release paints with a LoRA and less guidance. */
export function portrait(release) {
  const model = release === 1 ? '4' : '10';
  const graph = {
    3: node('KSampler', 'Sampler', {
      model: [model, 0],
      seed: 20260822,
      steps: release === 1 ? 24 : 28,
      cfg: release === 1 ? 7 : 5.5,
      sampler_name: 'dpmpp_2m',
      scheduler: 'karras',
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
      denoise: 1,
    }),
    4: node('CheckpointLoaderSimple', 'SDXL', { ckpt_name: 'sd_xl_base_1.0.safetensors' }),
    5: node('EmptyLatentImage', 'Size', { width: 832, height: 1216, batch_size: 1 }),
    6: node('CLIPTextEncode', 'input: prompt', {
      text: 'studio portrait of a gardener, soft window light, 85mm',
      clip: [model, 1],
    }),
    7: node('CLIPTextEncode', 'What to avoid', {
      text: 'text, watermark, extra fingers',
      clip: [model, 1],
    }),
    8: node('VAEDecode', 'Decode', { samples: ['3', 0], vae: ['4', 2] }),
    9: node('SaveImage', 'output: portrait', { images: ['8', 0], filename_prefix: 'portrait' }),
  };
  if (release > 1) {
    graph[10] = node('LoraLoader', 'Film grain', {
      model: ['4', 0],
      clip: ['4', 1],
      lora_name: 'film_grain.safetensors',
      strength_model: 0.6,
      strength_clip: 0.6,
    });
  }
  return graph;
}

/** A card without any model: background, a band of colour, the picture of the product, and the brand's badge. */
export function productCard({ badge, shoe }) {
  return {
    1: node('EmptyImage', 'input: color', {
      width: 768,
      height: 768,
      batch_size: 1,
      color: 16052960,
    }),
    2: node('EmptyImage', 'Band', { width: 768, height: 160, batch_size: 1, color: 2771549 }),
    3: node('LoadImage', 'Product', { image: shoe }),
    4: node('ImageScale', 'Product size', {
      image: ['3', 0],
      upscale_method: 'lanczos',
      width: 480,
      height: 480,
      crop: 'center',
    }),
    5: node('LoadImage', 'Badge', { image: badge }),
    6: node('InvertMask', 'Badge shape', { mask: ['5', 1] }),
    7: node('ImageCompositeMasked', 'Add the band', {
      destination: ['1', 0],
      source: ['2', 0],
      x: 0,
      y: 608,
      resize_source: false,
    }),
    8: node('ImageCompositeMasked', 'Add the product', {
      destination: ['7', 0],
      source: ['4', 0],
      x: 144,
      y: 96,
      resize_source: false,
    }),
    9: node('ImageCompositeMasked', 'Add the badge', {
      destination: ['8', 0],
      source: ['5', 0],
      x: 32,
      y: 624,
      resize_source: false,
      mask: ['6', 0],
    }),
    10: node('SaveImage', 'output: card', { images: ['9', 0], filename_prefix: 'card' }),
  };
}

/** Image to image: a photo painted over in the style of a prompt, then enlarged. */
export function restyle() {
  return {
    1: node('CheckpointLoaderSimple', 'SDXL', { ckpt_name: 'sd_xl_base_1.0.safetensors' }),
    2: node('LoadImage', 'input: photo', { image: 'photo.png' }),
    3: node('ImageScale', 'Working size', {
      image: ['2', 0],
      upscale_method: 'lanczos',
      width: 512,
      height: 512,
      crop: 'center',
    }),
    4: node('VAEEncode', 'Encode', { pixels: ['3', 0], vae: ['1', 2] }),
    5: node('CLIPTextEncode', 'input: style', {
      text: 'gouache illustration, flat shapes, warm paper',
      clip: ['1', 1],
    }),
    6: node('CLIPTextEncode', 'What to avoid', { text: 'photo, blur', clip: ['1', 1] }),
    7: node('KSampler', 'Sampler', {
      model: ['1', 0],
      seed: 42,
      steps: 20,
      cfg: 6,
      sampler_name: 'euler_ancestral',
      scheduler: 'normal',
      positive: ['5', 0],
      negative: ['6', 0],
      latent_image: ['4', 0],
      denoise: 0.55,
    }),
    8: node('VAEDecode', 'Decode', { samples: ['7', 0], vae: ['1', 2] }),
    9: node('UpscaleModelLoader', 'Upscaler', { model_name: '4x-UltraSharp.pth' }),
    10: node('ImageUpscaleWithModel', 'Enlarge', { upscale_model: ['9', 0], image: ['8', 0] }),
    11: node('ImageScaleBy', 'Half of it', {
      image: ['10', 0],
      upscale_method: 'area',
      scale_by: 0.5,
    }),
    12: node('SaveImage', 'output: picture', { images: ['11', 0], filename_prefix: 'restyle' }),
  };
}

export const smokeCases = {
  portrait: `version: 1
cases:
  - name: gardener
    vary: 3.seed
    expect:
      portrait: { count: 1, kind: image, format: png, width: 832, height: 1216 }
  - name: other-prompt
    inputs: { prompt: 'studio portrait of a baker, flour on the apron' }
    vary: 3.seed
    expect:
      portrait: { colour: { brightness: { min: 20, max: 235 } } }
`,
  'product-card': `version: 1
cases:
  - name: as-pinned
    vary: color
    expect:
      card: { count: 1, kind: image, format: png, width: 768, height: 768, alpha: false }
  - name: dark
    inputs: { color: 1842204 }
    vary: color
    expect:
      card: { colour: { brightness: { max: 150 } } }
`,
  restyle: `version: 1
cases:
  - name: still-life
    inputs: { photo: { file: smoke/photo.png } }
    vary: 7.seed
    expect:
      picture: { count: 1, width: 1024, height: 1024 }
`,
};
