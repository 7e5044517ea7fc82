/**
 * The client-side limiter of one etcd client: first a place in a FIFO semaphore (maxInflight), then a token, which is
 * slept for while the place is held, then the request. A bootstrap rate applies until `bootstrapDone`; only the rate
 * changes then, the burst was never raised.
 * Not modelled: its automatic adjustment (Cilium's etcd limiter does not use it), context time-outs.
 * Real behaviour: cilium/cilium v1.20.0 pkg/rate/api_limiter.go, pkg/kvstore/etcd.go.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import { TokenBucket } from "../../src/engine/token-bucket.js";

/** Somebody who waits for a place and a token. */
export interface LimiterUser {
  /** Both are there. The place is held until `release`. */
  admitted(): void;
}

export class Limiter {
  private static readonly events = recipientsOf<LimiterUser>(
    "limiter",
    (recipients) => (place) => recipients.take(place)?.admitted(),
  );
  private readonly sim: Simulation;
  private readonly bucket: TokenBucket;
  private readonly steadyQps: number;
  private readonly maxInflight: number;
  private waiting: (LimiterUser | undefined)[] = [];
  private head = 0;
  private inflight = 0;
  /** Who sleeps for a token. */
  private readonly events: Recipients<LimiterUser>;
  /** Requests let through so far. */
  granted = 0;
  /** Seconds' worth of the allowed rate that were used: over time, the limiter's utilisation. */
  usedSeconds = 0;

  constructor(
    sim: Simulation,
    options: { readonly qps: number; readonly bootstrapQps: number; readonly maxInflight: number },
  ) {
    this.sim = sim;
    this.steadyQps = options.qps;
    this.maxInflight = options.maxInflight;
    const rateQps = options.bootstrapQps > 0 ? options.bootstrapQps : options.qps;
    const burst = Math.max(1, Math.ceil(options.qps));
    this.bucket = new TokenBucket({ rateQps, burst, nowNs: sim.nowNs });
    this.events = Limiter.events(sim);
  }

  /** Requests per second that are allowed now. */
  get rateQps(): number {
    return this.bucket.rateQps;
  }

  /** Places taken, sleeping for a token included. */
  get placesTaken(): number {
    return this.inflight;
  }

  /** Share of the places that are taken, 0..1. */
  get inflightRatio(): number {
    return this.inflight / this.maxInflight;
  }

  /** Requests wait for a place. */
  get hasQueue(): boolean {
    return this.waiting.length > this.head;
  }

  /** Calls `go` when a place and a token are there. The place is held until `release`. */
  acquire(go: () => void): void {
    this.admit({ admitted: go });
  }

  /** The same for somebody who is used again and again. */
  admit(user: LimiterUser): void {
    if (this.inflight >= this.maxInflight) this.waiting.push(user);
    else this.take(user);
  }

  /** Gives the place back. */
  release(): void {
    this.inflight -= 1;
    const next = this.waiting[this.head];
    if (next === undefined) return;
    // What has gone is let go, not when the whole queue has.
    this.waiting[this.head] = undefined;
    this.head += 1;
    if (this.head === this.waiting.length) {
      this.waiting = [];
      this.head = 0;
    } else if (this.head > 1024 && this.head * 2 > this.waiting.length) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    this.take(next);
  }

  /** The first sync is complete: from now on the steady rate holds. */
  bootstrapDone(): void {
    this.bucket.setRate(this.sim.nowNs, this.steadyQps);
  }

  private take(user: LimiterUser): void {
    this.inflight += 1;
    this.granted += 1;
    this.usedSeconds += 1 / this.bucket.rateQps;
    const waitNs = this.bucket.reserve(this.sim.nowNs);
    if (waitNs === 0) user.admitted();
    else this.events.post(waitNs, user);
  }
}
