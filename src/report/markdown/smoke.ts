/** A smoke run for a pull request or a job summary: a row per case, then why the others did not pass. */

import { shortDigest } from '../../base/digest.ts';
import { counted } from '../../base/text.ts';
import type { CaseReport, OutputReport, SmokePlan, SmokeReport } from '../../core/smoke/report.ts';
import type { Verdict } from '../../core/smoke/verdict.ts';
import { codeSpan } from './code.ts';

const signs: Readonly<Record<Verdict, string>> = {
  passed: '✅',
  failed: '❌',
  errored: '⚠️',
  unverifiable: '❔',
};
const mostReasons = 100;

export function renderSmokeMarkdown({ value }: { readonly value: SmokeReport }): string {
  const { environment, kind, verdict, workflows, planned } = value;
  if (planned !== undefined) return plannedText(environment, planned);
  const cases = workflows.flatMap((each) => each.cases);
  const passed = cases.filter((each) => each.verdict === 'passed').length;
  const head = `### ${signs[verdict]} Smoke run in ${codeSpan(environment)}: ${verdict}`;
  const about = `${passed} of ${counted(cases.length, 'case')} passed, ${kind} evidence${value.recorded ? ', recorded' : ''}`;
  const rows = workflows.flatMap(({ workflow, release, cases: own }) =>
    own.length === 0
      ? [[codeSpan(workflow), codeSpan(shortDigest(release)), 'no case ran', '', '']]
      : own.map((each) => [
          codeSpan(workflow),
          codeSpan(shortDigest(release)),
          `${signs[each.verdict]} ${codeSpan(each.name)} ${each.verdict}`,
          `${(each.executionSeconds ?? each.seconds).toFixed(2)} s`,
          each.outputs.map(outputText).join(', '),
        ]),
  );
  const names = ['workflow', 'release', 'case', 'time', 'outputs'];
  const table = [names, names.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const reasons = workflows.flatMap(({ workflow, cases: own }) =>
    own.flatMap((each) => reasonsOf(workflow, each)),
  );
  const shown = reasons.slice(0, mostReasons);
  if (reasons.length > shown.length) shown.push(`- and ${reasons.length - shown.length} more`);
  const parts = [head, about, ...(rows.length === 0 ? [] : [table.join('\n')])];
  return `${[...parts, ...(shown.length === 0 ? [] : [shown.join('\n')])].join('\n\n')}\n`;
}

function plannedText(environment: string, { servers, workflows }: SmokePlan): string {
  const rows = workflows.map(
    ({ workflow, release, cases }) =>
      `| ${codeSpan(workflow)} | ${codeSpan(shortDigest(release))} | ${cases.map(codeSpan).join(', ')} |`,
  );
  const table = ['| workflow | release | cases |', '|---|---|---|', ...rows].join('\n');
  const head = `### Smoke run in ${codeSpan(environment)}: would run on ${servers.map(codeSpan).join(', ')}`;
  return `${head}\n\n${table}\n`;
}

function reasonsOf(workflow: string, { name, reasons, hints }: CaseReport): readonly string[] {
  if (reasons.length === 0) return [];
  const told = reasons.map((each) => `  - ${codeSpan(each)}`);
  const help = hints.map((each) => `  - hint: ${codeSpan(each)}`);
  return [`- ${codeSpan(workflow)}, ${codeSpan(name)}\n${[...told, ...help].join('\n')}`];
}

function outputText({ name, files, texts }: OutputReport): string {
  const [first] = files;
  const size =
    first?.picture === undefined ? '' : ` ${first.picture.width}×${first.picture.height}`;
  const what =
    first === undefined ? counted(texts.length, 'text') : `${counted(files.length, 'file')}${size}`;
  return `${codeSpan(name)} ${what}`;
}
