/** Environments in promotion order as text, or as a matrix in one line of JSON for GitHub Actions. */

export interface EnvironmentRow {
  readonly environment: string;
  readonly after?: string;
  /** Labels of the Actions runner that reaches its servers. */
  readonly runner?: readonly string[];
  readonly servers: number;
  /** Of its servers, as far as they are known where this was asked. */
  readonly addresses: 'public' | 'private' | 'not set' | 'none';
}

export interface EnvironmentsAnswer {
  readonly environments: readonly EnvironmentRow[];
  /** The name of a step's output. */
  readonly output?: string;
}

export function renderEnvironments({ value }: { readonly value: EnvironmentsAnswer }): string {
  const { environments, output } = value;
  if (output !== undefined) return `${output}=${matrixOf(environments)}\n`;
  const rows = environments.map(({ environment, after, servers, addresses, runner }) => [
    environment,
    after === undefined ? '' : `after ${after}`,
    servers === 1 ? '1 server' : `${servers} servers`,
    addresses === 'none' ? '' : `address ${addresses}`,
    runner === undefined ? '' : `runner ${runner.join(', ')}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Empty where nothing is left: a matrix without a value is an error of the whole run, no matrix skips its job. */
function matrixOf(environments: readonly EnvironmentRow[]): string {
  const include = environments
    .filter((each) => each.servers > 0)
    .map(({ environment, runner }) => ({
      environment,
      ...(runner === undefined ? {} : { runner }),
    }));
  return include.length === 0 ? '' : JSON.stringify({ include });
}
