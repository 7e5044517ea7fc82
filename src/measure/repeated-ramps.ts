/**
 * Ramps that were recorded and not yet counted step by step, with how often each was. One change is sent like the other
 * while an etcd has nothing else to do, so most ramps of a stage are equal to one a short while ago; each takes a hundred
 * steps. A place for each ramp by its hash: one that comes to the place of another sends that one off.
 */
import type { TimeNs } from "../engine/time.js";

/** More make no difference: equal ramps come soon after each other or not at all. */
const PLACES = 64;
/** Columns of a place: first, last, count, how often. */
const WIDTH = 4;

export class RepeatedRamps {
  private readonly kept = new Float64Array(PLACES * WIDTH);
  private readonly count: (first: TimeNs, last: TimeNs, count: number, times: number) => void;

  /** @param count counts the steps of a ramp, so many times. */
  constructor(count: (first: TimeNs, last: TimeNs, count: number, times: number) => void) {
    this.count = count;
  }

  add(firstNs: TimeNs, lastNs: TimeNs, count: number): void {
    const { kept } = this;
    const at = placeOf(firstNs, lastNs);
    if (kept[at] === firstNs && kept[at + 1] === lastNs && kept[at + 2] === count) {
      kept[at + 3] = (kept[at + 3] ?? 0) + 1;
      return;
    }
    this.send(at);
    kept[at] = firstNs;
    kept[at + 1] = lastNs;
    kept[at + 2] = count;
    kept[at + 3] = 1;
  }

  /** Counts everything that is kept. */
  flush(): void {
    for (let at = 0; at < this.kept.length; at += WIDTH) this.send(at);
  }

  private send(at: number): void {
    const { kept } = this;
    const times = kept[at + 3] ?? 0;
    kept[at + 3] = 0;
    if (times > 0) this.count(kept[at] ?? 0, kept[at + 1] ?? 0, kept[at + 2] ?? 0, times);
  }
}

/** A place for two times; what lies beyond 2^32 ns does not matter. */
function placeOf(firstNs: TimeNs, lastNs: TimeNs): number {
  const mixed = Math.imul(firstNs | 0, 0x9e3779b1) ^ Math.imul(lastNs | 0, 0x85ebca6b);
  return ((mixed >>> 16) % PLACES) * WIDTH;
}
