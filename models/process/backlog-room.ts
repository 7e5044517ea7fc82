/**
 * Room for the backlogs of a mesh, in a few large typed arrays: a large mesh has tens of thousands of pieces, and an
 * array for each costs more than what is written into it. What is given back serves again as it is.
 */
import { WordPool } from "../etcd/word-pool.js";

/** A part of one of the arrays. */
export interface RowNumbers {
  readonly numbers: Float64Array;
  readonly start: number;
  readonly size: number;
}

/** Numbers of the largest arrays: 1 MiB, as those of the word pool. */
const LARGEST_CHUNK = 1 << 17;

export class BacklogRoom {
  readonly words = new WordPool();
  private chunk = new Float64Array(0);
  private used = 0;
  private readonly free = new Map<number, RowNumbers[]>();

  /** So many numbers; what they are is left from before. */
  take(size: number): RowNumbers {
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

  /** It is not used any more. */
  give(room: RowNumbers): void {
    const same = this.free.get(room.size);
    if (same === undefined) this.free.set(room.size, [room]);
    else same.push(room);
  }
}
