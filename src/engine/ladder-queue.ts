/**
 * A ladder queue in typed arrays: the far future lies unsorted in the top; what comes nearer is dealt into the buckets of
 * a rung, a crowded bucket into a finer rung below it, and the next bucket is sorted into the bottom, from which events
 * are taken. Push and pop take constant time on average, whatever the mixture of near and far events, because the width
 * of a rung's buckets follows the events that are dealt into it.
 * The top and each bucket are chains of chunks (event-chunks.ts). A rung has few buckets, so that the ends of their chains
 * stay in the processor's cache; a bucket of some thousand events is sorted as it lies, without being moved again, unless
 * many events are pushed between those that are sorted. Pops in exactly the order of heap-js-queue.ts. Times are whole
 * numbers up to 2^53 and widths powers of two, so finding a bucket never rounds.
 * After: Tang, Goh and Thng, "Ladder queue: an O(1) priority queue structure for large-scale discrete event simulation",
 * ACM TOMACS 15(3), 2005. Different here: the width comes from the mean distance of the events, which one far event
 * does not stretch, and a bottom that grows too long becomes a rung.
 */
import { A, B, CHUNK, DOUBLES, EventChunks, KIND, NONE, WORDS } from "./event-chunks.js";
import type { EventQueue } from "./event-queue.js";
import { LadderBottom } from "./ladder-bottom.js";
import type { TimeNs } from "./time.js";

/** Events that a bucket is made for. */
const PER_BUCKET = 8;
/** A bucket with more events is dealt into a finer rung: while few events are pushed into the bottom, and otherwise. */
const MANY = 16_384;
const SEVERAL = 64;
/** The first rung reaches so many times as far as the mean event of the top. */
const REACH = 8;
/** A bottom with more events becomes a rung. */
const LONG_BOTTOM = 512;
/** Finer rungs than this are not made: the bucket is sorted as it is. */
const MAX_RUNGS = 10;
/** Buckets of a rung. */
const MIN_BUCKETS = 16;
const MAX_BUCKETS = 1024;
/** Room for them: a finer rung reaches to the end of its bucket, which may lie four times further than planned. */
const BUCKETS_ROOM = 8 * MAX_BUCKETS;

/** Equal stretches of time, each with a chain of events. */
class Rung {
  startNs: TimeNs = 0;
  widthNs: TimeNs = 1;
  /** 1 / width, exactly. */
  perNs = 1;
  buckets = 0;
  /** The bucket that is taken next: what lies before it belongs into finer rungs or the bottom. */
  current = 0;
  /** Where the rung above goes on. */
  endNs: TimeNs = 0;
  /** The buckets' chains; all NONE when the rung is not in use. */
  readonly chains = new Int32Array(BUCKETS_ROOM).fill(NONE);

