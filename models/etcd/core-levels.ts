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

/** No core is free before `untilNs`. */
export function raiseAll(freeNs: Float64Array, untilNs: TimeNs): void {
  for (let core = 0; core < freeNs.length; core += 1) {
    freeNs[core] = Math.max(freeNs[core] ?? 0, untilNs);
  }
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
