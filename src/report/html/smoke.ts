/** A smoke report as one page: per case the verdict, what to do, the pictures before and after, and where the time went. */

import { shortDigest } from '../../base/digest.ts';
import { writeJson } from '../../base/json-write.ts';
import { counted, shortened } from '../../base/text.ts';
import type { CaseReport, SmokeReport, WorkflowReport } from '../../core/smoke/report.ts';
import type { TimeStatistics } from '../../core/smoke/statistics.ts';
import type { Verdict } from '../../core/smoke/verdict.ts';
import { sizeText } from '../../core/workflow/sizes.ts';
import { escapeHtml, htmlPage } from './page.ts';
import { outputsPart } from './smoke-pictures.ts';
import { smokeStyles } from './smoke-styles.ts';
import { runsPart, timesPart } from './smoke-times.ts';

const signs: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  failed: '✗',
  errored: '!',
  unverifiable: '?',
};

/** Returns the page; paths in it are relative to the report's folder. */
export function renderSmokePage(report: SmokeReport): string {
  const cases = report.workflows.flatMap((each) => each.cases);
  const passed = cases.filter(({ verdict }) => verdict === 'passed').length;
  const head = `<header>
<h1>Smoke run in ${escapeHtml(report.environment)} ${verdictMark(report.verdict)}</h1>
<p>${passed} of ${counted(cases.length, 'case')} passed · ${report.kind} evidence${report.recorded ? ', recorded' : ', not recorded'}</p>
${cases.length > 1 ? overview(report) : ''}
</header>`;
  const body = report.workflows.map((each) => workflowPart(each, report.environment)).join('\n');
  return htmlPage(
    `${report.verdict}: smoke run in ${report.environment}`,
    `${head}\n<main>\n${body}\n</main>`,
    smokeStyles,
  );
}

/** One line per case, what is wrong first. */
function overview({ workflows }: SmokeReport): string {
  const rank: readonly Verdict[] = ['failed', 'errored', 'unverifiable', 'passed'];
  const rows = workflows
    .flatMap(({ workflow, cases }) => cases.map((each) => ({ workflow, each })))
    .sort((one, other) => rank.indexOf(one.each.verdict) - rank.indexOf(other.each.verdict))
    .map(({ workflow, each }) => {
      const link = `<a href="#${anchor(workflow)}/${anchor(each.name)}">${escapeHtml(`${workflow}: ${each.name}`)}</a>`;
      const [why = ''] = each.reasons;
      return `<tr><td>${link}</td><td>${verdictMark(each.verdict)}</td><td class="number">${each.seconds.toFixed(2)} s</td><td class="minor dim">${escapeHtml(shortened(why, 160))}</td></tr>`;
    });
  return `<nav class="scroll"><table class="overview"><tbody>${rows.join('')}</tbody></table></nav>`;
}

function workflowPart(each: WorkflowReport, environment: string): string {
  const versions = Object.entries(each.versions).map(([name, value]) => `${name} ${value}`);
  const times = (['cold', 'warm'] as const).flatMap((heat) => timesText(heat, each.times?.[heat]));
  const about = [`release ${shortDigest(each.release)}`, ...versions, ...times];
  const id = anchor(each.workflow);
  const cases = each.cases.map((one) => casePart(one, `${id}/${anchor(one.name)}`)).join('\n');
  return `<section id="${id}">
<h2>${escapeHtml(`${each.workflow}@${environment}`)} ${verdictMark(each.verdict)}</h2>
<p class="dim">${about.map(escapeHtml).join(' · ')}</p>
${each.cases.length === 0 ? '<p>No case ran.</p>' : cases}
</section>`;
}

function timesText(heat: string, times: TimeStatistics | undefined): readonly string[] {
  if (times === undefined) return [];
  const { runs, p50, p99 } = times;
  const spread = runs === 1 ? '' : `, P99 ${p99.toFixed(2)} s of ${runs} runs`;
  return [`${heat} P50 ${p50.toFixed(2)} s${spread}`];
}

function casePart(each: CaseReport, id: string): string {
  const parts = [
    `<div class="head"><h3>${escapeHtml(each.name)}</h3>${verdictMark(each.verdict)}<span class="dim">${escapeHtml(notesOf(each))}</span></div>`,
    reasonsPart(each),
    outputsPart(each),
    timesPart(each),
    runsPart(each),
    changesPart(each),
  ];
  return `<article class="case ${each.verdict}" id="${id}"><div class="inside">\n${parts.filter((part) => part !== '').join('\n')}\n</div></article>`;
}

function notesOf(each: CaseReport): string {
  const { memory } = each;
  return [
    `${each.seconds.toFixed(2)} s`,
    ...(each.executionSeconds === undefined
      ? []
      : [`${each.executionSeconds.toFixed(2)} s on the server`]),
    ...(each.attempts.length > 1 ? [`${each.attempts.length} runs`] : []),
    ...(memory === undefined
      ? []
      : [
          `${sizeText(memory.peak)}${memory.total === undefined ? '' : ` of ${sizeText(memory.total)}`} in use`,
        ]),
    ...(each.varied === undefined
      ? []
      : [
          `everything was cached, then run with ${each.varied.input} ${writeJson(each.varied.value)}`,
        ]),
    ...(each.device === undefined ? [] : [each.device]),
    each.server,
  ].join(' · ');
}

function reasonsPart({ reasons, hints }: CaseReport): string {
  if (reasons.length === 0) return '';
  const items = reasons.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  const help = hints.map((text) => `<p><strong>Hint:</strong> ${escapeHtml(text)}</p>`).join('');
  return `<ul class="reasons">${items}</ul>${help}`;
}

function changesPart({ changes, error }: CaseReport): string {
  const changed = changes.map(({ kind, node, input, from, to }) => {
    const place = input === undefined ? node : `${node}.${input}`;
    const values = `${shortened(writeJson(from), 200)} → ${shortened(writeJson(to), 200)}`;
    return `<li>${escapeHtml(`${kind} ${place}: ${values}`)}</li>`;
  });
  const trace = error?.trace ?? [];
  const parts = [
    changed.length === 0 ? '' : `<p class="dim">The server changed</p><ul>${changed.join('')}</ul>`,
    trace.length === 0 ? '' : `<pre>${escapeHtml(trace.join('\n'))}</pre>`,
  ].join('');
  return parts === ''
    ? ''
    : `<details${trace.length > 0 ? ' open' : ''}><summary>What the server says</summary>${parts}</details>`;
}

function verdictMark(verdict: Verdict): string {
  return `<span class="verdict ${verdict}">${signs[verdict]} ${verdict}</span>`;
}

/** An id that is the same every time, for any name. */
function anchor(name: string): string {
  return escapeHtml(encodeURIComponent(name));
}
