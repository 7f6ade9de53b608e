/** What was taken from the branch of records, and what stayed. */

import { counted } from '../../base/text.ts';

export interface PruneAnswer {
  /** Paths of the thumbnails. */
  readonly taken: readonly string[];
  readonly records: number;
  readonly dryRun: boolean;
  readonly rewrite: boolean;
}

export function renderRecordsPrune({ value }: { readonly value: PruneAnswer }): string {
  const { taken, records, dryRun, rewrite } = value;
  const verb = dryRun ? 'would be taken' : 'taken';
  const how = rewrite && !dryRun ? '; the branch begins anew' : '';
  return `${counted(taken.length, 'thumbnail')} ${verb}, ${counted(records, 'record')} stay${records === 1 ? 's' : ''}${how}\n`;
}
