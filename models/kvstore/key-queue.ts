/**
 * A work queue of key numbers that holds each key at most once, first in, first out, as client-go's workqueue.
 * A ring in typed arrays: millions of waiting keys cost 5 bytes each.
 */
export class KeyQueue {
  private ring = new Uint32Array(16);
  private head = 0;
  private size = 0;
  private queued = new Uint8Array(16);

  get length(): number {
    return this.size;
  }

  /** Adds a key behind all others; false if it waits already. */
  add(key: number): boolean {
    if (key >= this.queued.length) {
      const queued = new Uint8Array(Math.max(key + 1, this.queued.length * 2));
      queued.set(this.queued);
      this.queued = queued;
    }
    if (this.queued[key] === 1) return false;
    this.queued[key] = 1;
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
    this.queued[key] = 0;
    return key;
  }

  private grow(): void {
    const ring = new Uint32Array(this.ring.length * 2);
    const front = this.ring.subarray(this.head);
    ring.set(front);
    ring.set(this.ring.subarray(0, this.head), front.length);
    this.ring = ring;
    this.head = 0;
  }
}
