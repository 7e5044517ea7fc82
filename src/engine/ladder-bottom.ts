/**
 * The bottom of a ladder queue: the sorted events from which the next one is taken. The events stay where they are, in a
 * chain of chunks; what is sorted is their places, with their times beside them.
 * A small bucket is sorted by insertion. A larger one is first spread over as many slots as it has events, by time, which
 * leaves next to nothing to insert; that works unless most of its events lie close together.
 * Not here: what lies further ahead, which is the matter of ladder-queue.ts.
 */
import { A, CHUNK, DOUBLES, type EventChunks, NONE, WORDS } from "./event-chunks.js";
import type { TimeNs } from "./time.js";

const FIRST_ROOM = 1024;
/** An event that is pushed is compared with so many events at its end of the bottom before it is looked for by halves. */
const NEAR_END = 16;
/** So many are sorted by insertion. */
const FEW = 16;
/** So many are spread even if they lie close together: inserting them is still cheap. */
const SMALL = 64;
/** Events in one slot that make a larger bucket crowded. */
const CROWDED_SLOT = 32;

/** Events by (time, sequence). */
export class LadderBottom {
  /** Events lie from `head` to before `tail`. */
  head = 0;
  tail = 0;
  places = new Int32Array(FIRST_ROOM);
  times = new Float64Array(FIRST_ROOM);
  /** Events that were inserted since the bottom was empty. */
  inserted = 0;
  private readonly chunks: EventChunks;
  private chain = NONE;
  /** A place of the chain whose event was taken; its A says where another one is. */
  private vacant = NONE;
  /** A bucket before it is spread, and the ends of its slots. */
  private unsortedPlaces = new Int32Array(FIRST_ROOM);
  private unsortedTimes = new Float64Array(FIRST_ROOM);
  private slots = new Int32Array(FIRST_ROOM);

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
    this.inserted = 0;
  }

  /** Makes room among the events, from the nearer end; returns the place to write to. */
  insert(timeNs: TimeNs, sequence: number): number {
    if (this.tail === this.places.length) this.makeRoom(this.tail - this.head);
    this.inserted += 1;
    const place = this.newPlace();
    const middle = (this.head + this.tail) >> 1;
    const at =
      this.head > 0 && this.isAfter(middle, timeNs, sequence)
        ? this.openForward(middle, timeNs, sequence)
        : this.openBackward(timeNs, sequence);
    this.places[at] = place;
    this.times[at] = timeNs;
    return place;
  }

  /** Sorts a chain of one chunk; the bottom is empty. */
  sortChunk(chain: number): void {
    const chunk = chain - (chain % CHUNK);
    const count = chain - chunk + 1;
    if (count > FEW) {
      // Never refused: a chunk holds fewer events than are spread in any case.
      this.sortSpread(chain, count);
      return;
    }
    const { places, times } = this;
    const { doubles } = this.chunks;
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
    this.tail = count;
  }

  /** Sorts a chain by spreading it; false, and nothing done, when it is longer than `most` or crowded. */
  sortSpread(chain: number, most: number): boolean {
    const { chunks } = this;
    const { doubles } = chunks;
    let count = 0;
    let minNs = Infinity;
    let maxNs = 0;
    for (
      let chunk = chunks.linked(chain), end = NONE;
      end !== chain;
      chunk = chunks.linked(chunk)
    ) {
      end = chunks.endOf(chunk, chain);
      if (count + end - chunk >= most) return false;
      if (count + CHUNK >= this.slots.length) this.growUnsorted();
      const { unsortedTimes, unsortedPlaces } = this;
      for (let place = chunk; place <= end; place += 1) {
        const timeNs = doubles[place * DOUBLES] ?? 0;
        if (timeNs < minNs) minNs = timeNs;
        if (timeNs > maxNs) maxNs = timeNs;
        unsortedTimes[count] = timeNs;
        unsortedPlaces[count] = place;
        count += 1;
      }
    }
    if (!this.spread(count, minNs, maxNs)) return false;
    this.sortNearly(count);
    this.chain = chain;
    this.tail = count;
    return true;
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

  /** Moves earlier events towards the head, which has room where events were taken; returns the gap. */
  private openForward(middle: number, timeNs: TimeNs, sequence: number): number {
    const { places, times, head } = this;
    const near = Math.min(middle, head + NEAR_END);
    let next = head;
    while (next < near && !this.isAfter(next, timeNs, sequence)) {
      places[next - 1] = places[next] ?? 0;
      times[next - 1] = times[next] ?? 0;
      next += 1;
    }
    if (next === near && near < middle) {
      next = this.firstAfter(near, middle, timeNs, sequence);
      places.copyWithin(near - 1, near, next);
      times.copyWithin(near - 1, near, next);
    }
    this.head = head - 1;
    return next - 1;
  }

  /** Moves later events away from the head; returns the gap. */
  private openBackward(timeNs: TimeNs, sequence: number): number {
    const { places, times, head, tail } = this;
    const near = Math.max(head, tail - NEAR_END);
    let at = tail;
    while (at > near && this.isAfter(at - 1, timeNs, sequence)) {
      at -= 1;
      places[at + 1] = places[at] ?? 0;
      times[at + 1] = times[at] ?? 0;
    }
    if (at === near && at > head) {
      at = this.firstAfter(head, near, timeNs, sequence);
      places.copyWithin(at + 1, at, near);
      times.copyWithin(at + 1, at, near);
    }
    this.tail = tail + 1;
    return at;
  }

  /** The first of the sorted events from `low` that comes after a new one; `high` when those before it do not. */
  private firstAfter(low: number, high: number, timeNs: TimeNs, sequence: number): number {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.isAfter(middle, timeNs, sequence)) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** Sorts what was read by slots of time, each in the order in which it was read; false when a slot is crowded. */
  private spread(count: number, minNs: TimeNs, maxNs: TimeNs): boolean {
    const { unsortedTimes, unsortedPlaces, slots, times, places } = this;
    // Rounding may give the last time the slot after the last one.
    const perNs = count / (maxNs - minNs + 1);
    slots.fill(0, 0, count + 1);
    for (let i = 0; i < count; i += 1) {
      const slot = (((unsortedTimes[i] ?? 0) - minNs) * perNs) | 0;
      slots[slot] = (slots[slot] ?? 0) + 1;
    }
    let before = 0;
    let most = 0;
    for (let slot = 0; slot <= count; slot += 1) {
      const inSlot = slots[slot] ?? 0;
      slots[slot] = before;
      before += inSlot;
      if (inSlot > most) most = inSlot;
    }
    if (most > CROWDED_SLOT && count > SMALL) return false;
    for (let i = 0; i < count; i += 1) {
      const timeNs = unsortedTimes[i] ?? 0;
      const slot = ((timeNs - minNs) * perNs) | 0;
      const to = slots[slot] ?? 0;
      slots[slot] = to + 1;
      times[to] = timeNs;
      places[to] = unsortedPlaces[i] ?? 0;
    }
    return true;
  }

  /** Sorts by insertion what is nearly sorted. */
  private sortNearly(count: number): void {
    const { times, places } = this;
    let lastNs = times[0] ?? 0;
    for (let i = 1; i < count; i += 1) {
      const timeNs = times[i] ?? 0;
      if (timeNs > lastNs) {
        lastNs = timeNs;
        continue;
      }
      const place = places[i] ?? 0;
      let at = i;
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

  /** Twice the room for a bucket, and as much in the empty bottom. */
  private growUnsorted(): void {
    const { unsortedPlaces, unsortedTimes } = this;
    const room = 2 * unsortedTimes.length;
    this.unsortedPlaces = new Int32Array(room);
    this.unsortedPlaces.set(unsortedPlaces);
    this.unsortedTimes = new Float64Array(room);
    this.unsortedTimes.set(unsortedTimes);
    this.slots = new Int32Array(room);
    if (this.times.length >= room) return;
    this.places = new Int32Array(room);
    this.times = new Float64Array(room);
  }
}
