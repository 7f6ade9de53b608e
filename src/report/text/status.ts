/** `status` as text: a matrix of workflows and environments, and below it what stands in the way. */

import { plainText } from '../../base/text.ts';
import { releaseWords, type StatusAnswer, type StatusCell } from '../promotion-answers.ts';
import { type Label, paint } from '../style.ts';
import { time } from './why.ts';

export function renderStatus(
  { value }: { readonly value: StatusAnswer },
  { color }: { readonly color: boolean },
): string {
  if (value.workflows.length === 0) return 'No workflow is pinned yet.\n';
  const rows = [
    ['workflow', ...value.environments].map((text) => ({ text, label: 'strong' as Label })),
    ...value.workflows.map(({ workflow, cells }) => [
      { text: workflow, label: undefined },
      ...cells.map((cell) => ({ text: cellText(cell), label: labelOf(cell) })),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map(({ text, label }, column) => {
        const padded = column === row.length - 1 ? text : text.padEnd((widths[column] ?? 0) + 2);
        return label === undefined ? padded : paint(color, label, padded);
      })
      .join(''),
  );
  const stops = value.stops.map(
    ({ kind, subject, reason, by, since, until }) =>
      `${paint(color, 'warning', kind)} ${subject}: ${plainText(reason)} (${plainText(by)}, since ${time(since)}${until === undefined ? '' : `, until ${time(until)}`})`,
  );
  const relaxed = value.relaxed.map(
    ({ environment, gates }) =>
      `${paint(color, 'warning', 'relaxed')} ${environment}: ${gates.join(', ')} switched off in promotion.yaml`,
  );
  const below = [...stops, ...relaxed];
  return `${lines.join('\n')}\n${below.length === 0 ? '' : `\n${below.join('\n')}\n`}`;
}

function cellText(cell: StatusCell): string {
  if (cell.release === undefined) return '–';
  const marks = [
    cell.age ?? '',
    cell.change ?? '',
    cell.evidence === undefined || cell.evidence === 'none' ? 'no evidence' : cell.evidence,
    cell.compared === 'behind' ? `${cell.behindBy ?? 1} behind` : '',
    cell.compared === 'ahead' ? 'ahead' : '',
    cell.wayBack?.state === 'failed' ? 'no way back' : '',
    cell.held ? 'held' : '',
    cell.banned ? 'banned' : '',
    cell.pullRequest === undefined ? '' : `#${cell.pullRequest}`,
  ].filter((text) => text !== '');
  return `${releaseWords(cell.release)} ${marks.join(', ')}`;
}

function labelOf(cell: StatusCell): Label | undefined {
  if (cell.release === undefined) return 'dim';
  if (cell.banned || cell.evidence === 'failed') return 'error';
  if (cell.held || cell.wayBack?.state === 'failed') return 'warning';
  return cell.evidence === 'passed' && cell.compared !== 'behind' ? 'good' : undefined;
}
