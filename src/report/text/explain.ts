/** A problem's page: made of its row in the table, so that it is always true. */

import { definitionOf } from '../../base/problem.ts';
import type { ProblemCode } from '../../base/problems/table.ts';

export interface ProblemPage {
  readonly code: string;
  readonly severity: string;
  readonly why: string;
  readonly example: string;
  readonly fix?: string;
}

/** Returns what the table knows of a code, its sentences printed from the row's own example. */
export function describeProblem(code: ProblemCode): ProblemPage {
  const { severity, why, title, hint, example } = definitionOf(code);
  const fix = hint?.(example);
  return {
    code,
    severity,
    why,
    example: title(example),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Returns the page in Markdown, which reads well on a terminal too. */
export function renderProblemPage({ value }: { readonly value: ProblemPage }): string {
  const fix = value.fix === undefined ? '' : `\n## What to do\n\n${value.fix}\n`;
  return `# ${value.code}\n\nSeverity: ${value.severity}\n\n${value.why}\n\n## Example\n\n> ${value.example.replaceAll('\n', '\n> ')}\n${fix}`;
}
