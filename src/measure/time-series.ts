/**
 * Values over time in bounded memory: one bin per stretch of time, and when there would be more
 * bins than allowed, neighbours are joined and all bins become twice as wide. So a series shows a
 * run of any length, and its totals stay exact while its resolution halves.
 * Not a sampler: every change counts, also one that lasts a nanosecond. Time starts at 0.
 */
import { assert } from "../engine/assert.js";
import { NS_PER_SECOND, type TimeNs } from "../engine/time.js";

/** How fine a series is at first, and how long it may get. */
export interface SeriesOptions {
  /** Width of a bin at first, nanoseconds; it doubles as often as needed. */
  readonly binNs: TimeNs;
  /** Most bins that are kept, at least 2. */
  readonly maxBins: number;
}

/** One stretch of a RateSeries. */
export interface RateBin {
  readonly endNs: TimeNs;
  /** Amount per second, over the whole bin even if the run ended within it. */
  readonly perSecond: number;
}

/** Amounts over time, such as bytes sent: their sum per bin. */
export class RateSeries {
  private width: TimeNs;
  private readonly maxBins: number;
  private sums: number[] = [];

  constructor(options: SeriesOptions) {
    checkOptions(options);
    this.width = options.binNs;
    this.maxBins = options.maxBins;
  }

  /** Width of a bin now, nanoseconds. */
  get binNs(): TimeNs {
    return this.width;
  }

  /** Adds an amount at one moment; moments may come in any order. */
  add(atNs: TimeNs, amount: number): void {
    this.addToBin(this.binOf(atNs), amount);
  }

  /** Adds an amount that was spread evenly from `fromNs` to `toNs`. */
  addSpread(fromNs: TimeNs, toNs: TimeNs, amount: number): void {
    assert(fromNs <= toNs, `a stretch does not end before it begins (${fromNs} to ${toNs})`);
    // A stretch that ends on an edge has no part in the bin that begins there.
    const last = this.binOf(Math.max(fromNs, toNs - 1));
    // From here on bins keep their width, since nothing later follows.
    const first = this.binOf(fromNs);
    let left = amount;
    for (let bin = first; bin < last; bin += 1) {
      const beginNs = Math.max(fromNs, bin * this.width);
      const share = (amount * ((bin + 1) * this.width - beginNs)) / (toNs - fromNs);
      this.addToBin(bin, share);
      left -= share;
    }
    // The rest, not its own share: so the bins sum up to the amount.
    this.addToBin(last, left);
  }

  /** All bins from time 0 to the last one with an amount. */
  bins(): readonly RateBin[] {
    const perBin = NS_PER_SECOND / this.width;
    return this.sums.map((sum, bin) => ({
      endNs: (bin + 1) * this.width,
      perSecond: sum * perBin,
    }));
  }

  /** Highest rate of one bin that touches the span; 0 when there is none. */
  maxPerSecond(fromNs: TimeNs, toNs: TimeNs): number {
    const first = Math.floor(fromNs / this.width);
    const highest = this.sums
      .slice(first, Math.ceil(toNs / this.width))
      .reduce((max, sum) => Math.max(max, sum), 0);
    return (highest * NS_PER_SECOND) / this.width;
  }

  /**
   * The amount in a span. Exact when both ends are bin edges; else a bin that is cut counts by the
   * share of its time, as if its amount were spread evenly over it.
   */
  sum(fromNs: TimeNs, toNs: TimeNs): number {
    let total = 0;
    const end = Math.min(this.sums.length, Math.ceil(toNs / this.width));
    for (let bin = Math.floor(fromNs / this.width); bin < end; bin += 1) {
      const beginNs = Math.max(fromNs, bin * this.width);
      const endNs = Math.min(toNs, (bin + 1) * this.width);
      total += (this.sums[bin] ?? 0) * ((endNs - beginNs) / this.width);
    }
    return total;
  }

