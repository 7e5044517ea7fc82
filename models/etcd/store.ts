/**
 * etcd's multi-version store: keys, revisions, history, and who is told of each change. Everything here is applied
 * already; what it costs and when it happens is the member's business.
 * Real behaviour: etcd-io/etcd v3.6.14 server/storage/mvcc/kvstore.go, watchable_store_txn.go.
 */
import type { Compactor } from "./compactor.js";
import type { AssumedContent } from "./key-columns.js";
import type { KeyContent } from "./key-content.js";
import { Keyspace, type Prefix, type WatchEvent } from "./keyspace.js";
import { RevisionLog, type RevisionHold } from "./revision-log.js";

export interface StoreParts {
  /** Counts kept revisions. */
  readonly compactor: () => Compactor;
  /** Tells the synced watchers. */
  readonly notify: (prefix: Prefix, events: readonly WatchEvent[], revision: number) => void;
  /** One change was applied. */
  readonly applied: (prefix: Prefix, event: WatchEvent) => void;
}

export class Store {
  readonly keyspace = new Keyspace();
  readonly log = new RevisionLog();
  /** The revision of the last applied change. */
  revision = 0;
  private readonly parts: StoreParts;

  constructor(parts: StoreParts) {
    this.parts = parts;
  }

  /** Stores a value, or deletes the key (`given.valueBytes` 0). */
  put(prefix: Prefix, given: WatchEvent, lease: number): void {
    const before = prefix.version(given.key);
    const bytes = prefix.sizeOf(given.key);
    const isRepeated = given.valueBytes > 0 && bytes > 0 && before === given.version;
    const { key, valueBytes, version, change } = given;
    const event =
      isRepeated === (given.isRepeated ?? false)
        ? given
        : { key, valueBytes, version, change, isRepeated };
    if (event.valueBytes > 0) {
      prefix.put(event.key, event.valueBytes, event.version, lease);
    } else if (!prefix.delete(event.key, event.version)) {
      return;
    }
    this.revision += 1;
    this.note(prefix, event, before, bytes);
    this.parts.notify(prefix, [event], this.revision);
  }

  /** Deletes keys at one revision; the version of their last value stays. */
  deleteKeys(prefix: Prefix, keys: readonly number[]): void {
    if (keys.length === 0) return;
    this.revision += 1;
    const events: WatchEvent[] = [];
    for (const key of keys) {
      const previousVersion = prefix.version(key);
      const previousBytes = prefix.sizeOf(key);
      const event = { key, valueBytes: 0, version: previousVersion, change: undefined };
      if (!prefix.delete(key, previousVersion)) continue;
      events.push(event);
      this.note(prefix, event, previousVersion, previousBytes);
    }
    this.parts.notify(prefix, events, this.revision);
  }

  /** Puts a key there before the clock starts: no history, no watchers. */
  preload(prefix: Prefix, event: WatchEvent, lease = 0): void {
    prefix.put(event.key, event.valueBytes, event.version, lease);
    this.revision += 1;
    prefix.lastRevision = this.revision;
    this.parts.compactor().count(prefix.keyBytes + event.valueBytes);
  }

  /** The same for all keys of a prefix at once, one revision each; others may hold the same content. */
  preloadAll(prefix: Prefix, content: AssumedContent): void {
    const keys = content.sizes.length;
    prefix.assumeContent(content);
    if (keys === 0) return;
    this.revision += keys;
    prefix.lastRevision = this.revision;
    this.parts.compactor().count(keys * prefix.keyBytes + content.totalBytes, keys);
  }

  /** Keeps history after this revision until the hold is given to a watch or released. */
  hold(revision: number): RevisionHold {
    return this.log.hold(revision);
  }

  release(hold: RevisionHold): void {
    this.log.release(hold);
  }

  /** Keeps all history from now on, so that every step of a reader can be checked. */
  keepHistory(): void {
    this.log.hold(0);
  }

  /** History up to this revision is gone. */
  get compactedRevision(): number {
    return this.log.compactedRevision;
  }

  /** What a prefix held at a revision. */
  contentAt(prefix: Prefix, revision: number): KeyContent {
    return this.log.contentAt(prefix, revision);
  }

  /** Changes of a prefix after one revision, up to another one, as far as they are kept. */
  changesBetween(prefix: Prefix, after: number, upTo: number): readonly WatchEvent[] {
    return this.log
      .changesOf(prefix, after)
      .filter((entry) => entry.revision <= upTo)
      .map((entry) => entry.event);
  }

  /** Notes one change of the present revision, and what the key had before. */
  private note(
    prefix: Prefix,
    event: WatchEvent,
    previousVersion: number,
    previousBytes: number,
  ): void {
    const { revision } = this;
    prefix.lastRevision = revision;
    this.parts.compactor().count(prefix.keyBytes + event.valueBytes);
    this.log.append(revision, prefix, event, previousVersion, previousBytes);
    this.parts.applied(prefix, event);
  }
}
