/**
 * The key space of one etcd, by prefix. A key is a number within its prefix; of a value only size and version are
 * kept, in typed arrays, so that millions of keys fit.
 * Not modelled: keys that match several watched prefixes (Cilium's prefixes are disjoint), single-key watches.
 * Real behaviour: etcd-io/etcd v3.6.14 server/storage/mvcc/.
 */
import type { Change } from "../kvstore/change.js";
import { KeyColumns, type AssumedContent } from "./key-columns.js";
import type { KeyContent } from "./key-content.js";
import { Watched } from "./watched.js";
import { WordPool } from "./word-pool.js";
import type { WrittenEvent } from "./written-event.js";

/** What a watcher is told. Keys of the protocol itself (canaries, config, heartbeat) carry no change. */
export interface WatchEvent {
  readonly key: number;
  /** Bytes of the value; 0 = deleted. */
  readonly valueBytes: number;
  readonly version: number;
  readonly change: Change | undefined;
  /** The key stood there in this version already: a writer that started anew wrote it again. */
  readonly isRepeated?: boolean;
  /** The change, and all that it carries, left the source's limiter; where it is known without a look at the change. */
  readonly isSent?: boolean;
  /** Where it stands for good, if it does. */
  readonly written?: WrittenEvent;
}

/** What the prefixes of one etcd share: room, and sums over all of them. */
export interface KeyspaceParts {
  readonly pool: WordPool;
  /** Live keys, and the bytes of them and of their values. */
  keys: number;
  bytes: number;
}

export class Prefix extends Watched {
  readonly name: string;
  readonly keyBytes: number;
  /** Live keys. */
  count = 0;
  /** Revision of the last change. */
  lastRevision = 0;
  private readonly keys: KeyColumns;
  private readonly shared: KeyspaceParts;

  constructor(name: string, keyBytes: number, shared: KeyspaceParts) {
    super();
    this.name = name;
    this.keyBytes = keyBytes;
    this.shared = shared;
    this.keys = new KeyColumns(shared.pool);
  }

  /** Counts keys, also such as are not stored one by one (a cluster that is not observed). */
  assume(count: number, valueBytes: number): void {
    this.count += count;
    this.shared.keys += count;
    this.shared.bytes += count * this.keyBytes + valueBytes;
  }

  /** Begins with keys that are shared with other holders of the same content. */
  assumeContent(content: AssumedContent): void {
    this.keys.assume(content);
    this.assume(content.sizes.length, content.totalBytes);
  }

  /** Version of the last value that a key had, also when it is deleted; 0 = never written. */
  version(key: number): number {
    return this.keys.version(key);
  }

  /** Bytes of a key's value; 0 = there is no such key. */
  sizeOf(key: number): number {
    return this.keys.sizeOf(key);
  }

  /** Stores a value. */
  put(key: number, valueBytes: number, version: number, lease = 0): void {
    const before = this.keys.sizeOf(key);
    this.assume(before === 0 ? 1 : 0, valueBytes - before);
    this.keys.set(key, version, valueBytes, lease);
  }

  /** Deletes a key; false when it was not there. Its last version is remembered. */
  delete(key: number, version: number): boolean {
    const before = this.keys.sizeOf(key);
    if (before === 0) return false;
    this.assume(-1, -before);
    this.keys.setValue(key, version, 0);
    return true;
  }

  /** Keys that hang on one of these leases, by lease. */
  keysOfLeases(leases: ReadonlySet<number>): readonly { readonly key: number; lease: number }[] {
    const found: { key: number; lease: number }[] = [];
    for (let key = 0; key < this.keys.length; key += 1) {
      const lease = this.keys.leaseOf(key);
      if (leases.has(lease) && this.keys.sizeOf(key) !== 0) found.push({ key, lease });
    }
    return found;
  }

  /** The lease that a key hangs on; 0 = none. */
  leaseOf(key: number): number {
    return this.keys.leaseOf(key);
  }

  /** True when a key hangs on one of these leases. */
  hangsOn(key: number, leases: ReadonlySet<number>): boolean {
    return leases.has(this.keys.leaseOf(key));
  }

  /** Everything as it is now: what a list pinned at this revision returns. */
  content(): KeyContent {
    return this.keys.frozen();
  }
}

export class Keyspace {
  private readonly prefixes = new Map<string, Prefix>();
  /** The sums are kept up to date by the prefixes: an etcd with mirrors has thousands of them. */
  private readonly shared: KeyspaceParts = { pool: new WordPool(), keys: 0, bytes: 0 };

  /** The prefix of this name, made empty on first use. */
  prefix(name: string, keyBytes: number): Prefix {
    let prefix = this.prefixes.get(name);
    if (prefix === undefined) {
      prefix = new Prefix(name, keyBytes, this.shared);
      this.prefixes.set(name, prefix);
    }
    return prefix;
  }

  /** All prefixes, in the order in which they were first used. */
  all(): Iterable<Prefix> {
    return this.prefixes.values();
  }

  get keys(): number {
    return this.shared.keys;
  }

  /** Bytes of all live keys and values. */
  get contentBytes(): number {
    return this.shared.bytes;
  }
}
