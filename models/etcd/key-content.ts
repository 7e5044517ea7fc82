/**
 * What a prefix held at one revision: version and size by key number. It does not change any more, so that a list that is
 * under way, or a reader that lost its etcd, can keep it. What began with shared content is kept as its differences:
 * thousands of lists at once would otherwise be most of a run's memory.
 * Not here: the columns that do change (key-columns.ts).
 */
import { NO_WORDS } from "./no-words.js";
import type { SparseKeys } from "./sparse-keys.js";

/** Sizes that are looked through at once; nothing of it is kept. */
let scratch = new Uint32Array(0);

export class KeyContent {
  /** One more than the highest key that may be there. */
  readonly length: number;
  readonly versions: Uint32Array;
  readonly sizes: Uint32Array;
  /** Keys that have other values than the arrays say, which are then shared with others. */
  readonly differing: SparseKeys | undefined;

  constructor(options: {
    readonly length: number;
    readonly versions: Uint32Array;
    readonly sizes: Uint32Array;
    readonly differing?: SparseKeys | undefined;
  }) {
    this.length = options.length;
    this.versions = options.versions;
    this.sizes = options.sizes;
    this.differing = options.differing;
  }

  /** Version of the last value, also of a deleted key; 0 = never written. */
  version(key: number): number {
    const { differing } = this;
    const at = differing === undefined ? -1 : differing.find(key);
    return differing === undefined || at < 0 ? (this.versions[key] ?? 0) : differing.versionAt(at);
  }

  /** Bytes of the value; 0 = no such key. */
  sizeOf(key: number): number {
    const { differing } = this;
    const at = differing === undefined ? -1 : differing.find(key);
    return differing === undefined || at < 0 ? (this.sizes[key] ?? 0) : differing.sizeAt(at);
  }

  /** Another value for a key. Only for its maker, before anybody looks at it. */
  set(key: number, version: number, size: number): void {
    if (this.differing !== undefined) {
      this.differing.store(key, version, size, 0);
      return;
    }
    this.versions[key] = version;
    this.sizes[key] = size;
  }

  /** Visits the keys that exist, ascending. */
  forEach(visit: (key: number, version: number, size: number) => void): void {
    for (let key = 0; key < this.length; key += 1) {
      const { differing } = this;
      const at = differing === undefined ? -1 : differing.find(key);
      const isOwn = differing !== undefined && at >= 0;
      const size = isOwn ? differing.sizeAt(at) : (this.sizes[key] ?? 0);
      if (size > 0) visit(key, isOwn ? differing.versionAt(at) : (this.versions[key] ?? 0), size);
    }
  }

  /** The keys that exist, ascending. */
  keys(): number[] {
    const keys: number[] = [];
    this.forEach((key) => keys.push(key));
    return keys;
  }

  /** How many keys exist, and the bytes of the values on each page of so many of them. */
  pages(keysPerPage: number): { readonly count: number; readonly bytes: readonly number[] } {
    const sizes = this.allSizes();
    const bytes: number[] = [];
    let count = 0;
    let page = 0;
    for (let key = 0; key < this.length; key += 1) {
      const size = sizes[key] ?? 0;
      if (size === 0) continue;
      page += size;
      count += 1;
      if (count % keysPerPage !== 0) continue;
      bytes.push(page);
      page = 0;
    }
    if (count % keysPerPage !== 0) bytes.push(page);
    return { count, bytes };
  }

  private allSizes(): Uint32Array {
    const { differing } = this;
    if (differing === undefined) return this.sizes;
    if (scratch.length < this.length) scratch = new Uint32Array(this.length);
    const all = scratch;
    all.set(this.sizes.subarray(0, this.length));
    all.fill(0, Math.min(this.sizes.length, this.length), this.length);
    differing.forEachStored((key, at) => (all[key] = differing.sizeAt(at)));
    return all;
  }
}

/** Content without a key. */
export const NO_CONTENT = new KeyContent({ length: 0, versions: NO_WORDS, sizes: NO_WORDS });
