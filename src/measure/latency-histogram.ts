/**
 * A histogram of durations: three significant digits by hdr-histogram-js, with exact count, sum, minimum and maximum
 * beside it. Merging is exact and does not depend on order, so any number of workers gives the same bytes.
 * Values are kept in microseconds; shorter ones count as one microsecond in quantiles (mean and extremes stay exact).
 */
import { build, type Histogram } from "hdr-histogram-js";
import type { TimeNs } from "../engine/time.js";

const NS_PER_UNIT = 1_000;
/** A ramp of more samples is recorded in at most so many steps, */
const RAMP_STEPS = 96;
/** and in no finer ones than this share of its first value, which quantiles cannot tell apart. */
const RAMP_STEP_SHARE = 0.003;

export class LatencyHistogram {
  count = 0;
  sumNs = 0;
  minNs = Infinity;
  maxNs = 0;
  private readonly histogram: Histogram;

  constructor(significantDigits: 1 | 2 | 3 = 3) {
    this.histogram = build({
      bitBucketSize: 64,
      autoResize: true,
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 26,
      numberOfSignificantValueDigits: significantDigits,
    });
  }

  record(ns: TimeNs, count = 1): void {
    if (count === 0) return;
    this.note(ns, ns, count, ns * count);
    this.histogram.recordValueWithCount(units(ns), count);
  }

  /** Records `count` samples that are spread evenly from `firstNs` to `lastNs`, both included. */
  recordRamp(firstNs: TimeNs, lastNs: TimeNs, count: number): void {
    if (count === 1 || firstNs === lastNs) {
      this.record(count === 1 ? (firstNs + lastNs) / 2 : firstNs, count);
      return;
    }
    if (count === 0) return;
    this.note(firstNs, lastNs, count, ((firstNs + lastNs) / 2) * count);
    const gapNs = (lastNs - firstNs) / (count - 1);
    const visible = Math.ceil(
      (lastNs - firstNs) / Math.max(NS_PER_UNIT, RAMP_STEP_SHARE * firstNs),
    );
    const steps = Math.min(count, RAMP_STEPS, visible);
    let done = 0;
    for (let step = 1; step <= steps; step += 1) {
      const until = Math.floor((count * step) / steps);
      // The samples from `done` to `until - 1`, all at the middle of their stretch.
      const middleNs = firstNs + gapNs * ((done + until - 1) / 2);
      this.histogram.recordValueWithCount(units(middleNs), until - done);
      done = until;
    }
  }

  merge(other: LatencyHistogram): void {
    if (other.count === 0) return;
    this.count += other.count;
    this.sumNs += other.sumNs;
    this.minNs = Math.min(this.minNs, other.minNs);
    this.maxNs = Math.max(this.maxNs, other.maxNs);
    this.histogram.add(other.histogram);
  }

  get meanNs(): number {
    return this.count === 0 ? 0 : this.sumNs / this.count;
  }

  /** The value below which a share `q` (0..1) of the samples lies; 0 when empty, never above the maximum. */
  quantileNs(q: number): number {
    if (this.count === 0) return 0;
    const ns = this.histogram.getValueAtPercentile(q * 100) * NS_PER_UNIT;
    return Math.max(this.minNs, Math.min(this.maxNs, ns));
  }

  /** Points of the distribution, evenly spaced in probability, with the tail beside them. */
  cdf(points: number): { readonly q: number; readonly ns: number }[] {
    const qs: number[] = [];
    for (let i = 0; i < points; i += 1) qs.push(i / points);
    qs.push(0.995, 0.999, 0.9999, 1);
    return qs.map((q) => ({ q, ns: q === 0 ? this.minNs : this.quantileNs(q) }));
  }

  private note(lowNs: number, highNs: number, count: number, sumNs: number): void {
    this.count += count;
    this.sumNs += sumNs;
    if (lowNs < this.minNs) this.minNs = lowNs;
    if (highNs > this.maxNs) this.maxNs = highNs;
  }
}

function units(ns: number): number {
  return Math.max(1, Math.round(ns / NS_PER_UNIT));
}
