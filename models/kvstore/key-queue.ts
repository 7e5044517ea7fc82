/**
 * A work queue of key numbers that holds each key at most once, first in, first out, as client-go's workqueue.
 * A ring in a typed array and a bit for each key: millions of waiting keys cost 4 bytes each.
 */
import { NO_WORDS } from "../etcd/no-words.js";
import { KeyBits } from "./key-bits.js";

export class KeyQueue {
  private ring: Uint32Array = NO_WORDS;
  private head = 0;
  private size = 0;
  private readonly queued = new KeyBits();

  get length(): number {
    return this.size;
  }

  /** Adds a key behind all others; false if it waits already. */
  add(key: number): boolean {
    if (!this.queued.add(key)) return false;
    if (this.size === this.ring.length) this.grow();
    this.ring[(this.head + this.size) % this.ring.length] = key;
    this.size += 1;
    return true;
  }

  /** Takes the key that waits longest, or undefined. */
  take(): number | undefined {
    if (this.size === 0) return undefined;
    const key = this.ring[this.head] ?? 0;
    this.head = (this.head + 1) % this.ring.length;
    this.size -= 1;
    this.queued.delete(key);
    return key;
  }

  private grow(): void {
    const ring = new Uint32Array(Math.max(4, this.ring.length * 2));
    const front = this.ring.subarray(this.head);
    ring.set(front);
    ring.set(this.ring.subarray(0, this.head), front.length);
    this.ring = ring;
    this.head = 0;
  }
}
