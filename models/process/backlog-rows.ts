/**
 * The rows of a backlog: a change that a response told of, the moments at which the first and the last member of the
 * cohort got it, and for each mirror when it has it: four bytes, since all have it within milliseconds. Rows come at the
 * end and go at the front, in chunks that serve again; what is written of one lies side by side, since it is read once,
 * long after. Of events that are written down elsewhere for good a row has the places.
 */
import { assert } from "../../src/engine/assert.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { DeliveryTimes } from "../etcd/watch-group.js";
import { noResponse, type EventRecord } from "../etcd/written-event.js";
import type { Passed } from "../kvstore/pending-changes.js";
import type { Numbers } from "../etcd/number-pool.js";
import type { BacklogRoom } from "./backlog-room.js";
import { KeyRows } from "./key-rows.js";

/** No row. */
export const NO_ROW = 0;
const ROWS = 32;

/** Numbers of a row: its neighbours of the same key, when it was told; then what was told, and the mirrors. */
const FOLLOWING = 0;
const PREVIOUS = 1;
const TOLD = 2;
const CONTENT = 3;
/** What was told, where the event is kept here: the part of the cohort that was told, and its moments. */
const FROM_MEMBER = CONTENT;
const MEMBERS = CONTENT + 1;
const APPLIED = CONTENT + 2;
const SENT_FIRST = CONTENT + 3;
const SENT_LAST = CONTENT + 4;
const ARRIVED_FIRST = CONTENT + 5;
const ARRIVED_LAST = CONTENT + 6;
const OF_KEPT = 7;
/** The same, where it stands elsewhere. */
const RESPONSE = CONTENT;
const EVENT = CONTENT + 1;
const OF_WRITTEN = 2;
/** A mirror's time is told as so many nanoseconds after the row was, plus one; 0 = not told, or not any more. */
const LONGEST_NS: TimeNs = 2 ** 31 - 2;

interface Chunk {
  /** Those that are kept here. */
  readonly events: (WatchEvent | undefined)[];
  /** The numbers, and where they begin; what they are a part of, to be given back. */
  readonly numbers: Float64Array;
  /** The same memory as whole numbers of 32 bits: two of them in the place of a number. */
  readonly words: Int32Array;
  readonly start: number;
  readonly room: Numbers;
}

const NO_EVENTS: (WatchEvent | undefined)[] = [];

export class BacklogRows {
  /** Rows are numbered on and on; those from `first` to before `next` are there. */
  first = NO_ROW + 1;
  next = NO_ROW + 1;
  /** The last chunk, and where the row that was added last stands in its numbers. */
  private lastEvents: (WatchEvent | undefined)[] = [];
  private lastNumbers: Float64Array = new Float64Array(0);
  private lastWords: Int32Array = new Int32Array(0);
  private lastStart = 0;
  private lastAt = 0;
  private lastToldNs: TimeNs = 0;
  /** Times that are too late for their place, by row and mirror: of mirrors that take their turn seconds later. */
  private readonly late = new Map<number, Map<number, TimeNs>>();
  private readonly room: BacklogRoom;
  private readonly mirrors: number;
  /** Where the events of all rows stand; undefined when they are kept here. */
  private record: EventRecord | undefined;
  /** Numbers of a row before those of the mirrors, and all of them: known with the first row. */
  private mirrorsAt = 0;
  private width = 0;
  /** A response, used again and again. */
  private readonly response = noResponse();
  private chunks: Chunk[] = [];
  /** The number of the first chunk: of its first row, over the rows of a chunk. */
  private firstChunk = 0;
  private readonly lastOf: KeyRows;

  constructor(mirrors: number, room: BacklogRoom) {
    this.room = room;
    this.mirrors = mirrors;
    this.lastOf = new KeyRows(room.words);
  }

