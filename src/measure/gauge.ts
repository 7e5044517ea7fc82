/**
 * A value that changes at moments in time: its mean over time, its integral and its highest value
 * since the window began. Keeps no history; sampler.ts reads values over time.
 */
import type { TimeNs } from "../engine/time.js";

/** A value weighted by how long it lasted. Moments must not go back. */
export class Gauge {
  private current: number;
  private sinceNs: TimeNs;
  private windowNs: TimeNs;
  private area = 0;
  private highest: number;

  constructor(nowNs: TimeNs, value = 0) {
    this.current = value;
    this.sinceNs = nowNs;
    this.windowNs = nowNs;
    this.highest = value;
  }

  get value(): number {
    return this.current;
  }

  set(nowNs: TimeNs, value: number): void {
    this.advance(nowNs);
    this.current = value;
    if (value > this.highest) this.highest = value;
  }

  add(nowNs: TimeNs, change: number): void {
    this.set(nowNs, this.current + change);
  }

  /** Forgets what was; mean and maximum count from now. */
  startWindow(nowNs: TimeNs): void {
    this.advance(nowNs);
    this.area = 0;
    this.windowNs = nowNs;
    this.highest = this.current;
  }

  /** Mean over the time since the window began. */
  mean(nowNs: TimeNs): number {
    this.advance(nowNs);
    return nowNs === this.windowNs ? this.current : this.area / (nowNs - this.windowNs);
  }

  /** Value times nanoseconds since the window began. */
  integral(nowNs: TimeNs): number {
    this.advance(nowNs);
    return this.area;
  }

  /** Highest value since the window began, the one at its beginning included. */
  max(): number {
    return this.highest;
  }

  private advance(nowNs: TimeNs): void {
    this.area += this.current * (nowNs - this.sinceNs);
    this.sinceNs = nowNs;
  }
}
