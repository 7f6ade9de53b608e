/** What an environment asks of a workflow beyond what its server checks, and how findings are placed. */

import type { EnvironmentRules } from '../workflow/environment-rules.ts';
import type { ModelInput, ModelMapping } from '../workflow/types.ts';

export interface ValidationPolicy
  extends Pick<EnvironmentRules, 'allow' | 'deny' | 'limits' | 'nodes'> {
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
  /** Model inputs as the pin has them, with what is known of their files. */
  readonly pinned?: readonly ModelInput[];
  /** Names of files that a smoke case puts into the input folder before the run. */
  readonly uploads?: readonly string[];
}
