/**
 * The rows of a backlog: a change that a response told of, the moments at which the first and the last member of the
 * cohort got it, and for each mirror when it has it: four bytes, since all have it within milliseconds. Rows come at the
 * end and go at the front, in chunks that serve again; what is written of one lies side by side, since it is read once,
 * long after.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { DeliveryTimes } from "../etcd/watch-group.js";
import type { Passed } from "../kvstore/pending-changes.js";
import type { Numbers } from "../etcd/number-pool.js";
import type { BacklogRoom } from "./backlog-room.js";
import { KeyRows } from "./key-rows.js";

/** No row. */
export const NO_ROW = 0;
const ROWS = 32;

/** Numbers of a row: its neighbours of the same key, the part of the cohort that was told, its moments; then the mirrors. */
const FOLLOWING = 0;
const PREVIOUS = 1;
const FROM_MEMBER = 2;
const STEPS = 3;
const APPLIED = 4;
const SENT_FIRST = 5;
const SENT_LAST = 6;
const ARRIVED_FIRST = 7;
const ARRIVED_LAST = 8;
const TOLD = 9;
const MIRRORS = 10;
/** A mirror's time is told as so many nanoseconds after the row was, plus one; 0 = not told, or not any more. */
const LONGEST_NS: TimeNs = 2 ** 31 - 2;

interface Chunk {
  readonly events: (WatchEvent | undefined)[];
  /** The numbers, and where they begin; what they are a part of, to be given back. */
  readonly numbers: Float64Array;
  /** The same memory as whole numbers of 32 bits: two of them in the place of a number. */
  readonly words: Int32Array;
  readonly start: number;
  readonly room: Numbers;
}

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
  private readonly width: number;
  private chunks: Chunk[] = [];
  /** The number of the first chunk: of its first row, over the rows of a chunk. */
  private firstChunk = 0;
  private readonly lastOf: KeyRows;

  constructor(mirrors: number, room: BacklogRoom) {
    this.room = room;
    this.width = MIRRORS + Math.ceil(mirrors / 2);
    this.lastOf = new KeyRows(room.words);
  }

  /**
   * A response to a part of the cohort tells of a change: one more row, which no mirror has yet. Returns the row of the
   * same key before it, or NO_ROW. No mirror has it before `nowNs`.
   */
  add(event: WatchEvent, members: number, delivery: DeliveryTimes, nowNs: TimeNs): number {
    const row = this.next;
    this.next += 1;
    const inChunk = row % ROWS;
    if (inChunk === 0 || row === NO_ROW + 1) this.newChunk();
    this.lastEvents[inChunk] = event;
    const previous = this.lastOf.replace(event.key, row, this.first);
    if (previous !== NO_ROW) this.write(previous, FOLLOWING, row);
    const { lastNumbers: numbers } = this;
    const at = this.lastStart + inChunk * this.width;
    numbers[at + FOLLOWING] = NO_ROW;
    numbers[at + PREVIOUS] = previous;
    numbers[at + FROM_MEMBER] = delivery.fromMember;
    numbers[at + STEPS] = Math.max(1, members - 1);
    numbers[at + APPLIED] = delivery.appliedNs;
    numbers[at + SENT_FIRST] = delivery.sentFirstNs;
    numbers[at + SENT_LAST] = delivery.sentLastNs;
    numbers[at + ARRIVED_FIRST] = delivery.arrivedFirstNs;
    numbers[at + ARRIVED_LAST] = delivery.arrivedLastNs;
    // Whole, as the times of mirrors are.
    this.lastToldNs = Math.floor(nowNs);
    numbers[at + TOLD] = this.lastToldNs;
    for (let mirror = at + MIRRORS; mirror < at + this.width; mirror += 1) numbers[mirror] = 0;
    this.lastAt = at;
    return previous;
  }

  /** When a mirror has the row that was added last. */
  setLastDue(mirror: number, dueNs: TimeNs): void {
    const afterNs = Math.abs(dueNs) - this.lastToldNs;
    if (afterNs > LONGEST_NS) this.setDue(this.next - 1, mirror, dueNs);
    else this.lastWords[wordOf(this.lastAt, mirror)] = dueNs < 0 ? -1 - afterNs : 1 + afterNs;
  }

  event(row: number): WatchEvent {
    const event = this.chunkOf(row)?.events[row % ROWS];
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
    const word = chunk.words[wordOf(at, mirror)] ?? 0;
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
    chunk.words[wordOf(at, mirror)] = word;
    if (isLate) this.setLate(row, mirror, dueNs);
    else if (this.late.size > 0) this.late.get(row)?.delete(mirror);
  }

  /** When the change passed the steps before a mirror. @param before members of the cohort before it. */
  passed(row: number, before: number, to: { -readonly [Moment in keyof Passed]: TimeNs }): void {
    const chunk = this.chunkOf(row);
    if (chunk === undefined) return;
    const { numbers, start } = chunk;
    const at = start + (row % ROWS) * this.width;
    const share = (before - (numbers[at + FROM_MEMBER] ?? 0)) / (numbers[at + STEPS] ?? 1);
    const sentNs = numbers[at + SENT_FIRST] ?? 0;
    const arrivedNs = numbers[at + ARRIVED_FIRST] ?? 0;
    to.sourceAppliedNs = numbers[at + APPLIED] ?? 0;
    to.sourceSentNs = sentNs + share * ((numbers[at + SENT_LAST] ?? 0) - sentNs);
    to.receivedNs = arrivedNs + share * ((numbers[at + ARRIVED_LAST] ?? 0) - arrivedNs);
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

  private newChunk(): void {
    const events = new Array<WatchEvent | undefined>(ROWS).fill(undefined);
    const room = this.room.numbers.take(ROWS * this.width);
    const { numbers, start } = room;
    const words = new Int32Array(numbers.buffer);
    this.chunks.push({ events, numbers, words, start, room });
    this.lastEvents = events;
    this.lastNumbers = numbers;
    this.lastWords = words;
    this.lastStart = start;
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

/** Where a mirror's time stands among the words of a row that begins at a number. */
function wordOf(at: number, mirror: number): number {
  return 2 * (at + MIRRORS) + mirror;
}
