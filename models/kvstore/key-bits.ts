/** A set of key numbers, one bit each: what a map of millions of keys can afford. */
import { NO_BLOCK, type WordBlock, type WordPool } from "../etcd/word-pool.js";

const FIRST_WORDS = 4;

export class KeyBits {
  private readonly pool: WordPool;
  private block: WordBlock = NO_BLOCK;
  /** The words of the block, where they begin and how many they are: one place of memory less for each look. */
  private words: Uint32Array = NO_BLOCK.words;
  private start = 0;
  private size = 0;

  constructor(pool: WordPool) {
    this.pool = pool;
  }

  has(key: number): boolean {
    const word = key >>> 5;
    return word < this.size && ((this.words[this.start + word] ?? 0) & (1 << (key & 31))) !== 0;
  }

  /** Adds a key; false when it was in. */
  add(key: number): boolean {
    const word = key >>> 5;
    if (word >= this.size) this.grow(word);
    const { words } = this;
    const at = this.start + word;
    const before = words[at] ?? 0;
    const bit = 1 << (key & 31);
    if ((before & bit) !== 0) return false;
    words[at] = before | bit;
    return true;
  }

  /** Takes a key out; false when it was not in. */
  delete(key: number): boolean {
    if (!this.has(key)) return false;
    const at = this.start + (key >>> 5);
    this.words[at] = (this.words[at] ?? 0) & ~(1 << (key & 31));
    return true;
  }

  /** Takes all keys out and gives the room back. */
  clear(): void {
    this.pool.give(this.block);
    this.block = NO_BLOCK;
    this.words = NO_BLOCK.words;
    this.start = 0;
    this.size = 0;
  }

  private grow(word: number): void {
    const before = this.block;
    let size = Math.max(FIRST_WORDS, before.size);
    while (size <= word) size *= 2;
    this.block = this.pool.take(size);
    this.words = this.block.words;
    this.start = this.block.at;
    this.size = size;
    for (let i = 0; i < before.size; i += 1) {
      this.words[this.start + i] = before.words[before.at + i] ?? 0;
    }
    this.pool.give(before);
  }
}
