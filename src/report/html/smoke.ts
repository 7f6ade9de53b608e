/** A smoke report as one page: per case the verdict, what to do, the pictures before and after, and where the time went. */

import { shortDigest } from '../../base/digest.ts';
import { writeJson } from '../../base/json-write.ts';
import { counted, shortened } from '../../base/text.ts';
import type {
  CaseReport,
  FileReport,
  OutputReport,
  SmokeReport,
  WorkflowReport,
} from '../../core/smoke/report.ts';
import type { Verdict } from '../../core/smoke/verdict.ts';
import { escapeHtml, fileUrl, htmlPage } from './page.ts';

const signs: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  failed: '✗',
  errored: '!',
  unverifiable: '?',
};

/** Formats that browsers show as a picture and that cannot run anything. */
const shownFormats = new Set(['png', 'jpeg', 'webp', 'gif', 'avif', 'heif']);

/** Returns the page; paths in it are relative to the report's folder. */
export function renderSmokePage(report: SmokeReport): string {
  const cases = report.workflows.flatMap((each) => each.cases);
  const passed = cases.filter(({ verdict }) => verdict === 'passed').length;
  const contents = report.workflows
    .map((each) => `<a href="#${anchor(each.workflow)}">${escapeHtml(each.workflow)}</a>`)
    .join(' · ');
  const head = `<header>
<h1>Smoke run in ${escapeHtml(report.environment)} ${verdictMark(report.verdict)}</h1>
<p>${passed} of ${counted(cases.length, 'case')} passed · ${report.kind} evidence${report.recorded ? ', recorded' : ', not recorded'}</p>
${report.workflows.length > 1 ? `<nav>${contents}</nav>` : ''}
</header>`;
  const body = report.workflows.map((each) => workflowPart(each, report.environment)).join('\n');
  return htmlPage(
    `${report.verdict}: smoke run in ${report.environment}`,
    `${head}\n<main>\n${body}\n</main>`,
  );
}

function workflowPart(each: WorkflowReport, environment: string): string {
  const versions = Object.entries(each.versions).map(([name, value]) => `${name} ${value}`);
  const about = [`release ${shortDigest(each.release)}`, ...versions].map(escapeHtml).join(' · ');
  const id = anchor(each.workflow);
  const cases = each.cases.map((one) => casePart(one, `${id}/${anchor(one.name)}`)).join('\n');
  return `<section id="${id}">
<h2>${escapeHtml(`${each.workflow}@${environment}`)} ${verdictMark(each.verdict)}</h2>
<p class="dim">${about}</p>
${each.cases.length === 0 ? '<p>No case ran.</p>' : cases}
</section>`;
}

function casePart(each: CaseReport, id: string): string {
  const parts = [
    `<div class="head"><h3>${escapeHtml(each.name)}</h3>${verdictMark(each.verdict)}<span class="dim">${escapeHtml(notesOf(each))}</span></div>`,
    reasonsPart(each),
    ...each.outputs.map(outputPart),
    timingsPart(each),
    detailsPart(each),
  ];
  return `<article class="case ${each.verdict}" id="${id}"><div class="inside">\n${parts.filter((part) => part !== '').join('\n')}\n</div></article>`;
}

function notesOf(each: CaseReport): string {
  return [
    `${each.seconds.toFixed(2)} s`,
    ...(each.executionSeconds === undefined
      ? []
      : [`${each.executionSeconds.toFixed(2)} s on the server`]),
    ...(each.attempts.length > 1 ? [`${each.attempts.length} runs`] : []),
    ...(each.varied === undefined
      ? []
      : [
          `everything was cached, then run with ${each.varied.input} ${writeJson(each.varied.value)}`,
        ]),
    each.server,
  ].join(' · ');
}

function reasonsPart({ reasons, hints }: CaseReport): string {
  if (reasons.length === 0) return '';
  const items = reasons.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  const help = hints.map((text) => `<p><strong>Hint:</strong> ${escapeHtml(text)}</p>`).join('');
  return `<ul class="reasons">${items}</ul>${help}`;
}

