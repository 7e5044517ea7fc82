/**
 * The clock and the run loop. An event is an action at a time; events run in order of
 * (time, sequence), so that equal times run in the order in which they were scheduled.
 * Nothing else moves the clock.
 * Two ways to say what happens: `schedule` takes a function, which reads best; `post` takes a kind that was named once
 * and two numbers, which costs no object and is meant for what happens millions of times. Objects of which there are many
 * share a kind through recipients.ts.
 * Not here: parallel execution, rollback, wall-clock time, calling events off. Delays are rounded to whole nanoseconds.
 */
import { assert } from "./assert.js";
import type { EventQueue } from "./event-queue.js";
import { HeapJsQueue } from "./heap-js-queue.js";
import { LadderQueue } from "./ladder-queue.js";
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

/** What happens at events of a kind: told the two numbers with which each was posted. */
export type Handler = (a: number, b: number) => void;

/** A kind of event, as `Simulation.kind` names it. */
export type EventKind = number & { readonly brand: "event kind" };

/** The kind of events that are functions; their first operand is the function's place. */
const FUNCTION = 0;
/** With more pending events the ladder queue takes over from heap-js: see results/bench. */
const CROWDED = 256;

export class Simulation {
  readonly seed: string;
  private queue: EventQueue;
  private readonly limits: Limits;
  private readonly maxEvents: number;
  private readonly maxPending: number;
  private readonly trace: TraceSink | undefined;
  private readonly streams = new Map<string, RandomStream>();
  private readonly handlers: Handler[] = [];
  private readonly kindLabels: string[] = [];
  /** Functions of pending events, by place; labels beside them while there is a trace. */
  private actions: (() => void)[] = [];
  private labels: string[] = [];
  private freePlaces: number[] = [];
  private now: TimeNs = 0;
  private nextSequence = 0;
  private handled = 0;
  /** Entries that wait in lanes behind a head. */
  private laned = 0;
  private stopped = false;
  /** The queue is heap-js, and the ladder queue may take its place. */
  private mayChangeQueue: boolean;
  /** The queue once it is the ladder queue, by its class. */
  private ladder: LadderQueue | undefined;

  constructor(options: {
    readonly seed: string;
    readonly limits?: Partial<Limits>;
    /** A queue to use throughout; without it heap-js, and the ladder queue once many events are pending. */
    readonly queue?: EventQueue;
    readonly trace?: TraceSink;
  }) {
    this.seed = options.seed;
    this.mayChangeQueue = options.queue === undefined;
    this.queue = options.queue ?? new HeapJsQueue();
    this.trace = options.trace;
    this.limits = { events: Infinity, pending: Infinity, timeNs: MAX_TIME_NS, ...options.limits };
    this.maxEvents = this.limits.events;
    this.maxPending = this.limits.pending;
    this.kind("function", (place) => this.act(place));
  }

  get nowNs(): TimeNs {
    return this.now;
  }

  /** Events handled so far. */
  get eventsProcessed(): number {
    return this.handled;
  }

  /** Events that wait, in the queue and in lanes. */
  get pending(): number {
    return this.queue.size + this.laned;
  }

  /** Runs an action after a delay (0 = after everything already scheduled for now). */
  schedule(delayNs: number, action: () => void, label = ""): void {
    this.scheduleAt(this.now + delayNs, action, label);
  }

  /** Runs an action at a time that is not in the past. */
  scheduleAt(timeNs: number, action: () => void, label = ""): void {
    this.enqueue(this.checked(timeNs, label), this.takeSequence(), action, label);
  }

  /** Names a kind of event and what happens at it. */
  kind(label: string, handler: Handler): EventKind {
    this.handlers.push(handler);
    this.kindLabels.push(label);
    return (this.handlers.length - 1) as EventKind;
  }

  /** As `schedule`, for a kind that was named before, with two 32-bit integers for its handler. */
  post(delayNs: number, kind: EventKind, a = 0, b = 0): void {
    const timeNs = this.checked(this.now + delayNs, "");
    this.push(timeNs, this.takeSequence(), kind, a, b);
  }

