/** What an environment asks of a workflow beyond what its server checks, and how findings are placed. */

import type { ModelMapping } from '../workflow/types.ts';

export interface ValidationPolicy {
  /** Name of the environment whose catalog is given. */
  readonly environment?: string;
  /** Name of the first environment, whose spelling of a model a mapping begins with. */
  readonly first?: string;
  readonly workflow?: string;
  /** Path of the file for the findings' places. */
  readonly file?: string;
  /** Canonical text of the prompt, from which lines are taken. */
  readonly text?: string;
  /** `models:` of promotion.yaml. */
  readonly models?: readonly ModelMapping[];
  /** Class types that alone may be used, as globs; all without it. */
  readonly allow?: readonly string[];
  /** Class types that may not be used, as globs. */
  readonly deny?: readonly string[];
  /** Names of files that a smoke case puts into the input folder before the run. */
  readonly uploads?: readonly string[];
}
