/**
 * Puts of one etcd that are not simulated one by one, because there are too many of them and nobody asks for any
 * single one: a flow of equal puts at a steady rate, each told to n watchers. What the etcd's other writes feel of it
 * is drawn: how long they wait for the apply loop and behind queued sends. What it uses is added up over time.
 * Simplifications: waits are those of the long run (a queue with equal service times; a paced flow never queues), so
 * two writes that follow closely draw theirs independently; a flow that no core or thread can serve is cut to what it
 * can, and its closed loop of requests stands before everybody else.
 */
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { ApplyLoop } from "./apply-loop.js";
import type { BackgroundPut } from "./background-put.js";
import type { CorePool } from "./core-pool.js";

/** One flow of puts. */
export interface BackgroundFlow {
  /** Puts per second, if the etcd can serve them. */
  readonly ratePerSecond: number;
  /** Paced by a limiter that always has work waiting; otherwise arrivals are random. */
  readonly paced: boolean;
  /** Requests under way at most. */
  readonly maxInflight: number;
}

/** Utilisation above which a flow is taken as one that cannot be served. */
const FULL = 0.98;

export class Background {
  /** Puts per second that are served. */
  readonly ratePerSecond: number;
  /** The flow flows. */
  isRunning = false;
  private readonly flow: BackgroundFlow;
  private readonly one: BackgroundPut;
  private readonly random: RandomStream;
  private readonly isFull: boolean;
  private countedNs: TimeNs = 0;
  /** The part of a put that is not counted yet. */
  private rest = 0;
  /** Time for which the apply loop was held to let other writes wait; the flow's own time contains it. */
  private heldNs = 0;

  constructor(
    random: RandomStream,
    { flow, one }: { readonly flow: BackgroundFlow; readonly one: BackgroundPut },
  ) {
    this.random = random;
    this.flow = flow;
    this.one = one;
    const usable = FULL * (1 - one.commitNs / one.commitPeriodNs);
    const slowestNs = Math.max(one.applyNs / usable, one.sendNs / FULL);
    const possible = slowestNs === 0 ? Infinity : NS_PER_SECOND / slowestNs;
    this.isFull = flow.ratePerSecond > possible;
    this.ratePerSecond = Math.min(flow.ratePerSecond, possible);
  }

  start(nowNs: TimeNs): void {
    this.isRunning = true;
    this.countedNs = nowNs;
  }

  stop(nowNs: TimeNs): void {
    this.advance(nowNs);
    this.isRunning = false;
  }

  /** Counts what the flow used up to now. Call before counters are read. */
  advance(nowNs: TimeNs): void {
    if (!this.isRunning || nowNs <= this.countedNs) return;
    const forNs = nowNs - this.countedNs;
    this.countedNs = nowNs;
    const puts = this.rest + (this.ratePerSecond * forNs) / NS_PER_SECOND;
    const whole = Math.floor(puts);
    this.rest = puts - whole;
    this.one.count(whole, { forNs, heldNs: this.heldNs });
    this.heldNs = 0;
  }

  /** How long a write whose turn comes now waits for the apply loop; nothing when it follows another one. */
  holdApply(apply: ApplyLoop): TimeNs {
    if (!this.isRunning || !apply.wasIdle) return 0;
    const waitNs = this.drawApplyNs();
    this.heldNs += waitNs;
    return waitNs;
  }

  /** Queues what the write's sends wait for, unless sends are queued already. */
  holdSends(pool: CorePool): void {
    if (!this.isRunning || pool.queuedSends > 0) return;
    const waitNs = this.drawWaitNs(this.one.responseNs);
    if (waitNs > 1) pool.hold(waitNs);
  }

  /** For how long the etcd has been idle, if its own requests left it so for `ownNs`: the flow keeps it awake. */
  idleNs(ownNs: TimeNs): TimeNs {
    if (!this.isRunning || ownNs === 0) return ownNs;
    const busy = (this.ratePerSecond * (this.one.applyNs + this.one.sendNs)) / NS_PER_SECOND;
    if (this.random.chance(Math.min(1, busy))) return 0;
    const gapNs = NS_PER_SECOND / this.ratePerSecond;
    const sinceNs = this.flow.paced ? this.random.next() * gapNs : this.random.exponential(gapNs);
    return Math.min(ownNs, sinceNs);
  }

  private drawApplyNs(): TimeNs {
    const { applyNs, commitNs, commitPeriodNs } = this.one;
    if (this.isFull) return Math.round(this.flow.maxInflight * applyNs);
    const inCommit = this.random.chance(commitNs / commitPeriodNs);
    const behindCommitNs = inCommit ? this.random.next() * commitNs : 0;
    return Math.round(behindCommitNs + this.drawWaitNs(applyNs));
  }

  /**
   * The unfinished work that a random arrival finds. With equal service times it is a geometric number of residual
   * services (Pollaczek-Khinchine); a paced flow has at most one.
   */
  private drawWaitNs(serviceNs: number): number {
    const busy = Math.min(FULL, (this.ratePerSecond * serviceNs) / NS_PER_SECOND);
    let waitNs = 0;
    while (this.random.chance(busy)) {
      waitNs += this.random.next() * serviceNs;
      if (this.flow.paced) break;
    }
    return waitNs;
  }
}
