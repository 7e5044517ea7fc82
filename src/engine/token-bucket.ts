/**
 * A token bucket with reservations, as golang.org/x/time/rate: it starts full, and whoever finds it
 * empty takes a token in advance and is told how long to wait for it. Not here: giving a token
 * back, asking for several, and the wait itself, which is the caller's.
 */
import { NS_PER_SECOND, type TimeNs } from "./time.js";

/** Lets `burst` requests through at once and `rateQps` a second in the long run. */
export class TokenBucket {
  private rate: number;
  private readonly burst: number;
  private tokens: number;
  private updatedNs: TimeNs;

  /** @param options.rateQps tokens per second; @param options.burst tokens it holds at most. */
  constructor(options: {
    readonly rateQps: number;
    readonly burst: number;
    readonly nowNs?: TimeNs;
  }) {
    this.rate = options.rateQps;
    this.burst = options.burst;
    this.tokens = options.burst;
    this.updatedNs = options.nowNs ?? 0;
  }

  get rateQps(): number {
    return this.rate;
  }

  /** Takes one token; returns the nanoseconds to wait before it may be used. */
  reserve(nowNs: TimeNs): number {
    this.refill(nowNs);
    this.tokens -= 1;
    if (this.tokens >= 0) return 0;
    return Math.ceil((-this.tokens / this.rate) * NS_PER_SECOND);
  }

  /** Changes the rate from now on; tokens taken in advance stay taken, their waits unchanged. */
  setRate(nowNs: TimeNs, rateQps: number): void {
    this.refill(nowNs);
    this.rate = rateQps;
  }

  private refill(nowNs: TimeNs): void {
    const gained = ((nowNs - this.updatedNs) / NS_PER_SECOND) * this.rate;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.updatedNs = nowNs;
  }
}
