/**
 * What a sample of clusters says of all of them, with an interval for the sampling alone: how far a figure of the same
 * run might be off had every cluster been observed. Clusters are drawn without replacement from each stratum (clusters
 * that are alike), so the spread between the observed ones gives the variance, and a share k/N of it is gone when k of N
 * are known. Textbook: Cochran, Sampling Techniques (1977), ratio estimates and finite population correction; quantiles
 * by Woodruff (1952). Not here: what else makes a figure uncertain (random churn: batches and seeds; costs: sensitivity).
 */
import { LatencyHistogram } from "./latency-histogram.js";
import { studentT975 } from "./statistics.js";

/** Observed clusters that are alike. All of a stratum are observed when it has as many as its population. */
export interface Stratum<Of> {
  readonly population: number;
  readonly observed: readonly Of[];
}

/** A figure of all clusters, estimated, and its 95 % interval. */
export interface SampleEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A figure of one cluster, as a sum over what it counts: a mean latency is a sum of latencies over deliveries. */
interface Ratio {
  readonly sum: number;
  readonly count: number;
}

/** Quantiles are known to 0.1 % (three digits), whatever the sample. */
const RESOLUTION = 0.001;

/** Mean over all clusters; undefined when a stratum has one observed cluster of several, whose spread is unknown. */
export function meanOfAll(strata: readonly Stratum<number>[]): SampleEstimate | undefined {
  return ratioOfAll(strata, (sum) => ({ sum, count: 1 }));
}

/** Mean latency over all deliveries of all clusters. */
export function meanLatencyOfAll(
  strata: readonly Stratum<LatencyHistogram>[],
): SampleEstimate | undefined {
  return ratioOfAll(strata, ({ sumNs, count }) => ({ sum: sumNs, count }));
}

/**
 * Quantile of the deliveries of all clusters. The quantile itself is no mean, but the share of a cluster's deliveries that
 * lies below it is: that share gets the interval, and its ends are read back as latencies (Woodruff).
 */
export function quantileOfAll(
  strata: readonly Stratum<LatencyHistogram>[],
  q: number,
): SampleEstimate | undefined {
  const all = mergeWeighted(strata);
  if (all.count === 0) return undefined;
  const value = all.quantileNs(q);
  const below = ratioOfAll(strata, (one) => ({ sum: one.countUpTo(value), count: one.count }));
  if (below === undefined) return undefined;
  const halfWidth = below.high - below.value;
  const low = q - halfWidth <= 0 ? all.minNs : all.quantileNs(q - halfWidth);
  const high = q + halfWidth >= 1 ? all.maxNs : all.quantileNs(q + halfWidth);
  return { value, low: low * (1 - RESOLUTION), high: high * (1 + RESOLUTION) };
}

/** The ratio of two totals over all clusters, with Student's t for as many degrees as clusters less strata. */
function ratioOfAll<Of>(
  strata: readonly Stratum<Of>[],
  read: (one: Of) => Ratio,
): SampleEstimate | undefined {
  let sums = 0;
  let counts = 0;
  for (const { population, observed } of strata) {
    for (const one of observed) {
      const { sum, count } = read(one);
      sums += (population / observed.length) * sum;
      counts += (population / observed.length) * count;
    }
  }
  if (counts === 0) return undefined;
  const value = sums / counts;
  let variance = 0;
  let degrees = 0;
  for (const { population, observed } of strata) {
    const k = observed.length;
    if (k >= population) continue;
    if (k < 2) return undefined;
    const off = observed.map((one) => {
      const { sum, count } = read(one);
      return sum - value * count;
    });
    const mean = off.reduce((total, next) => total + next, 0) / k;
    const square = off.reduce((total, next) => total + (next - mean) ** 2, 0) / (k - 1);
    variance += population ** 2 * (1 - k / population) * (square / k);
    degrees += k - 1;
  }
  const halfWidth = degrees === 0 ? 0 : (studentT975(degrees) * Math.sqrt(variance)) / counts;
  return { value, low: value - halfWidth, high: value + halfWidth };
}

/** All deliveries, each as often as it stands for others. Equal weights are 1, which gives the plain sum. */
function mergeWeighted(strata: readonly Stratum<LatencyHistogram>[]): LatencyHistogram {
  const weight = ({ population, observed }: Stratum<LatencyHistogram>): number =>
    population / observed.length;
  const used = strata.filter(({ observed }) => observed.length > 0);
  const least = Math.min(...used.map(weight));
  const all = new LatencyHistogram();
  for (const stratum of used) {
    for (const one of stratum.observed) all.merge(one, weight(stratum) / least);
  }
  return all;
}
