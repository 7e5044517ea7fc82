/**
 * A work queue of key numbers that holds each key at most once, first in, first out, as client-go's workqueue.
 * Each key may carry a note, a number that its owner understands (0 = none).
 * A ring in a block of words: a waiting key costs 8 bytes. Keys in a row without notes, as a list brings them, are one
 * place together. Only when many places are taken does a bit for each key tell which ones wait: a mesh has tens of
 * thousands of queues, most of them empty or nearly so.
 */
import { NO_BLOCK, WordPool, type WordBlock } from "../etcd/word-pool.js";
import { KeyBits } from "./key-bits.js";

/** Words of one place: the key and its note, or the first key of a run and how many it has. */
const WORDS = 2;
const FIRST_PLACES = 4;
/** Up to here it is quicker to look through the places. */
const FEW_PLACES = 8;
/** Marks the second word of a run; notes are smaller. */
const RUN = 0x80000000;

export class KeyQueue {
  /** The note of the key that was taken last. */
  takenNote = 0;
  private readonly pool: WordPool;
  /** The keys that wait, while there are many places. */
  private queued: KeyBits | undefined;
  private ring: WordBlock = NO_BLOCK;
  /** The words of the ring, and where they begin: one place of memory less for each look. */
  private words: Uint32Array = NO_BLOCK.words;
  private start = 0;
  private places = 0;
  private head = 0;
  /** Places that are taken, and the keys in them. */
  private taken = 0;
  private size = 0;

  /** @param pool has the room; a queue has a pool of its own unless given. */
  constructor(pool = new WordPool()) {
    this.pool = pool;
  }

  get length(): number {
    return this.size;
  }

  /** True when a key waits. */
  has(key: number): boolean {
    if (this.size === 0) return false;
    return this.queued === undefined ? this.placeOf(key) >= 0 : this.queued.has(key);
  }

  /** Adds a key behind all others; false if it waits already, and nothing is changed. */
  add(key: number, note = 0): boolean {
    if (this.has(key)) return false;
    this.queued?.add(key);
    this.size += 1;
    if (note === 0 && this.prolongs(key)) return true;
    if (this.taken === this.places) this.grow();
    this.put(this.taken, key, note);
    this.taken += 1;
    if (this.queued === undefined && this.taken > FEW_PLACES) this.queued = this.waiting();
    return true;
  }

  /** The note of a key that waits; looks through the queue, so not for what happens often. */
  noteOf(key: number): number {
    const place = this.find(key);
    const note = place < 0 ? 0 : (this.words[this.wordOf(place) + 1] ?? 0);
    return note >= RUN ? 0 : note;
  }

  /** Another note for a key that waits; looks through the queue as well. */
  setNote(key: number, note: number): void {
    const place = this.find(key);
    if (place < 0) return;
    const at = this.wordOf(place);
    if ((this.words[at + 1] ?? 0) >= RUN) this.cut(place, key, note);
    else this.words[at + 1] = note;
  }

  /** Takes the key that waits longest, or undefined; its note is in `takenNote`. */
  take(): number | undefined {
    if (this.size === 0) return undefined;
    const at = this.wordOf(0);
    const key = this.words[at] ?? 0;
    const note = this.words[at + 1] ?? 0;
    if (note >= RUN) {
      this.takenNote = 0;
      this.putRun(0, key + 1, note - RUN - 1);
    } else {
      this.takenNote = note;
      this.head = (this.head + 1) & (this.places - 1);
      this.taken -= 1;
    }
    this.size -= 1;
    this.queued?.delete(key);
    if (this.size === 0) this.forget();
    return key;
  }

  /** Adds a key without a note to the last place, if it follows on what is there. */
  private prolongs(key: number): boolean {
    if (this.taken === 0) return false;
    const last = this.taken - 1;
    const at = this.wordOf(last);
    const first = this.words[at] ?? 0;
    const note = this.words[at + 1] ?? 0;
    const keys = note >= RUN ? note - RUN : note === 0 ? 1 : 0;
    if (keys === 0 || first + keys !== key) return false;
    this.putRun(last, first, keys + 1);
    return true;
  }

  /** Gives one key of a run a place of its own. */
  private cut(place: number, key: number, note: number): void {
    const at = this.wordOf(place);
    const first = this.words[at] ?? 0;
    const keys = (this.words[at + 1] ?? 0) - RUN;
    const before = key - first;
    const after = keys - before - 1;
    const more = (before > 0 ? 1 : 0) + (after > 0 ? 1 : 0);
    while (this.taken + more > this.places) this.grow();
    for (let from = this.taken - 1; from > place; from -= 1) {
      const word = this.wordOf(from);
      this.put(from + more, this.words[word] ?? 0, this.words[word + 1] ?? 0);
    }
    this.taken += more;
    let to = place;
    if (before > 0) {
      this.putRun(to, first, before);
      to += 1;
    }
    this.put(to, key, note);
    if (after > 0) this.putRun(to + 1, key + 1, after);
  }

  /** The keys of all places. */
  private waiting(): KeyBits {
    const bits = new KeyBits(this.pool);
    for (let place = 0; place < this.taken; place += 1) {
      const at = this.wordOf(place);
      const first = this.words[at] ?? 0;
      const note = this.words[at + 1] ?? 0;
      const keys = note >= RUN ? note - RUN : 1;
      for (let key = first; key < first + keys; key += 1) bits.add(key);
    }
    return bits;
  }

  /** Nothing waits any more. */
  private forget(): void {
    this.queued?.clear();
    this.queued = undefined;
  }

  /** The place of a key that waits, or -1. */
  private find(key: number): number {
    return this.has(key) ? this.placeOf(key) : -1;
  }

  private placeOf(key: number): number {
    for (let place = 0; place < this.taken; place += 1) {
      const at = this.wordOf(place);
      const first = this.words[at] ?? 0;
      if (first === key) return place;
      const note = this.words[at + 1] ?? 0;
      if (note >= RUN && key > first && key < first + note - RUN) return place;
    }
    return -1;
  }

  private putRun(place: number, first: number, keys: number): void {
    this.put(place, first, keys === 1 ? 0 : RUN + keys);
  }

  private put(place: number, key: number, note: number): void {
    const at = this.wordOf(place);
    this.words[at] = key;
    this.words[at + 1] = note;
  }

  /** Where the i-th place stands. */
  private wordOf(i: number): number {
    return this.start + ((this.head + i) & (this.places - 1)) * WORDS;
  }

  /** Twice the room, a power of two, with the head in front. */
  private grow(): void {
    const before = this.ring;
    const places = Math.max(FIRST_PLACES, this.places * 2);
    const ring = this.pool.take(places * WORDS);
    for (let i = 0; i < this.taken; i += 1) {
      const from = this.wordOf(i);
      ring.words[ring.at + i * WORDS] = before.words[from] ?? 0;
      ring.words[ring.at + i * WORDS + 1] = before.words[from + 1] ?? 0;
    }
    this.ring = ring;
    this.words = ring.words;
    this.start = ring.at;
    this.places = places;
    this.head = 0;
    this.pool.give(before);
  }
}
