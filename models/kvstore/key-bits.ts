/** A set of key numbers, one bit each: what a map of millions of keys can afford. It never shrinks. */
import { NO_WORDS } from "../etcd/no-words.js";

export class KeyBits {
  private words: Uint32Array = NO_WORDS;

  has(key: number): boolean {
    return ((this.words[key >>> 5] ?? 0) & (1 << (key & 31))) !== 0;
  }

  /** Adds a key; false when it was in. */
  add(key: number): boolean {
    if (this.has(key)) return false;
    const at = key >>> 5;
    if (at >= this.words.length) {
      const words = new Uint32Array(Math.max(4, at + 1, this.words.length * 2));
      words.set(this.words);
      this.words = words;
    }
    this.words[at] = (this.words[at] ?? 0) | (1 << (key & 31));
    return true;
  }

  /** Takes a key out; false when it was not in. */
  delete(key: number): boolean {
    if (!this.has(key)) return false;
    const at = key >>> 5;
    this.words[at] = (this.words[at] ?? 0) & ~(1 << (key & 31));
    return true;
  }
}