function outputPart(output: OutputReport): string {
  const files = output.files.map((file) => filePart(file, output.golden)).join('');
  const golden = output.golden === undefined ? '' : figure(output.golden, 'golden', 'golden');
  const texts = output.texts.map((text) => `<pre>${escapeHtml(shortened(text, 4000))}</pre>`);
  const title = `<p class="dim">Output ${escapeHtml(output.name)}</p>`;
  return `${title}<div class="pictures">${golden}${files}</div>${texts.join('')}`;
}

function filePart(file: FileReport, golden: string | undefined): string {
  const { picture, likeness } = file;
  const facts = [
    ...(picture === undefined ? [] : [`${picture.format} ${picture.width}×${picture.height}`]),
    `${file.bytes} bytes`,
    ...(likeness === undefined
      ? []
      : likeness === 'different-size'
        ? ['another size than the golden picture']
        : [
            `pixel ${likeness.pixel.toFixed(4)}, ssim ${likeness.ssim.toFixed(4)}, hash ${likeness.hash}`,
          ]),
  ];
  const caption = `${escapeHtml(file.name)}<br>${escapeHtml(facts.join(' · '))}`;
  if (file.path === undefined || picture === undefined || !shownFormats.has(picture.format))
    return `<figure><figcaption>${caption}</figcaption></figure>`;
  const after = figure(file.path, file.name, caption);
  const isComparable = golden !== undefined && typeof likeness === 'object';
  return isComparable ? `${after}${differenceOf(golden, file.path)}` : after;
}

/** `caption` is markup. */
function figure(path: string, alternative: string, caption: string): string {
  const url = fileUrl(path);
  return `<figure><a href="${url}"><img src="${url}" alt="${escapeHtml(alternative)}" loading="lazy"></a><figcaption>${caption}</figcaption></figure>`;
}

/** The browser subtracts one picture from the other; what is equal stays black. */
function differenceOf(golden: string, after: string): string {
  const images = [golden, after].map((path) => `<img src="${fileUrl(path)}" alt="">`).join('');
  return `<figure><div class="difference" role="img" aria-label="difference">${images}</div><figcaption>difference, three times as bright</figcaption></figure>`;
}

function timingsPart({ timings }: CaseReport): string {
  if (timings.length === 0) return '';
  const longest = Math.max(...timings.map(({ ms }) => ms), 1);
  const rows = [...timings]
    .sort((one, other) => other.ms - one.ms)
    .map(({ node, classType, ms }) => {
      const width = Math.max(1, Math.round((100 * ms) / longest));
      return `<tr><td>${escapeHtml(classType ?? '')} <span class="dim">${escapeHtml(node)}</span></td><td class="number">${(ms / 1000).toFixed(3)} s</td><td class="wide"><span class="bar" style="width:${width}%"></span></td></tr>`;
    })
    .join('');
  return `<details><summary>Time per node</summary><table><thead><tr><th>Node</th><th>Seconds</th><th></th></tr></thead><tbody>${rows}</tbody></table></details>`;
}

function detailsPart({ attempts, changes, error }: CaseReport): string {
  const runs = attempts.map(
    ({ promptId, end, why }) =>
      `<tr><td>${escapeHtml(why)}</td><td>${escapeHtml(end)}</td><td><code>${escapeHtml(promptId)}</code></td></tr>`,
  );
  const changed = changes.map(({ kind, node, input, from, to }) => {
    const place = input === undefined ? node : `${node}.${input}`;
    const values = `${shortened(writeJson(from), 200)} → ${shortened(writeJson(to), 200)}`;
    return `<li>${escapeHtml(`${kind} ${place}: ${values}`)}</li>`;
  });
  const trace = error?.trace ?? [];
  const parts = [
    runs.length === 0
      ? ''
      : `<table><thead><tr><th>Run</th><th>End</th><th>Prompt id</th></tr></thead><tbody>${runs.join('')}</tbody></table>`,
    changed.length === 0 ? '' : `<p class="dim">The server changed</p><ul>${changed.join('')}</ul>`,
    trace.length === 0 ? '' : `<pre>${escapeHtml(trace.join('\n'))}</pre>`,
  ].join('');
  return parts === '' ? '' : `<details><summary>Runs on the server</summary>${parts}</details>`;
}

function verdictMark(verdict: Verdict): string {
  return `<span class="verdict ${verdict}">${signs[verdict]} ${verdict}</span>`;
}

/** An id that is the same every time, for any name. */
function anchor(name: string): string {
  return escapeHtml(encodeURIComponent(name));
}
