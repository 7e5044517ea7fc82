/**
 * A count that only grows, such as bytes sent. How fast it grew over time is a RateSeries' business
 * (time-series.ts); a counter keeps nothing but its total.
 */
import { assert } from "../engine/assert.js";

/** A total of whole or fractional amounts, exact for whole ones up to 2^53. */
export class Counter {
  private sum = 0;

  /** Everything added so far. */
  get total(): number {
    return this.sum;
  }

  /** @throws Error for a negative amount: a counter that falls is a gauge. */
  add(amount: number): void {
    assert(amount >= 0, `a counter only grows, not by ${amount}`);
    this.sum += amount;
  }
}
