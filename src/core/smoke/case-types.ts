/** What smoke.yaml says, after reading: cases, what they set, and what must hold of what they give. */

import type { Json } from '../../base/json.ts';

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

export interface TextExpectation {
  readonly equals?: string;
  readonly contains?: string;
  readonly matches?: string;
}

/** One comparison with its own thresholds; without any the structural similarity must be 0.9. */
export interface Similarity {
  /** Device class, or `default`, → golden picture below the workflow's folder. */
  readonly golden?: Readonly<Record<string, string>>;
  /** Compare with what the release before gives for the same case. */
  readonly previous?: true;
  readonly pixel?: number;
  readonly ssim?: number;
  readonly hash?: number;
}

/** Scorer → dimension → what its score may be. */
export type ScoreRanges = Readonly<Record<string, Readonly<Record<string, Range>>>>;

export interface Expectation {
  readonly count?: Range;
  readonly kind?: string;
  readonly format?: string;
  readonly width?: Range;
  readonly height?: Range;
  readonly bytes?: Range;
  readonly blank?: boolean;
  /** True allows noise; a range bounds it. */
  readonly noise?: true | Range;
  readonly sharpness?: Range;
  readonly alpha?: boolean;
  readonly colour?: Readonly<Record<string, Range>>;
  readonly text?: TextExpectation;
  /** Seconds. */
  readonly duration?: Range;
  readonly fps?: Range;
  readonly similar?: readonly Similarity[];
  readonly scores?: ScoreRanges;
}

/** What a run may cost. */
export interface CaseBudget {
  /** Seconds of the server, of a run that loads the models. */
  readonly cold?: number;
  /** Seconds of the server, of a run that finds the models loaded. */
  readonly warm?: number;
  /** Bytes of GPU memory in use at the worst moment seen. */
  readonly vram?: number;
  /** Bytes of all outputs together. */
  readonly bytes?: number;
}

export interface SmokeCase {
  readonly name: string;
  readonly inputs: readonly CaseInput[];
  readonly vary?: string;
  readonly timeoutMs?: number;
  /** How many pictures are made with other seeds, and how many of them must hold. */
  readonly candidates?: { readonly count: number; readonly pass: number };
  readonly budget?: CaseBudget;
  readonly expect: readonly { readonly output: string; readonly expectation: Expectation }[];
}

/** A value, or a file below the workflow's folder that is uploaded first; `maskOf` is the picture that a mask is put on. */
export type CaseInput =
  | { readonly name: string; readonly value: Json; readonly file?: undefined }
  | { readonly name: string; readonly file: string; readonly maskOf?: string };
