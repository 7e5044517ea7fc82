/**
 * The cores that one etcd may use, shared by two kinds of work.
 * - Front work (RPC handlers, the apply loop, list pages, handshakes) is first come, first served and runs ahead of
 *   sends: Go hands a goroutine that was just made ready to the processor that readied it, so a short chain of them
 *   overtakes a long queue of senders. A request waits 10 ms at most for herds of pages, handshakes and watchers (then
 *   sysmon looks at the network), and what it leads to in the apply loop does not wait for them again.
 * - Sends (watch responses, one goroutine a stream) share what is left, in the order in which they were queued. Herds
 *   of pages, handshakes and watchers do not overtake them: there each goroutine gets its turn (`reserveMany`).
 * - Answers of readers (window updates, pings) have what sends leave, until they have waited for 10 ms.
 * All are fluid: n equal units take the free cores together, and complete evenly spaced. A list that asks page
 * after page therefore shares the processor with all other lists, as measured on a real etcd.
 * Not modelled: preemption, per-processor run queues and stealing, NUMA.
 */
import { assert } from "../../src/engine/assert.js";
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import { Collector, type CollectorParts } from "./collector.js";
import { CoreTimes } from "./core-times.js";
import { STEP_NS, type CpuMeter, type CpuStation } from "./cpu-meter.js";
import { HerdTurns } from "./herd-turns.js";
import { forgetServed, PartTeller } from "./part-teller.js";
import { POLL_NS, ReaderAnswers } from "./reader-answers.js";
import { HoldBatch, ToldBatch, type SendBatch, type SendsDone } from "./send-batch.js";

/** Front work cuts a running batch in parts, because it bends the ramp; at most so many. */
const MAX_PARTS = 32;

export class CorePool {
  private static readonly events = recipientsOf<CorePool>(
    "etcd sends",
    (recipients) => (place, timer) => recipients.take(place)?.timerDue(timer),
  );
  private readonly sim: Simulation;
  private readonly meter: CpuMeter;
  private readonly multiplier: number;
  private answers = new ReaderAnswers();
  /** When each core is done with the front work given to it, ascending. */
  private readonly cores: CoreTimes;
  /** The same as requests see it: they hardly wait for herds (a chain of a put runs through beside them). */
  private readonly requests: CoreTimes;
  private readonly turns = new HerdTurns();
  /** What is allocated, and collected now and then. */
  readonly garbage: Collector | undefined;
  private sends: SendBatch[] = [];
  private head = 0;
  private unitsQueued = 0;
  /** When the front work that came last starts. */
  private startedNs: TimeNs = 0;
  private settledNs: TimeNs = 0;
  /** When the last send was through. */
  private lastSendNs: TimeNs = 0;
  /** When the last of them is through: what is sent later is told later, because streams keep their order. */
  private promisedUntilNs: TimeNs = 0;
  private readonly teller = new PartTeller();
  private life = 0;
  /** Timers that were set before this one must not end a batch any more. */
  private timer = 0;
  private readonly events: Recipients<CorePool>;

  constructor(
    sim: Simulation,
    options: {
      readonly cores: number;
      readonly meter: CpuMeter;
      readonly multiplier: number;
      readonly garbage?: Pick<CollectorParts, "costs" | "residentBytes">;
    },
  ) {
    assert(options.cores >= 1, "an etcd has at least one core");
    this.sim = sim;
    this.meter = options.meter;
    this.multiplier = options.multiplier;
    this.cores = new CoreTimes(options.cores);
    this.requests = new CoreTimes(options.cores);
    this.events = CorePool.events(sim);
    const { garbage, meter } = options;
    const occupy = (ns: number): void => void this.occupy(ns, 0);
    if (garbage === undefined) return;
    const { costs, residentBytes } = garbage;
    this.garbage = new Collector({ costs, residentBytes, meter, occupy });
  }

