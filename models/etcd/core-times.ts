/**
 * When each core of a pool is done with the work that it was given, ascending, and where work ends that starts on those
 * that are free first. A ring: on an idle etcd the core that is free first mostly becomes the one that is free last, and
 * a large mesh gives work to a core a hundred million times.
 * Not here: who gets a core when (core-pool.ts).
 */
import type { TimeNs } from "../../src/engine/time.js";

/** Up to here sums of times are whole numbers without error. */
const EXACT = Number.MAX_SAFE_INTEGER;

export class CoreTimes {
  private ns: Float64Array;
  /** Where the first one is. */
  private head = 0;

  constructor(cores: number) {
    this.ns = new Float64Array(cores);
  }

  /** Cores. */
  get count(): number {
    return this.ns.length;
  }

  /** When the first core is free. */
  get firstNs(): TimeNs {
    return this.ns[this.head] ?? 0;
  }

  /** When all are. */
  get lastNs(): TimeNs {
    return this.ns[(this.head === 0 ? this.ns.length : this.head) - 1] ?? 0;
  }

  /** When the one at this place is. */
  at(place: number): TimeNs {
    const index = this.head + place;
    return this.ns[index < this.ns.length ? index : index - this.ns.length] ?? 0;
  }

  /** All are free from then on. */
  fill(ns: TimeNs): void {
    this.ns.fill(ns);
  }

  /** The core that is free first is busy until `endNs`. */
  occupyFirst(endNs: TimeNs): void {
    const { ns } = this;
    let to = this.head;
    if (endNs >= this.lastNs) {
      ns[to] = endNs;
      this.head = to + 1 === ns.length ? 0 : to + 1;
      return;
    }
    for (;;) {
      const from = to + 1 === ns.length ? 0 : to + 1;
      const fromNs = ns[from] ?? 0;
      if (fromNs >= endNs) break;
      ns[to] = fromNs;
      to = from;
    }
    ns[to] = endNs;
  }

  /** No core of the first `lanes` is free before then. */
  raise(lanes: number, ns: TimeNs): void {
    const times = this.straight();
    for (let core = 0; core < lanes; core += 1) times[core] = Math.max(times[core] ?? 0, ns);
    if (lanes < times.length) times.sort();
  }

  /** When `workNs` is done if it starts now on the `lanes` cores that are free first. */
  levelAfter(nowNs: TimeNs, workNs: number, lanes: number): TimeNs {
    const idleNs = lanes * nowNs;
    if (this.lastNs <= nowNs && workNs >= 1 && lanes >= 1 && idleNs < EXACT) {
      return Math.ceil((workNs + idleNs) / lanes);
    }
    let sum = 0;
    for (let used = 1; used <= lanes; used += 1) {
      sum += Math.max(nowNs, this.at(used - 1));
      const level = (workNs + sum) / used;
      const next = used < lanes ? Math.max(nowNs, this.at(used)) : Infinity;
      if (level <= next) return Math.ceil(level);
    }
    return Math.ceil((workNs + sum) / Math.max(1, lanes));
  }

  /** For how long the cores from one place up to another are free between two moments, added up. */
  freeBetween(place: number, untilPlace: number, fromNs: TimeNs, nowNs: TimeNs): TimeNs {
    const wholeNs = (untilPlace - place) * (nowNs - fromNs);
    if (this.lastNs <= fromNs && wholeNs < EXACT) return wholeNs;
    let sum = 0;
    for (let core = place; core < untilPlace; core += 1) {
      sum += Math.max(0, nowNs - Math.max(fromNs, this.at(core)));
    }
    return sum;
  }

  /** Adds the time between two moments for which each core is free to a sum. */
  plusFree(sumNs: number, fromNs: TimeNs, nowNs: TimeNs): number {
    const isFree = this.lastNs <= fromNs;
    // As long as all are whole numbers, the order of the additions makes no difference.
    const wholeNs = this.ns.length * Math.max(0, nowNs - fromNs);
    if (isFree && wholeNs < EXACT && Number.isInteger(sumNs)) return sumNs + wholeNs;
    // One after another: sums of fractions hang on the order in which they are added.
    let sum = sumNs;
    if (isFree) {
      const eachNs = Math.max(0, nowNs - fromNs);
      for (let cores = this.ns.length; cores > 0; cores -= 1) sum += eachNs;
      return sum;
    }
    for (let core = 0; core < this.ns.length; core += 1) {
      sum += Math.max(0, nowNs - Math.max(fromNs, this.at(core)));
    }
    return sum;
  }

  /** Another number of cores: the busiest stay when there are fewer; new ones are free. */
  resize(cores: number): void {
    const times = this.straight();
    const busiest = times.slice(Math.max(0, times.length - cores));
    this.ns = new Float64Array(cores);
    this.ns.set(busiest, cores - busiest.length);
  }

  /** The array with the first core at its begin. */
  private straight(): Float64Array {
    const { ns, head } = this;
    if (head === 0) return ns;
    const first = ns.slice(0, head);
    ns.copyWithin(0, head);
    ns.set(first, ns.length - head);
    this.head = 0;
    return ns;
  }
}
