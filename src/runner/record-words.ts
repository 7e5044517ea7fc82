/**
 * How far a record is, in a few words that the thread that writes it shares with one that reads it. They are written and
 * read in an order in which nobody sees a time before the entries up to it, nor that all is there before it is: the time
 * is written last, after the state, and read first.
 */
import type { TimeNs } from "../engine/time.js";

/** How a record stands. */
export const GROWING = 0;
export const COMPLETE = 1;
export const OUT_OF_ORDER = 2;

export interface RecordStand {
  /** How many entries are in order, and how many changes there are. */
  readonly entries: number;
  readonly changes: number;
  /** All up to this time is among them. */
  readonly untilNs: TimeNs;
  readonly state: typeof GROWING | typeof COMPLETE | typeof OUT_OF_ORDER;
}

/** Whole numbers; the first one counts how often something was told. */
const TICK = 0;
const ENTRIES = 1;
const CHANGES = 2;
const STATE = 3;
const WORDS = 4;
/** After them the time, in a word of its own size. Infinity is the largest one. */
const UNTIL_AT = WORDS * Int32Array.BYTES_PER_ELEMENT;
const BYTES = UNTIL_AT + BigInt64Array.BYTES_PER_ELEMENT;
const FOREVER = 2n ** 63n - 1n;

export class RecordWords {
  readonly buffer: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly until: BigInt64Array;

  constructor(buffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer, 0, WORDS);
    this.until = new BigInt64Array(buffer, UNTIL_AT);
  }

  /** Tells how the record stands now. For one thread only. */
  tell({ entries, changes, untilNs, state }: RecordStand): void {
    const { words } = this;
    Atomics.store(words, ENTRIES, entries);
    Atomics.store(words, CHANGES, changes);
    Atomics.store(words, STATE, state);
    Atomics.store(this.until, 0, untilNs === Infinity ? FOREVER : BigInt(Math.floor(untilNs)));
    Atomics.add(words, TICK, 1);
    Atomics.notify(words, TICK);
  }

  /** What was told; it may have more entries than there are up to its time. */
  look(): RecordStand {
    const { words } = this;
    const until = Atomics.load(this.until, 0);
    const untilNs = until === FOREVER ? Infinity : Number(until);
    const state = Atomics.load(words, STATE) as RecordStand["state"];
    const changes = Atomics.load(words, CHANGES);
    return { entries: Atomics.load(words, ENTRIES), changes, untilNs, state };
  }

  /** How often something was told. */
  get tick(): number {
    return Atomics.load(this.words, TICK);
  }

  /** Waits until something was told since that tick, for so long at most. */
  wait(tick: number, ms: number): void {
    Atomics.wait(this.words, TICK, tick, ms);
  }
}
