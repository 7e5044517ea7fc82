/**
 * Small helpers to draw numbers that read well in a scenario file: times in whole milliseconds, rates with three
 * decimals. Sizes and times are drawn evenly over orders of magnitude, since that is how faults differ.
 */
import type { RandomStream } from "../engine/random-stream.js";

/** Nanoseconds per millisecond. */
export const MS = 1e6;
/** Nanoseconds per second. */
export const S = 1e9;
/** Nanoseconds per minute. */
export const MINUTE = 60e9;

/** A time from `lowNs` to `highNs`, evenly over the logarithm, in whole milliseconds of at least one. */
export function drawTimeNs(random: RandomStream, lowNs: number, highNs: number): number {
  const ns = lowNs * (highNs / lowNs) ** random.next();
  return Math.max(1, Math.round(ns / MS)) * MS;
}

/** A time from 0 to `highNs`, evenly, in whole milliseconds. */
export function drawOffsetNs(random: RandomStream, highNs: number): number {
  return Math.round((random.next() * highNs) / MS) * MS;
}

/** A whole number from `low` to `high`, evenly over the logarithm; `low` is at least 1. */
export function drawCount(random: RandomStream, low: number, high: number): number {
  return Math.min(high, Math.floor(low * ((high + 1) / low) ** random.next()));
}

/** Some items in their order, at least one. */
export function drawSome<T>(
  random: RandomStream,
  items: readonly T[],
  share: number,
): readonly T[] {
  const kept = items.filter(() => random.chance(share));
  return kept.length > 0 ? kept : [random.pick(items)];
}
