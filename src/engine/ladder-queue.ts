/**
 * A ladder queue in typed arrays: the far future lies unsorted in the top; what comes nearer is dealt into the buckets of
 * a rung, a crowded bucket into a finer rung below it, and the next bucket is sorted into the bottom, from which events
 * are taken. Push and pop take constant time on average, whatever the mixture of near and far events, because the width
 * of a rung's buckets follows the events that are dealt into it.
 * An event is a record of 32 bytes, half a cache line; buckets are lists through the records; nothing is allocated while
 * the number of pending events does not grow. Pops in exactly the order of heap-js-queue.ts.
 * After: Tang, Goh and Thng, "Ladder queue: an O(1) priority queue structure for large-scale discrete event simulation",
 * ACM TOMACS 15(3), 2005. Different here: the width comes from the mean distance of the events, which one far event
 * does not stretch, and a bottom that grows too long becomes a rung.
 */
import type { EventQueue } from "./event-queue.js";
import type { TimeNs } from "./time.js";

const NONE = -1;
/** More events in a bucket are dealt into a finer rung, if their times differ. */
const CROWDED = 48;
/** Events that a bucket is made for: sorting eight costs less than finding eight buckets in memory. */
const PER_BUCKET = 8;
/** A bottom with more events becomes a rung. */
const LONG_BOTTOM = 512;
/** Finer rungs than this are not made: the bucket is sorted as it is. */
const MAX_RUNGS = 10;
/** Buckets of a rung, at most. */
const MAX_BUCKETS = 1 << 21;
const FIRST_RECORDS = 1024;

/** Words of a record: time and sequence as doubles, then kind, a and b as 32-bit integers. */
const DOUBLES = 4;
const WORDS = 8;
const KIND = 4;
const A = 5;
const B = 6;

/** Equal stretches of time, each with a list of events. */
class Rung {
  startNs: TimeNs = 0;
  widthNs: TimeNs = 1;
  buckets = 0;
  /** The bucket that is dealt next: those before it are empty for good. */
  current = 0;
  /** All NONE when the rung is not in use. */
  heads = new Int32Array(0);

  open(startNs: TimeNs, widthNs: TimeNs, buckets: number): void {
    this.startNs = startNs;
    this.widthNs = widthNs;
    this.buckets = buckets;
    this.current = 0;
    if (this.heads.length < buckets) this.heads = new Int32Array(roomFor(buckets)).fill(NONE);
  }
}

/** Events by (time, sequence), in amortised O(1). */
export class LadderQueue implements EventQueue {
  size = 0;
  nextNs: TimeNs = Infinity;
  sequence = 0;
  kind = 0;
  a = 0;
  b = 0;
  private doubles = new Float64Array(FIRST_RECORDS * DOUBLES);
  private words = new Int32Array(this.doubles.buffer);
  /** The lists, apart from the records: following one touches few cache lines. */
  private next = new Int32Array(FIRST_RECORDS);
  private free = NONE;
  private used = 0;
  private topHead = NONE;
  private topCount = 0;
  private topMinNs: TimeNs = Infinity;
  private topSumNs = 0;
  /** Events from here on lie in the top. */
  private topStartNs: TimeNs = 0;
  private readonly rungs: Rung[] = [];
  private depth = 0;
  /** The bottom: ids sorted, their times beside them; taken from `head` on. */
  private ids = new Int32Array(LONG_BOTTOM * 2);
  private times = new Float64Array(LONG_BOTTOM * 2);
  private head = 0;
  private tail = 0;

  push(timeNs: TimeNs, sequence: number, kind: number, a: number, b: number): void {
    const id = this.newRecord();
    const { doubles, words, next } = this;
    doubles[id * DOUBLES] = timeNs;
    doubles[id * DOUBLES + 1] = sequence;
    words[id * WORDS + KIND] = kind;
    words[id * WORDS + A] = a;
    words[id * WORDS + B] = b;
    this.size += 1;
    if (timeNs >= this.topStartNs) {
      next[id] = this.topHead;
      this.topHead = id;
      this.topCount += 1;
      this.topSumNs += timeNs;
      if (timeNs < this.topMinNs) this.topMinNs = timeNs;
      if (this.size === 1) this.refill();
      return;
    }
    for (let at = 0; at < this.depth; at += 1) {
      const rung = this.rungs[at];
      if (rung === undefined) continue;
      const bucket = Math.floor((timeNs - rung.startNs) / rung.widthNs);
      if (bucket < rung.current) continue;
      next[id] = rung.heads[bucket] ?? 0;
      rung.heads[bucket] = id;
      return;
    }
    this.insert(id, timeNs, sequence);
  }

  pop(): void {
    const id = this.ids[this.head] ?? 0;
    this.head += 1;
    this.size -= 1;
    const { words } = this;
    const word = id * WORDS;
    this.sequence = this.doubles[id * DOUBLES + 1] ?? 0;
    this.kind = words[word + KIND] ?? 0;
    this.a = words[word + A] ?? 0;
    this.b = words[word + B] ?? 0;
    this.next[id] = this.free;
    this.free = id;
    if (this.head < this.tail) this.nextNs = this.times[this.head] ?? 0;
    else this.refill();
  }