  /**
   * A response to a part of the cohort tells of a change: one more row, which no mirror has yet. Returns the row of the
   * same key before it, or NO_ROW. No mirror has it before `nowNs`.
   */
  add(event: WatchEvent, members: number, delivery: DeliveryTimes, nowNs: TimeNs): number {
    const { written } = event;
    if (this.width === 0) this.layOut(written?.record);
    assert(written?.record === this.record, "events of one backlog stand in one place");
    const row = this.next;
    this.next += 1;
    const inChunk = row % ROWS;
    if (inChunk === 0 || row === NO_ROW + 1) this.newChunk();
    const previous = this.lastOf.replace(event.key, row, this.first);
    if (previous !== NO_ROW) this.write(previous, FOLLOWING, row);
    const { lastNumbers: numbers } = this;
    const at = this.lastStart + inChunk * this.width;
    numbers[at + FOLLOWING] = NO_ROW;
    numbers[at + PREVIOUS] = previous;
    if (written === undefined) {
      this.lastEvents[inChunk] = event;
      numbers[at + FROM_MEMBER] = delivery.fromMember;
      numbers[at + MEMBERS] = members;
      numbers[at + APPLIED] = delivery.appliedNs;
      numbers[at + SENT_FIRST] = delivery.sentFirstNs;
      numbers[at + SENT_LAST] = delivery.sentLastNs;
      numbers[at + ARRIVED_FIRST] = delivery.arrivedFirstNs;
      numbers[at + ARRIVED_LAST] = delivery.arrivedLastNs;
    } else {
      numbers[at + RESPONSE] = written.responsePlace;
      numbers[at + EVENT] = written.eventPlace;
    }
    // Whole, as the times of mirrors are.
    this.lastToldNs = Math.floor(nowNs);
    numbers[at + TOLD] = this.lastToldNs;
    for (let of = at + this.mirrorsAt; of < at + this.width; of += 1) numbers[of] = 0;
    this.lastAt = at;
    return previous;
  }

  /** When a mirror has the row that was added last. */
  setLastDue(mirror: number, dueNs: TimeNs): void {
    const afterNs = Math.abs(dueNs) - this.lastToldNs;
    if (afterNs > LONGEST_NS) this.setDue(this.next - 1, mirror, dueNs);
    else this.lastWords[this.wordOf(this.lastAt, mirror)] = dueNs < 0 ? -1 - afterNs : 1 + afterNs;
  }

  event(row: number): WatchEvent {
    const chunk = this.chunkOf(row);
    if (chunk !== undefined && this.record !== undefined) {
      return this.record.eventAt(this.read(row, RESPONSE), this.read(row, EVENT));
    }
    const event = chunk?.events[row % ROWS];
    if (event === undefined) throw new Error(`row ${row} should be there`);
    return event;
  }

  /** The next row of the same key, and the one before, or NO_ROW; the latter may be gone. */
  following(row: number): number {
    return this.read(row, FOLLOWING);
  }
  previous(row: number): number {
    return this.read(row, PREVIOUS);
  }

  /** When a mirror has the row: a time, with the sign that its owner gave it; 0 = not told, or not any more. */
  dueOf(row: number, mirror: number): TimeNs {
    const chunk = this.chunkOf(row);
    if (chunk === undefined) return 0;
    const at = chunk.start + (row % ROWS) * this.width;
    const word = chunk.words[this.wordOf(at, mirror)] ?? 0;
    if (word === 0) return this.late.size === 0 ? 0 : (this.late.get(row)?.get(mirror) ?? 0);
    const toldNs = chunk.numbers[at + TOLD] ?? 0;
    return word > 0 ? toldNs + (word - 1) : word + 1 - toldNs;
  }
  setDue(row: number, mirror: number, dueNs: TimeNs): void {
    const chunk = this.chunkOf(row);
    if (chunk === undefined) return;
    const at = chunk.start + (row % ROWS) * this.width;
    const afterNs = Math.abs(dueNs) - (chunk.numbers[at + TOLD] ?? 0);
    const isLate = afterNs > LONGEST_NS;
    const word = dueNs === 0 || isLate ? 0 : dueNs < 0 ? -1 - afterNs : 1 + afterNs;
    chunk.words[this.wordOf(at, mirror)] = word;
    if (isLate) this.setLate(row, mirror, dueNs);
    else if (this.late.size > 0) this.late.get(row)?.delete(mirror);
  }

