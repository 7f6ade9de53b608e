/** The matrix of workflows and environments that validation fills, for every format. */

export interface ValidationReport {
  readonly environments: readonly {
    readonly name: string;
    readonly source: string;
    readonly comfyui?: string;
  }[];
  readonly cells: readonly {
    readonly workflow: string;
    readonly environment: string;
    readonly kind: 'pinned' | 'rendered';
    readonly verdict: 'passed' | 'warned' | 'unverifiable' | 'failed';
    readonly errors: number;
    readonly warnings: number;
    readonly fixes: readonly string[];
  }[];
}

export type ReportCell = ValidationReport['cells'][number];

export interface ValidationRow {
  readonly workflow: string;
  /** In the order of the environments; undefined where the workflow has not come that far. */
  readonly cells: readonly (ReportCell | undefined)[];
}

/** Returns one row a workflow. */
export function rowsOf({ environments, cells }: ValidationReport): readonly ValidationRow[] {
  const names = [...new Set(cells.map((cell) => cell.workflow))];
  return names.map((workflow) => ({
    workflow,
    cells: environments.map(({ name }) =>
      cells.find((cell) => cell.workflow === workflow && cell.environment === name),
    ),
  }));
}

/** Returns the failed cells of a matrix with what would make them pass; nothing for one environment, where the findings say it. */
export function fixesOf({
  environments,
  cells,
}: ValidationReport): readonly { readonly name: string; readonly fixes: readonly string[] }[] {
  if (environments.length < 2) return [];
  return cells
    .filter(({ verdict, fixes }) => verdict === 'failed' && fixes.length > 0)
    .map(({ workflow, environment, fixes }) => ({
      name: `${workflow}@${environment}`,
      fixes:
        fixes.length > mostFixes
          ? [...fixes.slice(0, mostFixes), `and ${fixes.length - mostFixes} more`]
          : fixes,
    }));
}

const mostFixes = 3;

/** Returns what a cell says: `ok`, `2 errors`, `1 warning`, `server decides`; `→` before what is not there yet. */
export function wordsOf(cell: ReportCell | undefined): string {
  if (cell === undefined) return '-';
  const arrow = cell.kind === 'rendered' ? '→ ' : '';
  if (cell.verdict === 'failed')
    return `${arrow}${cell.errors} error${cell.errors === 1 ? '' : 's'}`;
  if (cell.verdict === 'unverifiable') return `${arrow}server decides`;
  if (cell.verdict === 'passed') return `${arrow}ok`;
  return `${arrow}ok, ${cell.warnings} warning${cell.warnings === 1 ? '' : 's'}`;
}
