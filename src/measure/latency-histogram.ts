/**
 * A histogram of durations: three significant digits in HdrHistogram's buckets, with exact count, sum, minimum and
 * maximum beside it. Merging is exact and does not depend on order, so any number of workers gives the same bytes (the
 * sum, up to 2^53 ns). Values are kept in microseconds; shorter ones count as one microsecond in quantiles, while mean
 * and extremes stay exact.
 */
import { assert } from "../engine/assert.js";
import type { TimeNs } from "../engine/time.js";
import { HdrCounts, type Digits } from "./hdr-counts.js";
import { RepeatedRamps } from "./repeated-ramps.js";

const NS_PER_UNIT = 1_000;
/**
 * Neighbours in a ramp that lie within a small share of each other are recorded as one value, their
 * middle, which moves no quantile by more than half that share. It is chosen for about so many
 * steps, between what quantiles cannot tell apart and what they must not be wrong by.
 */
const RAMP_STEPS = 96;
const RAMP_SHARE_MIN = 0.003;
const RAMP_SHARE_MAX = 0.012;
/** So much longer than a ramp is a step that holds it, whatever rounding does. */
const SURELY = 1.000001;

/** A histogram as plain data, that another thread can send. */
export interface HistogramData {
  readonly digits: Digits;
  readonly count: number;
  readonly sumNs: number;
  readonly minNs: number;
  readonly maxNs: number;
  readonly counts: Float64Array;
}

/** Durations of one kind, in nanoseconds. */
export class LatencyHistogram {
  /** Samples recorded. */
  count = 0;
  sumNs = 0;
  /** Infinity when empty. */
  minNs = Infinity;
  maxNs = 0;
  private readonly counts: HdrCounts;
  /** Ramps that are noted, but not counted yet. */
  private ramps: RepeatedRamps | undefined;

  /** @param significantDigits of a quantile: with 3, it lies within 0.1 % of a sample. */
  constructor(significantDigits: Digits = 3) {
    this.counts = new HdrCounts(significantDigits);
  }

  /** Records `count` samples of one duration. */
  record(ns: TimeNs, count = 1): void {
    if (count === 0) return;
    this.note(ns, ns, count, ns * count);
    this.counts.record(units(ns), count);
  }

  /** Records `count` samples that are spread evenly from `firstNs` to `lastNs`, both included. */
  recordRamp(firstNs: TimeNs, lastNs: TimeNs, count: number): void {
    if (count === 1 || firstNs === lastNs) {
      this.record(count === 1 ? (firstNs + lastNs) / 2 : firstNs, count);
      return;
    }
    if (count === 0) return;
    assert(firstNs < lastNs, "a ramp rises from its first to its last sample");
    this.note(firstNs, lastNs, count, ((firstNs + lastNs) / 2) * count);
    const step = Math.max(NS_PER_UNIT, RAMP_SHARE_MIN * firstNs);
    if (step > SURELY * (lastNs - firstNs)) {
      // All of it is one step.
      const gapNs = (lastNs - firstNs) / (count - 1);
      this.counts.record(units(firstNs + gapNs * ((count - 1) / 2)), count);
      return;
    }
    this.ramps ??= new RepeatedRamps((...ramp) => this.countRamp(...ramp));
    this.ramps.add(firstNs, lastNs, count);
  }

  /** Takes over the samples of another histogram, which may have other digits, each of them `weight` times. */
  merge(other: LatencyHistogram, weight = 1): void {
    if (other.count === 0) return;
    this.count += weight * other.count;
    this.sumNs += weight * other.sumNs;
    this.minNs = Math.min(this.minNs, other.minNs);
    this.maxNs = Math.max(this.maxNs, other.maxNs);
    other.ramps?.flush();
    this.counts.add(other.counts, weight);
  }

  /** Everything that was recorded. */
  data(): HistogramData {
    this.ramps?.flush();
    const { count, sumNs, minNs, maxNs, counts } = this;
    return { digits: counts.digits, count, sumNs, minNs, maxNs, counts: counts.data() };
  }

  /** As `merge`, of what another histogram gave as data. */
  mergeData({ digits, count, sumNs, minNs, maxNs, counts }: HistogramData): void {
    if (count === 0) return;
    this.count += count;
    this.sumNs += sumNs;
    this.minNs = Math.min(this.minNs, minNs);
    this.maxNs = Math.max(this.maxNs, maxNs);
    this.counts.add(HdrCounts.of(digits, counts));
  }

  /** How many samples are at most so long, as far as the digits tell. */
  countUpTo(ns: TimeNs): number {
    this.ramps?.flush();
    return this.counts.upTo(units(ns));
  }

  /** Exact mean; 0 when empty. */
  get meanNs(): number {
    return this.count === 0 ? 0 : this.sumNs / this.count;
  }

  /** The value below which a share `q` (0..1) lies; 0 when empty, never above the maximum. */
  quantileNs(q: number): number {
    if (this.count === 0) return 0;
    this.ramps?.flush();
    const ns = this.counts.quantile(q) * NS_PER_UNIT;
    return Math.max(this.minNs, Math.min(this.maxNs, ns));
  }

  /** Points of the distribution, evenly spaced in probability, with the tail beside them. */
  cdf(points: number): { readonly q: number; readonly ns: number }[] {
    const qs: number[] = [];
    for (let i = 0; i < points; i += 1) qs.push(i / points);
    qs.push(0.995, 0.999, 0.9999, 1);
    return qs.map((q) => ({ q, ns: q === 0 ? this.minNs : this.quantileNs(q) }));
  }

  private countRamp(firstNs: TimeNs, lastNs: TimeNs, count: number, times: number): void {
    const gapNs = (lastNs - firstNs) / (count - 1);
    const share = rampShare(firstNs, lastNs);
    this.counts.recordEvenly(firstNs, gapNs, { count, share, unit: NS_PER_UNIT, times });
  }

  private note(lowNs: number, highNs: number, count: number, sumNs: number): void {
    this.count += count;
    this.sumNs += sumNs;
    if (lowNs < this.minNs) this.minNs = lowNs;
    if (highNs > this.maxNs) this.maxNs = highNs;
  }
}

function rampShare(firstNs: number, lastNs: number): number {
  const share = Math.log(lastNs / Math.max(firstNs, NS_PER_UNIT)) / RAMP_STEPS;
  return Math.min(RAMP_SHARE_MAX, Math.max(RAMP_SHARE_MIN, share));
}

function units(ns: number): number {
  return Math.max(1, Math.round(ns / NS_PER_UNIT));
}
