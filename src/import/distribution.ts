/**
 * How a small whole number is distributed (endpoints per node, backends per service), kept as counts of each value.
 * Not for durations or anything continuous.
 */

/** Counts of whole numbers. */
export class Distribution {
  private readonly counts = new Map<number, number>();
  private total = 0;
  private sum = 0;

  /** Adds one value. */
  add(value: number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    this.total += 1;
    this.sum += value;
  }

  /** Adds all values of another one. */
  addAll(other: Distribution): void {
    for (const [value, count] of other.counts) {
      this.counts.set(value, (this.counts.get(value) ?? 0) + count);
    }
    this.total += other.total;
    this.sum += other.sum;
  }

  /** How many values there are. */
  get size(): number {
    return this.total;
  }

  /** As in `mean 9.8, p50 9, p99 31, largest 40`; "none" without values. */
  words(): string {
    if (this.total === 0) return "none";
    const mean = Number((this.sum / this.total).toPrecision(3));
    return `mean ${mean}, p50 ${this.quantile(0.5)}, p99 ${this.quantile(0.99)}, largest ${this.quantile(1)}`;
  }

  /** The smallest value that at least the share `q` of all values does not exceed. */
  quantile(q: number): number {
    let seen = 0;
    let last = 0;
    for (const value of [...this.counts.keys()].sort((a, b) => a - b)) {
      seen += this.counts.get(value) ?? 0;
      last = value;
      if (seen >= q * this.total) return value;
    }
    return last;
  }
}
