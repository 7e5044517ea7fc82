/**
 * The part of etcd's history that somebody may still have to read: changes after the oldest revision that a list,
 * an unsynced watcher, a victim or a client that lost its connection holds, and a short tail of the newest ones, from
 * which the view of a reader that is a few responses behind can be told. It is a ring: what nobody can ask for makes room
 * for what comes, and only while somebody holds on to more does it grow.
 * The real store keeps all history until compaction; its memory is counted in `memory.ts`, not stored here.
 */
import type { KeyContent } from "./key-content.js";
import type { Prefix, WatchEvent } from "./keyspace.js";

/** A change that is kept. */
export interface LoggedChange {
  readonly revision: number;
  readonly event: WatchEvent;
}

/** Somebody who must be able to read every change after `revision`. */
export interface RevisionHold {
  revision: number;
}

/** Newest changes that are kept without a holder: more than a stream's channel holds. */
const TAIL = 512;
const FIRST_PLACES = 64;
/** Numbers of a place: its revision, and the version and size that the key had before. */
const REVISION = 0;
const VERSION = 1;
const BYTES = 2;
const WIDTH = 3;
const NONE: readonly never[] = [];

export class RevisionLog {
  /** History up to here is gone: a watch from an earlier revision fails. */
  compactedRevision = 0;
  /** Changes are numbered on and on; those from `first` to before `next` are kept, each in the place of its number. */
  private first = 0;
  private next = 0;
  private places = 0;
  private prefixes: (Prefix | undefined)[] = [];
  private events: (WatchEvent | undefined)[] = [];
  private numbers = new Uint32Array(0);
  private readonly holds = new Set<RevisionHold>();
  private readonly contents = new Map<Prefix, { revision: number; content: KeyContent }>();
  /** Numbers of the kept changes by prefix, made when somebody asks for one: an etcd with mirrors has thousands. */
  private byPrefix: Map<Prefix, number[]> | undefined;
  /** Changes before this one are in it. */
  private indexed = 0;

  hold(revision: number): RevisionHold {
    const hold = { revision };
    this.holds.add(hold);
    return hold;
  }

  release(hold: RevisionHold): void {
    this.holds.delete(hold);
  }

  /** A change was applied. @param version what the key had before, and `bytes` its size. */
  append(
    revision: number,
    prefix: Prefix,
    event: WatchEvent,
    version: number,
    bytes: number,
  ): void {
    if (this.next - this.first === this.places) this.makeRoom();
    const place = this.next & (this.places - 1);
    this.next += 1;
    this.prefixes[place] = prefix;
    this.events[place] = event;
    const at = place * WIDTH;
    this.numbers[at + REVISION] = revision;
    this.numbers[at + VERSION] = version;
    this.numbers[at + BYTES] = bytes;
  }

  /** The kept changes of a prefix after a held revision, oldest first. */
  changesOf(prefix: Prefix, revision: number): readonly LoggedChange[] {
    const kept = this.keptOf(prefix);
    const first = this.indexAfter(kept, revision);
    if (first === kept.length) return NONE;
    return kept
      .slice(first)
      .map((change) => ({ revision: this.read(change, REVISION), event: this.eventOf(change) }));
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
    const kept = this.keptOf(prefix);
    const first = this.indexAfter(kept, revision);
    for (let at = kept.length - 1; at >= first; at -= 1) {
      const change = kept[at];
      if (change === undefined) continue;
      content.set(this.eventOf(change).key, this.read(change, VERSION), this.read(change, BYTES));
    }
    this.contents.set(prefix, { revision: wanted, content });
    return content;
  }

  /** Numbers of the kept changes of a prefix, ascending. */
  private keptOf(prefix: Prefix): readonly number[] {
    this.byPrefix ??= new Map();
    const { byPrefix, prefixes } = this;
    for (; this.indexed < this.next; this.indexed += 1) {
      const one = prefixes[this.indexed & (this.places - 1)];
      if (one === undefined) continue;
      const same = byPrefix.get(one);
      if (same === undefined) byPrefix.set(one, [this.indexed]);
      else same.push(this.indexed);
    }
    return byPrefix.get(prefix) ?? NONE;
  }

  /** Every place is taken: what nobody can ask for goes. Half of the places are free then, so this is rare. */
  private makeRoom(): void {
    let oldest = Infinity;
    for (const hold of this.holds) oldest = Math.min(oldest, hold.revision);
    let first = Math.max(this.first, this.next - TAIL);
    while (first > this.first && this.read(first - 1, REVISION) > oldest) first -= 1;
    if (first > this.first) {
      this.byPrefix = undefined;
      this.indexed = first;
    }
    let places = FIRST_PLACES;
    while (places < 2 * (this.next - first)) places *= 2;
    if (places === this.places) this.forget(first);
    else this.moveTo(places, first);
  }

  /** The changes before this one go. */
  private forget(first: number): void {
    for (let change = this.first; change < first; change += 1) {
      this.prefixes[change & (this.places - 1)] = undefined;
      this.events[change & (this.places - 1)] = undefined;
    }
    this.first = first;
  }

  /** So many places from now on, with the changes from `first` on. */
  private moveTo(places: number, first: number): void {
    const { prefixes, events, numbers } = this;
    const before = this.places - 1;
    this.prefixes = new Array<Prefix | undefined>(places).fill(undefined);
    this.events = new Array<WatchEvent | undefined>(places).fill(undefined);
    this.numbers = new Uint32Array(places * WIDTH);
    for (let change = first; change < this.next; change += 1) {
      const from = change & before;
      const to = change & (places - 1);
      this.prefixes[to] = prefixes[from];
      this.events[to] = events[from];
      for (let which = 0; which < WIDTH; which += 1) {
        this.numbers[to * WIDTH + which] = numbers[from * WIDTH + which] ?? 0;
      }
    }
    this.places = places;
    this.first = first;
  }

  /** Index of the first change after a revision. */
  private indexAfter(kept: readonly number[], revision: number): number {
    let low = 0;
    let high = kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.read(kept[middle] ?? 0, REVISION) <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private eventOf(change: number): WatchEvent {
    const event = this.events[change & (this.places - 1)];
    if (event === undefined) throw new Error(`change ${change} should be kept`);
    return event;
  }

  private read(change: number, which: number): number {
    return this.numbers[(change & (this.places - 1)) * WIDTH + which] ?? 0;
  }
}
