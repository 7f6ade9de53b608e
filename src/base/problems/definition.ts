/** The shape of one row of the problem table. */

export interface ProblemDefinition<A> {
  readonly severity: 'error' | 'warning' | 'info';
  /** A full sentence with the concrete names; no full stop after an id or a path. */
  readonly title: (args: A) => string;
  /** One action, best a command to paste. */
  readonly hint?: (args: A) => string | undefined;
  /** For the problem's page: why it matters, in one to four sentences. */
  readonly why: string;
  /** For the problem's page: arguments of a true example, from which its text is printed. */
  readonly example: A;
}

/** Gives the row its argument type. */
export function define<A>(definition: ProblemDefinition<A>): ProblemDefinition<A> {
  return definition;
}
