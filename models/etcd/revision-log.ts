/**
 * The part of etcd's history that somebody may still have to read: changes after the oldest revision that a list,
 * an unsynced watcher or a victim holds. Without a holder nothing is kept, so a quiet mesh costs no memory.
 * The real store keeps all history until compaction; its memory is counted in `memory.ts`, not stored here.
 */
import type { Prefix, WatchEvent } from "./keyspace.js";

export interface LogEntry {
  readonly revision: number;
  readonly prefix: Prefix;
  readonly event: WatchEvent;
}

/** Somebody who must be able to read every change after `revision`. */
export interface RevisionHold {
  revision: number;
}

export class RevisionLog {
  private entries: LogEntry[] = [];
  private readonly holds = new Set<RevisionHold>();
  private appendsSinceTrim = 0;

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
    if (this.holds.size === 0) this.entries = [];
  }

  append(entry: LogEntry): void {
    if (this.holds.size === 0) return;
    this.entries.push(entry);
    this.appendsSinceTrim += 1;
    if (this.appendsSinceTrim > 4096 && this.appendsSinceTrim * 2 > this.entries.length)
      this.trim();
  }

  /** The kept changes after a held revision, oldest first. */
  after(revision: number): readonly LogEntry[] {
    const entries = this.entries;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((entries[middle]?.revision ?? Infinity) <= revision) low = middle + 1;
      else high = middle;
    }
    return entries.slice(low);
  }

  private trim(): void {
    this.appendsSinceTrim = 0;
    let oldest = Infinity;
    for (const hold of this.holds) oldest = Math.min(oldest, hold.revision);
    const kept = this.after(oldest);
    this.entries = kept.slice();
  }
}
