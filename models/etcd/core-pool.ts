/**
 * The cores that one etcd may use, shared by two kinds of work.
 * - Front work (RPC handlers, the apply loop, list pages, handshakes) is first come, first served and runs ahead of
 *   sends: Go hands a goroutine that was just made ready to the processor that readied it, so a short chain of them
 *   overtakes a long queue of senders.
 * - Sends (watch responses, one goroutine a stream) share what is left, in the order in which they were queued. Herds
 *   of pages, handshakes and watchers do not overtake them: there each goroutine gets its turn (`reserveMany`).
 * - Answers of readers (window updates, pings) have what sends leave, until they have waited for 10 ms.
 * All are fluid: n equal units take the free cores together, and complete evenly spaced. A list that asks page
 * after page therefore shares the processor with all other lists, as measured on a real etcd.
 * Not modelled: preemption, per-processor run queues and stealing, NUMA.
 */
import { assert } from "../../src/engine/assert.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import { levelAfter, occupyFirst, plusFree, raiseAll } from "./core-levels.js";
import { STEP_NS, type CpuMeter, type CpuStation } from "./cpu-meter.js";
import { forgetServed, PartTeller } from "./part-teller.js";
import { HoldBatch, ToldBatch, type SendBatch, type SendsDone } from "./send-batch.js";

/** Go's sysmon looks at the network when nobody has for so long. Source: golang/go src/runtime/proc.go `sysmon`. */
const POLL_NS = 10_000_000;
/** Front work cuts a running batch in parts, because it bends the ramp; at most so many. */
const MAX_PARTS = 32;

export class CorePool {
  private readonly sim: Simulation;
  private readonly meter: CpuMeter;
  private readonly multiplier: number;
  private readonly connections: () => number;
  /** CPU that answers of readers will take, and since when they wait. */
  private answersNs = 0;
  private answersSinceNs: TimeNs = 0;
  /** When each core is done with the front work given to it, ascending. */
  private freeNs: Float64Array;
  private sends: SendBatch[] = [];
  private head = 0;
  private unitsQueued = 0;
  /** When the front work that came last starts. */
  private startedNs: TimeNs = 0;
  private settledNs: TimeNs = 0;
  /** When the last send was through. */
  private lastSendNs: TimeNs = 0;
  /** Units of sends that have their place among the front work. */
  private promisedUnits = 0;
  /** When the last of them is through: what is sent later is told later, because streams keep their order. */
  private promisedUntilNs: TimeNs = 0;
  private readonly teller = new PartTeller();
  private life = 0;
  private onTimer: () => void;

  constructor(
    sim: Simulation,
    options: {
      readonly cores: number;
      readonly meter: CpuMeter;
      readonly multiplier: number;
      /** Connections that there are: each sends one response at a time. */
      readonly connections: () => number;
    },
  ) {
    assert(options.cores >= 1, "an etcd has at least one core");
    this.sim = sim;
    this.meter = options.meter;
    this.multiplier = options.multiplier;
    this.connections = options.connections;
    this.freeNs = new Float64Array(options.cores);
    this.onTimer = this.newTimer();
  }

  /** True when no work of any kind is running or waiting. */
  get idle(): boolean {
    if (this.answersNs > 0) {
      this.settle(this.sim.nowNs);
      if (this.answersNs > 0) return false;
    }
    return this.unitsQueued === 0 && (this.freeNs[this.freeNs.length - 1] ?? 0) <= this.sim.nowNs;
  }

  /** How long no work of any kind has been running or waiting; 0 while there is some. */
  get idleForNs(): TimeNs {
    if (!this.idle) return 0;
    const lastFrontNs = this.freeNs[this.freeNs.length - 1] ?? 0;
    return this.sim.nowNs - Math.max(lastFrontNs, this.lastSendNs);
  }

  /** Sends that are queued or running, in units. */
  get queuedSends(): number {
    return this.unitsQueued;
  }

