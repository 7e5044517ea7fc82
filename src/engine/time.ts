/**
 * Simulated time: an integer count of nanoseconds in a number, exact for 104 days.
 * Convert at the edge only; inside, times are compared and added as they are.
 */
/** Whole nanoseconds, a moment since the start of the run or a span. */
export type TimeNs = number;

export const NS_PER_SECOND = 1_000_000_000;
export const NS_PER_MS = 1_000_000;
export const NS_PER_US = 1_000;

/** Rounds to the nearest nanosecond. */
export function secondsToNs(seconds: number): TimeNs {
  return Math.round(seconds * NS_PER_SECOND);
}

/** Seconds, as a fraction. */
export function nsToSeconds(ns: TimeNs): number {
  return ns / NS_PER_SECOND;
}
