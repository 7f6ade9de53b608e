/** The report of a pull request in Markdown. Every word of it may be anyone's: it stands in code spans and fences alone. */

import { plainText } from '../../base/text.ts';
import type { CheckedRow, CheckReport } from '../../core/promotion/check-report.ts';
import { codeSpan } from './code.ts';
import { cell } from './gates.ts';

const marks: Record<CheckedRow['verdict'], string> = {
  'would run': '✅ would run',
  'would not run': '❌ would not run',
  'server decides': '❔ only its server can tell',
  'no recording': '❔ no recording',
};

/** Characters of diffs that one comment shows; the rest is told to be left out. */
const mostDiff = 40_000;

export function renderCheckMarkdown({ value }: { readonly value: CheckReport }): string {
  const parts = [
    `### What changes\n\n${changesOf(value)}`,
    value.rows.length === 0 ? '' : `### Where it would run\n\n${tableOf(value.rows)}`,
    value.policy.length === 0
      ? ''
      : `### promotion.yaml\n\n${value.policy.map((each) => `- ${codeSpan(each)}`).join('\n')}\n\nThis pull request is judged by promotion.yaml of the default branch; what it changes counts after the merge.`,
    value.pins.length === 0
      ? 'Every pin is what its files are.'
      : `### Pins\n\n${value.pins.map((each) => `- ${codeSpan(each)}`).join('\n')}\n\n${codeSpan('comfypin pin')} writes them anew.`,
    `Checked ${codeSpan(value.head.slice(0, 12))} against recordings; no server was asked.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function changesOf({ changes }: CheckReport): string {
  if (changes.length === 0) return 'No workflow runs differently.';
  let room = mostDiff;
  const blocks = changes.map(({ workflow, environment, state, kind, text }) => {
    const name = codeSpan(`${workflow}@${environment}`);
    const head = state === 'changed' ? `${name}: ${kind}` : `${name}: ${state}`;
    room -= text.length;
    if (room < 0) return `- ${head} (left out here: ${codeSpan('comfypin diff')})`;
    return `<details><summary>${head.replaceAll('`', '')}</summary>\n\n${fenced(text)}\n</details>`;
  });
  return blocks.join('\n\n');
}

/** Returns the text as a code block that nothing in it can end (CommonMark 0.31, 4.5). */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${plainText(text).trimEnd()}\n${fence}\n`;
}

function tableOf(rows: readonly CheckedRow[]): string {
  const lines = rows.map(({ workflow, environment, verdict, pinned, why, recorded }) => {
    const first = why.slice(0, 3).map(cell).join('<br>');
    const more = why.length > 3 ? `<br>and ${why.length - 3} more` : '';
    const day = recorded === '' ? '-' : recorded;
    const where = pinned ? 'pinned' : 'would come';
    return `| ${cell(workflow)} | ${cell(environment)} | ${marks[verdict]} | ${where} | ${first}${more} | ${day} |`;
  });
  return `| workflow | environment | answer | there | why | recorded |\n|---|---|---|---|---|---|\n${lines.join('\n')}`;
}
