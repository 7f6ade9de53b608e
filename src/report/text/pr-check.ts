/** The report of a pull request for a terminal. */

import { counted, plainText } from '../../base/text.ts';
import type { CheckReport } from '../../core/promotion/check-report.ts';
import { paint } from '../style.ts';

export function renderCheck(
  { value }: { readonly value: CheckReport },
  { color }: { readonly color: boolean },
): string {
  const changes = value.changes.map(
    ({ workflow, environment, state, kind }) =>
      `${workflow}@${environment}  ${state === 'changed' ? kind : state}`,
  );
  const rows = value.rows.map(({ workflow, environment, verdict, recorded, why }) => {
    const label =
      verdict === 'would run' ? 'good' : verdict === 'would not run' ? 'error' : 'warning';
    const first = why[0] === undefined ? '' : `: ${plainText(why[0])}`;
    const day = recorded === '' ? '' : paint(color, 'dim', ` (recorded ${recorded})`);
    return `${workflow} → ${environment}  ${paint(color, label, verdict)}${first}${day}`;
  });
  const head =
    changes.length === 0 ? 'No workflow runs differently' : counted(changes.length, 'workflow');
  const pins =
    value.pins.length === 0 ? 'every pin holds' : counted(value.pins.length, 'wrong pin');
  const policy = value.policy.map((each) => `promotion.yaml  ${plainText(each)}`);
  return `${[`${head}, ${pins}`, ...changes, ...rows, ...policy].join('\n')}\n`;
}
