/** Times of runs, cold and warm apart: how many, the middle one, and the one that 99 of 100 stay below. */

/** What is asked of a run. */
interface TimedRun {
  readonly end: string;
  readonly heat?: 'cold' | 'warm';
  readonly executionSeconds?: number;
}

export interface TimeStatistics {
  readonly runs: number;
  /** Seconds. */
  readonly p50: number;
  readonly p99: number;
}

export type HeatStatistics = { readonly [heat in 'cold' | 'warm']?: TimeStatistics };

/** Over runs that ended well, by the server's clock. */
export function statisticsOf(runs: readonly TimedRun[]): HeatStatistics {
  const good = runs.filter(({ end }) => end === 'success');
  return Object.fromEntries(
    (['cold', 'warm'] as const).flatMap((heat) => {
      const seconds = good
        .filter((each) => each.heat === heat)
        .flatMap(({ executionSeconds }) => executionSeconds ?? [])
        .sort((one, other) => one - other);
      return seconds.length === 0
        ? []
        : [[heat, { runs: seconds.length, p50: rank(seconds, 0.5), p99: rank(seconds, 0.99) }]];
    }),
  );
}

/** Nearest rank. */
function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
