/**
 * The bottom of a ladder queue: the sorted events from which the next one is taken. The events stay where they are, in a
 * chain of chunks; what is sorted is their places, with their times beside them.
 * Not here: what lies further ahead, which is the matter of ladder-queue.ts.
 */
import { A, CHUNK, DOUBLES, type EventChunks, NONE, WORDS } from "./event-chunks.js";
import type { TimeNs } from "./time.js";

const FIRST_ROOM = 1024;
/** An event that is pushed is compared with so many of the last ones before it is looked for by halves. */
const NEAR_END = 16;

/** Events by (time, sequence). */
export class LadderBottom {
  /** Events lie from `head` to before `tail`. */
  head = 0;
  tail = 0;
  places = new Int32Array(FIRST_ROOM);
  times = new Float64Array(FIRST_ROOM);
  private readonly chunks: EventChunks;
  private chain = NONE;
  /** A place of the chain whose event was taken; its A says where another one is. */
  private vacant = NONE;

  constructor(chunks: EventChunks) {
    this.chunks = chunks;
  }

  /** A place whose event was taken may serve again. */
  vacate(place: number): void {
    this.chunks.words[place * WORDS + A] = this.vacant;
    this.vacant = place;
  }

  /** Forgets every event and frees the chunks. */
  clear(): void {
    this.chunks.release(this.chain);
    this.chain = NONE;
    this.vacant = NONE;
    this.head = 0;
    this.tail = 0;
  }

  /** Makes room among the events; returns the place to write to. Most events come last, or after few. */
  insert(timeNs: TimeNs, sequence: number): number {
    if (this.tail === this.places.length) this.makeRoom(this.tail - this.head);
    const { places, times, head, tail } = this;
    const near = Math.max(head, tail - NEAR_END);
    let at = tail;
    while (at > near && this.isAfter(at - 1, timeNs, sequence)) {
      at -= 1;
      places[at + 1] = places[at] ?? 0;
      times[at + 1] = times[at] ?? 0;
    }
    if (at === near && at > head) {
      let low = head;
      while (low < at) {
        const middle = (low + at) >> 1;
        if (this.isAfter(middle, timeNs, sequence)) at = middle;
        else low = middle + 1;
      }
      places.copyWithin(at + 1, at, near);
      times.copyWithin(at + 1, at, near);
    }
    const place = this.newPlace();
    places[at] = place;
    times[at] = timeNs;
    this.tail += 1;
    return place;
  }

  /** Sorts a chain of one chunk by insertion; the bottom is empty. */
  sortFew(chain: number): void {
    const { places, times } = this;
    const { doubles } = this.chunks;
    const chunk = chain - (chain % CHUNK);
    for (let place = chunk; place <= chain; place += 1) {
      const timeNs = doubles[place * DOUBLES] ?? 0;
      let at = place - chunk;
      for (; at > 0; at -= 1) {
        const before = times[at - 1] ?? 0;
        if (before < timeNs) break;
        const other = places[at - 1] ?? 0;
        if (before === timeNs && this.numberOf(other) < this.numberOf(place)) break;
        times[at] = before;
        places[at] = other;
      }
      times[at] = timeNs;
      places[at] = place;
    }
    this.chain = chain;
    this.tail = chain - chunk + 1;
  }

  /** Sorts a chain with many events of one time, which are mostly in order already; the bottom is empty. */
  sortMany(chain: number): void {
    const { chunks } = this;
    let isSorted = true;
    let count = 0;
    for (
      let chunk = chunks.linked(chain), end = NONE;
      end !== chain;
      chunk = chunks.linked(chunk)
    ) {
      end = chunks.endOf(chunk, chain);
      if (count + CHUNK > this.places.length) this.makeRoom(count);
      for (let place = chunk; place <= end; place += 1) {
        const timeNs = chunks.doubles[place * DOUBLES] ?? 0;
        if (count > 0 && this.isAfter(count - 1, timeNs, this.numberOf(place))) isSorted = false;
        this.places[count] = place;
        this.times[count] = timeNs;
        count += 1;
      }
    }
    this.chain = chain;
    this.tail = count;
    if (!isSorted) this.sortPlaces();
  }

  private sortPlaces(): void {
    const { places, times, tail } = this;
    const { doubles } = this.chunks;
    const timeOf = (place: number): number => doubles[place * DOUBLES] ?? 0;
    const sorted = [...places.subarray(0, tail)].sort(
      (x, y) => timeOf(x) - timeOf(y) || this.numberOf(x) - this.numberOf(y),
    );
    for (const [at, place] of sorted.entries()) {
      places[at] = place;
      times[at] = timeOf(place);
    }
  }

  private newPlace(): number {
    const { vacant } = this;
    if (vacant === NONE) {
      this.chain = this.chunks.after(this.chain);
      return this.chain;
    }
    this.vacant = this.chunks.words[vacant * WORDS + A] ?? 0;
    return vacant;
  }

  private isAfter(at: number, timeNs: TimeNs, sequence: number): boolean {
    const other = this.times[at] ?? 0;
    if (other !== timeNs) return other > timeNs;
    return this.numberOf(this.places[at] ?? 0) > sequence;
  }

  private numberOf(place: number): number {
    return this.chunks.doubles[place * DOUBLES + 1] ?? 0;
  }

  /** What was taken makes room for what comes; if that is little, the arrays grow. `count` events are there. */
  private makeRoom(count: number): void {
    const { places, times, head } = this;
    if (head <= places.length / 2) {
      this.places = new Int32Array(places.length * 2);
      this.times = new Float64Array(times.length * 2);
    }
    this.places.set(places.subarray(head, head + count));
    this.times.set(times.subarray(head, head + count));
    this.head = 0;
    this.tail = count;
  }
}
