/** Problems as data: a code, a place, arguments. The sentences stand in the table under `problems/`. */

import { compareNatural, compareText } from './order.ts';
import type { ProblemDefinition } from './problems/definition.ts';
import { type ProblemArgs, type ProblemCode, problemTable } from './problems/table.ts';

export type Severity = 'error' | 'warning' | 'info';

/**
 * Where a problem is. `file` is relative to the repository; `node` a node id, `input` an input's name; line and column count from 1.
 * `sent` is what stands in that input, as JSON, cut where it is long.
 */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly workflow?: string;
  readonly environment?: string;
  readonly node?: string;
  readonly title?: string;
  readonly input?: string;
  readonly sent?: string;
}

export interface Problem<C extends ProblemCode = ProblemCode> {
  readonly code: C;
  readonly severity: Severity;
  readonly at: Place;
  readonly args: ProblemArgs<C>;
}

/** Returns a problem; does not compile with an unknown code or a missing argument. `severity` overrides the table's. */
export function problem<C extends ProblemCode>(
  code: C,
  at: Place,
  args: ProblemArgs<C>,
  severity: Severity = problemTable[code].severity,
): Problem<C> {
  return { code, severity, at, args };
}

/** Returns the row of a code, its argument type set aside. */
export function definitionOf(code: ProblemCode): ProblemDefinition<unknown> {
  return problemTable[code] as ProblemDefinition<unknown>;
}

/** Returns the title sentence of a problem. */
export function titleOf(found: Problem): string {
  return definitionOf(found.code).title(found.args);
}

/** Returns the one action that helps, if the table knows one. */
export function hintOf(found: Problem): string | undefined {
  return definitionOf(found.code).hint?.(found.args);
}

/** Returns the part of a code before the slash, which decides the exit code. */
export function familyOf(code: string): string {
  return code.slice(0, code.indexOf('/'));
}

/** Sorts by file, workflow, environment, node, input, code: the same every run. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(
    (a, b) =>
      compareText(a.at.file ?? '', b.at.file ?? '') ||
      (a.at.line ?? 0) - (b.at.line ?? 0) ||
      (a.at.column ?? 0) - (b.at.column ?? 0) ||
      compareText(a.at.workflow ?? '', b.at.workflow ?? '') ||
      compareText(a.at.environment ?? '', b.at.environment ?? '') ||
      compareNatural(a.at.node ?? '', b.at.node ?? '') ||
      compareText(a.at.input ?? '', b.at.input ?? '') ||
      compareText(a.code, b.code),
  );
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((each) => each.severity === 'error');
}