  /** True when no work of any kind is running or waiting. */
  get idle(): boolean {
    if (this.answers.waitingNs > 0) {
      this.settle(this.sim.nowNs);
      if (this.answers.waitingNs > 0) return false;
    }
    return this.unitsQueued === 0 && this.cores.lastNs <= this.sim.nowNs;
  }

  /** How long no work of any kind has been running or waiting; 0 while there is some. */
  get idleForNs(): TimeNs {
    if (!this.idle) return 0;
    return this.sim.nowNs - Math.max(this.cores.lastNs, this.lastSendNs);
  }

  /** Sends that are queued or running, in units. */
  get queuedSends(): number {
    return this.unitsQueued;
  }

  /** How long the cores need for the sends that are queued or running, if nothing else comes. */
  get queuedSendsNs(): TimeNs {
    this.settle(this.sim.nowNs);
    let ns = 0;
    for (let at = this.head; at < this.sends.length; at += 1)
      ns += this.sends[at]?.remainingNs ?? 0;
    return ns / this.cores.count;
  }

  /** The process ended: sends that wait are lost, the cores are free. */
  reset(): void {
    this.settle(this.sim.nowNs);
    this.sends = [];
    this.head = 0;
    this.unitsQueued = 0;
    this.promisedUntilNs = 0;
    this.answers = new ReaderAnswers();
    this.life += 1;
    this.cores.fill(this.sim.nowNs);
    this.requests.fill(this.sim.nowNs);
    this.turns.reset();
    this.garbage?.reset();
    this.timer += 1;
  }

  /** Changes the number of cores from now on; work that was given to a core keeps its end. */
  setCores(cores: number): void {
    assert(cores >= 1, "an etcd has at least one core");
    this.settle(this.sim.nowNs);
    this.cores.resize(cores);
    this.requests.resize(cores);
    this.rearm();
  }

  /** Nothing runs until then: the process stands still. */
  stall(untilNs: TimeNs): void {
    this.settle(this.sim.nowNs);
    this.cores.raise(this.cores.count, untilNs);
    this.requests.raise(this.requests.count, untilNs);
    this.rearm();
  }

  private rearm(): void {
    this.timer += 1;
    const batch = this.sends[this.head];
    if (batch !== undefined) this.armTimer(batch);
  }

  private timerDue(timer: number): void {
    if (timer === this.timer) this.completeHead();
  }

  /** Gives a request that has just come in to the pool; returns when it ends. */
  reserve(station: CpuStation, costNs: number): TimeNs {
    return this.reserveWithin(POLL_NS, station, costNs);
  }

  /** As `reserve`, for work of the thread that holds the lock: it waits for other requests, but not for herds. */
  reserveLocked(station: CpuStation, costNs: number): TimeNs {
    return this.reserveWithin(0, station, costNs);
  }

  /** As `reserveLocked`, for one piece of work of which a part is the watch notify loop. */
  reserveApply(applyNs: number, notifyNs: number): TimeNs {
    const untilNs = this.occupy((applyNs + notifyNs) * this.multiplier, 0);
    this.count("apply", untilNs, applyNs * this.multiplier);
    this.count("notify", untilNs, notifyNs * this.multiplier);
    return untilNs;
  }

  /**
   * Gives `units` equal pieces of front work to the pool; returns when the first and the last of them end.
   * This is the work that comes in herds: pages, handshakes, watchers, which ask within `spreadNs` from now on. Sends
   * that wait are not passed by: they have their place before the herd's next turn.
   */
  reserveMany(
    station: CpuStation,
    costNs: number,
    { units, spreadNs }: { readonly units: number; readonly spreadNs: TimeNs },
  ): { firstNs: TimeNs; lastNs: TimeNs } {
    if (this.head < this.sends.length) this.promiseAll();
    const now = this.sim.nowNs;
    this.interrupt(now);
    const cost = costNs * this.multiplier;
    const cores = this.cores.count;
    this.turns.ask(now, { units, unitNs: cost / cores, spreadNs }, cores);
    const start = Math.max(now, this.cores.firstNs);
    const lanes = Math.min(units, this.cores.count);
    const end = Math.max(Math.round(start + cost), this.cores.levelAfter(now, cost * units, lanes));
    this.cores.raise(lanes, end);
    this.startedNs = start;
    this.count(station, end, cost * units);
    return { firstNs: Math.round(start + cost), lastNs: end };
  }

