/**
 * Latency over time: one histogram with two significant digits per bin. When there would be more
 * bins than allowed, neighbours are merged and all bins become twice as wide, so that a run of any
 * length fits into bounded memory (a histogram takes some 20 kB).
 */
import { assert } from "../engine/assert.js";
import type { TimeNs } from "../engine/time.js";
import { LatencyHistogram, type HistogramData } from "./latency-histogram.js";

/** Significant digits of a bin: a chart shows no more. */
const DIGITS = 2;
const DEFAULT_MAX_BINS = 480;

/** A series as plain data. */
export interface SeriesData {
  readonly binNs: TimeNs;
  readonly bins: readonly HistogramData[];
}

/** One histogram per stretch of time. */
export class LatencySeries {
  private width: TimeNs;
  private readonly originNs: TimeNs;
  private readonly maxBins: number;
  private bySlot: LatencyHistogram[] = [];

  /**
   * @param options.binNs width of a bin at first, nanoseconds.
   * @param options.originNs is where the first bin begins; what is recorded before counts in it.
   * @param options.maxBins most bins that are kept, at least 2; 480 unless given.
   */
  constructor(options: {
    readonly binNs: TimeNs;
    readonly originNs: TimeNs;
    readonly maxBins?: number;
  }) {
    this.width = options.binNs;
    this.originNs = options.originNs;
    this.maxBins = options.maxBins ?? DEFAULT_MAX_BINS;
    assert(this.width > 0, "a bin lasts longer than 0 ns");
    assert(this.maxBins >= 2, "a series has room for at least two bins");
  }

  /** Width of a bin now, nanoseconds. */
  get binNs(): TimeNs {
    return this.width;
  }

  /** Records `count` samples of one duration that became known at `atNs`. */
  record(atNs: TimeNs, ns: TimeNs, count = 1): void {
    this.binAt(atNs).record(ns, count);
  }

  /** Records `count` samples spread evenly from `firstNs` to `lastNs`, known at `atNs`. */
  recordRamp(atNs: TimeNs, firstNs: TimeNs, lastNs: TimeNs, count: number): void {
    this.binAt(atNs).recordRamp(firstNs, lastNs, count);
  }

  /** All bins from the origin to the last one with a sample; those between may be empty. */
  bins(): readonly { readonly endNs: TimeNs; readonly histogram: LatencyHistogram }[] {
    return this.bySlot.map((histogram, slot) => ({
      endNs: this.originNs + (slot + 1) * this.width,
      histogram,
    }));
  }

  /** Everything that was recorded. */
  data(): SeriesData {
    return { binNs: this.width, bins: this.bySlot.map((histogram) => histogram.data()) };
  }

  /** Takes over the samples of a series with the same origin, whose bins were as wide as these at first. */
  mergeData({ binNs, bins }: SeriesData): void {
    while (this.width < binNs) this.halve();
    for (const [slot, bin] of bins.entries()) {
      if (bin.count > 0) this.binAt(this.originNs + slot * binNs).mergeData(bin);
    }
  }

  private binAt(atNs: TimeNs): LatencyHistogram {
    const sinceNs = Math.max(0, atNs - this.originNs);
    while (sinceNs >= this.maxBins * this.width) this.halve();
    const slot = Math.floor(sinceNs / this.width);
    while (this.bySlot.length <= slot) this.bySlot.push(new LatencyHistogram(DIGITS));
    const bin = this.bySlot[slot];
    assert(bin !== undefined, "a slot that was filled has a histogram");
    return bin;
  }

  private halve(): void {
    const joined: LatencyHistogram[] = [];
    this.bySlot.forEach((histogram, slot) => {
      if (slot % 2 === 0) joined.push(histogram);
      else joined[joined.length - 1]?.merge(histogram);
    });
    this.bySlot = joined;
    this.width *= 2;
  }
}
