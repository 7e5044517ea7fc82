/**
 * Room for many small rows of numbers, in a few large typed arrays: a large mesh has tens of thousands of them, and an
 * array for each costs more than what is written into it. What is given back serves again as it is.
 */
import { oncePerSimulation } from "../../src/engine/once-per-simulation.js";

/** A part of one of the arrays. */
export interface Numbers {
  readonly numbers: Float64Array;
  readonly start: number;
  readonly size: number;
}

/** Numbers of the largest arrays: 1 MiB, as those of the word pool. */
const LARGEST_CHUNK = 1 << 17;

export class NumberPool {
  /** The pool that whoever has no other one shares in a simulation. */
  static readonly of = oncePerSimulation(() => new NumberPool());
  private chunk = new Float64Array(0);
  private used = 0;
  private readonly free = new Map<number, Numbers[]>();

  /** So many numbers; what they are is left from before. */
  take(size: number): Numbers {
    const given = this.free.get(size)?.pop();
    if (given !== undefined) return given;
    if (this.used + size > this.chunk.length) {
      const next = Math.min(LARGEST_CHUNK, this.chunk.length * 2);
      this.chunk = new Float64Array(Math.max(next, 2 * size));
      this.used = 0;
    }
    const start = this.used;
    this.used += size;
    return { numbers: this.chunk, start, size };
  }

  /** They are not used any more. */
  give(numbers: Numbers): void {
    const same = this.free.get(numbers.size);
    if (same === undefined) this.free.set(numbers.size, [numbers]);
    else same.push(numbers);
  }
}
