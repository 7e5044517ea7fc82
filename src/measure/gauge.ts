/**
 * A value that changes at moments in time: its mean over time, its integral and its highest value
 * since the window began. Keeps no history; sampler.ts reads values over time.
 * It can be told ahead of what will be one more at a time to come: it then counts that in when it is next used.
 */
import type { TimeNs } from "../engine/time.js";

const NONE_AHEAD = new Float64Array(0);
const FIRST_AHEAD = 16;

/** A value weighted by how long it lasted. Moments must not go back. */
export class Gauge {
  private current: number;
  private sinceNs: TimeNs;
  private windowNs: TimeNs;
  private area = 0;
  private highest: number;
  /** Times to come at which it will be one more, in order, from `head` to before `tail`. */
  private ahead = NONE_AHEAD;
  private head = 0;
  private tail = 0;

  constructor(nowNs: TimeNs, value = 0) {
    this.current = value;
    this.sinceNs = nowNs;
    this.windowNs = nowNs;
    this.highest = value;
  }

  /** The value now. */
  value(nowNs: TimeNs): number {
    this.catchUp(nowNs);
    return this.current;
  }

  set(nowNs: TimeNs, value: number): void {
    this.catchUp(nowNs);
    this.put(nowNs, value);
  }

  add(nowNs: TimeNs, change: number): void {
    this.catchUp(nowNs);
    this.put(nowNs, this.current + change);
  }

  /** From a time to come on it is one more. */
  expect(atNs: TimeNs): void {
    if (this.tail === this.ahead.length) this.makeRoom();
    const { ahead, head } = this;
    let at = this.tail;
    for (; at > head && (ahead[at - 1] ?? 0) > atNs; at -= 1) ahead[at] = ahead[at - 1] ?? 0;
    ahead[at] = atNs;
    this.tail += 1;
  }

  /** What was expected for a time to come is not expected any more. */
  expectNot(atNs: TimeNs): void {
    const { ahead, head, tail } = this;
    const at = ahead.subarray(head, tail).indexOf(atNs);
    if (at < 0) return;
    ahead.copyWithin(head + at, head + at + 1, tail);
    this.tail -= 1;
  }

  /** Forgets what was; mean and maximum count from now. */
  startWindow(nowNs: TimeNs): void {
    this.catchUp(nowNs);
    this.advance(nowNs);
    this.area = 0;
    this.windowNs = nowNs;
    this.highest = this.current;
  }

  /** Mean over the time since the window began. */
  mean(nowNs: TimeNs): number {
    this.catchUp(nowNs);
    this.advance(nowNs);
    return nowNs === this.windowNs ? this.current : this.area / (nowNs - this.windowNs);
  }

  /** Value times nanoseconds since the window began. */
  integral(nowNs: TimeNs): number {
    this.catchUp(nowNs);
    this.advance(nowNs);
    return this.area;
  }

  /** Highest value since the window began, the one at its beginning included. */
  max(nowNs: TimeNs): number {
    this.catchUp(nowNs);
    return this.highest;
  }

  /** Counts in what was expected up to now. */
  private catchUp(nowNs: TimeNs): void {
    const { ahead, tail } = this;
    while (this.head < tail) {
      const atNs = ahead[this.head] ?? 0;
      if (atNs > nowNs) return;
      this.head += 1;
      this.put(atNs, this.current + 1);
    }
  }

  private put(atNs: TimeNs, value: number): void {
    this.advance(atNs);
    this.current = value;
    if (value > this.highest) this.highest = value;
  }

  /** What has come makes room for what will; if that is little, the array grows. */
  private makeRoom(): void {
    const { ahead, head, tail } = this;
    const isFull = head <= ahead.length / 2;
    const room = isFull ? new Float64Array(Math.max(FIRST_AHEAD, 2 * ahead.length)) : ahead;
    room.set(ahead.subarray(head, tail));
    this.ahead = room;
    this.head = 0;
    this.tail = tail - head;
  }

  private advance(nowNs: TimeNs): void {
    this.area += this.current * (nowNs - this.sinceNs);
    this.sinceNs = nowNs;
  }
}