  /** The process ended: sends that wait are lost, the cores are free. */
  reset(): void {
    this.settle(this.sim.nowNs);
    this.sends = [];
    this.head = 0;
    this.unitsQueued = 0;
    this.promisedUnits = 0;
    this.promisedUntilNs = 0;
    this.answersNs = 0;
    this.life += 1;
    this.freeNs.fill(this.sim.nowNs);
    this.onTimer = this.newTimer();
  }

  /** Changes the number of cores from now on; work that was given to a core keeps its end. */
  setCores(cores: number): void {
    assert(cores >= 1, "an etcd has at least one core");
    this.settle(this.sim.nowNs);
    const busiest = this.freeNs.slice(Math.max(0, this.freeNs.length - cores));
    this.freeNs = new Float64Array(cores);
    this.freeNs.set(busiest, cores - busiest.length);
    this.rearm();
  }

  /** Nothing runs until then: the process stands still. */
  stall(untilNs: TimeNs): void {
    this.settle(this.sim.nowNs);
    raiseAll(this.freeNs, untilNs);
    this.rearm();
  }

  private rearm(): void {
    this.onTimer = this.newTimer();
    const batch = this.sends[this.head];
    if (batch !== undefined) this.armTimer(batch);
  }

  /** Timers that were set before must not end a batch any more. */
  private newTimer(): () => void {
    const onTimer = (): void => {
      if (this.onTimer === onTimer) this.completeHead();
    };
    return onTimer;
  }

  /** Gives front work to the pool and returns when it ends. */
  reserve(station: CpuStation, costNs: number): TimeNs {
    const cpuNs = costNs * this.multiplier;
    const untilNs = this.occupy(cpuNs);
    this.count(station, untilNs, cpuNs);
    return untilNs;
  }

  /** As `reserve`, for one piece of serial work of which a part is the watch notify loop. */
  reserveApply(applyNs: number, notifyNs: number): TimeNs {
    const untilNs = this.occupy((applyNs + notifyNs) * this.multiplier);
    this.count("apply", untilNs, applyNs * this.multiplier);
    this.count("notify", untilNs, notifyNs * this.multiplier);
    return untilNs;
  }

  /**
   * Gives `units` equal pieces of front work to the pool; returns when the first and the last of them end.
   * This is the work that comes in herds: pages, handshakes, watchers. Go runs what is ready in turn, so sends that
   * wait are not passed by: up to one for each connection keeps its place before the work that comes now.
   */
  reserveMany(
    station: CpuStation,
    costNs: number,
    units: number,
  ): { firstNs: TimeNs; lastNs: TimeNs } {
    if (this.head < this.sends.length) this.promiseRound();
    if (units === 1) {
      const end = this.reserve(station, costNs);
      return { firstNs: end, lastNs: end };
    }
    const now = this.sim.nowNs;
    this.interrupt(now);
    const cost = costNs * this.multiplier;
    const start = Math.max(now, this.freeNs[0] ?? 0);
    const lanes = Math.min(units, this.freeNs.length);
    const end = Math.max(
      Math.round(start + cost),
      levelAfter(this.freeNs, { nowNs: now, workNs: cost * units, lanes }),
    );
    for (let i = 0; i < lanes; i += 1) this.freeNs[i] = Math.max(this.freeNs[i] ?? 0, end);
    this.freeNs.sort();
    this.startedNs = start;
    this.count(station, end, cost * units);
    return { firstNs: Math.round(start + cost), lastNs: end };
  }

  /** What readers send back costs so much. It is looked at when nothing else is ready, but after 10 ms at the latest. */
  answer(costNs: number): void {
    const { nowNs } = this.sim;
    this.settle(nowNs);
    if (this.answersNs === 0) this.answersSinceNs = nowNs;
    this.answersNs += costNs * this.multiplier;
  }

  /** The network was not looked at for too long: what came in goes first. */
  private takeAnswers(nowNs: TimeNs): void {
    if (this.answersNs === 0 || nowNs - this.answersSinceNs < POLL_NS) return;
    this.settle(nowNs);
    const cpuNs = this.answersNs;
    if (cpuNs === 0) return;
    this.answersNs = 0;
    this.startedNs = Math.max(nowNs, this.freeNs[0] ?? 0);
    const endNs = levelAfter(this.freeNs, { nowNs, workNs: cpuNs, lanes: this.freeNs.length });
    raiseAll(this.freeNs, endNs);
    this.count("send", endNs, cpuNs);
    this.rearm();
  }

