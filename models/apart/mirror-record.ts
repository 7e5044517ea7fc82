/**
 * What the mirrors of like clusters were told by every remote cluster, as numbers in a row: the sources of a mesh are
 * simulated once, and receiving clusters from this record, a few at a time (docs/background/scale.md).
 * An entry is when it is to be told, what it is of which keys, which fan of mirrors it is for, and then its own numbers.
 */
import type { TimeNs } from "../../src/engine/time.js";
import { NumberRows, numberAt, type MakeBlock } from "./number-rows.js";

/** It grows while the sources are still simulated; what is there stays. */
export interface MirrorRecord {
  readonly entries: readonly Float64Array[];
  /** For each entry its place, in the order in which they are to be told. */
  readonly order: readonly Float64Array[];
  /** How many entries are in order. */
  readonly count: number;
}

/** What a fan is told: the calls of a RemoteClusterConsumer. */
export const TOLD = {
  connected: 0,
  listed: 1,
  synced: 2,
  changed: 3,
  removed: 4,
  drained: 5,
  forked: 6,
  absorbed: 7,
  /** The kvstoremesh of a new pod is ready: in the place of the fan stands the index of its cluster. */
  ready: 8,
} as const;
export type Told = (typeof TOLD)[keyof typeof TOLD];

/** What an entry is, in one number: its kind, type of keys and number of events. */
const KINDS = 16;
const TYPES = 8;

/** A place in a record is SPAN x block + offset there. No block has more numbers. */
const SPAN = 2 ** 32;

/** The block of a place. */
export function blockAt({ entries }: MirrorRecord, place: number): Float64Array {
  const block = entries[Math.floor(place / SPAN)];
  if (block === undefined) throw new Error(`place ${place} of the record should be there`);
  return block;
}

/** Where in its block a place is. */
export function offsetAt(place: number): number {
  return place % SPAN;
}

interface Entry {
  readonly tellNs: TimeNs;
  readonly block: number;
  readonly offset: number;
}

/** A record that is being made. */
export class MirrorRecording implements MirrorRecord {
  count = 0;
  /** An entry came so late that later ones were in order already: who read them has to begin anew, after the end. */
  isOutOfOrder = false;
  private readonly rows: NumberRows;
  private readonly makeOrder: MakeBlock | undefined;
  private inOrder: NumberRows;
  /** No entry after this time is in order. */
  private orderedNs: TimeNs = -1;
  /** Those that are not in order yet, as they were recorded; the last one is still written. */
  private waiting: Entry[] = [];
  private lastNs: TimeNs | undefined;
  /** When each fan was told something last: what comes later is not told before it. */
  private readonly toldNs: TimeNs[] = [];

  /** @param makeEntries where the entries lie, @param makeOrder and their order. */
  constructor(makeEntries?: MakeBlock, makeOrder?: MakeBlock) {
    this.rows = new NumberRows(makeEntries);
    this.makeOrder = makeOrder;
    this.inOrder = new NumberRows(makeOrder);
  }

  get entries(): readonly Float64Array[] {
    return this.rows.blocks;
  }

  get order(): readonly Float64Array[] {
    return this.inOrder.blocks;
  }

  /** A fan is told from now on; returns its number. Fans that are wired in equal order get equal numbers. */
  newFan(nowNs: TimeNs): number {
    this.toldNs.push(nowNs);
    return this.toldNs.length - 1;
  }

  /** Begins an entry. @param atNs when the first of the mirrors has it; not before what the fan was told last. */
  begin(
    told: Told,
    fan: number,
    atNs: TimeNs,
    { type = 0, events = 0 }: { readonly type?: number; readonly events?: number } = {},
  ): void {
    const tellNs = Math.max(Math.round(atNs), this.toldNs[fan] ?? 0);
    this.toldNs[fan] = tellNs;
    this.enter(tellNs, told + KINDS * (type + TYPES * events), fan);
  }

  /** A new kvstoremesh of a cluster is ready. */
  mirrorReady(cluster: number, nowNs: TimeNs): void {
    this.enter(nowNs, TOLD.ready, cluster);
  }

  /** The next number of the entry that was begun last. */
  add(value: number): void {
    this.rows.add(value);
  }

