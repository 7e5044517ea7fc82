/**
 * A work queue of key numbers that holds each key at most once, first in, first out, as client-go's workqueue.
 * Each key may carry a note, a number that its owner understands (0 = none).
 * A ring in a block of words and a bit for each key: millions of waiting keys cost 8 bytes each.
 */
import { NO_BLOCK, WordPool, type WordBlock } from "../etcd/word-pool.js";
import { KeyBits } from "./key-bits.js";

/** Words of one place: the key and its note. */
const WORDS = 2;
const FIRST_PLACES = 4;

export class KeyQueue {
  /** The note of the key that was taken last. */
  takenNote = 0;
  private readonly pool: WordPool;
  private readonly queued: KeyBits;
  private ring: WordBlock = NO_BLOCK;
  private places = 0;
  private head = 0;
  private size = 0;

  /** @param pool has the room; a queue has a pool of its own unless given. */
  constructor(pool = new WordPool()) {
    this.pool = pool;
    this.queued = new KeyBits(pool);
  }

  get length(): number {
    return this.size;
  }

  /** True when a key waits. */
  has(key: number): boolean {
    return this.size > 0 && this.queued.has(key);
  }

  /** Adds a key behind all others; false if it waits already, and nothing is changed. */
  add(key: number, note = 0): boolean {
    if (!this.queued.add(key)) return false;
    if (this.size === this.places) this.grow();
    const at = this.wordOf(this.size);
    this.ring.words[at] = key;
    this.ring.words[at + 1] = note;
    this.size += 1;
    return true;
  }

  /** The note of a key that waits; looks through the queue, so not for what happens often. */
  noteOf(key: number): number {
    const at = this.find(key);
    return at < 0 ? 0 : (this.ring.words[at + 1] ?? 0);
  }

  /** Another note for a key that waits; looks through the queue as well. */
  setNote(key: number, note: number): void {
    const at = this.find(key);
    if (at >= 0) this.ring.words[at + 1] = note;
  }

  /** Takes the key that waits longest, or undefined; its note is in `takenNote`. */
  take(): number | undefined {
    if (this.size === 0) return undefined;
    const at = this.wordOf(0);
    const key = this.ring.words[at] ?? 0;
    this.takenNote = this.ring.words[at + 1] ?? 0;
    this.head = (this.head + 1) & (this.places - 1);
    this.size -= 1;
    this.queued.delete(key);
    return key;
  }

  private find(key: number): number {
    if (!this.has(key)) return -1;
    for (let i = 0; i < this.size; i += 1) {
      const at = this.wordOf(i);
      if (this.ring.words[at] === key) return at;
    }
    return -1;
  }

  /** Where the i-th waiting key stands. */
  private wordOf(i: number): number {
    return this.ring.at + ((this.head + i) & (this.places - 1)) * WORDS;
  }

  /** Twice the room, a power of two, with the head in front. */
  private grow(): void {
    const before = this.ring;
    const places = Math.max(FIRST_PLACES, this.places * 2);
    const ring = this.pool.take(places * WORDS);
    for (let i = 0; i < this.size; i += 1) {
      const from = this.wordOf(i);
      ring.words[ring.at + i * WORDS] = before.words[from] ?? 0;
      ring.words[ring.at + i * WORDS + 1] = before.words[from + 1] ?? 0;
    }
    this.ring = ring;
    this.places = places;
    this.head = 0;
    this.pool.give(before);
  }
}
