/**
 * A work queue of key numbers that holds each key at most once, first in, first out, as client-go's workqueue.
 * Each key may carry a note, a number that its owner understands (0 = none).
 * Rings in typed arrays and a bit for each key: millions of waiting keys cost 8 bytes each.
 */
import { NO_WORDS } from "../etcd/no-words.js";
import { KeyBits } from "./key-bits.js";

export class KeyQueue {
  /** The note of the key that was taken last. */
  takenNote = 0;
  private ring: Uint32Array = NO_WORDS;
  private notes: Uint32Array = NO_WORDS;
  private head = 0;
  private size = 0;
  private readonly queued = new KeyBits();

  get length(): number {
    return this.size;
  }

  /** True when a key waits. */
  has(key: number): boolean {
    return this.queued.has(key);
  }

  /** Adds a key behind all others; false if it waits already, and nothing is changed. */
  add(key: number, note = 0): boolean {
    if (!this.queued.add(key)) return false;
    if (this.size === this.ring.length) this.grow();
    const at = (this.head + this.size) & (this.ring.length - 1);
    this.ring[at] = key;
    this.notes[at] = note;
    this.size += 1;
    return true;
  }

  /** The note of a key that waits; looks through the queue, so not for what happens often. */
  noteOf(key: number): number {
    return this.notes[this.placeOf(key)] ?? 0;
  }

  /** Another note for a key that waits; looks through the queue as well. */
  setNote(key: number, note: number): void {
    const at = this.placeOf(key);
    if (at >= 0) this.notes[at] = note;
  }

  /** Takes the key that waits longest, or undefined; its note is in `takenNote`. */
  take(): number | undefined {
    if (this.size === 0) return undefined;
    const key = this.ring[this.head] ?? 0;
    this.takenNote = this.notes[this.head] ?? 0;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.size -= 1;
    this.queued.delete(key);
    return key;
  }

  private placeOf(key: number): number {
    if (!this.queued.has(key)) return -1;
    const { ring, head, size } = this;
    const mask = ring.length - 1;
    for (let i = 0; i < size; i += 1) if (ring[(head + i) & mask] === key) return (head + i) & mask;
    return -1;
  }

  /** Twice the room, a power of two, with the head in front. */
  private grow(): void {
    const length = Math.max(4, this.ring.length * 2);
    this.ring = unrolled(this.ring, this.head, length);
    this.notes = unrolled(this.notes, this.head, length);
    this.head = 0;
  }
}

function unrolled(from: Uint32Array, head: number, length: number) {
  const to = new Uint32Array(length);
  const front = from.subarray(head);
  to.set(front);
  to.set(from.subarray(0, head), front.length);
  return to;
}
