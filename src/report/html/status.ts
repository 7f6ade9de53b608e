/** A status as one page: how releases flow, the matrix of workflows and environments, what is stopped, and what changed last. */

import type { Problem } from '../../base/problem.ts';
import { titleOf } from '../../base/problem.ts';
import { counted } from '../../base/text.ts';
import {
  type DeliveryAnswer,
  releaseWords,
  type SpreadAnswer,
  type StatusAnswer,
  type StatusCell,
  type StopLine,
  type TimelineEntry,
} from '../promotion-answers.ts';
import { time } from '../text/why.ts';
import { escapeHtml, htmlPage } from './page.ts';
import { statusStyles } from './status-styles.ts';

/** Returns the page; it needs no network, no script and no other file. */
export function renderStatusPage({
  value,
  problems,
}: {
  readonly value: StatusAnswer;
  readonly problems: readonly Problem[];
}): string {
  const { environments, workflows, delivery, timeline } = value;
  const body = `<header>
<h1>Releases</h1>
<p class="dim">${counted(workflows.length, 'workflow')} in ${environments.map(escapeHtml).join(' → ')}</p>
</header>
<main>
${delivery.length === 0 ? '' : `<section aria-label="Flow"><div class="flows">${delivery.map(flowPart).join('')}</div><p class="dim">The last 30 days; median, and in brackets nine of ten.</p></section>`}
${problems.length === 0 ? '' : `<section><h2>To look at</h2><ul class="reasons">${problems.map((each) => `<li class="${each.severity === 'error' ? 'failed' : 'unverifiable'}">${escapeHtml(titleOf(each))}</li>`).join('')}</ul></section>`}
${stopsPart(value)}
<section><h2>What is where</h2>${workflows.length === 0 ? '<p>No workflow is pinned yet.</p>' : matrix(value)}</section>
${timeline.length === 0 ? '' : `<section><h2>What changed</h2><ol class="timeline">${timeline.map(entryPart).join('')}</ol></section>`}
</main>`;
  return htmlPage('Releases', body, statusStyles);
}

function flowPart(each: DeliveryAnswer): string {
  const ratio = each.failureRatio === undefined ? '–' : `${Math.round(each.failureRatio * 100)} %`;
  const rows: readonly (readonly [string, string])[] = [
    ['promotions', String(each.promotions)],
    ['rollbacks', `${each.rollbacks} (${ratio})`],
    ['past the gates', String(each.edits)],
    ['lead time', spreadText(each.leadTime)],
    ['time to restore', spreadText(each.restore)],
  ];
  const list = rows.map(([name, text]) => `<div><dt>${name}</dt><dd>${text}</dd></div>`).join('');
  return `<section class="flow"><h3>${escapeHtml(each.environment)}</h3><dl>${list}</dl></section>`;
}

function spreadText(spread: SpreadAnswer | undefined): string {
  return spread === undefined ? '–' : `${lengthText(spread.median)} (${lengthText(spread.p90)})`;
}

function lengthText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}

function stopsPart({ stops, relaxed }: StatusAnswer): string {
  const items = [
    ...stops.map(stopText),
    ...relaxed.map(
      ({ environment, gates }) =>
        `<b>relaxed</b> ${escapeHtml(environment)}: ${gates.map(escapeHtml).join(', ')} switched off in promotion.yaml`,
    ),
  ];
  if (items.length === 0) return '';
  return `<section><h2>Stopped and relaxed</h2><ul class="reasons">${items.map((each) => `<li>${each}</li>`).join('')}</ul></section>`;
}

function stopText({ kind, subject, reason, by, since, until }: StopLine): string {
  const ends = until === undefined ? '' : `, until ${time(until)}`;
  const about = `${subject}: ${reason} (${by}, since ${time(since)}${ends})`;
  return `<b class="unverifiable">${kind}</b> ${escapeHtml(about)}`;
}

function matrix({ environments, workflows }: StatusAnswer): string {
  const head = environments.map((each) => `<th scope="col">${escapeHtml(each)}</th>`).join('');
  const rows = workflows.map(({ workflow, cells }) => {
    const columns = cells.map(cellPart).join('');
    return `<tr id="${escapeHtml(workflow)}"><th scope="row">${escapeHtml(workflow)}</th>${columns}</tr>`;
  });
  return `<table class="matrix"><thead><tr><th scope="col">workflow</th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function cellPart(cell: StatusCell): string {
  const label = ` data-label="${escapeHtml(cell.environment)}"`;
  if (cell.release === undefined) return `<td${label} class="none">–</td>`;
  const marks = [
    mark(evidenceClass(cell), evidenceText(cell)),
    cell.compared === 'behind' ? mark('unverifiable', `${cell.behindBy ?? 1} behind`) : '',
    cell.compared === 'ahead' ? mark('unverifiable', 'ahead') : '',
    cell.wayBack?.state === 'failed' ? mark('failed', 'no way back') : '',
    cell.held ? mark('unverifiable', 'held') : '',
    cell.banned ? mark('failed', 'banned') : '',
    cell.pullRequest === undefined ? '' : mark('', `#${cell.pullRequest}`),
  ].join('');
  const about = [cell.age ?? '', cell.change ?? ''].filter((each) => each !== '').join(', ');
  const since = cell.since === undefined ? '' : ` title="since ${time(cell.since)}"`;
  return `<td${label}><span class="release"${since}>${escapeHtml(releaseWords(cell.release))}</span> <span class="dim">${escapeHtml(about)}</span><span class="marks">${marks}</span></td>`;
}

function evidenceText({ evidence = 'none' }: StatusCell): string {
  const signs = { passed: '✓ passed', failed: '✗ failed', none: 'no evidence' } as const;
  return evidence in signs ? signs[evidence as keyof typeof signs] : evidence;
}

function evidenceClass({ evidence }: StatusCell): string {
  return evidence === 'passed' || evidence === 'failed' ? evidence : 'unverifiable';
}

function mark(kind: string, text: string): string {
  return `<span class="mark ${kind}">${escapeHtml(text)}</span>`;
}

const verbs: Readonly<Record<TimelineEntry['action'], string>> = {
  promote: 'promoted to',
  rollback: 'rolled back in',
  adopt: 'brought back to',
  remove: 'removed from',
  edit: 'changed in',
};

function entryPart(each: TimelineEntry): string {
  const { workflow, environment, action, release, by, pullRequest, at } = each;
  const number = pullRequest === undefined ? '' : ` #${pullRequest}`;
  const kind = action === 'rollback' ? ' class="failed"' : '';
  return `<li><time datetime="${escapeHtml(at)}">${time(at)}</time> <span><b>${escapeHtml(workflow)}</b> ${escapeHtml(releaseWords(release))} <span${kind}>${verbs[action]}</span> ${escapeHtml(environment)} <span class="dim">by ${escapeHtml(by)}${number}</span></span></li>`;
}
