/** `adopt` as text: what is kept now, and what is still to be done for it. */

import { plainText } from '../../base/text.ts';
import { type ReleaseAnswer, releaseWords } from '../promotion-answers.ts';

export interface AdoptAnswer {
  readonly workflow: string;
  readonly environment: string;
  readonly dryRun: boolean;
  readonly release: ReleaseAnswer;
  readonly commit: string;
  /** False where it came through the gates, or was adopted before. */
  readonly adopted: boolean;
  /** The environment where changes enter, and whether it ever held the release. */
  readonly first: string;
  readonly isInFirst: boolean;
  /** Brings the change into the first environment. */
  readonly pullRequest?: { readonly number: number; readonly url: string };
}

export function renderAdopt({ value }: { readonly value: AdoptAnswer }): string {
  const { workflow, environment, release, commit, adopted, dryRun, first, isInFirst } = value;
  const { pullRequest } = value;
  const back =
    pullRequest === undefined
      ? ''
      : `Pull request ${pullRequest.number} brings the change to ${first}: ${plainText(pullRequest.url)}\n`;
  const name = `${workflow} ${releaseWords(release)} in ${environment}`;
  if (!adopted) return `${name} needs no decision.\n${back}`;
  const said = `${name} (commit ${commit.slice(0, 12)}) ${dryRun ? 'would be' : 'is'} adopted.\n`;
  return isInFirst || back !== ''
    ? `${said}${back}`
    : `${said}${first} never held it: bring the change there too.\n`;
}