  /**
   * What readers send back, from a moment up to now, costs so much. It is looked at when nothing else is ready, but after
   * 10 ms at the latest. From when on counts only where it can be overdue already.
   */
  answer(costNs: number, sinceNs: TimeNs): void {
    const { nowNs } = this.sim;
    this.settle(nowNs);
    this.answers.add(nowNs - sinceNs >= POLL_NS ? sinceNs : nowNs, costNs * this.multiplier);
  }

  /** The network was not looked at for too long: what came in goes first. */
  private takeAnswers(nowNs: TimeNs): void {
    this.settle(nowNs);
    const startedNs = this.sends[this.head]?.startedNs ?? -1;
    // Readers to whom a long batch was sent first have answered before it ends.
    if (startedNs >= 0 && nowNs - startedNs >= POLL_NS) this.interrupt(nowNs);
    if (!this.answers.isOverdue(nowNs)) return;
    const cpuNs = this.answers.serve(Infinity);
    if (cpuNs === 0) return;
    this.startedNs = Math.max(nowNs, this.cores.firstNs);
    const endNs = this.cores.levelAfter(nowNs, cpuNs, this.cores.count);
    this.cores.raise(this.cores.count, endNs);
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
    if (this.turns.endsAt(now, this.cores.count) > now) this.promiseAll();
    else if (this.sends.length - this.head === 1) this.armTimer(batch);
  }

  /** Nothing is sent for so long: sends that are not simulated stand before those that come. They count elsewhere. */
  hold(forNs: TimeNs): void {
    this.queue(new HoldBatch(this.cores.count, forNs / this.multiplier));
  }

  /** Accounts for what was served up to now. Call before reading the meter. */
  settle(nowNs: TimeNs): void {
    if (nowNs <= this.settledNs) return;
    const fromNs = this.settledNs;
    this.settledNs = nowNs;
    const servedNs = this.settleSends(fromNs, nowNs);
    if (this.answers.waitingNs > 0) this.settleAnswers(fromNs, nowNs, servedNs);
  }

  /** What comes in from readers has what sends leave. */
  private settleAnswers(fromNs: TimeNs, nowNs: TimeNs, servedNs: number): void {
    const capacity = this.cores.plusFree(-servedNs, fromNs, nowNs);
    const served = this.answers.serve(capacity);
    this.meter.use("send", served);
    if (this.answers.waitingNs > 0) return;
    // All cores shared the rest evenly.
    const spareNs = Math.max(0, capacity - served) / this.cores.count;
    this.lastSendNs = Math.max(this.lastSendNs, nowNs - spareNs);
  }

  /** Each batch in turn gets as many of the cores that are left as it has units to run. */
  private settleSends(fromNs: TimeNs, nowNs: TimeNs): number {
    const { cores } = this;
    let core = 0;
    let all = 0;
    for (let at = this.head; at < this.sends.length && core < cores.count; at += 1) {
      const batch = this.sends[at];
      if (batch === undefined) break;
      const untilCore = Math.min(cores.count, core + batch.coresOf(cores.count));
      const sinceNs = Math.max(fromNs, cores.at(core));
      if (batch.startedNs < 0 && sinceNs < nowNs) batch.startedNs = sinceNs;
      const capacity = cores.freeBetween(core, untilCore, fromNs, nowNs);
      core = untilCore;
      const served = Math.min(batch.remainingNs, capacity);
      batch.remainingNs -= served;
      all += served;
      if (batch.isCounted) this.meter.use("send", served);
    }
    return all;
  }

