/**
 * What the mirrors of like clusters were told by every remote cluster, as numbers in a row: the sources of a mesh are
 * simulated once, and receiving clusters afterwards, a few at a time, from this record (docs/background/scale.md). Plain
 * data, so that it can be shared with other threads.
 * An entry is when it is to be told, what it is, which fan of mirrors it is for, and then its own numbers.
 */
import type { TimeNs } from "../../src/engine/time.js";
import { NumberRows, type MakeRoom } from "./number-rows.js";

export interface MirrorRecord {
  readonly blocks: readonly Float64Array[];
  /** The block of each entry and where it begins there, in the order in which they are to be told. */
  readonly blockOf: Float64Array;
  readonly offsets: Float64Array;
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

/** A record that is being made. */
export class MirrorRecording {
  private readonly rows: NumberRows;
  private readonly makeRoom: MakeRoom;
  /** The time, the block and the place there of each entry. */
  private readonly timesNs: TimeNs[] = [];
  private readonly blockOf: number[] = [];
  private readonly offsets: number[] = [];
  /** When each fan was told something last: what comes later is not told before it. */
  private readonly toldNs: TimeNs[] = [];

  constructor(makeRoom: MakeRoom) {
    this.makeRoom = makeRoom;
    this.rows = new NumberRows(makeRoom);
  }

  /** A fan is told from now on; returns its number. Fans that are wired in equal order get equal numbers. */
  newFan(nowNs: TimeNs): number {
    this.toldNs.push(nowNs);
    return this.toldNs.length - 1;
  }

  /** Begins an entry. @param atNs when the first of the mirrors has it; not before what the fan was told last. */
  begin(told: Told, fan: number, atNs: TimeNs): void {
    const tellNs = Math.max(Math.round(atNs), this.toldNs[fan] ?? 0);
    this.toldNs[fan] = tellNs;
    this.enter(tellNs, told, fan);
  }

  /** A new kvstoremesh of a cluster is ready. */
  mirrorReady(cluster: number, nowNs: TimeNs): void {
    this.enter(nowNs, TOLD.ready, cluster);
  }

  /** The next number of the entry that was begun last. */
  add(value: number): void {
    this.rows.add(value);
  }

  /** The whole record, by time; nothing is recorded after that. */
  finish(): MirrorRecord {
    this.close();
    const { timesNs, blockOf, offsets } = this;
    const order = [...timesNs.keys()];
    order.sort((one, other) => (timesNs[one] ?? 0) - (timesNs[other] ?? 0) || one - other);
    const inOrder = (values: readonly number[]): Float64Array => {
      const sorted = this.makeRoom(order.length);
      for (const [place, entry] of order.entries()) sorted[place] = values[entry] ?? 0;
      return sorted;
    };
    return { blocks: this.rows.blocks, blockOf: inOrder(blockOf), offsets: inOrder(offsets) };
  }

  private enter(tellNs: TimeNs, told: Told, whom: number): void {
    this.close();
    this.timesNs.push(tellNs);
    const { rows } = this;
    rows.begin();
    rows.add(tellNs);
    rows.add(told);
    rows.add(whom);
  }

  /** The last entry is complete: it lies where it will stay. */
  private close(): void {
    if (this.blockOf.length === this.timesNs.length) return;
    this.blockOf.push(this.rows.blockNumber);
    this.offsets.push(this.rows.offset);
  }
}

/** Reads a record from a place on. */
export class MirrorRecordReader {
  private readonly record: MirrorRecord;
  private entry = 0;
  /** When the next entry is to be told; Infinity after the last one. */
  nextNs: TimeNs = Infinity;
  private head: Float64Array = new Float64Array(0);
  private headAt = 0;
  /** The entry that is open. */
  private block: Float64Array = this.head;
  private at = 0;

  constructor(record: MirrorRecord) {
    this.record = record;
    this.look();
  }

  /** The n-th number after the time of the next entry; it stays the next one. */
  peek(number: number): number {
    return this.head[this.headAt + 1 + number] ?? 0;
  }

  /** Leaves the next entry out. */
  skip(): void {
    this.entry += 1;
    this.look();
  }

  /** Goes to the next entry: what follows is what it is, its fan and its own numbers. */
  open(): void {
    this.block = this.head;
    this.at = this.headAt + 1;
    this.skip();
  }

  next(): number {
    const value = this.block[this.at] ?? 0;
    this.at += 1;
    return value;
  }

  private look(): void {
    const { blocks, blockOf, offsets } = this.record;
    const { entry } = this;
    const head = blocks[blockOf[entry] ?? Infinity];
    if (head === undefined) {
      this.nextNs = Infinity;
      return;
    }
    this.head = head;
    this.headAt = offsets[entry] ?? 0;
    this.nextNs = head[this.headAt] ?? 0;
  }
}
