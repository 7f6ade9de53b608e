/** Changes of what an environment offers, line by line; what of a node type changed stands below it. */

import { plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

export interface ReportedChange {
  readonly kind: string;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly details?: readonly {
    readonly part: string;
    readonly from?: string;
    readonly to?: string;
  }[];
}

const signs = { added: '+', removed: '-', changed: '~' } as const;
const mostDetails = 6;

/** Returns at most `most` changes with their details, and how many more there are. */
export function changeLines(
  changes: readonly ReportedChange[],
  most: number,
  color: boolean,
): readonly string[] {
  const lines = changes.slice(0, most).flatMap((each) => {
    const sign = paint(color, each.change, signs[each.change]);
    return [`  ${sign} ${each.kind} ${plainText(each.name)}`, ...detailLines(each)];
  });
  const rest = changes.length - most;
  return rest > 0 ? [...lines, `  +${rest} more`] : lines;
}

function detailLines({ details = [] }: ReportedChange): readonly string[] {
  const lines = details.slice(0, mostDetails).map((each) => `      ${detailOf(each)}`);
  const rest = details.length - lines.length;
  return rest > 0 ? [...lines, `      and ${rest} more`] : lines;
}

/** `input steps: max 10000 → 100`, `input profile added: required COMBO`. */
export function detailOf({
  part,
  from,
  to,
}: NonNullable<ReportedChange['details']>[number]): string {
  if (from === undefined) return plainText(`${part} added: ${to ?? ''}`);
  if (to === undefined) return plainText(`${part} removed: ${from}`);
  return plainText(`${part} ${from} → ${to}`);
}