  /** Gives batches that wait a place in the herd's turn: a goroutine that sends goes on while it has responses. */
  private promiseAll(): void {
    this.settle(this.sim.nowNs);
    if (this.head === this.sends.length) return;
    for (let batch = this.sends[this.head]; batch !== undefined; batch = this.sends[this.head]) {
      this.head += 1;
      this.promise(batch);
    }
    this.head = forgetServed(this.sends, this.head);
    this.rearm();
  }

  private promise(batch: SendBatch): void {
    const { life, sim } = this;
    const { nowNs } = sim;
    const cores = batch.coresOf(this.cores.count);
    const freeNs = Math.max(nowNs, this.cores.firstNs);
    this.startedNs = Math.min(freeNs, this.turns.endsAt(nowNs, this.cores.count));
    if (batch.startedNs < 0) batch.startedNs = this.startedNs;
    const levelNs = this.cores.levelAfter(nowNs, batch.remainingNs, cores);
    this.cores.raise(cores, levelNs);
    // Pages of later turns are put off by these sends.
    const endNs = Math.max(levelNs - (freeNs - this.startedNs), this.promisedUntilNs);
    this.turns.prolong(nowNs, batch.remainingNs / cores);
    this.promisedUntilNs = endNs;
    if (batch.isCounted) this.count("send", endNs, batch.remainingNs);
    const through = (): void => {
      if (life !== this.life) return;
      this.unitsQueued -= batch.units;
      this.lastSendNs = endNs;
      this.teller.tellRest(batch, endNs, this.cores.count);
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
    this.teller.tell(batch, from, units, firstNs, nowNs, false);
  }

  private armTimer(batch: SendBatch): void {
    const cores = batch.coresOf(this.cores.count);
    // The last round of the last batch leaves cores without work.
    const alone = this.sends.length - this.head === 1;
    const rounds = Math.ceil(batch.remainingNs / batch.costNs / cores - 1e-9);
    const workNs = alone ? rounds * cores * batch.costNs : batch.remainingNs;
    const due = this.cores.levelAfter(this.sim.nowNs, workNs, cores);
    this.events.postAt(due, this, this.timer);
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
      this.events.postAt(this.promisedUntilNs, this, this.timer);
      return;
    }
    this.head += 1;
    this.head = forgetServed(this.sends, this.head);
    this.unitsQueued -= batch.units;
    this.lastSendNs = now;
    const next = this.sends[this.head];
    if (next !== undefined) this.armTimer(next);
    this.teller.tellRest(batch, now, this.cores.count);
  }

  private reserveWithin(patienceNs: TimeNs, station: CpuStation, costNs: number): TimeNs {
    const cpuNs = costNs * this.multiplier;
    const untilNs = this.occupy(cpuNs, patienceNs);
    this.count(station, untilNs, cpuNs);
    return untilNs;
  }

  /** Takes a core for so long and returns until when; what else waits is put off by as much. */
  private occupy(cpuNs: number, patienceNs: TimeNs): TimeNs {
    const { nowNs } = this.sim;
    this.interrupt(nowNs);
    const levelNs = Math.max(nowNs, this.cores.firstNs);
    const turnNs = Math.min(levelNs, this.turns.endsAt(nowNs, this.cores.count));
    this.startedNs = Math.max(this.requests.firstNs, Math.min(turnNs, nowNs + patienceNs));
    const untilNs = Math.round(this.startedNs + cpuNs);
    this.requests.occupyFirst(untilNs);
    this.turns.prolong(nowNs, cpuNs / this.cores.count);
    this.cores.occupyFirst(Math.round(levelNs + cpuNs));
    return untilNs;
  }

  /** Counts the work that was given to a core last. What waits long behind other work is not used now. */
  private count(station: CpuStation, untilNs: TimeNs, cpuNs: number): void {
    if (untilNs - this.sim.nowNs < STEP_NS) this.meter.use(station, cpuNs);
    else this.meter.useLater(station, this.startedNs, untilNs, cpuNs);
  }
}
