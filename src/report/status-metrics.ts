/** A status in the text format of Prometheus: what waits where, and how releases flow. */

import { gaugeFamily, type Sample } from './prometheus-family.ts';
import type {
  DeliveryAnswer,
  SpreadAnswer,
  StatusAnswer,
  StatusCell,
} from './promotion-answers.ts';

const states: readonly (readonly [string, (cell: StatusCell) => boolean])[] = [
  ['pinned', () => true],
  ['behind', ({ compared }) => compared === 'behind'],
  ['ahead', ({ compared }) => compared === 'ahead'],
  ['held', ({ held }) => held],
  ['banned', ({ banned }) => banned],
  ['failed', ({ evidence }) => evidence === 'failed'],
  ['unproven', ({ evidence }) => evidence !== 'passed' && evidence !== 'failed'],
  ['no_way_back', ({ wayBack }) => wayBack?.state === 'failed'],
  ['proposed', ({ pullRequest }) => pullRequest !== undefined],
];

/** Returns gauges per environment; what counts changes is of the last 30 days. */
export function renderStatusMetrics({ environments, workflows, delivery }: StatusAnswer): string {
  const cells = workflows.flatMap((each) => each.cells).filter((cell) => cell.release);
  const counts = environments.flatMap((environment) =>
    states.map(([state, fits]) => ({
      labels: { environment, state },
      value: cells.filter((cell) => cell.environment === environment && fits(cell)).length,
    })),
  );
  const changes = delivery.flatMap(({ environment, promotions, rollbacks, edits }) =>
    Object.entries({ promote: promotions, rollback: rollbacks, edit: edits }).map(
      ([action, value]) => ({ labels: { environment, action }, value }),
    ),
  );
  const ratios = delivery.flatMap(({ environment, failureRatio: value }) =>
    value === undefined ? [] : [{ labels: { environment }, value }],
  );
  return [
    gaugeFamily('comfypin_workflows', 'Workflows pinned in the environment, by state.', counts),
    gaugeFamily('comfypin_changes', 'Changes of the last 30 days, by what brought them.', changes),
    gaugeFamily(
      'comfypin_lead_time_seconds',
      'From the first environment to this one, promotions of the last 30 days.',
      quantiles(delivery, ({ leadTime }) => leadTime),
    ),
    gaugeFamily(
      'comfypin_time_to_restore_seconds',
      'From the failed run or the merge to the rollback, rollbacks of the last 30 days.',
      quantiles(delivery, ({ restore }) => restore),
    ),
    gaugeFamily('comfypin_change_failure_ratio', 'Rollbacks per promotion in 30 days.', ratios),
  ].join('');
}

function quantiles(
  delivery: readonly DeliveryAnswer[],
  of: (each: DeliveryAnswer) => SpreadAnswer | undefined,
): readonly Sample[] {
  return delivery.flatMap((each) => {
    const spread = of(each);
    if (spread === undefined) return [];
    const { environment } = each;
    return [
      { labels: { environment, quantile: '0.5' }, value: spread.median },
      { labels: { environment, quantile: '0.9' }, value: spread.p90 },
    ];
  });
}
