/**
 * Version, size and lease of numbered keys, in typed arrays; the three of a key side by side, since they are asked for
 * together. Many holders that begin with the same content can share it: they then store only the keys in which they
 * differ, so that the mirrors of a large mesh cost what changed and not what exists. The columns are the table of these
 * keys themselves: each change asks several of them, and one object is one place of memory.
 * Not here: what the numbers mean; a size of 0 stands for a key that does not exist.
 */
import { KeyContent } from "./key-content.js";
import { NO_WORDS } from "./no-words.js";
import { SparseKeys } from "./sparse-keys.js";
import { WordPool } from "./word-pool.js";

/** Content that several holders begin with; nobody changes it. Keys 0, 1, 2 ... all exist. */
export interface SharedContent {
  readonly versions: Uint32Array;
  readonly sizes: Uint32Array;
  /** Bytes of all values. */
  readonly totalBytes: number;
}

/** Content that was there from the start, and the leases on which it hangs: so many keys in a row on each. */
export interface AssumedContent extends SharedContent {
  /** The lease of the first key, how many keys before it hang on the same one, and how many a lease takes. */
  readonly firstLease: number;
  readonly keysBefore: number;
  readonly keysPerLease: number;
}

const ABSENT = -1;
/** Words of one key of one's own: version, size, lease. */
const WORDS = 3;

export class KeyColumns extends SparseKeys {
  /** One more than the highest key that may have been written. */
  length = 0;
  /** Without shared content: all keys. */
  private own: Uint32Array = NO_WORDS;
  private base: AssumedContent | undefined;
  /**
   * Leases of all keys, when their content was taken over without: whoever writes all of them again would differ in
   * nothing else.
   */
  private leases: Uint32Array | undefined;

  /** @param pool has room for what differs from shared content; columns have a pool of their own unless given. */
  constructor(pool = new WordPool()) {
    super(pool);
  }

  /** Begins with content that is shared with others. Only before anything was written. */
  assume(content: AssumedContent): void {
    if (this.length > 0) throw new Error("content should be assumed before anything is written");
    this.base = content;
    this.length = content.sizes.length;
  }

  /** Begins with what was listed elsewhere, without leases; shared content stays shared. Only before anything was written. */
  begin(content: KeyContent): void {
    if (this.length > 0) throw new Error("content should be taken over before anything is written");
    const { length, versions, sizes, differing } = content;
    this.length = length;
    if (differing === undefined) {
      this.own = new Uint32Array(length * WORDS);
      for (let key = 0; key < length; key += 1) {
        this.own[key * WORDS] = versions[key] ?? 0;
        this.own[key * WORDS + 1] = sizes[key] ?? 0;
      }
      return;
    }
    this.base = { versions, sizes, totalBytes: 0, firstLease: 0, keysBefore: 0, keysPerLease: 1 };
    this.become(differing);
    this.leases = new Uint32Array(withSlack(length));
  }

  /** Version of the last value, also of a deleted key; 0 = never written. */
  version(key: number): number {
    const { base } = this;
    if (base === undefined) return this.own[key * WORDS] ?? 0;
    const at = this.find(key);
    return at === ABSENT ? (base.versions[key] ?? 0) : this.versionAt(at);
  }

  /** Bytes of the value; 0 = no such key. */
  sizeOf(key: number): number {
    const { base } = this;
    if (base === undefined) return this.own[key * WORDS + 1] ?? 0;
    const at = this.find(key);
    return at === ABSENT ? (base.sizes[key] ?? 0) : this.sizeAt(at);
  }

  /** The lease that a key hangs on; 0 = none. */
  leaseOf(key: number): number {
    const { base, leases } = this;
    if (leases !== undefined) return leases[key] ?? 0;
    if (base === undefined) return this.own[key * WORDS + 2] ?? 0;
    const at = this.find(key);
    if (at !== ABSENT) return this.leaseAt(at);
    if (base.firstLease === 0 || key >= base.sizes.length) return 0;
    return base.firstLease + Math.floor((base.keysBefore + key) / base.keysPerLease);
  }

