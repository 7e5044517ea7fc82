/**
 * Room for many small tables of 32-bit words, in a few large typed arrays. A mesh has tens of thousands of tables that
 * grow step by step; as an array each they would be scattered over the process's memory, and what they leave behind
 * when they grow could hardly be used again.
 * A block is a power of two of words and is zero when it is taken. Blocks that are given back serve the same size.
 */

/** A part of one of the arrays: its words begin at `at`. */
export interface WordBlock {
  readonly words: Uint32Array;
  readonly at: number;
  readonly size: number;
}

const FIRST_CHUNK_WORDS = 256;
const LARGEST_CHUNK_WORDS = 1 << 18;

/** Room for nothing. */
export const NO_BLOCK: WordBlock = { words: new Uint32Array(0), at: 0, size: 0 };

export class WordPool {
  private chunk = NO_BLOCK.words;
  private used = 0;
  private readonly free = new Map<number, WordBlock[]>();

  /** A block of zeros. @param size words, a power of two. */
  take(size: number): WordBlock {
    const block = this.free.get(size)?.pop();
    if (block !== undefined) {
      block.words.fill(0, block.at, block.at + size);
      return block;
    }
    if (size >= LARGEST_CHUNK_WORDS) return { words: new Uint32Array(size), at: 0, size };
    if (this.used + size > this.chunk.length) {
      const next = Math.min(LARGEST_CHUNK_WORDS, this.chunk.length * 2);
      this.chunk = new Uint32Array(Math.max(FIRST_CHUNK_WORDS, next, 2 * size));
      this.used = 0;
    }
    const at = this.used;
    this.used += size;
    return { words: this.chunk, at, size };
  }

  /** A block is not used any more. */
  give(block: WordBlock): void {
    // A large one has an array of its own, which goes with it.
    if (block.size === 0 || block.size >= LARGEST_CHUNK_WORDS) return;
    const same = this.free.get(block.size);
    if (same === undefined) this.free.set(block.size, [block]);
    else same.push(block);
  }
}
