/**
 * The objects of one kind that exist in one source cluster: the truth that every reader must converge to.
 * Keys are numbered in order of creation and never used twice, so that a late deletion cannot hit a new object.
 * Memory grows with the number of creations (9 bytes each).
 */
import type { RandomStream } from "../../src/engine/random-stream.js";

export class KeyTable {
  /** Live keys, in no particular order. */
  private readonly live: number[] = [];
  private readonly place = new Map<number, number>();
  private versions = new Uint32Array(64);
  private sizes = new Uint32Array(64);
  private next = 0;
  /** Bytes of all live values. */
  totalBytes = 0;

  get count(): number {
    return this.live.length;
  }

  create(valueBytes: number): number {
    const key = this.next;
    this.next += 1;
    this.reserve(key);
    this.place.set(key, this.live.length);
    this.live.push(key);
    this.sizes[key] = valueBytes;
    this.totalBytes += valueBytes;
    this.versions[key] = 1;
    return key;
  }

  update(key: number, valueBytes: number): void {
    this.totalBytes += valueBytes - this.sizeOf(key);
    this.sizes[key] = valueBytes;
    this.versions[key] = this.version(key) + 1;
  }

  delete(key: number): void {
    const at = this.place.get(key);
    const last = this.live.pop();
    if (at === undefined || last === undefined) return;
    if (last !== key) {
      this.live[at] = last;
      this.place.set(last, at);
    }
    this.place.delete(key);
    this.totalBytes -= this.sizeOf(key);
    this.sizes[key] = 0;
    this.versions[key] = this.version(key) + 1;
  }

  /** Any live key, with equal chances. */
  pick(random: RandomStream): number {
    return random.pick(this.live);
  }

  version(key: number): number {
    return this.versions[key] ?? 0;
  }

  sizeOf(key: number): number {
    return this.sizes[key] ?? 0;
  }

  /** All live keys, ascending: the order in which a first list yields them. */
  keys(): readonly number[] {
    return this.live.toSorted((a, b) => a - b);
  }

  private reserve(key: number): void {
    if (key < this.sizes.length) return;
    const sizes = new Uint32Array(this.sizes.length * 2);
    sizes.set(this.sizes);
    this.sizes = sizes;
    const versions = new Uint32Array(this.versions.length * 2);
    versions.set(this.versions);
    this.versions = versions;
  }
}
