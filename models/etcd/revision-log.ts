/**
 * The part of etcd's history that somebody may still have to read: changes after the oldest revision that a list,
 * an unsynced watcher, a victim or a client that lost its connection holds, and a short tail of the newest ones, from
 * which the view of a reader that is a few responses behind can be told.
 * The real store keeps all history until compaction; its memory is counted in `memory.ts`, not stored here.
 */
import type { KeyContent } from "./key-content.js";
import type { Prefix, WatchEvent } from "./keyspace.js";

export interface LogEntry {
  readonly revision: number;
  readonly prefix: Prefix;
  readonly event: WatchEvent;
  /** What the key had before: version and size. */
  readonly previousVersion: number;
  readonly previousBytes: number;
}

/** Somebody who must be able to read every change after `revision`. */
export interface RevisionHold {
  revision: number;
}

/** Newest changes that are kept without a holder: more than a stream's channel holds. */
const TAIL = 512;
const NONE: readonly LogEntry[] = [];

export class RevisionLog {
  /** History up to here is gone: a watch from an earlier revision fails. */
  compactedRevision = 0;
  private entries: LogEntry[] = [];
  private readonly holds = new Set<RevisionHold>();
  private appendsSinceTrim = 0;
  private readonly contents = new Map<Prefix, { revision: number; content: KeyContent }>();
  /** The kept changes by prefix, made when somebody asks for those of one: an etcd with mirrors has thousands. */
  private byPrefix: Map<Prefix, LogEntry[]> | undefined;
  /** So many of the kept changes are in it. */
  private indexed = 0;

  /** Changes that are kept now. */
  get length(): number {
    return this.entries.length;
  }

  hold(revision: number): RevisionHold {
    const hold = { revision };
    this.holds.add(hold);
    return hold;
  }

  release(hold: RevisionHold): void {
    this.holds.delete(hold);
  }

  append(entry: LogEntry): void {
    this.entries.push(entry);
    this.appendsSinceTrim += 1;
    if (this.appendsSinceTrim > 4096 && this.appendsSinceTrim * 2 > this.entries.length)
      this.trim();
  }

  /** The kept changes of a prefix after a held revision, oldest first. */
  changesOf(prefix: Prefix, revision: number): readonly LogEntry[] {
    const entries = this.keptOf(prefix);
    const first = indexAfter(entries, revision);
    return first === entries.length ? NONE : entries.slice(first);
  }

  /** No watch may start from a revision up to this one any more. What is held stays, to tell what its holder knew. */
  compact(revision: number): void {
    this.compactedRevision = Math.max(this.compactedRevision, revision);
  }

  /**
   * What a prefix held at a revision: its present content with the changes since undone. When these are no longer
   * kept, the oldest content that is. Readers that ask for the same revision share one copy.
   */
  contentAt(prefix: Prefix, revision: number): KeyContent {
    const wanted = Math.min(revision, prefix.lastRevision);
    const known = this.contents.get(prefix);
    if (known?.revision === wanted) return known.content;
    const content = prefix.content();
    const entries = this.keptOf(prefix);
    const first = indexAfter(entries, revision);
    for (let at = entries.length - 1; at >= first; at -= 1) {
      const entry = entries[at];
      if (entry === undefined) continue;
      content.set(entry.event.key, entry.previousVersion, entry.previousBytes);
    }
    this.contents.set(prefix, { revision: wanted, content });
    return content;
  }

  private keptOf(prefix: Prefix): readonly LogEntry[] {
    this.byPrefix ??= new Map();
    const { byPrefix, entries } = this;
    for (; this.indexed < entries.length; this.indexed += 1) {
      const entry = entries[this.indexed];
      if (entry === undefined) continue;
      const same = byPrefix.get(entry.prefix);
      if (same === undefined) byPrefix.set(entry.prefix, [entry]);
      else same.push(entry);
    }
    return byPrefix.get(prefix) ?? NONE;
  }

  private trim(): void {
    this.appendsSinceTrim = 0;
    let oldest = Infinity;
    for (const hold of this.holds) oldest = Math.min(oldest, hold.revision);
    const first = Math.min(indexAfter(this.entries, oldest), this.entries.length - TAIL);
    if (first <= 0) return;
    this.entries = this.entries.slice(first);
    this.byPrefix = undefined;
    this.indexed = 0;
  }
}

/** Index of the first change after a revision. */
function indexAfter(entries: readonly LogEntry[], revision: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.revision ?? Infinity) <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
