/**
 * The clock and the run loop. An event is an action at a time; events run in order of
 * (time, sequence), so that equal times run in the order in which they were scheduled.
 * Nothing else moves the clock.
 * Not here: parallel execution, rollback, wall-clock time. Delays are rounded to whole nanoseconds.
 */
import { assert } from "./assert.js";
import type { EventQueue, ScheduledEvent } from "./event-queue.js";
import { HeapJsQueue } from "./heap-js-queue.js";
import { RandomStream } from "./random-stream.js";
import type { TimeNs } from "./time.js";

/** What a run may use at most. */
export interface Limits {
  /** Events that are handled. */
  readonly events: number;
  /** Events that are pending at any moment, those in lanes included. */
  readonly pending: number;
  /** Simulated time. */
  readonly timeNs: TimeNs;
}

/** A run used more than a limit allows. */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
  /** Which limit. */
  readonly limit: keyof Limits;

  constructor(limit: keyof Limits, value: number, nowNs: TimeNs) {
    super(
      `limit "${limit}" of ${value} reached at ${nowNs / 1e9} s of simulated time; ` +
        `raise spec.simulation.limits.${limit} or simulate less`,
    );
    this.limit = limit;
  }
}

/** Told of every event just before it runs. */
export interface TraceSink {
  event(timeNs: TimeNs, sequence: number, label: string): void;
}

/** Whole nanoseconds are exact in a number up to here: 104 days. */
const MAX_TIME_NS: TimeNs = Number.MAX_SAFE_INTEGER;

/** A handle on an event that may be called off. */
export class Timer {
  readonly dueNs: TimeNs;
  private action: (() => void) | undefined;
  private readonly onCancel: () => void;

  constructor(dueNs: TimeNs, action: () => void, onCancel: () => void) {
    this.dueNs = dueNs;
    this.action = action;
    this.onCancel = onCancel;
  }

  /** True until it has run or was cancelled. */
  get active(): boolean {
    return this.action !== undefined;
  }

  /** Calls it off; does nothing when it has run. */
  cancel(): void {
    if (this.action === undefined) return;
    this.action = undefined;
    this.onCancel();
  }

  /** Runs it, once. For the simulation only. */
  fire(): void {
    const { action } = this;
    this.action = undefined;
    action?.();
  }
}

export class Simulation {
  readonly seed: string;
  private readonly queue: EventQueue;
  private readonly limits: Limits;
  private readonly trace: TraceSink | undefined;
  private readonly streams = new Map<string, RandomStream>();
  private now: TimeNs = 0;
  private nextSequence = 0;
  private handled = 0;
  /** Entries that wait in lanes behind a head. */
  private laned = 0;
  /** Cancelled timers that still sit in the queue. */
  private readonly cancelled = new Set<ScheduledEvent>();
  private stopped = false;

  constructor(options: {
    readonly seed: string;
    readonly limits?: Partial<Limits>;
    readonly queue?: EventQueue;
    readonly trace?: TraceSink;
  }) {
    this.seed = options.seed;
    this.queue = options.queue ?? new HeapJsQueue();
    this.trace = options.trace;
    this.limits = { events: Infinity, pending: Infinity, timeNs: MAX_TIME_NS, ...options.limits };
  }

  get nowNs(): TimeNs {
    return this.now;
  }

  /** Events handled so far. */
  get eventsProcessed(): number {
    return this.handled;
  }

  /** Events that wait, in the queue and in lanes; cancelled ones do not count. */
  get pending(): number {
    return this.queue.size - this.cancelled.size + this.laned;
  }

  /** Runs an action after a delay (0 = after everything already scheduled for now). */
  schedule(delayNs: number, action: () => void, label = ""): void {
    this.scheduleAt(this.now + delayNs, action, label);
  }

  /** Runs an action at a time that is not in the past. */
  scheduleAt(timeNs: number, action: () => void, label = ""): void {
    this.enqueue(this.checked(timeNs, label), this.takeSequence(), action, label);
  }

  /**
   * As `schedule`, with a handle to call it off. A cancelled timer costs its place in the queue
   * until it is due, or until cancelled ones are half of the queue.
   */
  timer(delayNs: number, action: () => void, label = ""): Timer {
    const dueNs = this.checked(this.now + delayNs, label);
    const event: ScheduledEvent = {
      timeNs: dueNs,
      sequence: this.takeSequence(),
      action: () => timer.fire(),
      label,
    };
    const timer = new Timer(dueNs, action, () => this.cancel(event));
    this.queue.push(event);
    this.checkPending();
    return timer;
  }

