/**
 * Version, size and lease of a few keys of many: an open-addressing hash in a block of words, 16 bytes a place.
 * Keys are never taken out, so there are no tombstones. Not iterated in any order that a result could depend on:
 * `forEachStored` is for copying into arrays.
 */
import { NO_BLOCK, type WordBlock, type WordPool } from "./word-pool.js";

/** Words of one place: key + 1 (0 = free), version, size, lease. */
const WORDS = 4;
const FIRST_PLACES = 8;

export class SparseKeys {
  private words: Uint32Array = NO_BLOCK.words;
  /** Where the block begins. */
  private start = 0;
  private mask = -1;
  /** What was looked for last, and where it is: one change asks for the same key several times. */
  private lastKey = -1;
  private lastAt = -1;
  private count = 0;
  private block: WordBlock = NO_BLOCK;
  protected readonly pool: WordPool;

  constructor(pool: WordPool) {
    this.pool = pool;
  }

  /** Where a key is, or -1; valid until the next `store`. */
  find(key: number): number {
    if (key === this.lastKey) return this.lastAt;
    this.lastKey = key;
    this.lastAt = this.search(key);
    return this.lastAt;
  }

  private search(key: number): number {
    if (this.count === 0) return -1;
    const { words, mask, start } = this;
    for (let place = spread(key) & mask; ; place = (place + 1) & mask) {
      const at = start + place * WORDS;
      const word = words[at];
      if (word === key + 1) return at;
      if (word === 0) return -1;
    }
  }

  versionAt(at: number): number {
    return this.words[at + 1] ?? 0;
  }

  sizeAt(at: number): number {
    return this.words[at + 2] ?? 0;
  }

  leaseAt(at: number): number {
    return this.words[at + 3] ?? 0;
  }

  setValueAt(at: number, version: number, size: number): void {
    this.words[at + 1] = version;
    this.words[at + 2] = size;
  }

  setLeaseAt(at: number, lease: number): void {
    this.words[at + 3] = lease;
  }

  store(key: number, version: number, size: number, lease: number): void {
    let at = this.find(key);
    if (at < 0) {
      // At most three places in four are taken.
      if ((this.count + 1) * 4 > (this.mask + 1) * 3) this.grow();
      at = this.free(key);
      this.count += 1;
      this.lastAt = at;
    }
    const { words } = this;
    words[at] = key + 1;
    words[at + 1] = version;
    words[at + 2] = size;
    words[at + 3] = lease;
  }

  forEachStored(visit: (key: number, at: number) => void): void {
    const { words, start, block } = this;
    for (let at = start; at < start + block.size; at += WORDS) {
      const word = words[at] ?? 0;
      if (word !== 0) visit(word - 1, at);
    }
  }

  /** A copy that is on its own; its places come from the pool only when it grows. */
  copy(pool: WordPool): SparseKeys {
    const copy = new SparseKeys(pool);
    copy.become(this);
    return copy;
  }

  /** Holds what another table holds, and is on its own. Only before anything was stored. */
  protected become({ words, start, block, mask, count }: SparseKeys): void {
    this.words = words.slice(start, start + block.size);
    this.block = { words: this.words, at: 0, size: block.size };
    this.mask = mask;
    this.count = count;
    this.lastKey = -1;
  }

  private free(key: number): number {
    const { words, mask, start } = this;
    let place = spread(key) & mask;
    while (words[start + place * WORDS] !== 0) place = (place + 1) & mask;
    return start + place * WORDS;
  }

  private grow(): void {
    const before = this.block;
    const places = this.mask < 0 ? FIRST_PLACES : (this.mask + 1) * 2;
    this.block = this.pool.take(places * WORDS);
    this.words = this.block.words;
    this.start = this.block.at;
    this.mask = places - 1;
    for (let from = before.at; from < before.at + before.size; from += WORDS) {
      const word = before.words[from] ?? 0;
      if (word === 0) continue;
      const to = this.free(word - 1);
      for (let i = 0; i < WORDS; i += 1) this.words[to + i] = before.words[from + i] ?? 0;
    }
    this.pool.give(before);
  }
}

/** Neighbouring keys go to far places. */
export function spread(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 7;
}
