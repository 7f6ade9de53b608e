/** Validation for a pull request: the matrix as a table, the findings as a list. */

import { hintOf, type Problem, sortProblems, titleOf } from '../../base/problem.ts';
import { renderPlaceOf } from '../text/problems.ts';
import { fixesOf, rowsOf, type ValidationReport, wordsOf } from '../validation-table.ts';
import { codeSpan } from './code.ts';

const mostFindings = 100;

export function renderValidationMarkdown({
  value,
  problems,
}: {
  readonly value: ValidationReport;
  readonly problems: readonly Problem[];
}): string {
  const head = ['workflow', ...value.environments.map(({ name }) => codeSpan(name))];
  const lines = rowsOf(value).map(({ workflow, cells }) => [
    codeSpan(workflow),
    ...cells.map(wordsOf),
  ]);
  const table = [head, head.map(() => '---'), ...lines].map((row) => `| ${row.join(' | ')} |`);
  const shown = sortProblems(problems).slice(0, mostFindings);
  const findings = shown.map((each) => {
    const hint = hintOf(each);
    const more = hint === undefined ? '' : `\n  ${codeSpan(hint)}`;
    return `- **${each.severity}** ${codeSpan(titleOf(each))} at ${codeSpan(renderPlaceOf(each))} (${each.code})${more}`;
  });
  const rest = problems.length - shown.length;
  if (rest > 0) findings.push(`- and ${rest} more`);
  const fixes = fixesOf(value).map(
    (each) => `- ${codeSpan(each.name)} would pass with ${each.fixes.map(codeSpan).join(', ')}`,
  );
  if (fixes.length > 0) table.push('', ...fixes);
  return `${table.join('\n')}\n${findings.length === 0 ? '' : `\n${findings.join('\n')}\n`}`;
}
