/**
 * The objects of one kind that exist in one source cluster: the truth that every reader must converge to.
 * Keys are numbered in order of creation and never used twice, so that a late deletion cannot hit a new object.
 * Memory grows with the number of creations (16 bytes each).
 */
import { assert } from "../../src/engine/assert.js";
import type { RandomStream } from "../../src/engine/random-stream.js";
import type { SharedContent } from "../etcd/key-columns.js";

export class KeyTable {
  /** Live keys, in no particular order: the first `count` places. */
  private live = new Uint32Array(64);
  private liveCount = 0;
  /** Where each live key stands in `live`. */
  private places = new Uint32Array(64);
  private versions = new Uint32Array(64);
  private sizes = new Uint32Array(64);
  private next = 0;
  /** Bytes of every value so far; undefined once they differ, or one was changed. */
  private equalBytes: number | undefined = 0;
  /** Bytes of all live values. */
  totalBytes = 0;

  get count(): number {
    return this.liveCount;
  }

  create(valueBytes: number): number {
    const key = this.next;
    this.next += 1;
    this.reserve(key);
    this.places[key] = this.liveCount;
    this.live[this.liveCount] = key;
    this.liveCount += 1;
    this.sizes[key] = valueBytes;
    this.equalBytes = key === 0 || this.equalBytes === valueBytes ? valueBytes : undefined;
    this.totalBytes += valueBytes;
    this.versions[key] = 1;
    return key;
  }

  update(key: number, valueBytes: number): void {
    this.equalBytes = undefined;
    this.totalBytes += valueBytes - this.sizeOf(key);
    this.sizes[key] = valueBytes;
    this.versions[key] = this.version(key) + 1;
  }

  delete(key: number): void {
    const at = this.places[key];
    if (at === undefined || this.sizeOf(key) === 0) return;
    this.equalBytes = undefined;
    this.liveCount -= 1;
    const last = this.live[this.liveCount] ?? 0;
    this.live[at] = last;
    this.places[last] = at;
    this.totalBytes -= this.sizeOf(key);
    this.sizes[key] = 0;
    this.versions[key] = this.version(key) + 1;
  }

  /** Any live key, with equal chances. */
  pick(random: RandomStream): number {
    assert(this.liveCount > 0, "there is something to pick from");
    return this.live[random.integer(0, this.liveCount)] ?? 0;
  }

  version(key: number): number {
    return this.versions[key] ?? 0;
  }

  sizeOf(key: number): number {
    return this.sizes[key] ?? 0;
  }

  /** All live keys, ascending: the order in which a first list yields them. */
  keys(): Uint32Array {
    return this.live.slice(0, this.liveCount).sort();
  }

  /** A name for what exists now, while all values are equally large: tables of one name have the same content. */
  get contentName(): string | undefined {
    return this.equalBytes === undefined ? undefined : `${this.next} of ${this.equalBytes}`;
  }

  /** What exists now, for holders that begin with it: while no key was deleted, numbers and keys are the same. */
  content(): SharedContent {
    assert(this.liveCount === this.next, "content is shared before the first deletion");
    return {
      versions: this.versions.slice(0, this.next),
      sizes: this.sizes.slice(0, this.next),
      totalBytes: this.totalBytes,
    };
  }

  private reserve(key: number): void {
    if (key < this.sizes.length) return;
    this.live = doubled(this.live);
    this.places = doubled(this.places);
    this.sizes = doubled(this.sizes);
    this.versions = doubled(this.versions);
  }
}

function doubled(from: Uint32Array) {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}
