/** What became of evidence files, one line each. */

import { counted, plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

export interface AppendAnswer {
  readonly files: readonly {
    readonly file: string;
    /** Its path on the branch of records. */
    readonly record: string;
    readonly state: 'appended' | 'there' | 'would append';
    readonly workflow: string;
    readonly environment: string;
    readonly kind: 'candidate' | 'active';
    readonly verdict: string;
    readonly at: string;
    readonly by: string;
  }[];
  /** Files of which nothing was taken. */
  readonly refused: readonly string[];
  readonly dryRun: boolean;
}

const words = {
  appended: 'appended',
  there: 'there already',
  'would append': 'would append',
} as const;

export function renderRecordsAppend(
  { value }: { readonly value: AppendAnswer },
  { color }: { readonly color: boolean },
): string {
  const lines = value.files.map(({ state, workflow, environment, kind, verdict, at, by }) => {
    const about = `${workflow}@${environment} ${verdict}`;
    const rest = `(${kind}, ${at}, by ${plainText(by)})`;
    return `${words[state]} ${about} ${paint(color, 'dim', rest)}`;
  });
  const count = (state: string): number =>
    value.files.filter((each) => each.state === state).length;
  const done = value.dryRun
    ? `${count('would append')} would be appended`
    : `${count('appended')} appended`;
  const tail = [
    done,
    ...(count('there') === 0 ? [] : [`${count('there')} there already`]),
    ...(value.refused.length === 0 ? [] : [`${counted(value.refused.length, 'file')} refused`]),
  ];
  return `${[...lines, tail.join(', ')].join('\n')}\n`;
}
