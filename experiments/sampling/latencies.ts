/** What source-error.ts compares, latency of the same clusters in a sample and in the whole run, and how it is judged. */

export const STATS = ["mean", "p50", "p90", "p99"] as const;
export type Stat = (typeof STATS)[number];
export type Latencies = Readonly<Record<Stat, number>>;

export interface SameClusters {
  readonly clusters: number;
  readonly seed: number;
  /** Clusters that both observe. */
  readonly observed: number;
  /** Changes in the window, of all clusters. */
  readonly changes: number;
  /** Nanoseconds, of the same clusters. */
  readonly sampled: Latencies;
  readonly whole: Latencies;
}

/** Of one size of mesh: how far the latencies of a sample are from those of the whole run, as shares of these. */
export interface SourceError {
  readonly clusters: number;
  readonly stat: Stat;
  readonly mean: number;
  readonly rootMeanSquare: number;
  readonly runs: number;
}

export function sourceErrors(results: readonly SameClusters[]): readonly SourceError[] {
  const sizes = [...new Set(results.map(({ clusters }) => clusters))];
  return sizes.flatMap((clusters) =>
    STATS.map((stat) => {
      const errors = results
        .filter((one) => one.clusters === clusters)
        .map(({ sampled, whole }) => sampled[stat] / whole[stat] - 1);
      const mean = (values: readonly number[]): number =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      const rootMeanSquare = Math.sqrt(mean(errors.map((error) => error ** 2)));
      return { clusters, stat, mean: mean(errors), rootMeanSquare, runs: errors.length };
    }),
  );
}
