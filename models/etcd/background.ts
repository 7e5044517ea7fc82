/**
 * Puts of one etcd that are not simulated one by one, because there are too many of them and nobody asks for any
 * single one: a flow of equal puts, each told to n watchers. What the flow uses is added up over time, as means; what
 * the etcd's other work feels of it is worked out when that work comes (flow-queues.ts).
 * Simplification: a flow that no core, thread or NIC can serve is cut to what they can.
 */
import type { Link } from "../../src/engine/link.js";
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { ApplyFlow } from "./apply-loop.js";
import type { BackgroundPut } from "./background-put.js";
import type { CorePool } from "./core-pool.js";
import { FlowQueues, type BackgroundFlow } from "./flow-queues.js";

/** Utilisation above which a flow is taken as one that cannot be served. */
const FULL = 0.98;

export class Background implements ApplyFlow {
  /** Puts per second that are served. */
  readonly ratePerSecond: number;
  /** The flow flows. */
  isRunning = false;
  private readonly one: BackgroundPut;
  private readonly queues: FlowQueues;
  private countedNs: TimeNs = 0;
  /** The part of a put that is not counted yet. */
  private rest = 0;
  /** Time for which the apply loop was held to let other work wait; the flow's own time contains it. */
  private heldNs = 0;

  constructor(
    random: RandomStream,
    {
      flow,
      one,
      nic,
    }: { readonly flow: BackgroundFlow; readonly one: BackgroundPut; readonly nic: Link },
  ) {
    this.one = one;
    // Requests under way are few, which paces the apply loop; whom puts are told to does not.
    const shortestGapNs = Math.max(one.sendNs, one.nicNs) / FULL;
    this.queues = new FlowQueues(random, { flow, put: one, nic, shortestGapNs });
    const usable = FULL * (1 - one.meanCommitNs / one.commitPeriodNs);
    const slowestNs = Math.max(one.applyNs / usable, shortestGapNs);
    const possible = slowestNs === 0 ? Infinity : NS_PER_SECOND / slowestNs;
    this.ratePerSecond = Math.min(flow.ratePerSecond, possible);
  }

  start(nowNs: TimeNs): void {
    this.isRunning = true;
    this.countedNs = nowNs;
    this.queues.start(nowNs);
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

  holdApply(nowNs: TimeNs, sinceNs: TimeNs): TimeNs {
    if (!this.isRunning) return 0;
    const waitNs = this.queues.applyWaitNs(nowNs, sinceNs);
    this.heldNs += waitNs;
    return waitNs;
  }

  takeApply(untilNs: TimeNs): void {
    if (this.isRunning) this.queues.takeApply(untilNs);
  }

  /** Queues what sends that come now wait for, and is not queued already. */
  holdSends(nowNs: TimeNs, pool: CorePool): void {
    if (!this.isRunning) return;
    const waitNs = this.queues.sendsWaitNs(nowNs) - pool.queuedSendsNs;
    if (waitNs > 1) pool.hold(waitNs);
  }

  /** Sends were queued. */
  takeSends(nowNs: TimeNs, pool: CorePool): void {
    if (this.isRunning) this.queues.takeSends(nowNs, nowNs + pool.queuedSendsNs);
  }

  /** For how long the etcd has been idle, if its own requests left it so for `ownNs`: the flow keeps it awake. */
  idleNs(nowNs: TimeNs, ownNs: TimeNs): TimeNs {
    if (!this.isRunning || ownNs === 0) return ownNs;
    return Math.min(ownNs, this.queues.idleNs(nowNs));
  }
}
