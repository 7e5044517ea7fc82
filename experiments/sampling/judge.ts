/**
 * How often the intervals held: for each mesh, kind of sample and figure the seeds in which the figure of all clusters
 * lay within the interval, the mean error of the estimate, and whether 95 % can be what the intervals keep.
 */
import { FIGURES, MESHES, OTHERS, type Compared, type Others } from "./runs.js";

export interface Coverage {
  /** Size of the mesh; "all" over the seeds of every size. */
  readonly clusters: number | "all";
  readonly others: Others;
  readonly figure: string;
  readonly seeds: number;
  readonly inside: number;
  /** Mean of (estimate / all - 1): what stays of the error however many seeds there are. */
  readonly bias: number;
  /** Mean half width of the interval, as a share of the figure. */
  readonly halfWidth: number;
  /** Intervals that keep 95 % are this often in vain with a probability of 1 % or more. */
  readonly atStatedRate: boolean;
}

const RATE = 0.95;
const REJECTED_BELOW = 0.01;
/** Sums over the clusters are not taken in the same order, so the last digits differ. */
const ROUNDING = 1e-9;

/** One row for each mesh, kind of sample and figure; and over all meshes, where a rate that is too low shows sooner. */
export function coverage(compared: readonly Compared[]): readonly Coverage[] {
  return [...MESHES.map(({ clusters }) => clusters), "all" as const].flatMap((clusters) =>
    OTHERS.flatMap((others) =>
      FIGURES.flatMap(({ name: figure }) => {
        const rows = compared.filter(
          (row) =>
            (clusters === "all" || row.clusters === clusters) &&
            row.others === others &&
            row.figure === figure,
        );
        return rows.length === 0 ? [] : [{ clusters, others, figure, ...judged(rows) }];
      }),
    ),
  );
}

function judged(rows: readonly Compared[]): Omit<Coverage, "clusters" | "others" | "figure"> {
  const inside = rows.filter(isInside).length;
  return {
    seeds: rows.length,
    inside,
    bias: mean(rows.map(({ all, estimate }) => estimate / all - 1)),
    halfWidth: mean(rows.map(({ all, low, high }) => (high - low) / 2 / all)),
    atStatedRate: chanceOfSoFew(inside, rows.length) >= REJECTED_BELOW,
  };
}

/** The figure of all clusters lies in the interval. */
export function isInside({ all, low, high }: Compared): boolean {
  return all >= low * (1 - ROUNDING) && all <= high * (1 + ROUNDING);
}

/** Probability that intervals of 95 % hold in at most so many of the seeds. */
export function chanceOfSoFew(inside: number, seeds: number): number {
  let sum = 0;
  let term = (1 - RATE) ** seeds;
  for (let held = 0; held <= inside; held += 1) {
    sum += term;
    term *= ((seeds - held) / (held + 1)) * (RATE / (1 - RATE));
  }
  return Math.min(1, sum);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
