/**
 * The changes of a mesh as the mirrors of like clusters hear them, in the order in which they arrive. Where such a
 * mirror is not simulated, these are its puts: all etcds of a mesh copy the same changes at about the same time, so
 * what waits behind a copy at its source does not wait behind the same copy again where it goes.
 */
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { FlowArrivals } from "../etcd/flow-queues.js";

/** Newest changes that are kept. Who has not looked since then has missed nothing that still waits. */
const ROOM = 4_096;
/** A limiter that had to wait lets the puts of a second follow at once. See models/kvstore/limiter.ts. */
const BURST_NS = NS_PER_SECOND;

export class MirroredChanges {
  /** Changes heard so far. */
  count = 0;
  private readonly times = new Float64Array(ROOM);
  private readonly sizes = new Int32Array(ROOM);
  private readonly sources = new Int32Array(ROOM);
  private readonly listeners: (() => void)[] = [];

  /** Calls a function after each change that was added. */
  listen(added: () => void): void {
    this.listeners.push(added);
  }

  /** A change of a source arrives, now or later; to tell of its copy takes so many bytes. */
  add(atNs: TimeNs, bytes: number, source: number): void {
    const { times, sizes, sources } = this;
    let at = this.count;
    for (; at > 0 && at > this.oldest && this.atNs(at - 1) > atNs; at -= 1) {
      const before = (at - 1) % ROOM;
      times[at % ROOM] = times[before] ?? 0;
      sizes[at % ROOM] = sizes[before] ?? 0;
      sources[at % ROOM] = sources[before] ?? 0;
    }
    times[at % ROOM] = atNs;
    sizes[at % ROOM] = bytes;
    sources[at % ROOM] = source;
    this.count += 1;
    for (const added of this.listeners) added();
  }

  /** The first change that is kept. */
  get oldest(): number {
    return Math.max(0, this.count - ROOM + 1);
  }

  atNs(change: number): TimeNs {
    return this.times[change % ROOM] ?? 0;
  }

  bytes(change: number): number {
    return this.sizes[change % ROOM] ?? 0;
  }

  source(change: number): number {
    return this.sources[change % ROOM] ?? 0;
  }
}

/**
 * The puts of one mirror: what it hears, a moment later, or when its limiter lets it after a burst.
 * Not modelled: several changes of a key that wait together and become one put, and more of them than are kept.
 */
export class HeardPuts implements FlowArrivals {
  private readonly changes: MirroredChanges;
  private readonly own: number;
  private readonly delayNs: TimeNs;
  private readonly gapNs: TimeNs;
  private at = 0;
  /** When the limiter is full again; it lets the next put through as long before that as it holds tokens. */
  private fullNs: TimeNs = 0;

  /**
   * @param options.own its own cluster, which it does not copy; @param options.delayNs from arrival to the put;
   * @param options.qps puts per second that its limiter allows, which saves up those of a second.
   */
  constructor(
    changes: MirroredChanges,
    options: { readonly own: number; readonly delayNs: TimeNs; readonly qps: number },
  ) {
    this.changes = changes;
    this.own = options.own;
    this.delayNs = options.delayNs;
    this.gapNs = NS_PER_SECOND / options.qps;
  }

  nextNs(): TimeNs {
    const { changes } = this;
    if (this.at < changes.oldest) this.at = changes.oldest;
    while (this.at < changes.count && changes.source(this.at) === this.own) this.at += 1;
    if (this.at >= changes.count) return Infinity;
    return Math.max(changes.atNs(this.at) + this.delayNs, this.fullNs + this.gapNs - BURST_NS);
  }

  take(comesNs: TimeNs): number {
    this.fullNs = Math.max(this.fullNs, comesNs) + this.gapNs;
    this.at += 1;
    return this.changes.bytes(this.at - 1);
  }
}

/** The puts of a mirror that has more to write than its limiter allows: evenly spaced, as large as what it hears. */
export class PacedPuts implements FlowArrivals {
  private readonly changes: MirroredChanges;
  private readonly gapNs: TimeNs;
  private readonly meanBytes: number;
  private untilNs: TimeNs;
  private at = 0;

  /** @param options.meanBytes of a response, before anything was heard. */
  constructor(
    changes: MirroredChanges,
    options: {
      readonly random: RandomStream;
      readonly ratePerSecond: number;
      readonly meanBytes: number;
    },
  ) {
    this.changes = changes;
    this.gapNs = NS_PER_SECOND / options.ratePerSecond;
    this.meanBytes = options.meanBytes;
    this.untilNs = options.random.next() * this.gapNs;
  }

  nextNs(): TimeNs {
    return this.untilNs;
  }

  take(comesNs: TimeNs): number {
    this.untilNs = Math.max(this.untilNs + this.gapNs, comesNs - BURST_NS);
    const { changes } = this;
    if (changes.count === 0) return this.meanBytes;
    this.at = this.at + 1 < changes.count ? Math.max(this.at + 1, changes.oldest) : changes.oldest;
    return changes.bytes(this.at);
  }
}
