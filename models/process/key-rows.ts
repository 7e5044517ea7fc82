/**
 * The last row of each of some keys: an open-addressing hash in a block of words, 8 bytes a place. Rows that are gone
 * are dropped when the table grows, so it follows those that are not.
 */
import { spread } from "../etcd/sparse-keys.js";
import { NO_BLOCK, type WordBlock, type WordPool } from "../etcd/word-pool.js";

/** Words of one place: the key, its row (0 = free place). */
const WORDS = 2;
const FIRST_PLACES = 8;

export class KeyRows {
  private readonly pool: WordPool;
  private block: WordBlock = NO_BLOCK;
  /** The words of the block, and where they begin: one place of memory less for each look. */
  private words: Uint32Array = NO_BLOCK.words;
  private start = 0;
  private places = 0;
  private taken = 0;

  constructor(pool: WordPool) {
    this.pool = pool;
  }

  /** Notes the last row of a key, not 0; returns the one before, 0 = none. @param firstRow rows before it are gone. */
  replace(key: number, row: number, firstRow: number): number {
    // At most three places in four are taken.
    if ((this.taken + 1) * 4 > this.places * 3) this.grow(firstRow);
    const { words } = this;
    const at = this.find(key);
    const before = words[at + 1] ?? 0;
    if (before === 0) this.taken += 1;
    words[at] = key;
    words[at + 1] = row;
    return before < firstRow ? 0 : before;
  }

  /** Where a key is, or the free place that it would get. */
  private find(key: number): number {
    const { words, start } = this;
    const mask = this.places - 1;
    for (let place = spread(key) & mask; ; place = (place + 1) & mask) {
      const at = start + place * WORDS;
      if (words[at + 1] === 0 || words[at] === key) return at;
    }
  }

  private grow(firstRow: number): void {
    const { block: before } = this;
    const { words, at: start, size } = before;
    let live = 0;
    for (let at = start; at < start + size; at += WORDS) {
      if ((words[at + 1] ?? 0) >= firstRow) live += 1;
    }
    let places = FIRST_PLACES;
    while (places < 2 * live) places *= 2;
    this.block = this.pool.take(places * WORDS);
    this.words = this.block.words;
    this.start = this.block.at;
    this.places = places;
    this.taken = live;
    for (let from = start; from < start + size; from += WORDS) {
      const row = words[from + 1] ?? 0;
      if (row < firstRow) continue;
      const key = words[from] ?? 0;
      const to = this.find(key);
      this.words[to] = key;
      this.words[to + 1] = row;
    }
    this.pool.give(before);
  }
}
