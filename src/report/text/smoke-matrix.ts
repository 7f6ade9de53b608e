/** A matrix as one line of JSON, as `fromJSON` of GitHub Actions takes it. */

export function renderSmokeMatrix({
  value,
}: {
  readonly value: {
    readonly shard: readonly string[];
    /** One entry: the labels of the environment's runner. */
    readonly runner?: readonly (readonly string[])[];
  };
}): string {
  return `${JSON.stringify(value)}\n`;
}
