/** A smoke report for a terminal: a line per case, what it gave, and what the evidence is worth. */

import { shortDigest } from '../../base/digest.ts';
import { counted, plainText, shortened } from '../../base/text.ts';
import type {
  CaseReport,
  OutputReport,
  SmokePlan,
  SmokeReport,
  WorkflowReport,
} from '../../core/smoke/report.ts';
import type { Verdict } from '../../core/smoke/verdict.ts';
import { type Label, paint } from '../style.ts';

const looks: Readonly<Record<Verdict, Label>> = {
  passed: 'good',
  failed: 'error',
  errored: 'error',
  unverifiable: 'warning',
};

/** Returns the report; the problems that follow it say why. */
export function renderSmoke(
  { value }: { readonly value: SmokeReport },
  { color }: { readonly color: boolean },
): string {
  if (value.planned !== undefined) return plannedText(value, value.planned, color);
  const workflows = value.workflows.map((each) => workflowText(each, value, color));
  const cases = value.workflows.flatMap((each) => each.cases);
  const passed = cases.filter(({ verdict }) => verdict === 'passed').length;
  const tail = [
    `${verdictText(value.verdict, color)}: ${passed} of ${counted(cases.length, 'case')} passed in ${value.environment}`,
    ...leftOutText(value),
    ...(value.recorded ? [`Recorded as ${value.kind} evidence.`] : []),
    ...(value.evidence === undefined ? [] : [evidenceText(value.evidence)]),
    ...(value.folder === undefined ? [] : [`Files are in ${plainText(value.folder)}`]),
  ];
  return `${[...workflows, tail.join('\n')].join('\n\n')}\n`;
}

function leftOutText({ leftOut }: SmokeReport): readonly string[] {
  if (leftOut === undefined) return [];
  return [
    `${counted(leftOut.length, 'workflow')} left out: of another part, or with evidence that counts`,
  ];
}

function plannedText(report: SmokeReport, plan: SmokePlan, color: boolean): string {
  const rows = plan.workflows.map(({ workflow, release, cases }) => {
    const name = paint(color, 'strong', `${workflow}@${report.environment}`);
    const about = paint(color, 'dim', `(release ${shortDigest(release)}, ${report.kind})`);
    return `  ${name} ${about}: ${cases.length === 0 ? 'no cases' : plainText(cases.join(', '))}`;
  });
  const count = plan.workflows.reduce((sum, { cases }) => sum + cases.length, 0);
  const head = `Would run ${counted(count, 'case')} of ${counted(rows.length, 'workflow')} on ${plan.servers.map(plainText).join(', ')}`;
  return `${[head, ...rows, ...leftOutText(report)].join('\n')}\n`;
}

function evidenceText(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return 'No evidence was written.';
  const folder = plainText(first.replace(/[\\/][^\\/]*$/, ''));
  return `${counted(files.length, 'evidence file')} written to ${folder}; comfypin records append ${folder} takes ${files.length === 1 ? 'it' : 'them'}.`;
}

function workflowText(each: WorkflowReport, report: SmokeReport, color: boolean): string {
  const versions = Object.entries(each.versions).map(([name, value]) => `${name} ${value}`);
  const about = [`release ${shortDigest(each.release)}`, report.kind, ...versions].join(', ');
  const head = `${paint(color, 'strong', `${each.workflow}@${report.environment}`)} ${paint(color, 'dim', `(${plainText(about)})`)}`;
  const lines = each.cases.map((one) => caseText(one, color));
  return [head, ...(lines.length === 0 ? ['  no cases'] : lines)].join('\n');
}

function caseText(each: CaseReport, color: boolean): string {
  const notes = [
    `${each.seconds.toFixed(1)} s`,
    ...each.outputs.map(outputText),
    ...(each.candidates === undefined ? [] : [candidatesText(each)]),
    ...(each.varied === undefined ? [] : ['cached, then run with another value']),
    ...(each.attempts.length > 1 && each.varied === undefined && each.candidates === undefined
      ? [`${each.attempts.length} runs`]
      : []),
  ];
  return `  ${verdictText(each.verdict, color)} ${each.name} ${paint(color, 'dim', plainText(notes.join(' · ')))}`;
}

function candidatesText({ candidates = [] }: CaseReport): string {
  return `${candidates.length + 1} candidates`;
}

function outputText({ name, files, texts }: OutputReport): string {
  const [first] = files;
  if (first === undefined)
    return `${name}: ${counted(texts.length, 'text')} "${shortened(texts[0] ?? '', 40)}"`;
  const { picture } = first;
  const size =
    picture === undefined
      ? `${first.bytes} bytes`
      : `${picture.format} ${picture.width}×${picture.height}`;
  return `${name}: ${files.length > 1 ? `${files.length} × ` : ''}${size}`;
}

function verdictText(verdict: Verdict, color: boolean): string {
  return paint(color, looks[verdict], verdict);
}
