/**
 * The threads that a run may still start. Its topologies and the shares of their meshes take them from one count, which
 * lies in memory that all of them see: no more than `--jobs` simulate at a time, and when a topology ends, a share of
 * another one goes on with its thread.
 */
const FREE = 0;

export class SpareThreads {
  /** Where the count lies; a thread that is given it makes its own `SpareThreads` of it. */
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;

  constructor(buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
  }

  /** @param count how many are free, >= 0. */
  static of(count: number): SpareThreads {
    const spare = new SpareThreads();
    Atomics.store(spare.words, FREE, count);
    return spare;
  }

  /** One of them; false when none is free. Whoever took it gives it back. */
  take(): boolean {
    const { words } = this;
    for (let free = Atomics.load(words, FREE); free > 0; free = Atomics.load(words, FREE)) {
      if (Atomics.compareExchange(words, FREE, free, free - 1) === free) return true;
    }
    return false;
  }

  giveBack(): void {
    Atomics.add(this.words, FREE, 1);
  }
}