  /**
   * The stream of this name; asking twice gives the same one. Adding a stream never changes the
   * numbers of another.
   */
  random(name: string): RandomStream {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = new RandomStream(this.seed, name);
      this.streams.set(name, stream);
    }
    return stream;
  }

  /**
   * Handles every event up to and including `untilNs`, then sets the clock to it. After `stop()`
   * the clock stays where it is.
   * @throws LimitReached also when `untilNs` lies beyond the time limit and the run gets that far.
   */
  run(options: { readonly untilNs: TimeNs }): void {
    const lastNs = Math.min(options.untilNs, this.limits.timeNs);
    this.stopped = false;
    const { trace } = this;
    const finished =
      trace === undefined ? this.handleUntil(lastNs) : this.handleTraced(lastNs, trace);
    if (!finished) return;
    this.now = Math.max(this.now, lastNs);
    if (options.untilNs > lastNs) this.fail("timeNs");
  }

  /** Ends `run` after the event that runs now. */
  stop(): void {
    this.stopped = true;
  }

  /** For lanes: takes a place in the order of scheduling without entering the queue. */
  takeSequence(): number {
    const sequence = this.nextSequence;
    this.nextSequence += 1;
    return sequence;
  }

  /** For lanes: enters the queue under a sequence number taken before. */
  enqueue(timeNs: TimeNs, sequence: number, action: () => void, label: string): void {
    this.queue.push({ timeNs, sequence, action, label });
    this.checkPending();
  }

  /** For lanes: entries came to wait behind a head, or went. */
  countLaned(change: number): void {
    this.laned += change;
    if (change > 0) this.checkPending();
  }

  /** The loop without a trace, so that no event pays for one; false when it was stopped. */
  private handleUntil(untilNs: TimeNs): boolean {
    for (let event = this.next(untilNs); event !== undefined; event = this.next(untilNs)) {
      event.action();
      if (this.stopped) return false;
    }
    return true;
  }

  private handleTraced(untilNs: TimeNs, trace: TraceSink): boolean {
    for (let event = this.next(untilNs); event !== undefined; event = this.next(untilNs)) {
      trace.event(event.timeNs, event.sequence, event.label);
      event.action();
      if (this.stopped) return false;
    }
    return true;
  }

  /** Takes the next event that is due, and moves the clock to it. */
  private next(untilNs: TimeNs): ScheduledEvent | undefined {
    for (;;) {
      const event = this.queue.peek();
      if (event === undefined || event.timeNs > untilNs) return undefined;
      this.queue.pop();
      if (this.cancelled.size > 0 && this.cancelled.delete(event)) continue;
      this.now = event.timeNs;
      this.handled += 1;
      if (this.handled > this.limits.events) this.fail("events");
      return event;
    }
  }

  /** Cancelled events are skipped when due; once they are half of the queue, it drops them. */
  private cancel(event: ScheduledEvent): void {
    this.cancelled.add(event);
    if (this.cancelled.size < 1024 || this.cancelled.size * 2 < this.queue.size) return;
    const kept: ScheduledEvent[] = [];
    for (let one = this.queue.pop(); one !== undefined; one = this.queue.pop()) {
      if (!this.cancelled.has(one)) kept.push(one);
    }
    this.cancelled.clear();
    for (const one of kept) this.queue.push(one);
  }

  /** Whole nanoseconds; the messages are made only when they are needed, since every event passes here. */
  private checked(timeNs: number, label: string): TimeNs {
    const rounded = Math.round(timeNs);
    if (rounded >= this.now && rounded <= MAX_TIME_NS) return rounded;
    assert(rounded >= this.now, `event "${label}" lies in the future, not at ${timeNs}`);
    assert(rounded <= MAX_TIME_NS, `event "${label}" lies within 104 days`);
    return rounded;
  }

  private checkPending(): void {
    if (this.pending > this.limits.pending) this.fail("pending");
  }

  private fail(limit: keyof Limits): never {
    throw new LimitReached(limit, this.limits[limit], this.now);
  }
}
