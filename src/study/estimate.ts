/**
 * What a few seeds say of a figure: its mean, an interval, and how far to believe it. Seeds are independent by
 * construction (each names its own random streams), so Student's t holds where their values are about normal; the
 * bootstrap is for those that are not. Pure. Not here: what to run; warm-up within a run (warm-up.ts).
 * How to read all this: docs/background/statistics.md.
 */
import { mean, quantileSorted, sampleStandardDeviation } from "simple-statistics";
import { RandomStream } from "../engine/random-stream.js";
import { studentTQuantile } from "../measure/student-t.js";

export type EstimateMethod = "student-t" | "bootstrap" | "exact";

export interface Estimate {
  readonly mean: number;
  /** Bounds of the two-sided interval; infinite for a single value, of which nothing is known. */
  readonly lowCI: number;
  readonly highCI: number;
  /** Values that it rests on. */
  readonly n: number;
  /** Half the width of the interval. */
  readonly halfWidth: number;
  /** `exact`: every seed gave the same value, as counts that hang on no random number do. */
  readonly method: EstimateMethod;
}

export interface EstimateOptions {
  /** Probability that the interval holds the true mean; 0.95 unless given. */
  readonly level?: number;
  readonly method?: "student-t" | "bootstrap";
}

/** Interval of a limit against a figure. `inconclusive`: the limit lies within the interval. */
export type LimitVerdict = "holds" | "breaks" | "inconclusive";

export const DEFAULT_LEVEL = 0.95;
/** Fewer seeds give intervals that are wide, and honest only if the values are normal. */
export const FEWEST_SEEDS = 5;
/** Samples that must lie beyond a quantile before it is more than the highest value seen. */
const SAMPLES_BEYOND = 10;
const RESAMPLES = 2000;

/** The estimate of the mean of these values; `options` may be just the level. NaN and an infinite interval for none. */
export function estimate(
  values: readonly number[],
  options: EstimateOptions | number = {},
): Estimate {
  const { level = DEFAULT_LEVEL, method = "student-t" } =
    typeof options === "number" ? { level: options } : options;
  const n = values.length;
  if (n < 2) {
    const only = values[0] ?? NaN;
    const unknown = { lowCI: -Infinity, highCI: Infinity, halfWidth: Infinity };
    return { mean: only, ...unknown, n, method: "student-t" };
  }
  const first = values[0] ?? 0;
  if (values.every((value) => value === first)) {
    return { mean: first, lowCI: first, highCI: first, n, halfWidth: 0, method: "exact" };
  }
  const middle = mean([...values]);
  if (method === "bootstrap") return { mean: middle, n, ...bootstrap(values, level) };
  const t = studentTQuantile((1 + level) / 2, n - 1);
  const halfWidth = t * (sampleStandardDeviation([...values]) / Math.sqrt(n));
  const [lowCI, highCI] = [middle - halfWidth, middle + halfWidth];
  return { mean: middle, lowCI, highCI, n, halfWidth, method: "student-t" };
}

/** The percentile bootstrap. Its random numbers hang on the values' count only, so equal input gives equal output. */
function bootstrap(
  values: readonly number[],
  level: number,
): Pick<Estimate, "lowCI" | "highCI" | "halfWidth" | "method"> {
  const stream = new RandomStream("bootstrap", String(values.length));
  const means = Array.from({ length: RESAMPLES }, () => {
    return values.reduce((sum) => sum + stream.pick(values), 0) / values.length;
  }).sort((a, b) => a - b);
  const lowCI = quantileSorted(means, (1 - level) / 2);
  const highCI = quantileSorted(means, (1 + level) / 2);
  return { lowCI, highCI, halfWidth: (highCI - lowCI) / 2, method: "bootstrap" };
}

export interface PairedDifference extends Estimate {
  /** Mean of the first side. */
  readonly from: number;
  /** The difference as a share of it, with its bounds; absent when it is 0. */
  readonly relative?: { readonly mean: number; readonly lowCI: number; readonly highCI: number };
}

/**
 * How much `b` differs from `a`, pair by pair: the values at one place of the lists must be of one seed.
 * @throws RangeError when the lists differ in length.
 */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  options: EstimateOptions | number = {},
): PairedDifference {
  if (a.length !== b.length) throw new RangeError("paired values should be as many on both sides");
  const difference = estimate(
    a.map((value, index) => (b[index] ?? 0) - value),
    options,
  );
  const from = a.length === 0 ? NaN : mean([...a]);
  if (!(Math.abs(from) > 0)) return { ...difference, from };
  const share = (value: number): number => value / Math.abs(from);
  const { mean: middle, lowCI, highCI } = difference;
  const relative = { mean: share(middle), lowCI: share(lowCI), highCI: share(highCI) };
  return { ...difference, from, relative };
}

/** Half width as a share of the mean: 0.05 is "within 5 %". 0 for an exact value, infinite for a mean of 0. */
export function relativePrecision({ mean: middle, halfWidth }: Estimate): number {
  return halfWidth === 0 ? 0 : halfWidth / Math.abs(middle);
}

/** Whether a figure stays within a limit. Being equal to the limit holds. */
export function judge(
  { lowCI, highCI }: Estimate,
  limit: { readonly max?: number; readonly min?: number },
): LimitVerdict {
  const { max = Infinity, min = -Infinity } = limit;
  if (lowCI > max || highCI < min) return "breaks";
  return highCI <= max && lowCI >= min ? "holds" : "inconclusive";
}

/** Why an interval of so many seeds should not be relied on; undefined when there is no reason. */
export function tooFewSeeds(n: number): string | undefined {
  if (n >= FEWEST_SEEDS) return undefined;
  if (n < 2)
    return `${n === 0 ? "no seed" : "one seed"} gives no interval; use at least ${FEWEST_SEEDS}`;
  return `an interval of ${n} seeds is wide and relies on normal values; use at least ${FEWEST_SEEDS}`;
}

/** Samples that a quantile such as `p99` needs: ten beyond it. 0 for what is no quantile. */
export function samplesNeeded(stat: string): number {
  const percent = Number(/^p([0-9]+(?:\.[0-9]+)?)$/.exec(stat)?.[1]);
  if (!(percent > 0 && percent < 100)) return 0;
  return Math.ceil(Number((SAMPLES_BEYOND / (1 - percent / 100)).toPrecision(9)));
}

/** Why a quantile of so many samples is little more than the highest one; undefined when there are enough. */
export function tooFewSamples(stat: string, samples: number): string | undefined {
  const needed = samplesNeeded(stat);
  if (samples >= needed) return undefined;
  const rule = `measure longer, ${needed.toLocaleString("en-US")} are needed`;
  return `${stat} of ${samples} samples is little more than the highest of them; ${rule}`;
}
