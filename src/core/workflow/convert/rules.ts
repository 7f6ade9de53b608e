/** What differs between frontend versions when a canvas is loaded and converted: one table, one row per known version. */

/** The behaviour of one frontend version. */
export interface FrontendRules {
  /** First version that behaves like this, as far as recorded. */
  readonly version: string;
  /** `modern` has stored promoted values, unique inner ids, dynamic inputs; `classic` copies promoted widgets. */
  readonly generation: 'classic' | 'modern';
  /** A file of valid shape has its links repaired before it is loaded. */
  readonly repairsLinks: boolean;
  /** Node types renamed while loading. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Node types whose `filename_prefix` is filled in. */
  readonly savers: ReadonlySet<string>;
  /** Titles of the page's own English texts where they differ from the server's. */
  readonly titles: Readonly<Record<string, string>>;
}

const classicSavers = [
  'SaveImage',
  'SaveAnimatedWEBP',
  'SaveWEBM',
  'SaveAudio',
  'SaveGLB',
  'SaveAnimatedPNG',
  'CLIPSave',
  'VAESave',
  'ModelSave',
  'LoraSave',
  'SaveLatent',
];

const modernSavers = [
  ...classicSavers,
  'SaveImageAdvanced',
  'SaveSVGNode',
  'SaveVideo',
  'SaveAudioMP3',
  'SaveAudioOpus',
  'SaveAudioAdvanced',
  'Save3DAdvanced',
  'SaveGaussianSplat',
  'SavePointCloud',
];

/** Ascending; a version takes the last row that is not above it, the first where all are. */
export const frontendVersions: readonly FrontendRules[] = [
  {
    version: '1.27.10',
    generation: 'classic',
    repairsLinks: true,
    renamed: {
      T2IAdapterLoader: 'ControlNetLoader',
      'ConditioningAverage ': 'ConditioningAverage',
      SDV_img2vid_Conditioning: 'SVD_img2vid_Conditioning',
    },
    savers: new Set(classicSavers),
    titles: {
      ImageBlend: 'Image Blend',
      ImageBlur: 'Image Blur',
      ImageQuantize: 'Image Quantize',
      ImageScaleToTotalPixels: 'Scale Image to Total Pixels',
      ImageSharpen: 'Image Sharpen',
    },
  },
  {
    version: '1.49.6',
    generation: 'modern',
    repairsLinks: false,
    renamed: {},
    savers: new Set(modernSavers),
    titles: {
      LTXVConcatAVLatent: 'LTXVConcatAVLatent',
      LTXVSeparateAVLatent: 'LTXVSeparateAVLatent',
      ByteDanceSeedreamNodeV2: 'ByteDance Seedream 4.5 & 5.0',
      ByteDance2ReferenceNode: 'ByteDance Seedance 2.5 Reference to Video',
      IdeogramPImage: 'Ideogram P-Image',
      TopazImageEnhance: 'Topaz Image Enhance',
    },
  },
];

/** Returns the rules of a version; the newest known ones where none is given or it is newer. */
export function rulesOf(version: string | undefined): FrontendRules {
  const newest = frontendVersions.at(-1) as FrontendRules;
  if (version === undefined) return newest;
  const wanted = numbersOf(version);
  const fitting = frontendVersions.filter((row) => compare(numbersOf(row.version), wanted) <= 0);
  return fitting.at(-1) ?? (frontendVersions[0] as FrontendRules);
}

/** True where the version is above every recorded one. */
export function isNewerThanKnown(version: string): boolean {
  const newest = frontendVersions.at(-1) as FrontendRules;
  return compare(numbersOf(newest.version), numbersOf(version)) < 0;
}

function numbersOf(version: string): readonly number[] {
  return (version.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < 3; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
