/**
 * A histogram of durations: three significant digits by hdr-histogram-js, with exact count, sum,
 * minimum and maximum beside it. Merging is exact and does not depend on order, so any number of
 * workers gives the same bytes (the sum, up to 2^53 ns). Values are kept in microseconds; shorter
 * ones count as one microsecond in quantiles, while mean and extremes stay exact.
 */
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from "hdr-histogram-js";
import { assert } from "../engine/assert.js";
import type { TimeNs } from "../engine/time.js";

const NS_PER_UNIT = 1_000;
/** Highest value before a histogram grows: 67 s. */
const FIRST_HIGHEST_UNITS = 2 ** 26;
/**
 * Neighbours in a ramp that lie within a small share of each other are recorded as one value, their
 * middle, which moves no quantile by more than half that share. It is chosen for about so many
 * steps, between what quantiles cannot tell apart and what they must not be wrong by.
 */
const RAMP_STEPS = 96;
const RAMP_SHARE_MIN = 0.003;
const RAMP_SHARE_MAX = 0.012;

type Digits = 1 | 2 | 3;

/** What `encode` writes, as JSON. */
interface Encoded {
  readonly digits: Digits;
  readonly count: number;
  readonly sumNs: number;
  /** Null when empty. */
  readonly minNs: number | null;
  readonly maxNs: number;
  /** HdrHistogram's compressed encoding, base64. */
  readonly histogram: string;
}

/** Durations of one kind, in nanoseconds. */
export class LatencyHistogram {
  /** Samples recorded. */
  count = 0;
  sumNs = 0;
  /** Infinity when empty. */
  minNs = Infinity;
  maxNs = 0;
  private readonly digits: Digits;
  private readonly histogram: Histogram;

  /** @param significantDigits of a quantile: with 3, it lies within 0.1 % of a sample. */
  constructor(significantDigits: Digits = 3) {
    this.digits = significantDigits;
    this.histogram = emptyHistogram(significantDigits, FIRST_HIGHEST_UNITS);
  }

  /** Records `count` samples of one duration. */
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
    assert(firstNs < lastNs, "a ramp rises from its first to its last sample");
    this.note(firstNs, lastNs, count, ((firstNs + lastNs) / 2) * count);
    const gapNs = (lastNs - firstNs) / (count - 1);
    const share = rampShare(firstNs, lastNs);
    let done = 0;
    while (done < count) {
      const widthNs = Math.max(NS_PER_UNIT, share * (firstNs + gapNs * done));
      const until = Math.min(count, done + 1 + Math.floor(widthNs / gapNs));
      // The samples from `done` to `until - 1`, all at the middle of their stretch.
      const middleNs = firstNs + gapNs * ((done + until - 1) / 2);
      this.histogram.recordValueWithCount(units(middleNs), until - done);
      done = until;
    }
  }

  /** Takes over the samples of another histogram, which may have other digits. */
  merge(other: LatencyHistogram): void {
    if (other.count === 0) return;
    this.count += other.count;
    this.sumNs += other.sumNs;
    this.minNs = Math.min(this.minNs, other.minNs);
    this.maxNs = Math.max(this.maxNs, other.maxNs);
    this.histogram.add(other.histogram);
  }

  /** Exact mean; 0 when empty. */
  get meanNs(): number {
    return this.count === 0 ? 0 : this.sumNs / this.count;
  }

  /** The value below which a share `q` (0..1) lies; 0 when empty, never above the maximum. */
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

  /** As a string for another process or a file; the same samples give the same string. */
  encode(): string {
    const { digits, count, sumNs, maxNs } = this;
    const minNs = count === 0 ? null : this.minNs;
    // The encoding tells how large a histogram has grown, which hangs on the order of samples; the
    // copy's size hangs on the highest one only.
    const copy = emptyHistogram(digits, Math.max(FIRST_HIGHEST_UNITS, units(maxNs)));
    copy.add(this.histogram);
    const histogram = encodeIntoCompressedBase64(copy);
    const encoded: Encoded = { digits, count, sumNs, minNs, maxNs, histogram };
    return JSON.stringify(encoded);
  }

  /**
   * The histogram that `encode` wrote.
   * @throws Error when the text comes from anywhere else.
   */
  static decode(text: string): LatencyHistogram {
    const encoded = JSON.parse(text) as Encoded;
    const decoded = new LatencyHistogram(encoded.digits);
    decoded.histogram.add(decodeFromCompressedBase64(encoded.histogram, 64));
    decoded.count = encoded.count;
    decoded.sumNs = encoded.sumNs;
    decoded.minNs = encoded.minNs ?? Infinity;
    decoded.maxNs = encoded.maxNs;
    const total = decoded.histogram.totalCount;
    assert(total === decoded.count, `an encoded histogram counts ${total} samples as it says`);
    return decoded;
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

function emptyHistogram(digits: Digits, highestUnits: number): Histogram {
  return build({
    // Counts as 64-bit floats: exact up to 2^53.
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestUnits,
    numberOfSignificantValueDigits: digits,
  });
}

function units(ns: number): number {
  return Math.max(1, Math.round(ns / NS_PER_UNIT));
}
