/** A change of an environment for a pull request: workflows as a table, changes as a list. */

import { hintOf, type Problem, titleOf } from '../../base/problem.ts';
import { detailOf } from '../text/changes.ts';
import { byUse, type EffectsReport, wordOf } from '../text/effects.ts';
import { codeSpan } from './code.ts';

const mostLines = 100;

export function renderEffectsMarkdown({
  value,
  problems,
}: {
  readonly value: EffectsReport;
  readonly problems: readonly Problem[];
}): string {
  const { environment, source, changes, workflows } = value;
  const rows = workflows.map((each) => {
    const uses = each.uses.map(codeSpan).join(', ');
    return `| ${codeSpan(each.workflow)} | ${wordOf(each)} | ${uses} |`;
  });
  const table = ['| workflow | effect | what changes for it |', '|---|---|---|', ...rows];
  const { near, others } = byUse(value);
  const list = [...near, ...others]
    .slice(0, mostLines)
    .map(({ kind, name, change, details = [] }) =>
      [
        `- ${change}: ${kind} ${codeSpan(name)}`,
        ...details.map((each) => `  - ${codeSpan(detailOf(each))}`),
      ].join('\n'),
    );
  if (changes.length > list.length) list.push(`- and ${changes.length - list.length} more`);
  const found = problems.slice(0, mostLines).map((each) => {
    const hint = hintOf(each);
    return `- **${each.severity}** ${codeSpan(titleOf(each))}${hint === undefined ? '' : `\n  ${codeSpan(hint)}`}`;
  });
  const parts = [
    `${codeSpan(environment)}, recorded against ${codeSpan(source)}`,
    ...(rows.length === 0 ? [] : [table.join('\n')]),
    ...(list.length === 0 ? ['No difference.'] : [list.join('\n')]),
    ...(found.length === 0 ? [] : [found.join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}