  /** As `post`, for a time that is not in the past. */
  postAt(timeNs: number, kind: EventKind, a = 0, b = 0): void {
    this.push(this.checked(timeNs, ""), this.takeSequence(), kind, a, b);
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
    const place = this.freePlaces.pop() ?? this.actions.length;
    this.actions[place] = action;
    if (this.trace !== undefined) this.labels[place] = label;
    this.push(timeNs, sequence, FUNCTION, place, 0);
  }

  /** For lanes: entries came to wait behind a head, or went. */
  countLaned(change: number): void {
    this.laned += change;
    if (change > 0 && this.pending > this.maxPending) this.fail("pending");
  }

  private push(timeNs: TimeNs, sequence: number, kind: number, a: number, b: number): void {
    const { ladder } = this;
    if (ladder !== undefined) {
      ladder.push(timeNs, sequence, kind, a, b);
      if (ladder.size + this.laned > this.maxPending) this.fail("pending");
      return;
    }
    this.queue.push(timeNs, sequence, kind, a, b);
    const { size } = this.queue;
    if (size > CROWDED && this.mayChangeQueue) this.changeQueue();
    if (size + this.laned > this.maxPending) this.fail("pending");
  }

  /** Moves everything to the ladder queue, for good: both take events out in the same order. */
  private changeQueue(): void {
    const from = this.queue;
    const to = new LadderQueue();
    while (from.size > 0) {
      const timeNs = from.nextNs;
      from.pop();
      to.push(timeNs, from.sequence, from.kind, from.a, from.b);
    }
    this.queue = to;
    this.ladder = to;
    this.mayChangeQueue = false;
  }

  /** Runs the function at a place, which is free for another from then on. */
  private act(place: number): void {
    const action = this.actions[place];
    this.actions[place] = nothing;
    this.freePlaces.push(place);
    action?.();
  }

  /** The loop without a trace, so that no event pays for one; false when it was stopped. */
  private handleUntil(untilNs: TimeNs): boolean {
    while (this.ladder === undefined) {
      const { queue } = this;
      const timeNs = queue.nextNs;
      if (timeNs > untilNs || timeNs === Infinity) return true;
      queue.pop();
      this.handle(timeNs, queue.kind, queue.a, queue.b);
      if (this.stopped) return false;
    }
    return this.handleFromLadder(untilNs, this.ladder);
  }

  /** The same loop for the ladder queue alone, which is called faster where no other queue is. */
  private handleFromLadder(untilNs: TimeNs, queue: LadderQueue): boolean {
    for (;;) {
      const timeNs = queue.nextNs;
      if (timeNs > untilNs || timeNs === Infinity) return true;
      queue.pop();
      this.handle(timeNs, queue.kind, queue.a, queue.b);
      if (this.stopped) return false;
    }
  }

  private handle(timeNs: TimeNs, kind: number, a: number, b: number): void {
    this.now = timeNs;
    this.handled += 1;
    if (this.handled > this.maxEvents) this.fail("events");
    if (kind === FUNCTION) this.act(a);
    else this.handlers[kind]?.(a, b);
  }

  private handleTraced(untilNs: TimeNs, trace: TraceSink): boolean {
    for (;;) {
      const { queue } = this;
      const timeNs = queue.nextNs;
      if (timeNs > untilNs || timeNs === Infinity) return true;
      queue.pop();
      this.now = timeNs;
      this.handled += 1;
      if (this.handled > this.limits.events) this.fail("events");
      const { kind, a, b, sequence } = queue;
      const label = kind === FUNCTION ? this.labels[a] : this.kindLabels[kind];
      trace.event(timeNs, sequence, label ?? "");
      this.handlers[kind]?.(a, b);
      if (this.stopped) return false;
    }
  }

  /** Whole nanoseconds; the messages are made only when they are needed, since every event passes here. */
  private checked(timeNs: number, label: string): TimeNs {
    const rounded = Math.round(timeNs);
    if (rounded >= this.now && rounded <= MAX_TIME_NS) return rounded;
    assert(rounded >= this.now, `event "${label}" lies in the future, not at ${timeNs}`);
    assert(rounded <= MAX_TIME_NS, `event "${label}" lies within 104 days`);
    return rounded;
  }

  private fail(limit: keyof Limits): never {
    throw new LimitReached(limit, this.limits[limit], this.now);
  }
}

function nothing(): void {
  // Stands where no event is pending.
}
