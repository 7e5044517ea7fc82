/**
 * A named stream of random numbers, by seedrandom's alea. Its numbers depend on the root seed and
 * its name only: which other streams exist, and when they were made, changes nothing.
 * Not for secrets. Exponentials go through Math.log, whose last bit may differ between engines.
 */
import seedrandom from "seedrandom";
import { assert } from "./assert.js";

/** Numbers for one component and purpose; ask the simulation for it by name. */
export class RandomStream {
  private readonly generate: () => number;

  constructor(rootSeed: string, name: string) {
    // JSON keeps ("1", "2/x") and ("1/2", "x") apart.
    this.generate = seedrandom.alea(JSON.stringify([rootSeed, name]));
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.generate();
  }

  /** Exponential with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.generate());
  }

  /** A whole number from `low` to `high` - 1. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.generate() * (high - low));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.generate() < probability;
  }

  /** Any item, with equal chances; the list must not be empty. */
  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, "there is something to pick from");
    return items[this.integer(0, items.length)] as T;
  }
}