  /** Writes all three. */
  set(key: number, version: number, size: number, lease: number): void {
    if (this.base !== undefined) {
      this.store(key, version, size, lease);
      if (key >= this.length) this.length = key + 1;
      if (this.leases !== undefined) this.setLease(key, lease);
      return;
    }
    this.reserve(key);
    const { own } = this;
    own[key * WORDS] = version;
    own[key * WORDS + 1] = size;
    own[key * WORDS + 2] = lease;
  }

  /** Writes version and size; the lease stays. */
  setValue(key: number, version: number, size: number): void {
    if (this.base !== undefined) {
      this.set(key, version, size, this.leaseOf(key));
      return;
    }
    this.reserve(key);
    this.own[key * WORDS] = version;
    this.own[key * WORDS + 1] = size;
  }

  /** As `setValue`; false, and nothing happens, when the key has this value already. */
  replace(key: number, version: number, size: number): boolean {
    const at = this.base === undefined ? ABSENT : this.find(key);
    if (at === ABSENT) {
      if (this.version(key) === version && this.sizeOf(key) === size) return false;
      this.setValue(key, version, size);
      return true;
    }
    if (this.sizeAt(at) === size && this.versionAt(at) === version) return false;
    this.setValueAt(at, version, size);
    return true;
  }

  /** A key that exists goes, its last version is remembered; false when there is no such key. */
  erase(key: number, version: number): boolean {
    const at = this.base === undefined ? ABSENT : this.find(key);
    if (at === ABSENT) {
      if (this.sizeOf(key) === 0) return false;
      this.setValue(key, version, 0);
      return true;
    }
    if (this.sizeAt(at) === 0) return false;
    this.setValueAt(at, version, 0);
    return true;
  }

  /** Another lease for a key. */
  setLease(key: number, lease: number): void {
    const { base, leases } = this;
    if (leases !== undefined) {
      if (key >= leases.length) this.leases = grown(leases, withSlack(key + 1));
      (this.leases ?? leases)[key] = lease;
      if (key >= this.length) this.length = key + 1;
      return;
    }
    if (base !== undefined) {
      const at = this.find(key);
      if (at === ABSENT) this.set(key, this.version(key), this.sizeOf(key), lease);
      else this.setLeaseAt(at, lease);
      return;
    }
    this.reserve(key);
    this.own[key * WORDS + 2] = lease;
  }

  /** A copy of versions and sizes. */
  content(): { versions: Uint32Array; sizes: Uint32Array } {
    const versions = new Uint32Array(this.length);
    const sizes = new Uint32Array(this.length);
    this.copyTo(versions, sizes);
    return { versions, sizes };
  }

  /** Versions and sizes as they are now, for good. */
  frozen(): KeyContent {
    const { base, length } = this;
    if (base === undefined) {
      return new KeyContent({ length, ...this.content() });
    }
    const { versions, sizes } = base;
    return new KeyContent({ length, versions, sizes, differing: this.copy(this.pool) });
  }

  private copyTo(versions: Uint32Array, sizes: Uint32Array): void {
    const { base, own, length } = this;
    if (base === undefined) {
      for (let key = 0; key < length; key += 1) {
        versions[key] = own[key * WORDS] ?? 0;
        sizes[key] = own[key * WORDS + 1] ?? 0;
      }
      return;
    }
    versions.set(base.versions);
    sizes.set(base.sizes);
    versions.fill(0, base.versions.length, length);
    sizes.fill(0, base.sizes.length, length);
    this.forEachStored((key, at) => {
      versions[key] = this.versionAt(at);
      sizes[key] = this.sizeAt(at);
    });
  }

  private reserve(key: number): void {
    if (key >= this.length) this.length = key + 1;
    const keys = this.own.length / WORDS;
    if (key >= keys) this.own = grown(this.own, Math.max(16, key + 1, keys * 2) * WORDS);
  }
}

/** Room for so many keys and the few that will come: these are thousands of large arrays. */
function withSlack(keys: number): number {
  return keys + Math.max(16, keys >> 3);
}

function grown(from: Uint32Array, length: number): Uint32Array {
  const to = new Uint32Array(length);
  to.set(from);
  return to;
}
