/** Quantiles of Prometheus' classic histograms, as its own histogram_quantile() computes them. */
import { rateOf, type Labels, type Series, type SeriesSet } from "./series.js";

/** A histogram's quantile in the base unit of its metric; undefined when nothing was observed. */
export function histogramQuantile(
  all: SeriesSet,
  name: string,
  labels: Labels,
  q: number,
): number | undefined {
  const buckets = new Map<number, number>();
  for (const one of all.named(`${name}_bucket`, labels)) {
    const le = one.labels["le"] === "+Inf" ? Infinity : Number(one.labels["le"]);
    if (!Number.isNaN(le)) buckets.set(le, (buckets.get(le) ?? 0) + observed(one));
  }
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (total <= 0) return undefined;
  let low = 0;
  let below = 0;
  for (const [le, count] of sorted) {
    if (count >= q * total) {
      if (le === Infinity) return low;
      return low + ((le - low) * (q * total - below)) / Math.max(count - below, 1e-9);
    }
    low = le;
    below = count;
  }
  return undefined;
}

/** Of the window when there is one, else since the process began. */
function observed(bucket: Series): number {
  return rateOf(bucket, 1) === undefined ? bucket.last : bucket.increase;
}