  /** Queues `units` equal sends behind those that wait; `done` is called when the last one is through. */
  send(units: number, costNs: number, done: SendsDone): void {
    this.queue(new ToldBatch(units, costNs, done));
  }

  /** As `send`, for a new batch that knows what it is for. */
  queue(batch: SendBatch): void {
    const now = this.sim.nowNs;
    this.takeAnswers(now);
    this.settle(now);
    batch.costNs *= this.multiplier;
    batch.remainingNs = batch.costNs * batch.units;
    this.sends.push(batch);
    this.unitsQueued += batch.units;
    if (this.sends.length - this.head === 1) this.armTimer(batch);
  }

  /** Nothing is sent for so long: sends that are not simulated stand before those that come. They count elsewhere. */
  hold(forNs: TimeNs): void {
    this.queue(new HoldBatch(this.freeNs.length, forNs / this.multiplier));
  }

  /** Accounts for what was served up to now. Call before reading the meter. */
  settle(nowNs: TimeNs): void {
    if (nowNs <= this.settledNs) return;
    const fromNs = this.settledNs;
    this.settledNs = nowNs;
    const servedNs = this.settleSends(fromNs, nowNs);
    if (this.answersNs > 0) this.settleAnswers(fromNs, nowNs, servedNs);
  }

  /** What comes in from readers has what sends leave. */
  private settleAnswers(fromNs: TimeNs, nowNs: TimeNs, servedNs: number): void {
    const capacity = plusFree(-servedNs, this.freeNs, fromNs, nowNs);
    const served = Math.min(this.answersNs, Math.max(0, capacity));
    this.answersNs = served === this.answersNs ? 0 : this.answersNs - served;
    this.meter.use("send", served);
    if (this.answersNs > 0) return;
    // All cores shared the rest evenly.
    const spareNs = Math.max(0, capacity - served) / this.freeNs.length;
    this.lastSendNs = Math.max(this.lastSendNs, nowNs - spareNs);
  }

  /** Each batch in turn gets as many of the cores that are left as it has units to run. */
  private settleSends(fromNs: TimeNs, nowNs: TimeNs): number {
    let core = 0;
    let all = 0;
    for (let at = this.head; at < this.sends.length && core < this.freeNs.length; at += 1) {
      const batch = this.sends[at];
      if (batch === undefined) break;
      const untilCore = Math.min(this.freeNs.length, core + batch.coresOf(this.freeNs.length));
      let capacity = 0;
      for (; core < untilCore; core += 1) {
        const sinceNs = Math.max(fromNs, this.freeNs[core] ?? 0);
        if (sinceNs >= nowNs) continue;
        if (batch.startedNs < 0) batch.startedNs = sinceNs;
        capacity += nowNs - sinceNs;
      }
      const served = Math.min(batch.remainingNs, capacity);
      batch.remainingNs -= served;
      all += served;
      if (batch.isCounted) this.meter.use("send", served);
    }
    return all;
  }

  /** Gives batches that wait a place among the front work, as long as no connection would have two. */
  private promiseRound(): void {
    const { nowNs } = this.sim;
    this.settle(nowNs);
    let promised = false;
    for (let batch = this.sends[this.head]; batch !== undefined; batch = this.sends[this.head]) {
      const isFirst = this.promisedUnits === 0;
      if (!isFirst && this.promisedUnits + batch.units > this.connections()) break;
      this.head += 1;
      this.promise(batch);
      promised = true;
    }
    this.head = forgetServed(this.sends, this.head);
    if (promised) this.rearm();
  }