  /** Into the sorted bottom. Most events come last, or after few. */
  private insert(id: number, timeNs: TimeNs, sequence: number): void {
    if (this.tail === this.ids.length) this.makeRoom(this.tail - this.head);
    const { ids, times, doubles } = this;
    let at = this.tail;
    // What is not among the last few is looked for by halves.
    if (at - this.head > 16 && timeNs < (times[at - 16] ?? 0)) {
      let low = this.head;
      let high = at - 16;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((times[middle] ?? 0) <= timeNs) low = middle + 1;
        else high = middle;
      }
      at = low;
      while (at > this.head && this.isAfter(at - 1, timeNs, sequence)) at -= 1;
      ids.copyWithin(at + 1, at, this.tail);
      times.copyWithin(at + 1, at, this.tail);
    } else {
      for (; at > this.head; at -= 1) {
        const before = times[at - 1] ?? 0;
        if (before < timeNs) break;
        const other = ids[at - 1] ?? 0;
        if (before === timeNs && (doubles[other * DOUBLES + 1] ?? 0) < sequence) break;
        times[at] = before;
        ids[at] = other;
      }
    }
    ids[at] = id;
    times[at] = timeNs;
    this.tail += 1;
    if (at === this.head) this.nextNs = timeNs;
    if (this.tail - this.head > LONG_BOTTOM) this.bottomToRung();
  }

  private isAfter(at: number, timeNs: TimeNs, sequence: number): boolean {
    const other = this.times[at] ?? 0;
    if (other !== timeNs) return other > timeNs;
    return (this.doubles[(this.ids[at] ?? 0) * DOUBLES + 1] ?? 0) > sequence;
  }

  /** The bottom was empty, or something came before everything: sorts the next bucket into it. */
  private refill(): void {
    this.head = 0;
    this.tail = 0;
    for (;;) {
      const rung = this.depth === 0 ? undefined : this.rungs[this.depth - 1];
      if (rung === undefined) {
        if (this.topCount === 0) {
          this.nextNs = Infinity;
          this.topStartNs = 0;
          return;
        }
        this.dealTop();
        continue;
      }
      const { heads, buckets } = rung;
      let at = rung.current;
      while (at < buckets && heads[at] === NONE) at += 1;
      if (at === buckets) {
        this.depth -= 1;
        continue;
      }
      const list = heads[at] ?? 0;
      heads[at] = NONE;
      rung.current = at + 1;
      if (this.sortBucket(list)) return;
    }
  }

  /** Sorts a bucket into the empty bottom; false when it was crowded, and dealt into a finer rung instead. */
  private sortBucket(list: number): boolean {
    const { next } = this;
    let count = 0;
    for (let id = list; id !== NONE; id = next[id] ?? 0) {
      if (count === this.ids.length) this.makeRoom(count);
      this.ids[count] = id;
      count += 1;
    }
    const { ids, times, doubles } = this;
    for (let at = 0; at < count; at += 1) times[at] = doubles[(ids[at] ?? 0) * DOUBLES] ?? 0;
    if (count > CROWDED) {
      if (this.depth < MAX_RUNGS && this.dealFiner(list, count)) return false;
      this.sortMany(count);
    } else {
      this.sortFew(count);
    }
    this.tail = count;
    this.nextNs = times[0] ?? 0;
    return true;
  }

  /** By insertion. Lists hold the newest event first, so equal times come in falling order of their numbers. */
  private sortFew(count: number): void {
    const { ids, times } = this;
    for (let from = 1; from < count; from += 1) {
      const timeNs = times[from] ?? 0;
      const id = ids[from] ?? 0;
      let at = from;
      for (; at > 0; at -= 1) {
        const before = times[at - 1] ?? 0;
        if (before < timeNs) break;
        if (before === timeNs && this.numberOf(ids[at - 1] ?? 0) < this.numberOf(id)) break;
        times[at] = before;
        ids[at] = ids[at - 1] ?? 0;
      }
      times[at] = timeNs;
      ids[at] = id;
    }
  }

  /** Many events of one time, or of a rung that cannot be made finer. */
  private sortMany(count: number): void {
    const { ids, times, doubles } = this;
    const timeOf = (id: number): number => doubles[id * DOUBLES] ?? 0;
    const sorted = [...ids.subarray(0, count)].sort(
      (x, y) => timeOf(x) - timeOf(y) || this.numberOf(x) - this.numberOf(y),
    );
    for (const [at, id] of sorted.entries()) {
      ids[at] = id;
      times[at] = timeOf(id);
    }
  }

  private numberOf(id: number): number {
    return this.doubles[id * DOUBLES + 1] ?? 0;
  }

  /** The top becomes the first rung; what lies beyond it stays in the top. */
  private dealTop(): void {
    const { doubles, next, topCount: count, topMinNs: minNs } = this;
    const meanNs = this.topSumNs / count - minNs;
    const widthNs = Math.max(1, Math.ceil((2 * meanNs * PER_BUCKET) / count));
    const buckets = Math.min(MAX_BUCKETS, Math.max(16, Math.ceil(count / PER_BUCKET)));
    const rung = this.openRung(minNs, widthNs, buckets);
    this.topStartNs = minNs + buckets * widthNs;
    let rest = NONE;
    let restCount = 0;
    let restMinNs = Infinity;
    let restSumNs = 0;
    for (let id = this.topHead; id !== NONE;) {
      const after = next[id] ?? 0;
      const timeNs = doubles[id * DOUBLES] ?? 0;
      if (timeNs < this.topStartNs) {
        const bucket = Math.floor((timeNs - minNs) / widthNs);
        next[id] = rung.heads[bucket] ?? 0;
        rung.heads[bucket] = id;
      } else {
        next[id] = rest;
        rest = id;
        restCount += 1;
        restSumNs += timeNs;
        if (timeNs < restMinNs) restMinNs = timeNs;
      }
      id = after;
    }
    this.topHead = rest;
    this.topCount = restCount;
    this.topMinNs = restMinNs;
    this.topSumNs = restSumNs;
  }

  /**
   * Deals a list, whose times stand in the bottom, into a rung below the others, which reaches to where the one above
   * goes on; false when all its events are of one time.
   */
  private dealFiner(list: number, count: number): boolean {
    const { doubles, next, times, head } = this;
    let minNs = Infinity;
    let maxNs = 0;
    let sumNs = 0;
    for (let at = head; at < head + count; at += 1) {
      const timeNs = times[at] ?? 0;
      if (timeNs < minNs) minNs = timeNs;
      if (timeNs > maxNs) maxNs = timeNs;
      sumNs += timeNs;
    }
    if (minNs === maxNs) return false;
    const spanNs = this.lowestNs() - minNs;
    const meanNs = sumNs / count - minNs;
    const widthNs = Math.max(1, Math.ceil((Math.max(2 * meanNs, spanNs / 4) * PER_BUCKET) / count));
    const { heads } = this.openRung(minNs, widthNs, Math.ceil(spanNs / widthNs));
    for (let id = list; id !== NONE;) {
      const after = next[id] ?? 0;
      const bucket = Math.floor(((doubles[id * DOUBLES] ?? 0) - minNs) / widthNs);
      next[id] = heads[bucket] ?? 0;
      heads[bucket] = id;
      id = after;
    }
    return true;
  }

  /** Many events came between those of the bottom: it is dealt into a rung of its own. */
  private bottomToRung(): void {
    if (this.depth === MAX_RUNGS) return;
    let list = NONE;
    for (let at = this.head; at < this.tail; at += 1) {
      const id = this.ids[at] ?? 0;
      this.next[id] = list;
      list = id;
    }
    if (this.dealFiner(list, this.tail - this.head)) this.refill();
  }

  /** Where the events begin that are dealt already: everything before belongs into the bottom. */
  private lowestNs(): TimeNs {
    const rung = this.rungs[this.depth - 1];
    if (this.depth === 0 || rung === undefined) return this.topStartNs;
    return rung.startNs + rung.current * rung.widthNs;
  }

  private openRung(startNs: TimeNs, widthNs: TimeNs, buckets: number): Rung {
    let rung = this.rungs[this.depth];
    if (rung === undefined) {
      rung = new Rung();
      this.rungs.push(rung);
    }
    // One more than needed, for the rounding of times beyond 2^53 ns.
    rung.open(startNs, widthNs, buckets + 1);
    this.depth += 1;
    return rung;
  }

  private newRecord(): number {
    const id = this.free;
    if (id !== NONE) {
      this.free = this.next[id] ?? 0;
      return id;
    }
    if (this.used * DOUBLES === this.doubles.length) {
      const doubles = new Float64Array(this.doubles.length * 2);
      doubles.set(this.doubles);
      this.doubles = doubles;
      this.words = new Int32Array(doubles.buffer);
      const next = new Int32Array(this.next.length * 2);
      next.set(this.next);
      this.next = next;
    }
    this.used += 1;
    return this.used - 1;
  }

  /** What was taken from the bottom makes room for what comes; if that is little, it grows. `count` events are in it. */
  private makeRoom(count: number): void {
    const { ids, times, head } = this;
    if (head <= ids.length / 2) {
      this.ids = new Int32Array(ids.length * 2);
      this.times = new Float64Array(times.length * 2);
    }
    this.ids.set(ids.subarray(head, head + count));
    this.times.set(times.subarray(head, head + count));
    this.head = 0;
    this.tail = count;
  }
}

function roomFor(buckets: number): number {
  let room = 64;
  while (room < buckets) room *= 2;
  return room;
}
