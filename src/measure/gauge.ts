/**
 * A value that changes at moments in time: its mean over time, its integral and its highest value
 * since the window began. Keeps no history; sampler.ts reads values over time.
 * It can be told ahead of what will be one more at a time to come: it then counts that in when it is next used.
 */
import type { TimeNs } from "../engine/time.js";
import { TimesAhead } from "./times-ahead.js";

/** A value weighted by how long it lasted. Moments must not go back. */
export class Gauge {
  private current: number;
  private sinceNs: TimeNs;
  private windowNs: TimeNs;
  private area = 0;
  private highest: number;
  /** Times to come at which it will be one more. */
  private ahead: TimesAhead | undefined;

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
    this.ahead ??= new TimesAhead();
    this.ahead.add(atNs);
  }

  /** What was expected for a time to come is not expected any more. */
  expectNot(atNs: TimeNs): void {
    this.ahead?.drop(atNs);
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
    const { ahead } = this;
    if (ahead === undefined) return;
    for (let atNs = ahead.firstNs; atNs <= nowNs; atNs = ahead.firstNs) {
      ahead.dropFirst();
      this.put(atNs, this.current + 1);
    }
  }

  private put(atNs: TimeNs, value: number): void {
    this.advance(atNs);
    this.current = value;
    if (value > this.highest) this.highest = value;
  }

  private advance(nowNs: TimeNs): void {
    this.area += this.current * (nowNs - this.sinceNs);
    this.sinceNs = nowNs;
  }
}
