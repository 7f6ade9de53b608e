/** A matrix as one line of JSON, as `fromJSON` of GitHub Actions takes it; with a name as `$GITHUB_OUTPUT` takes it. */

export function renderSmokeMatrix({
  value,
}: {
  readonly value: {
    readonly shard: readonly string[];
    /** One entry: the labels of the environment's runner. */
    readonly runner?: readonly (readonly string[])[];
    readonly output?: string;
  };
}): string {
  const { output, ...matrix } = value;
  // a matrix without a value is an error of the whole run; no matrix at all skips its job
  if (output !== undefined) {
    return `${output}=${matrix.shard.length === 0 ? '' : JSON.stringify(matrix)}\n`;
  }
  return `${JSON.stringify(value)}\n`;
}