  /** When the change passed the steps before a mirror. @param before members of the cohort before it. */
  passed(row: number, before: number, to: { -readonly [Moment in keyof Passed]: TimeNs }): void {
    const { record } = this;
    if (record === undefined) this.readKept(row);
    else record.responseAt(this.read(row, RESPONSE), this.response);
    const { response: told } = this;
    const { sentFirstNs, arrivedFirstNs } = told;
    const share = (before - told.fromMember) / Math.max(1, told.members - 1);
    to.sourceAppliedNs = told.appliedNs;
    to.sourceSentNs = sentFirstNs + share * (told.sentLastNs - sentFirstNs);
    to.receivedNs = arrivedFirstNs + share * (told.arrivedLastNs - arrivedFirstNs);
  }

  /** Rows before this one are not needed any more. */
  drop(first: number): void {
    this.first = first;
    const gone = Math.floor(first / ROWS) - this.firstChunk;
    if (gone <= 0) return;
    for (const row of this.late.keys()) if (row < first) this.late.delete(row);
    for (const chunk of this.chunks.splice(0, gone)) this.room.numbers.give(chunk.room);
    this.firstChunk += gone;
  }

  /** What stands where in a row. */
  private layOut(record: EventRecord | undefined): void {
    this.record = record;
    this.mirrorsAt = CONTENT + (record === undefined ? OF_KEPT : OF_WRITTEN);
    this.width = this.mirrorsAt + Math.ceil(this.mirrors / 2);
  }

  /** The response that told of a row whose event is kept here. */
  private readKept(row: number): void {
    const { response } = this;
    response.fromMember = this.read(row, FROM_MEMBER);
    response.members = this.read(row, MEMBERS);
    response.appliedNs = this.read(row, APPLIED);
    response.sentFirstNs = this.read(row, SENT_FIRST);
    response.sentLastNs = this.read(row, SENT_LAST);
    response.arrivedFirstNs = this.read(row, ARRIVED_FIRST);
    response.arrivedLastNs = this.read(row, ARRIVED_LAST);
  }

  private newChunk(): void {
    const isKept = this.record === undefined;
    const events = isKept ? new Array<WatchEvent | undefined>(ROWS).fill(undefined) : NO_EVENTS;
    const room = this.room.numbers.take(ROWS * this.width);
    const { numbers, start } = room;
    const words = new Int32Array(numbers.buffer);
    this.chunks.push({ events, numbers, words, start, room });
    this.lastEvents = events;
    this.lastNumbers = numbers;
    this.lastWords = words;
    this.lastStart = start;
  }

  /** Where a mirror's time stands among the words of a row that begins at a number. */
  private wordOf(at: number, mirror: number): number {
    return 2 * (at + this.mirrorsAt) + mirror;
  }

  private setLate(row: number, mirror: number, dueNs: TimeNs): void {
    const times = this.late.get(row);
    if (times === undefined) this.late.set(row, new Map([[mirror, dueNs]]));
    else times.set(mirror, dueNs);
  }

  private chunkOf(row: number): Chunk | undefined {
    return this.chunks[Math.floor(row / ROWS) - this.firstChunk];
  }

  private read(row: number, column: number): number {
    const chunk = this.chunkOf(row);
    return chunk?.numbers[chunk.start + (row % ROWS) * this.width + column] ?? 0;
  }

  private write(row: number, column: number, value: number): void {
    const chunk = this.chunkOf(row);
    if (chunk === undefined) return;
    chunk.numbers[chunk.start + (row % ROWS) * this.width + column] = value;
  }
}