  /** Opens buckets of about this width from a time on. */
  open(fromNs: TimeNs, widthNs: TimeNs): void {
    this.widthNs = 2 ** Math.max(0, Math.round(Math.log2(widthNs)));
    this.perNs = 1 / this.widthNs;
    this.startNs = Math.floor(fromNs * this.perNs) * this.widthNs;
    this.current = 0;
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
  private readonly chunks = new EventChunks();
  private top = NONE;
  private topCount = 0;
  private topMinNs: TimeNs = Infinity;
  private topSumNs = 0;
  /** Events from here on lie in the top. */
  private topStartNs: TimeNs = 0;
  /** Events before here lie in the bottom. */
  private bottomEndNs: TimeNs = 0;
  private readonly rungs: Rung[] = [];
  private depth = 0;
  private readonly bottom = new LadderBottom(this.chunks);
  /** A bottom with more events is dealt into a rung. */
  private longBottom = LONG_BOTTOM;
  /** Events that were last sorted into the bottom. */
  private sorted = 0;
  private mostSorted = MANY;

  push(timeNs: TimeNs, sequence: number, kind: number, a: number, b: number): void {
    this.size += 1;
    if (timeNs >= this.topStartNs) {
      this.top = this.chunks.after(this.top);
      this.chunks.write(this.top, timeNs, sequence, kind, a, b);
      this.topCount += 1;
      this.topSumNs += timeNs;
      if (timeNs < this.topMinNs) this.topMinNs = timeNs;
      if (this.size === 1) this.refill();
      return;
    }
    if (timeNs >= this.bottomEndNs) {
      const rung = this.rungFor(timeNs);
      const { chains } = rung;
      const bucket = ((timeNs - rung.startNs) * rung.perNs) | 0;
      const place = this.chunks.after(chains[bucket] ?? 0);
      chains[bucket] = place;
      this.chunks.write(place, timeNs, sequence, kind, a, b);
      return;
    }
    const { bottom } = this;
    const place = bottom.insert(timeNs, sequence);
    this.chunks.write(place, timeNs, sequence, kind, a, b);
    this.nextNs = bottom.times[bottom.head] ?? 0;
    if (bottom.tail - bottom.head > this.longBottom) this.bottomToRung();
  }

  pop(): void {
    const { bottom } = this;
    const place = bottom.places[bottom.head] ?? 0;
    bottom.head += 1;
    this.size -= 1;
    const { words, doubles } = this.chunks;
    const at = place * WORDS;
    this.sequence = doubles[place * DOUBLES + 1] ?? 0;
    this.kind = words[at + KIND] ?? 0;
    this.a = words[at + A] ?? 0;
    this.b = words[at + B] ?? 0;
    if (bottom.head < bottom.tail) {
      bottom.vacate(place);
      this.nextNs = bottom.times[bottom.head] ?? 0;
    } else {
      this.refill();
    }
  }

  /** The finest rung that holds a time between the bottom and the top. */
  private rungFor(timeNs: TimeNs): Rung {
    const { rungs } = this;
    for (let at = this.depth - 1; at > 0; at -= 1) {
      const rung = rungs[at];
      if (rung !== undefined && timeNs < rung.endNs) return rung;
    }
    return rungs[0] ?? this.openRung(timeNs, 1);
  }

  /** The bottom is empty: sorts the next bucket into it. */
  private refill(): void {
    const { bottom } = this;
    this.mostSorted = 2 * bottom.inserted <= this.sorted ? MANY : SEVERAL;
    bottom.clear();
    for (;;) {
      const rung = this.depth === 0 ? undefined : this.rungs[this.depth - 1];
      if (rung === undefined) {
        if (this.topCount <= CHUNK) {
          this.takeTop();
          return;
        }
        this.dealTop();
        continue;
      }
      const { chains, buckets } = rung;
      let at = rung.current;
      while (at < buckets && chains[at] === NONE) at += 1;
      if (at === buckets) {
        this.depth -= 1;
        this.bottomEndNs = rung.endNs;
        continue;
      }
      const chain = chains[at] ?? 0;
      chains[at] = NONE;
      rung.current = at + 1;
      this.bottomEndNs = Math.min(rung.startNs + (at + 1) * rung.widthNs, rung.endNs);
      if (this.sortBucket(chain)) return;
    }
  }

  /** Sorts a bucket into the empty bottom; false when it was crowded, and dealt into a finer rung instead. */
  private sortBucket(chain: number): boolean {
    const { bottom } = this;
    if (!this.chunks.hasMany(chain)) {
      bottom.sortChunk(chain);
    } else if (!bottom.sortSpread(chain, this.mostSorted)) {
      if (this.depth < MAX_RUNGS && this.dealFiner(chain)) return false;
      bottom.sortMany(chain);
    }
    this.nextNs = bottom.times[0] ?? 0;
    this.sorted = bottom.tail;
    this.longBottom = Math.max(LONG_BOTTOM, 2 * bottom.tail);
    return true;
  }

  /** The top holds too few events for a rung, or none: they become the bottom. */
  private takeTop(): void {
    const { top, bottom } = this;
    if (top === NONE) {
      this.nextNs = Infinity;
      this.topStartNs = 0;
      this.bottomEndNs = 0;
      return;
    }
    this.emptyTop();
    this.sortBucket(top);
    this.topStartNs = (bottom.times[bottom.tail - 1] ?? 0) + 1;
    this.bottomEndNs = this.topStartNs;
  }

  private emptyTop(): void {
    this.top = NONE;
    this.topCount = 0;
    this.topMinNs = Infinity;
    this.topSumNs = 0;
  }

  /** The top becomes the first rung; what lies beyond it stays in the top. */
  private dealTop(): void {
    const { top, topCount: count, topMinNs: minNs } = this;
    const reachNs = (this.topSumNs / count - minNs) * REACH;
    const buckets = Math.min(MAX_BUCKETS, Math.ceil((count * REACH) / PER_BUCKET));
    const rung = this.openRung(minNs, reachNs / buckets);
    rung.buckets = Math.max(MIN_BUCKETS, buckets);
    this.topStartNs = rung.startNs + rung.buckets * rung.widthNs;
    rung.endNs = this.topStartNs;
    this.emptyTop();
    this.deal(top, rung);
  }

  /** Deals a chain into a rung; what lies beyond it into the top. */
  private deal(chain: number, rung: Rung): void {
    const { chunks } = this;
    const { chains, startNs, perNs } = rung;
    const { topStartNs } = this;
    for (let chunk = chunks.linked(chain), end = NONE; end !== chain;) {
      end = chunks.endOf(chunk, chain);
      const following = chunks.linked(chunk);
      for (let place = chunk; place <= end; place += 1) {
        const timeNs = chunks.doubles[place * DOUBLES] ?? 0;
        if (timeNs >= topStartNs) {
          this.top = chunks.after(this.top);
          chunks.copy(place, this.top);
          this.topCount += 1;
          this.topSumNs += timeNs;
          if (timeNs < this.topMinNs) this.topMinNs = timeNs;
          continue;
        }
        const bucket = ((timeNs - startNs) * perNs) | 0;
        const to = chunks.after(chains[bucket] ?? 0);
        chains[bucket] = to;
        chunks.copy(place, to);
      }
      chunks.releaseChunk(chunk);
      chunk = following;
    }
  }

  /**
   * Deals a chain into a rung below the others, which reaches to where the one above goes on; false when all its events
   * are of one time.
   */
  private dealFiner(chain: number): boolean {
    const { chunks } = this;
    let minNs = Infinity;
    let maxNs = 0;
    let sumNs = 0;
    let count = 0;
    for (
      let chunk = chunks.linked(chain), end = NONE;
      end !== chain;
      chunk = chunks.linked(chunk)
    ) {
      end = chunks.endOf(chunk, chain);
      count += end - chunk + 1;
      for (let place = chunk; place <= end; place += 1) {
        const timeNs = chunks.doubles[place * DOUBLES] ?? 0;
        if (timeNs < minNs) minNs = timeNs;
        if (timeNs > maxNs) maxNs = timeNs;
        sumNs += timeNs;
      }
    }
    if (minNs === maxNs) return false;
    const endNs = this.bottomEndNs;
    const meanNs = sumNs / count - minNs;
    const buckets = Math.min(MAX_BUCKETS, count / PER_BUCKET);
    const rung = this.openRung(minNs, Math.max(2 * meanNs, (endNs - minNs) / 4) / buckets);
    rung.buckets = Math.ceil((endNs - rung.startNs) * rung.perNs);
    rung.endNs = endNs;
    this.deal(chain, rung);
    return true;
  }

  private openRung(fromNs: TimeNs, widthNs: TimeNs): Rung {
    let rung = this.rungs[this.depth];
    if (rung === undefined) {
      rung = new Rung();
      this.rungs.push(rung);
    }
    rung.open(fromNs, widthNs);
    this.bottomEndNs = rung.startNs;
    this.depth += 1;
    return rung;
  }

  /** Many events came between those of the bottom: it is dealt into a rung of its own. */
  private bottomToRung(): void {
    const { chunks, bottom } = this;
    this.longBottom = 2 * (bottom.tail - bottom.head);
    if (this.depth === MAX_RUNGS) return;
    let chain = NONE;
    for (let at = bottom.head; at < bottom.tail; at += 1) {
      chain = chunks.after(chain);
      chunks.copy(bottom.places[at] ?? 0, chain);
    }
    if (this.dealFiner(chain)) this.refill();
    else chunks.release(chain);
  }
}
