/** A set of key numbers, one bit each: what a map of millions of keys can afford. It never shrinks. */
import { NO_BLOCK, type WordBlock, type WordPool } from "../etcd/word-pool.js";

const FIRST_WORDS = 4;

export class KeyBits {
  private readonly pool: WordPool;
  private block: WordBlock = NO_BLOCK;

  constructor(pool: WordPool) {
    this.pool = pool;
  }

  has(key: number): boolean {
    const { words, at, size } = this.block;
    const word = key >>> 5;
    return word < size && ((words[at + word] ?? 0) & (1 << (key & 31))) !== 0;
  }

  /** Adds a key; false when it was in. */
  add(key: number): boolean {
    if (this.has(key)) return false;
    const word = key >>> 5;
    if (word >= this.block.size) this.grow(word);
    const { words, at } = this.block;
    words[at + word] = (words[at + word] ?? 0) | (1 << (key & 31));
    return true;
  }

  /** Takes a key out; false when it was not in. */
  delete(key: number): boolean {
    if (!this.has(key)) return false;
    const { words, at } = this.block;
    const word = at + (key >>> 5);
    words[word] = (words[word] ?? 0) & ~(1 << (key & 31));
    return true;
  }

  private grow(word: number): void {
    const before = this.block;
    let size = Math.max(FIRST_WORDS, before.size);
    while (size <= word) size *= 2;
    this.block = this.pool.take(size);
    const { words, at } = this.block;
    for (let i = 0; i < before.size; i += 1) words[at + i] = before.words[before.at + i] ?? 0;
    this.pool.give(before);
  }
}
