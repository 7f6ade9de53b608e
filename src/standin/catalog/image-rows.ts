/** Rows of the built-in catalog that work on pictures and masks and need no model, and the output nodes. */

import { choice, combo, int, link, type NodeRow, number, type Spec, text } from './specs.ts';

const methods = ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos'];
const crops = ['disabled', 'center'];
const blends = ['normal', 'multiply', 'screen', 'overlay', 'soft_light', 'difference'];
const image = link('IMAGE');
const size = (min: number) => int(512, min, 16384, { step: 1 });
const position = () => int(0, 0, 16384, { step: 1 });

/** `inputFiles` are the files of the input folder, which LoadImage offers. */
export function imageRows(inputFiles: readonly string[]): Readonly<Record<string, NodeRow>> {
  const files = choice(inputFiles, { image_upload: true });
  return { ...sourceRows(files), ...changeRows, ...combineRows, ...maskRows(files), ...outputRows };
}

function sourceRows(files: Spec): Record<string, NodeRow> {
  return {
    LoadImage: {
      title: 'Load Image',
      category: 'image',
      required: { image: files },
      outputs: ['IMAGE', 'MASK'],
    },
    EmptyImage: {
      title: 'Empty Image',
      category: 'image',
      required: {
        width: size(1),
        height: size(1),
        batch_size: int(1, 1, 4096),
        color: int(0, 0, 16777215, { step: 1, display: 'color' }),
      },
      outputs: ['IMAGE'],
    },
  };
}

const changeRows: Record<string, NodeRow> = {
  ImageScale: {
    title: 'Upscale Image',
    category: 'image/upscaling',
    required: {
      image,
      upscale_method: choice(methods),
      width: size(0),
      height: size(0),
      crop: choice(crops),
    },
    outputs: ['IMAGE'],
  },
  ImageScaleBy: {
    title: 'Upscale Image By',
    category: 'image/upscaling',
    required: { image, upscale_method: choice(methods), scale_by: number(1, 0.01, 8) },
    outputs: ['IMAGE'],
  },
  ImageInvert: {
    title: 'Invert Image Colors',
    category: 'image/color',
    required: { image },
    outputs: ['IMAGE'],
  },
  ImageCrop: {
    title: 'Crop Image (DEPRECATED)',
    category: 'image/transform',
    required: { image, width: size(1), height: size(1), x: position(), y: position() },
    outputs: ['IMAGE'],
    isDeprecated: true,
  },
  ImageBlur: {
    title: 'Blur Image',
    category: 'image/filters',
    required: { image, blur_radius: int(1, 1, 31, { step: 1 }), sigma: number(1, 0.1, 10, 0.1) },
    outputs: ['IMAGE'],
  },
  ImageUpscaleWithModel: {
    title: 'Upscale Image (using Model)',
    category: 'image/upscaling',
    required: { upscale_model: link('UPSCALE_MODEL'), image },
    outputs: ['IMAGE'],
  },
};

const combineRows: Record<string, NodeRow> = {
  ImageBlend: {
    title: 'Blend Images',
    category: 'image/filters',
    required: {
      image1: image,
      image2: image,
      blend_factor: number(0.5, 0, 1),
      blend_mode: combo(blends),
    },
    outputs: ['IMAGE'],
  },
  ImageBatch: {
    title: 'Batch Images (DEPRECATED)',
    category: 'image/batch',
    required: { image1: image, image2: image },
    outputs: ['IMAGE'],
    isDeprecated: true,
  },
  ImageCompositeMasked: {
    title: 'Image Composite Masked',
    category: 'image/compositing',
    required: {
      destination: image,
      source: image,
      x: position(),
      y: position(),
      resize_source: ['BOOLEAN', { default: false }],
    },
    optional: { mask: link('MASK') },
    outputs: ['IMAGE'],
  },
  ImagePadForOutpaint: {
    title: 'Pad Image for Outpainting',
    category: 'image/transform',
    required: {
      image,
      left: int(0, 0, 16384, { step: 8 }),
      top: int(0, 0, 16384, { step: 8 }),
      right: int(0, 0, 16384, { step: 8 }),
      bottom: int(0, 0, 16384, { step: 8 }),
      feathering: int(40, 0, 16384, { step: 1 }),
    },
    outputs: ['IMAGE', 'MASK'],
  },
};

function maskRows(files: Spec): Record<string, NodeRow> {
  return {
    SolidMask: {
      title: 'Create Solid Mask',
      category: 'image/mask',
      required: { value: number(1, 0, 1), width: size(1), height: size(1) },
      outputs: ['MASK'],
    },
    LoadImageMask: {
      title: 'Load Image (as Mask)',
      category: 'image',
      required: { image: files, channel: choice(['alpha', 'red', 'green', 'blue']) },
      outputs: ['MASK'],
    },
    InvertMask: {
      title: 'Invert Mask',
      category: 'image/mask',
      required: { mask: link('MASK') },
      outputs: ['MASK'],
    },
    MaskToImage: {
      title: 'Convert Mask to Image',
      category: 'image/mask',
      required: { mask: link('MASK') },
      outputs: ['IMAGE'],
    },
    ImageToMask: {
      title: 'Convert Image to Mask',
      category: 'image/mask',
      required: { image, channel: combo(['red', 'green', 'blue', 'alpha']) },
      outputs: ['MASK'],
    },
  };
}

const outputRows: Record<string, NodeRow> = {
  SaveImage: {
    title: 'Save Image',
    category: 'image',
    required: { images: image, filename_prefix: text('ComfyUI') },
    hidden: { prompt: 'PROMPT', extra_pnginfo: 'EXTRA_PNGINFO' },
    outputs: ['IMAGE'],
    names: ['images'],
    isOutputNode: true,
  },
  PreviewImage: {
    title: 'Preview Image',
    category: 'image',
    required: { images: image },
    hidden: { prompt: 'PROMPT', extra_pnginfo: 'EXTRA_PNGINFO' },
    outputs: ['IMAGE'],
    names: ['images'],
    isOutputNode: true,
  },
  PreviewAny: {
    title: 'Preview as Text',
    category: 'utilities',
    required: { source: link('*') },
    outputs: ['STRING'],
    isOutputNode: true,
  },
};
