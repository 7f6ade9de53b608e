/** Additions for a terminal: one line a file. */

import { shortDigest } from '../../base/digest.ts';
import { plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

export interface AddReport {
  readonly dryRun: boolean;
  readonly workflows: readonly {
    readonly file: string;
    readonly name?: string;
    readonly environment: string;
    readonly state: 'added' | 'updated' | 'unchanged' | 'refused';
    readonly release?: string;
    readonly pullRequest?: { readonly number: number; readonly url: string };
  }[];
}

/** Returns the lines. */
export function renderAdd(
  { value }: { readonly value: AddReport },
  { color }: { readonly color: boolean },
): string {
  return value.workflows
    .map(({ file, name, environment, state, release, pullRequest }) => {
      const would = value.dryRun && (state === 'added' || state === 'updated') ? 'would be ' : '';
      const label = state === 'refused' ? 'error' : state === 'unchanged' ? 'dim' : 'good';
      const what = name === undefined ? plainText(file) : `${name}@${environment}`;
      const digest = release === undefined ? '' : paint(color, 'dim', ` ${shortDigest(release)}`);
      const request =
        pullRequest === undefined ? '' : `  #${pullRequest.number} ${plainText(pullRequest.url)}`;
      return `${what} ${paint(color, label, `${would}${state}`)}${digest}${request}\n`;
    })
    .join('');
}