  private binOf(atNs: TimeNs): number {
    assert(atNs >= 0, `time starts at 0, not at ${atNs}`);
    while (atNs >= this.maxBins * this.width) {
      this.sums = joinPairs(this.sums, (a, b = 0) => a + b);
      this.width *= 2;
    }
    return Math.floor(atNs / this.width);
  }

  private addToBin(bin: number, amount: number): void {
    while (this.sums.length <= bin) this.sums.push(0);
    this.sums[bin] = (this.sums[bin] ?? 0) + amount;
  }
}

/** One stretch of a GaugeSeries. */
export interface GaugeBin {
  readonly endNs: TimeNs;
  /** Mean weighted by time. */
  readonly mean: number;
  readonly max: number;
}

interface Area {
  /** Value times nanoseconds. */
  readonly area: number;
  readonly max: number;
}

/** A value that changes at moments in time, such as a queue's length: mean and maximum per bin. */
export class GaugeSeries {
  private width: TimeNs;
  private readonly maxBins: number;
  private closed: Area[] = [];
  /** Begins where the closed bins end. */
  private open: Area = { area: 0, max: 0 };
  private value = 0;
  private sinceNs: TimeNs = 0;

  constructor(options: SeriesOptions) {
    checkOptions(options);
    this.width = options.binNs;
    this.maxBins = options.maxBins;
  }

  /** Width of a bin now, nanoseconds. */
  get binNs(): TimeNs {
    return this.width;
  }

  /** The value from `atNs` on; before the first call it is 0. Moments must not go back. */
  set(atNs: TimeNs, value: number): void {
    this.advance(atNs);
    this.value = value;
    this.open = { area: this.open.area, max: Math.max(this.open.max, value) };
  }

  /** All bins up to `nowNs`, which must not lie before the last change; the last may be shorter. */
  bins(nowNs: TimeNs): readonly GaugeBin[] {
    this.advance(nowNs);
    const bins = this.closed.map(({ area, max }, bin) => ({
      endNs: (bin + 1) * this.width,
      mean: area / this.width,
      max,
    }));
    const openNs = nowNs - this.closed.length * this.width;
    if (openNs === 0) return bins;
    return [...bins, { endNs: nowNs, mean: this.open.area / openNs, max: this.open.max }];
  }

  /** Lets the present value last until `toNs`, through as many bins as that takes. */
  private advance(toNs: TimeNs): void {
    assert(toNs >= this.sinceNs, `a gauge does not go back from ${this.sinceNs} to ${toNs}`);
    for (;;) {
      const endNs = (this.closed.length + 1) * this.width;
      const untilNs = Math.min(toNs, endNs);
      const area = this.open.area + this.value * (untilNs - this.sinceNs);
      this.open = { area, max: this.open.max };
      this.sinceNs = untilNs;
      if (toNs < endNs) return;
      this.closed.push(this.open);
      this.open = { area: 0, max: this.value };
      if (this.closed.length === this.maxBins) this.halve();
    }
  }

  private halve(): void {
    // An odd bin at the end has no partner yet: it becomes the open one again.
    const rest = this.closed.length % 2 === 1 ? this.closed.pop() : undefined;
    this.closed = joinPairs(this.closed, (a, b = a) => ({
      area: a.area + b.area,
      max: Math.max(a.max, b.max),
    }));
    this.width *= 2;
    if (rest !== undefined) {
      this.open = { area: rest.area, max: Math.max(rest.max, this.open.max) };
    }
  }
}

function checkOptions({ binNs, maxBins }: SeriesOptions): void {
  assert(binNs > 0, "a bin lasts longer than 0 ns");
  assert(maxBins >= 2, "a series has room for at least two bins");
}

/** Joins each two neighbours; a last one without a neighbour is joined with undefined. */
function joinPairs<T>(items: readonly T[], join: (a: T, b: T | undefined) => T): T[] {
  const joined: T[] = [];
  items.forEach((item, i) => {
    if (i % 2 === 0) joined.push(join(item, items[i + 1]));
  });
  return joined;
}
