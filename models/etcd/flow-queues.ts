/**
 * The queues of one etcd as a flow of equal puts leaves them: its apply loop, its cores and its NIC. The flow's puts
 * are taken through them one after another, but only when somebody looks, and without an event; commits of the
 * backend come between them. Whoever looks is told what stands before him, and says what he takes himself.
 * Approximation: answers of watchers that have waited too long go before sends in one piece, when a put comes.
 * Not modelled: handlers and the WAL as queues (what they take is microseconds), collections of garbage in pieces, and
 * the very moments at which the apply loop has a core that sends could use (its share is taken off them).
 */
import type { Link } from "../../src/engine/link.js";
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import { POLL_NS } from "./reader-answers.js";

/** The puts of a flow, in the order in which they come. */
export interface FlowArrivals {
  /** When the next one comes, if so many may be under way; Infinity while none is known. */
  nextNs(): TimeNs;
  /** It came then. Returns the bytes of a response that tells of it. */
  take(comesNs: TimeNs): number;
}

/** One flow of puts. */
export interface BackgroundFlow {
  readonly arrivals: FlowArrivals;
  /** Puts per second in the mean; the etcd may serve fewer. */
  readonly ratePerSecond: number;
  /** Requests under way at most. */
  readonly maxInflight: number;
}

/** What one put takes of each queue. */
export interface FlowPut {
  /** Of the handler, before the apply loop. */
  readonly rpcNs: number;
  /** Of the apply loop. */
  readonly applyNs: number;
  /** Of all cores together, until it is sent to all watchers, in the mean; and what their answers take after that. */
  readonly responseNs: number;
  readonly answersNs: number;
  /** The same for a response of so many bytes, and what it takes of the NIC. */
  responseOf(bytes: number): number;
  nicOf(bytes: number): number;
  /** A commit of so many puts holds up the apply loop for so long. */
  commitNs(puts: number): number;
  readonly commitPeriodNs: number;
}

/** Puts that had to wait follow at once, but no more than those of a second. Confidence: chosen. */
const BURST_NS = NS_PER_SECOND;

export class FlowQueues {
  private readonly random: RandomStream;
  private readonly flow: BackgroundFlow;
  private readonly put: FlowPut;
  private readonly nic: Link;
  private readonly shortestGapNs: TimeNs;
  /** No put comes before that, so that its watchers can be told. */
  private paceNs: TimeNs = 0;
  private nextCommitNs: TimeNs = Infinity;
  /** Puts that the next commit writes. */
  private dirty = 0;
  /** Until when the apply loop and the cores are taken. */
  private applyUntilNs: TimeNs = 0;
  private sendsUntilNs: TimeNs = 0;
  /** What watchers answered that is looked at when nothing is left to send, ns of all cores; and since when it waits. */
  private answersNs = 0;
  private answeredNs: TimeNs = 0;
  /** When the cores began to send what is answered first. */
  private sendsBeganNs: TimeNs = 0;
  /** Between these the cores send for others: of what others did last, what takes longest. */
  private othersFromNs: TimeNs = 0;
  private othersUntilNs: TimeNs = 0;
  /** When the last puts were applied, one place for each that may be under way. */
  private readonly ends: Float64Array;
  private endsAt = 0;

  /** @param parts.shortestGapNs puts follow each other no closer than that in the long run. */
  constructor(
    random: RandomStream,
    parts: {
      readonly flow: BackgroundFlow;
      readonly put: FlowPut;
      readonly nic: Link;
      readonly shortestGapNs: TimeNs;
    },
  ) {
    this.random = random;
    this.flow = parts.flow;
    this.put = parts.put;
    this.nic = parts.nic;
    this.shortestGapNs = parts.shortestGapNs;
    this.ends = new Float64Array(parts.flow.maxInflight);
  }

  /** The flow begins. */
  start(nowNs: TimeNs): void {
    this.nextCommitNs = nowNs + this.random.next() * this.put.commitPeriodNs;
  }

  /** How long a job of the apply loop waits for the flow that came at `sinceNs` and would begin now. */
  applyWaitNs(nowNs: TimeNs, sinceNs: TimeNs): TimeNs {
    this.advance(sinceNs);
    return Math.max(0, Math.round(this.applyUntilNs) - nowNs);
  }

  /** The apply loop is taken by others until then. */
  takeApply(untilNs: TimeNs): void {
    if (untilNs > this.applyUntilNs) this.applyUntilNs = untilNs;
  }

