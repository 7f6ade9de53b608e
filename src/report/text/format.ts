/** Formatted files for a terminal: those that changed, and a count. */

import { counted, plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

export interface FormatReport {
  readonly check: boolean;
  readonly files: readonly {
    readonly file: string;
    readonly state: 'formatted' | 'unchanged' | 'refused';
  }[];
}

/** Returns a line for each file that is not in canonical text already. */
export function renderFormat(
  { value }: { readonly value: FormatReport },
  { color }: { readonly color: boolean },
): string {
  const lines = value.files
    .filter(({ state }) => state !== 'unchanged')
    .map(({ file, state }) => {
      const word = state === 'refused' ? 'refused' : value.check ? 'would format' : 'formatted';
      return `${paint(color, state === 'refused' ? 'error' : 'good', word)} ${plainText(file)}\n`;
    });
  const same = value.files.filter(({ state }) => state === 'unchanged').length;
  const rest = same === 0 && lines.length > 0 ? '' : `${counted(same, 'file')} unchanged.\n`;
  return `${lines.join('')}${rest}`;
}