  /** Puts in order what is to be told by a time; Infinity: all, and nothing is recorded after that. */
  putInOrder(untilNs: TimeNs): void {
    this.close();
    if (this.isOutOfOrder) {
      if (untilNs === Infinity) this.orderAnew();
      return;
    }
    const due = this.waiting.filter(({ tellNs }) => tellNs <= untilNs);
    if (due.length > 0) this.waiting = this.waiting.filter(({ tellNs }) => tellNs > untilNs);
    this.append(due);
    this.orderedNs = Math.max(this.orderedNs, untilNs);
  }

  private append(due: Entry[]): void {
    due.sort((one, other) => one.tellNs - other.tellNs);
    const { inOrder } = this;
    for (const { block, offset } of due) {
      inOrder.begin();
      inOrder.add(SPAN * block + offset);
    }
    this.count += due.length;
  }

  /** Everything, in a list of its own: nobody must read the one that was begun. */
  private orderAnew(): void {
    // It may be a million: too many to be arguments of a call.
    const all = this.waiting;
    this.waiting = [];
    for (let row = 0; row < this.count; row += 1) {
      const place = placeOf(this, row);
      const offset = offsetAt(place);
      const tellNs = blockAt(this, place)[offset] ?? 0;
      all.push({ tellNs, block: Math.floor(place / SPAN), offset });
    }
    // As they were recorded: that is how those of one time are told.
    all.sort((one, other) => one.block - other.block || one.offset - other.offset);
    this.inOrder = new NumberRows(this.makeOrder);
    this.count = 0;
    this.append(all);
  }

  private enter(tellNs: TimeNs, what: number, whom: number): void {
    this.close();
    this.lastNs = tellNs;
    if (tellNs <= this.orderedNs) this.isOutOfOrder = true;
    const { rows } = this;
    rows.begin();
    rows.add(tellNs);
    rows.add(what);
    rows.add(whom);
  }

  /** The last entry is complete: it lies where it will stay. */
  private close(): void {
    if (this.lastNs === undefined) return;
    const { blockNumber: block, offset } = this.rows;
    this.waiting.push({ tellNs: this.lastNs, block, offset });
    this.lastNs = undefined;
  }
}

/** Where an entry begins. @param row its number among those in order. */
function placeOf({ order }: MirrorRecord, row: number): number {
  return numberAt(order, 1, { row, column: 0 }) ?? Infinity;
}

/** Reads a record from a place on. */
export class MirrorRecordReader {
  /** When the next entry is to be told; Infinity after the last one that is there. */
  nextNs: TimeNs = Infinity;
  private readonly record: MirrorRecord;
  private entry = 0;
  private head: Float64Array = new Float64Array(0);
  private headPlace = 0;
  private headAt = 0;
  /** The entry that is open, and where its next number is. */
  private block: Float64Array = this.head;
  private at = 0;
  private what = 0;
  /** The place of that entry. */
  entryPlace = 0;

  constructor(record: MirrorRecord) {
    this.record = record;
    this.look();
  }

  /** Looks for the next entry again: the record may have grown. */
  look(): void {
    const { record, entry: row } = this;
    this.nextNs = Infinity;
    if (row >= record.count) return;
    const place = placeOf(record, row);
    this.headPlace = place;
    this.head = blockAt(record, place);
    this.headAt = offsetAt(place);
    this.nextNs = this.head[this.headAt] ?? 0;
  }

  /** The kind of the next entry; it stays the next one. */
  get nextTold(): Told {
    return (this.peek(0) % KINDS) as Told;
  }

  /** The n-th number of the next entry after its time: what it is, its fan, and its own. */
  peek(number: number): number {
    return this.head[this.headAt + 1 + number] ?? 0;
  }

  /** Leaves the next entry out. */
  skip(): void {
    this.entry += 1;
    this.look();
  }

  /** Goes to the next entry: what follows is its fan and its own numbers. */
  open(): void {
    this.block = this.head;
    this.entryPlace = this.headPlace;
    this.what = this.peek(0);
    this.at = this.headAt + 2;
    this.skip();
  }

  /** What the entry is that is open. */
  get told(): Told {
    return (this.what % KINDS) as Told;
  }
  get type(): number {
    return Math.floor(this.what / KINDS) % TYPES;
  }
  get events(): number {
    return Math.floor(this.what / (KINDS * TYPES));
  }

  next(): number {
    const value = this.block[this.at] ?? 0;
    this.at += 1;
    return value;
  }
}
