/** Where the time of a case went, as HTML: per node, cold and warm apart, and each run that was sent. */

import type { CaseReport, RunReport } from '../../core/smoke/report.ts';
import { escapeHtml, fileUrl } from './page.ts';
import { graphPart } from './run-graph.ts';

interface NodeTimes {
  readonly name: string;
  readonly node: string;
  readonly cold?: number;
  readonly warm?: number;
}

export function timesPart({ attempts }: CaseReport): string {
  const nodes = timesOf(attempts);
  if (nodes.length === 0) return '';
  const longest = Math.max(1, ...nodes.flatMap(({ cold = 0, warm = 0 }) => [cold, warm]));
  const rows = nodes.map(
    ({ name, node, cold, warm }) =>
      `<tr><td>${escapeHtml(name)} <span class="dim">${escapeHtml(node)}</span></td>${timeCell(cold)}${timeCell(warm)}<td class="wide">${bar('cold', cold, longest)}${bar('warm', warm, longest)}</td></tr>`,
  );
  return `<details><summary>Time per node</summary><table><thead><tr><th>Node</th><th class="number">Cold</th><th class="number">Warm</th><th class="wide"></th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

/** The slowest cold and the slowest warm run of each node, the longest first. */
function timesOf(attempts: readonly RunReport[]): readonly NodeTimes[] {
  const found = new Map<string, NodeTimes>();
  for (const { heat = 'cold', timings } of attempts) {
    for (const { node, classType = '', ms } of timings) {
      const known = found.get(node) ?? { node, name: classType };
      found.set(node, { ...known, [heat]: Math.max(known[heat] ?? 0, ms) });
    }
  }
  const weight = ({ cold = 0, warm = 0 }: NodeTimes): number => Math.max(cold, warm);
  return [...found.values()].sort((one, other) => weight(other) - weight(one));
}

function timeCell(ms: number | undefined): string {
  return `<td class="number">${ms === undefined ? '–' : `${(ms / 1000).toFixed(3)} s`}</td>`;
}

function bar(kind: 'cold' | 'warm', ms: number | undefined, longest: number): string {
  if (ms === undefined) return '';
  return `<span class="bar ${kind}" style="width:${Math.max(1, Math.round((100 * ms) / longest))}%"></span>`;
}

export function runsPart({
  attempts,
  retries = [],
  graph = [],
  executed,
  error,
}: CaseReport): string {
  const rows = attempts.map(
    (each) =>
      `<tr><td>${escapeHtml(each.why)}</td><td>${escapeHtml(each.end)}${each.heat === undefined ? '' : `, ${each.heat}`}</td><td class="number">${secondsOf(each)}</td><td><span class="dim">${escapeHtml(each.server)}</span><br><code>${escapeHtml(each.promptId)}</code></td></tr>`,
  );
  const items = retries.map((each) => `<li>${escapeHtml(each)}</li>`).join('');
  const again = items === '' ? '' : `<p class="dim">Tried again after</p><ul>${items}</ul>`;
  const runs =
    rows.length === 0
      ? ''
      : `<details><summary>Runs on the server</summary><table class="runs"><thead><tr><th>Why</th><th>End</th><th class="number">Time</th><th>Server and prompt id</th></tr></thead><tbody>${rows.join('')}</tbody></table>${again}</details>`;
  const drawing = graphPart(graph);
  const file =
    executed === undefined
      ? ''
      : `<p><a href="${fileUrl(executed)}">executed.json</a> <span class="dim">as the server’s history has it</span></p>`;
  return drawing === '' && file === ''
    ? runs
    : `${runs}<details${error?.node === undefined ? '' : ' open'}><summary>The graph that ran</summary>${drawing}${file}</details>`;
}

function secondsOf({ seconds, executionSeconds }: RunReport): string {
  return `${(executionSeconds ?? seconds).toFixed(3)} s`;
}