  private promise(batch: SendBatch): void {
    const { life, sim } = this;
    const { nowNs } = sim;
    this.promisedUnits += batch.units;
    const cores = batch.coresOf(this.freeNs.length);
    this.startedNs = Math.max(nowNs, this.freeNs[0] ?? 0);
    if (batch.startedNs < 0) batch.startedNs = this.startedNs;
    const levelNs = levelAfter(this.freeNs, { nowNs, workNs: batch.remainingNs, lanes: cores });
    for (let i = 0; i < cores; i += 1) this.freeNs[i] = Math.max(this.freeNs[i] ?? 0, levelNs);
    this.freeNs.sort();
    const endNs = Math.max(levelNs, this.promisedUntilNs);
    this.promisedUntilNs = endNs;
    if (batch.isCounted) this.count("send", endNs, batch.remainingNs);
    const through = (): void => {
      if (life !== this.life) return;
      this.promisedUnits -= batch.units;
      this.unitsQueued -= batch.units;
      this.lastSendNs = endNs;
      this.teller.tellRest(batch, endNs, this.freeNs.length);
    };
    this.sim.scheduleAt(endNs, through, "etcd sends in turn");
  }

  /** Front work comes between the units of the running batch: what was sent up to now is a ramp of its own. */
  private interrupt(nowNs: TimeNs): void {
    this.settle(nowNs);
    const batch = this.sends[this.head];
    if (batch === undefined || batch.units === 1 || batch.startedNs < 0) return;
    if (this.promisedUntilNs > nowNs) return;
    const sent = Math.floor(batch.units - batch.remainingNs / batch.costNs + 1e-9);
    const units = sent - batch.toldUnits;
    if (units < Math.max(1, batch.units / MAX_PARTS) || sent === batch.units) return;
    const firstNs = Math.min(nowNs, Math.round(batch.startedNs + batch.costNs));
    const from = batch.toldUnits;
    batch.toldUnits = sent;
    batch.startedNs = -1;
    this.teller.tell(batch, { fromUnit: from, units, firstNs, lastNs: nowNs }, false);
  }

  private armTimer(batch: SendBatch): void {
    const cores = batch.coresOf(this.freeNs.length);
    // The last round of the last batch leaves cores without work.
    const alone = this.sends.length - this.head === 1;
    const rounds = Math.ceil(batch.remainingNs / batch.costNs / cores - 1e-9);
    const workNs = alone ? rounds * cores * batch.costNs : batch.remainingNs;
    const due = levelAfter(this.freeNs, { nowNs: this.sim.nowNs, workNs, lanes: cores });
    this.sim.scheduleAt(due, this.onTimer, "etcd sends");
  }

  /** The head is through, unless front work took cores after its end was foreseen: then look again later. */
  private completeHead(): void {
    const batch = this.sends[this.head];
    assert(batch !== undefined, "a send timer has its batch");
    const now = this.sim.nowNs;
    this.settle(now);
    if (batch.remainingNs > 1) {
      this.armTimer(batch);
      return;
    }
    if (this.promisedUntilNs > now) {
      this.sim.scheduleAt(this.promisedUntilNs, this.onTimer, "etcd sends");
      return;
    }
    this.head += 1;
    this.head = forgetServed(this.sends, this.head);
    this.unitsQueued -= batch.units;
    this.lastSendNs = now;
    const next = this.sends[this.head];
    if (next !== undefined) this.armTimer(next);
    this.teller.tellRest(batch, now, this.freeNs.length);
  }

  /** Takes the core that is free first for so long; returns until when. */
  private occupy(cpuNs: number): TimeNs {
    const { nowNs } = this.sim;
    this.interrupt(nowNs);
    this.startedNs = Math.max(nowNs, this.freeNs[0] ?? 0);
    const untilNs = Math.round(this.startedNs + cpuNs);
    occupyFirst(this.freeNs, untilNs);
    return untilNs;
  }

  /** Counts the work that was given to a core last. What waits long behind other work is not used now. */
  private count(station: CpuStation, untilNs: TimeNs, cpuNs: number): void {
    if (untilNs - this.sim.nowNs < STEP_NS) this.meter.use(station, cpuNs);
    else this.meter.useLater(station, this.startedNs, untilNs, cpuNs);
  }
}
