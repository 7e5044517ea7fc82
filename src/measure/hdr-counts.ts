/**
 * Counts of whole numbers in HdrHistogram's buckets: equal steps that double in width with each power of two, so that a
 * value is known to so many significant digits however large it is. Bucket for bucket what hdr-histogram-js keeps (a test
 * holds the two against each other), in one typed array that grows with the highest value: recording is what a run does
 * most, and takes a few shifts here.
 * Not here: minimum, maximum and mean, which are kept exactly elsewhere (latency-histogram.ts).
 */

export type Digits = 1 | 2 | 3;

export class HdrCounts {
  /** Values recorded. */
  total = 0;
  readonly digits: Digits;
  /** Steps of the first bucket; each further one adds half as many, of twice the width. */
  private readonly steps: number;
  private readonly halfBits: number;
  private counts: Float64Array;

  constructor(digits: Digits) {
    this.digits = digits;
    this.halfBits = Math.ceil(Math.log2(2 * 10 ** digits)) - 1;
    this.steps = 2 ** (this.halfBits + 1);
    this.counts = new Float64Array(this.steps);
  }

  /** Counts a value, a whole number >= 0, `count` times. */
  record(value: number, count: number): void {
    const index = this.indexOf(value);
    if (index >= this.counts.length) this.grow(index);
    this.counts[index] = (this.counts[index] ?? 0) + count;
    this.total += count;
  }

  /**
   * Counts `count` values that rise evenly by `gap` from `first`, each of them `times` times, in stretches: neighbours that lie within `share` of
   * each other, or within `unit`, count as their middle. All are given in a finer unit, of which `unit` make one here.
   * The loop that a run spends most of its recording in, so it calls nothing.
   */
  recordEvenly(
    first: number,
    gap: number,
    {
      count,
      share,
      unit,
      times,
    }: {
      readonly count: number;
      readonly share: number;
      readonly unit: number;
      readonly times: number;
    },
  ): void {
    const { steps, halfBits } = this;
    const last = this.indexOf(Math.max(1, Math.round((first + gap * (count - 1)) / unit)));
    if (last >= this.counts.length) this.grow(last);
    const { counts } = this;
    let done = 0;
    while (done < count) {
      const shared = share * (first + gap * done);
      const width = shared > unit ? shared : unit;
      let until = done + 1 + Math.floor(width / gap);
      if (until > count) until = count;
      let value = Math.round((first + gap * ((done + until - 1) / 2)) / unit);
      if (value < 1) value = 1;
      let index = value;
      if (value >= steps) {
        if (value < 0x80000000) {
          const shift = 31 - Math.clz32(value) - halfBits;
          index = (shift << halfBits) + (value >> shift);
        } else index = this.indexOf(value);
      }
      counts[index] = (counts[index] ?? 0) + times * (until - done);
      done = until;
    }
    this.total += times * count;
  }

  /** How many values are at most this one, or in its step. */
  upTo(value: number): number {
    const end = Math.min(this.counts.length, this.indexOf(value) + 1);
    let reached = 0;
    for (let index = 0; index < end; index += 1) reached += this.counts[index] ?? 0;
    return reached;
  }

  /**
   * Counts what another one holds, each value `weight` times. With other digits, each of its steps counts as its lowest
   * value.
   */
  add(other: HdrCounts, weight = 1): void {
    if (other.digits === this.digits) {
      if (other.counts.length > this.counts.length) this.grow(other.counts.length - 1);
      for (let index = 0; index < other.counts.length; index += 1) {
        this.counts[index] = (this.counts[index] ?? 0) + weight * (other.counts[index] ?? 0);
      }
      this.total += weight * other.total;
      return;
    }
    for (const [index, count] of other.counts.entries()) {
      if (count > 0) this.record(other.lowestAt(index), weight * count);
    }
  }

  /** What is counted, as plain data. */
  data(): Float64Array {
    return this.counts;
  }

  /** The same from such data, of so many digits. */
  static of(digits: Digits, counts: Float64Array): HdrCounts {
    const made = new HdrCounts(digits);
    made.counts = counts;
    made.total = counts.reduce((sum, count) => sum + count, 0);
    return made;
  }

  /** The highest value of the step in which a share `q` (0..1) of all values is reached; 0 when empty. */
  quantile(q: number): number {
    // Rounded up, but not by what the multiplication is off.
    const exact = q * this.total;
    const wanted = Math.max(1, Math.ceil(exact - ulp(exact)));
    let reached = 0;
    for (let index = 0; index < this.counts.length; index += 1) {
      reached += this.counts[index] ?? 0;
      if (reached >= wanted) return this.lowestAt(index + 1) - 1;
    }
    return 0;
  }

  private indexOf(value: number): number {
    if (value < this.steps) return value;
    const exponent =
      value < 2 ** 31 ? 31 - Math.clz32(value) : 62 - Math.clz32(Math.floor(value / 2 ** 31));
    const shift = exponent - this.halfBits;
    const step = value < 2 ** 31 ? value >> shift : Math.floor(value / 2 ** shift);
    return (shift << this.halfBits) + step;
  }

  private lowestAt(index: number): number {
    if (index < this.steps) return index;
    const shift = (index >> this.halfBits) - 1;
    return (index - (shift << this.halfBits)) * 2 ** shift;
  }

  private grow(index: number): void {
    let length = this.counts.length;
    while (length <= index) length += this.steps / 2;
    const counts = new Float64Array(length);
    counts.set(this.counts);
    this.counts = counts;
  }
}

/** The distance from a number to the next larger one. */
function ulp(value: number): number {
  return value === 0 ? Number.MIN_VALUE : 2 ** (Math.floor(Math.log2(value)) - 52);
}
