/**
 * An event that mirrors were told, as it stands in the record: a reader that cannot keep up has hundreds of thousands of
 * them, so an event is a place there until somebody asks for its change.
 */
import type { WatchEvent } from "../etcd/keyspace.js";
import { SourceChange, forEachCarried, type Change } from "../kvstore/change.js";
import type { ChangeRows } from "./change-record.js";
import type { MirrorRecording } from "./mirror-record.js";

/**
 * Most events carry one change, and say what it says: its row and when its put was sent. The first number is
 * 2 x row + repeated. Of others it is -(1 + 2 x changes + repeated), and there follow what the event says, and then row
 * and time of each change that it carries, newest first.
 */
const ROW = 0;
const SENT = 1;
const SHORT = 2;
const KEY = 1;
const VALUE_BYTES = 2;
const VERSION = 3;
const CHANGES = 4;
const OF_CHANGE = 2;

/** Writes an event into the entry that was begun last. */
export function recordEvent(recording: MirrorRecording, event: WatchEvent): void {
  const { change, key, valueBytes, version } = event;
  const repeated = event.isRepeated === true ? 1 : 0;
  let carried = 0;
  if (change !== undefined) forEachCarried(change, () => (carried += 1));
  const saysTheSame =
    change?.key === key && change.valueBytes === valueBytes && change.version === version;
  if (saysTheSame && carried === 1) {
    recording.add(2 * rowOf(change) + repeated);
    recording.add(change.sentNs);
    return;
  }
  recording.add(-(1 + 2 * carried + repeated));
  recording.add(key);
  recording.add(valueBytes);
  recording.add(version);
  if (change === undefined) return;
  forEachCarried(change, (one) => {
    recording.add(rowOf(one));
    recording.add(one.sentNs);
  });
}

function rowOf(change: Change): number {
  const row = change instanceof SourceChange ? change.row : -1;
  if (row < 0) throw new Error("what a source tells should have been written down");
  return row;
}

/** How many numbers the event takes that stands at a place of a block. */
export function eventNumbers(block: Float64Array, at: number): number {
  const head = block[at] ?? 0;
  return head >= 0 ? SHORT : CHANGES + OF_CHANGE * carriedBy(head);
}

function carriedBy(head: number): number {
  return Math.floor((-head - 1) / 2);
}

export class ToldEvent implements WatchEvent {
  private readonly changes: ChangeRows;
  private readonly block: Float64Array;
  private readonly at: number;
  private made: Change | undefined;

  /** @param at where in the block it stands. */
  constructor(changes: ChangeRows, block: Float64Array, at: number) {
    this.changes = changes;
    this.block = block;
    this.at = at;
  }

  get key(): number {
    return this.isShort ? this.changes.key(this.row) : this.number(KEY);
  }

  get valueBytes(): number {
    return this.isShort ? this.changes.valueBytes(this.row) : this.number(VALUE_BYTES);
  }

  get version(): number {
    return this.isShort ? this.changes.version(this.row) : this.number(VERSION);
  }

  get isRepeated(): boolean {
    const head = this.number(ROW);
    return (head >= 0 ? head : -head - 1) % 2 === 1;
  }

  get isSent(): boolean {
    if (this.isShort) return this.number(SENT) >= 0;
    const carried = carriedBy(this.number(ROW));
    for (let change = 0; change < carried; change += 1) {
      if (this.number(CHANGES + OF_CHANGE * change + 1) < 0) return false;
    }
    return carried > 0;
  }

  get change(): Change | undefined {
    return (this.made ??= this.isShort ? this.changeOf(this.row, this.number(SENT)) : this.chain());
  }

  private chain(): Change | undefined {
    let newest: Change | undefined;
    let oldest: Change | undefined;
    const carried = carriedBy(this.number(ROW));
    for (let place = 0; place < carried; place += 1) {
      const at = CHANGES + OF_CHANGE * place;
      const change = this.changeOf(this.number(at), this.number(at + 1));
      if (oldest === undefined) newest = change;
      else oldest.superseded = change;
      oldest = change;
    }
    return newest;
  }

  private changeOf(row: number, sentNs: number): Change {
    const change = this.changes.change(row);
    change.sentNs = sentNs;
    return change;
  }

  private get isShort(): boolean {
    return this.number(ROW) >= 0;
  }

  private get row(): number {
    return Math.floor(this.number(ROW) / 2);
  }

  private number(place: number): number {
    return this.block[this.at + place] ?? 0;
  }
}
