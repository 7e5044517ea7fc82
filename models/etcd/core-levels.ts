/**
 * Arithmetic of cores that are busy until given times, ascending: where work ends that starts on those that are free
 * first.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** When `workNs` is done if it starts now on the `lanes` cores that are free first. */
export function levelAfter(
  freeNs: Float64Array,
  { nowNs, workNs, lanes }: { nowNs: TimeNs; workNs: number; lanes: number },
): TimeNs {
  let sum = 0;
  for (let used = 1; used <= lanes; used += 1) {
    sum += Math.max(nowNs, freeNs[used - 1] ?? 0);
    const level = (workNs + sum) / used;
    const next = used < lanes ? Math.max(nowNs, freeNs[used] ?? 0) : Infinity;
    if (level <= next) return Math.ceil(level);
  }
  return Math.ceil((workNs + sum) / Math.max(1, lanes));
}

/** Moves the first core's free time to `end` and keeps the array ascending. */
export function occupyFirst(freeNs: Float64Array, end: TimeNs): void {
  let i = 1;
  for (; i < freeNs.length && (freeNs[i] ?? 0) < end; i += 1) freeNs[i - 1] = freeNs[i] ?? 0;
  freeNs[i - 1] = end;
}

/** No core of the first `lanes` is free before then. */
export function raise(freeNs: Float64Array, lanes: number, ns: TimeNs): void {
  for (let core = 0; core < lanes; core += 1) freeNs[core] = Math.max(freeNs[core] ?? 0, ns);
}

/**
 * Cores as requests see them: busy with other requests, but hardly with herds of pages and handshakes, which wait in
 * Go's run queue while a chain of a put runs through.
 */
export class RequestLanes {
  private untilNs: Float64Array;

  constructor(cores: number) {
    this.untilNs = new Float64Array(cores);
  }

  /** When the next request may start: not before those that came earlier. */
  get firstFreeNs(): TimeNs {
    return this.untilNs[0] ?? 0;
  }

  take(endNs: TimeNs): void {
    occupyFirst(this.untilNs, endNs);
  }

  setCores(cores: number): void {
    this.untilNs = resized(this.untilNs, cores);
  }

  /** No request starts before then. */
  holdUntil(ns: TimeNs): void {
    raise(this.untilNs, this.untilNs.length, ns);
  }

  reset(nowNs: TimeNs): void {
    this.untilNs.fill(nowNs);
  }
}

/** The busiest cores stay when there are fewer; new ones are free. */
export function resized(freeNs: Float64Array, cores: number): Float64Array {
  const busiest = freeNs.slice(Math.max(0, freeNs.length - cores));
  const sized = new Float64Array(cores);
  sized.set(busiest, cores - busiest.length);
  return sized;
}

/** Adds the time between two moments for which each core is free to a sum. */
export function plusFree(
  sumNs: number,
  freeNs: Float64Array,
  fromNs: TimeNs,
  nowNs: TimeNs,
): number {
  let sum = sumNs;
  // Not for-of: over a typed array it makes an object for each step.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let core = 0; core < freeNs.length; core += 1) {
    sum += Math.max(0, nowNs - Math.max(fromNs, freeNs[core] ?? 0));
  }
  return sum;
}