  /**
   * How long what would be sent now waits for the cores. Who comes while it waits lets answers go before it as well:
   * when the last of them comes is drawn.
   */
  sendsWaitNs(nowNs: TimeNs): TimeNs {
    this.lookAtAnswers(nowNs);
    const waitNs = Math.max(0, this.sendsUntilNs - nowNs);
    const { put } = this;
    if (waitNs < POLL_NS || put.answersNs === 0) return waitNs;
    const lastNs = waitNs - this.random.exponential(NS_PER_SECOND / this.flow.ratePerSecond);
    if (lastNs < POLL_NS + (waitNs % put.responseNs)) return waitNs;
    const sentNs = Math.min(lastNs, this.unsentNs(nowNs));
    const answersNs = Math.min(this.answersNs, sentNs * (put.answersNs / put.responseNs));
    this.sendsUntilNs += answersNs;
    this.answersNs -= answersNs;
    return waitNs + answersNs;
  }

  /** The cores send for others until then. */
  takeSends(nowNs: TimeNs, untilNs: TimeNs): void {
    if (untilNs <= this.sendsUntilNs) return;
    const fromNs = Math.max(nowNs, this.sendsUntilNs);
    if (untilNs - fromNs >= this.othersUntilNs - Math.max(nowNs, this.othersFromNs)) {
      this.othersFromNs = fromNs;
      this.othersUntilNs = untilNs;
    }
    this.sendsUntilNs = untilNs;
  }

  /** What the cores have still to send of the flow. */
  private unsentNs(nowNs: TimeNs): TimeNs {
    const othersNs = this.othersUntilNs - Math.max(nowNs, this.othersFromNs);
    return Math.max(0, this.sendsUntilNs - nowNs - Math.max(0, othersNs));
  }

  /** For how long the flow has left the process idle. */
  idleNs(nowNs: TimeNs): TimeNs {
    this.advance(nowNs);
    const coresUntilNs = this.sendsUntilNs + this.answersNs;
    return Math.max(0, nowNs - Math.max(this.applyUntilNs, coresUntilNs));
  }

  /** Everything that came up to now goes into the queues, in order. */
  private advance(nowNs: TimeNs): void {
    if (this.nextCommitNs === Infinity) return;
    for (;;) {
      // When as many as may be under way are, the next one comes when the first of them is applied.
      const freeNs = this.ends[this.endsAt] ?? 0;
      const putNs = Math.max(this.flow.arrivals.nextNs() + this.put.rpcNs, freeNs, this.paceNs);
      if (Math.min(putNs, this.nextCommitNs) > nowNs) return;
      if (this.nextCommitNs <= putNs) this.commit();
      else this.apply(putNs);
    }
  }

  private commit(): void {
    const { put } = this;
    const beginNs = Math.max(this.nextCommitNs, this.applyUntilNs);
    if (this.dirty > 0) this.applyUntilNs = beginNs + put.commitNs(this.dirty);
    this.dirty = 0;
    this.nextCommitNs += put.commitPeriodNs;
  }

  private apply(comesNs: TimeNs): void {
    const { put } = this;
    const bytes = this.flow.arrivals.take(comesNs);
    this.paceNs = Math.max(this.paceNs + this.shortestGapNs, comesNs - BURST_NS);
    // What was sent when it comes is answered from now on.
    if (comesNs > this.sendsBeganNs) this.answeredNs = Math.min(this.answeredNs, comesNs);
    const endNs = Math.max(comesNs, this.applyUntilNs) + put.applyNs;
    this.applyUntilNs = endNs;
    this.dirty += 1;
    this.ends[this.endsAt] = endNs;
    this.endsAt = this.endsAt + 1 === this.ends.length ? 0 : this.endsAt + 1;
    this.lookAtAnswers(endNs);
    const beginNs = Math.max(endNs, this.sendsUntilNs);
    this.sendsUntilNs = beginNs + put.responseOf(bytes);
    if (this.answersNs === 0) {
      this.sendsBeganNs = beginNs;
      this.answeredNs = put.responseNs < POLL_NS ? this.sendsUntilNs : beginNs;
    }
    this.answersNs += put.answersNs;
    this.nic.occupy(beginNs, put.nicOf(bytes));
  }

  /** Answers have what sends left up to now; those that waited too long go before what will be sent. */
  private lookAtAnswers(nowNs: TimeNs): void {
    const freeNs = nowNs - this.sendsUntilNs;
    if (freeNs > 0) {
      this.answersNs = Math.max(0, this.answersNs - freeNs);
      this.sendsUntilNs = nowNs;
    }
    if (this.answersNs === 0 || nowNs - this.answeredNs < POLL_NS) return;
    // What waits to be sent is not answered yet; the first of it when the batch that is sent now is through.
    const { answersNs, responseNs } = this.put;
    const unsentNs = this.unsentNs(nowNs);
    const overdueNs = Math.max(0, this.answersNs - unsentNs * (answersNs / responseNs));
    this.sendsUntilNs += overdueNs;
    this.answersNs -= overdueNs;
    this.sendsBeganNs = nowNs + overdueNs;
    this.answeredNs = this.sendsBeganNs + (unsentNs % responseNs);
  }
}
