/**
 * What the mirrors of like clusters were told by every remote cluster, as numbers in a row: the sources of a mesh are
 * simulated once, and receiving clusters afterwards, a few at a time, from this record (docs/background/scale.md). Plain
 * data, so that it can be shared with other threads.
 * An entry is when it is to be told, what it is, which fan of mirrors it is for, and then its own numbers.
 */
import type { TimeNs } from "../../src/engine/time.js";

export interface MirrorRecord {
  readonly numbers: Float64Array;
  /** Where each entry begins, in the order in which they are to be told. */
  readonly starts: Float64Array;
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

const FIRST_ROOM = 1 << 16;

/** A record that is being made. */
export class MirrorRecording {
  private numbers = new Float64Array(FIRST_ROOM);
  private length = 0;
  private readonly entries: number[] = [];
  /** When each fan was told something last: what comes later is not told before it. */
  private readonly toldNs: TimeNs[] = [];

  /** A fan is told from now on; returns its number. Fans that are wired in equal order get equal numbers. */
  newFan(nowNs: TimeNs): number {
    this.toldNs.push(nowNs);
    return this.toldNs.length - 1;
  }

  /** Begins an entry. @param atNs when the first of the mirrors has it; not before what the fan was told last. */
  begin(told: Told, fan: number, atNs: TimeNs): void {
    const tellNs = Math.max(Math.round(atNs), this.toldNs[fan] ?? 0);
    this.toldNs[fan] = tellNs;
    this.entries.push(this.length);
    this.add(tellNs);
    this.add(told);
    this.add(fan);
  }

  /** A new kvstoremesh of a cluster is ready. */
  mirrorReady(cluster: number, nowNs: TimeNs): void {
    this.entries.push(this.length);
    for (const number of [nowNs, TOLD.ready, cluster]) this.add(number);
  }

  /** The next number of the entry that was begun last. */
  add(value: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Float64Array(2 * this.numbers.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length] = value;
    this.length += 1;
  }

  /** The whole record, which is let go here; nothing is recorded after that. */
  finish(): MirrorRecord {
    const numbers = this.numbers.subarray(0, this.length);
    this.numbers = new Float64Array(0);
    const tellNs = (entry: number): TimeNs => numbers[this.entries[entry] ?? 0] ?? 0;
    const order = Uint32Array.from(this.entries.keys());
    order.sort((one, other) => tellNs(one) - tellNs(other) || one - other);
    return { numbers, starts: Float64Array.from(order, (entry) => this.entries[entry] ?? 0) };
  }
}

/** Reads a record from a place on. */
export class MirrorRecordReader {
  private readonly record: MirrorRecord;
  private entry = 0;
  private at = 0;

  constructor(record: MirrorRecord) {
    this.record = record;
  }

  /** When the next entry is to be told; Infinity after the last one. */
  get nextNs(): TimeNs {
    const start = this.record.starts[this.entry];
    return start === undefined ? Infinity : (this.record.numbers[start] ?? 0);
  }

  /** The n-th number after the time of the next entry; it stays the next one. */
  peek(number: number): number {
    return this.record.numbers[(this.record.starts[this.entry] ?? 0) + 1 + number] ?? 0;
  }

  /** Leaves the next entry out. */
  skip(): void {
    this.entry += 1;
  }

  /** Goes to the next entry: what follows is what it is, its fan and its own numbers. */
  open(): void {
    this.at = (this.record.starts[this.entry] ?? 0) + 1;
    this.entry += 1;
  }

  next(): number {
    const value = this.record.numbers[this.at] ?? 0;
    this.at += 1;
    return value;
  }
}
