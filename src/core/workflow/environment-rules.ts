/** What promotion.yaml asks of every workflow in an environment, beyond what its server checks. */

import type { NodeFacts } from '../catalog/types.ts';

/** Globs of class types, and of models as `folder/file` or the file alone. */
export interface NameRules {
  readonly nodes?: readonly string[];
  readonly models?: readonly string[];
}

/** Inclusive bounds. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** Inputs that may be bounded, and `prompt`: how many characters a text may have. */
export const limitNames = ['steps', 'cfg', 'width', 'height', 'batch_size', 'prompt'] as const;

export type LimitName = (typeof limitNames)[number];

export type Limits = Readonly<Partial<Record<LimitName, Bounds>>>;

export interface EnvironmentRules {
  /** Where a list is given, only what it names may be used. */
  readonly allow?: NameRules;
  readonly deny?: NameRules;
  readonly limits?: Limits;
  /** Milliseconds after which the recording no longer stands for the environment. */
  readonly maxRecordingAge?: number;
  /** What its servers may have or lack each on its own; it is left out of the recording. */
  readonly mayDiffer?: NameRules & { readonly versions?: readonly string[] };
  /** What is declared of the code of custom node types, by class. */
  readonly nodes?: Readonly<Record<string, NodeFacts>>;
}

/** Bounds by name, as deployment guides for ComfyUI give them. */
export const limitPresets: Readonly<Record<'guides', Limits>> = {
  guides: {
    steps: { min: 1, max: 100 },
    cfg: { min: 1, max: 20 },
    batch_size: { min: 1, max: 1 },
    prompt: { max: 1000 },
  },
};
