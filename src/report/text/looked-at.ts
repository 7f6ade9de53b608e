/** `looked-at` as text: who looked at which rendering. */

import { plainText } from '../../base/text.ts';
import { type ReleaseAnswer, releaseWords } from '../promotion-answers.ts';

export interface LookedAtAnswer {
  readonly dryRun: boolean;
  readonly workflow: string;
  readonly environment: string;
  readonly release: ReleaseAnswer;
  readonly rendering: string;
  readonly by: string;
  /** False where the same person said so before. */
  readonly new: boolean;
}

export function renderLookedAt({ value }: { readonly value: LookedAtAnswer }): string {
  const { dryRun, workflow, environment, release, rendering, by } = value;
  const verb = !value.new ? 'had looked' : dryRun ? 'would be recorded to have looked' : 'looked';
  return `${plainText(by)} ${verb} at ${workflow} ${releaseWords(release)} in ${environment} (${rendering.slice(0, 19)})\n`;
}
