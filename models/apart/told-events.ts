/**
 * Events that mirrors were told, as they stand in the record: a mirror that cannot keep up has hundreds of thousands of
 * them, so an event is a place there until somebody asks for its change.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { DeliveryTimes } from "../etcd/watch-group.js";
import type { EventRecord, ToldResponse, Writable, WrittenEvent } from "../etcd/written-event.js";
import { NOT_RECORDED, SourceChange, forEachCarried, type Change } from "../kvstore/change.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import { ChangeRows } from "./change-record.js";
import {
  blockAt,
  offsetAt,
  TOLD,
  type MirrorRecord,
  type MirrorRecording,
} from "./mirror-record.js";
import type { SourcesRecord } from "./sources-record.js";

/** Where the numbers of a response stand, from the beginning of its entry (mirror-record.ts); then come its events. */
const FROM_MEMBER = 3;
const MEMBERS = 4;
const APPLIED = 5;
const SENT_FIRST = 6;
const SENT_LAST = 7;
const ARRIVED_FIRST = 8;
const ARRIVED_LAST = 9;
const EVENTS = 10;

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

/** A response to be recorded, to so many members of a cohort. */
export interface RecordedResponse {
  readonly type: KeyType;
  readonly events: readonly WatchEvent[];
  readonly members: number;
  readonly delivery: DeliveryTimes;
}

/** Writes a response down that a fan was told. @param atNs when the first of its members had it. */
export function recordResponse(
  recording: MirrorRecording,
  fan: number,
  atNs: TimeNs,
  { type, events, members, delivery }: RecordedResponse,
): void {
  const about = { type: KEY_TYPES.indexOf(type), events: events.length };
  recording.begin(TOLD.changed, fan, atNs, about);
  recording.add(delivery.fromMember);
  recording.add(members);
  recording.add(delivery.appliedNs);
  recording.add(delivery.sentFirstNs);
  recording.add(delivery.sentLastNs);
  recording.add(delivery.arrivedFirstNs);
  recording.add(delivery.arrivedLastNs);
  for (const event of events) recordEvent(recording, event);
}

function recordEvent(recording: MirrorRecording, event: WatchEvent): void {
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
  const row = change instanceof SourceChange ? change.row : NOT_RECORDED;
  if (row === NOT_RECORDED) throw new Error("what a source tells should have been written down");
  return row;
}

function carriedBy(head: number): number {
  return Math.floor((-head - 1) / 2);
}

/** The events of a record by their places. */
export class ToldEvents implements EventRecord {
  readonly changes: ChangeRows;
  private readonly mirrors: MirrorRecord;

  constructor(record: Pick<SourcesRecord, "mirrors" | "changes">) {
    this.mirrors = record.mirrors;
    this.changes = new ChangeRows(record.changes);
  }

  blockAt(place: number): Float64Array {
    return blockAt(this.mirrors, place);
  }

  eventAt(responsePlace: number, eventPlace: number): ToldEvent {
    return new ToldEvent(this, responsePlace, eventPlace);
  }

  /** So many events that a response told of, in their order. */
  eventsOf(responsePlace: number, count: number): readonly ToldEvent[] {
    const events: ToldEvent[] = [];
    for (let place = responsePlace + EVENTS; events.length < count;) {
      const event = new ToldEvent(this, responsePlace, place);
      events.push(event);
      place = event.endPlace;
    }
    return events;
  }

  responseAt(place: number, response: Writable<ToldResponse>): void {
    const block = this.blockAt(place);
    const at = offsetAt(place);
    response.fromMember = block[at + FROM_MEMBER] ?? 0;
    response.members = block[at + MEMBERS] ?? 0;
    response.appliedNs = block[at + APPLIED] ?? 0;
    response.sentFirstNs = block[at + SENT_FIRST] ?? 0;
    response.sentLastNs = block[at + SENT_LAST] ?? 0;
    response.arrivedFirstNs = block[at + ARRIVED_FIRST] ?? 0;
    response.arrivedLastNs = block[at + ARRIVED_LAST] ?? 0;
  }
}

/** One of them. */
export class ToldEvent implements WatchEvent, WrittenEvent {
  readonly record: ToldEvents;
  readonly responsePlace: number;
  readonly eventPlace: number;
  private readonly changes: ChangeRows;
  private readonly block: Float64Array;
  private readonly at: number;
  private made: Change | undefined;

  /** @param record in which it stands, in the block and from the number there that `eventPlace` says. */
  constructor(record: ToldEvents, responsePlace: number, eventPlace: number) {
    this.record = record;
    this.changes = record.changes;
    this.responsePlace = responsePlace;
    this.eventPlace = eventPlace;
    this.block = record.blockAt(eventPlace);
    this.at = offsetAt(eventPlace);
  }

  get written(): WrittenEvent {
    return this;
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

  /** Where what follows it stands. */
  get endPlace(): number {
    const numbers = this.isShort ? SHORT : CHANGES + OF_CHANGE * carriedBy(this.number(ROW));
    return this.eventPlace + numbers;
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
