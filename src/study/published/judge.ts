/**
 * The verdict on one published figure: a published value or bound, a tolerance class and a simulated value in,
 * `reproduced` or `off` and by how much out. Pure arithmetic; it knows no source and no scenario.
 */
import { toleranceFactor, type Tolerance } from "./tolerance.js";

/** What a source publishes. A value has `low` equal to `high`; a bound has one of them only. */
export interface Expectation {
  readonly low?: number;
  readonly high?: number;
  readonly tolerance: Tolerance;
}

export interface Verdict {
  readonly verdict: "reproduced" | "off";
  /** Simulated over the nearest published value; null when that is 0, or the value does not lie on one side of it. */
  readonly ratio: number | null;
  /** What the tolerance allows, in the figure's unit; null where it is open. */
  readonly allowed: { readonly low: number | null; readonly high: number | null };
}

/** Ratios of doubles that should be 1 are not always. */
const ROUNDING = 1e-9;

/** @param simulated a finite number, in the unit of the expectation. */
export function judge({ low, high, tolerance }: Expectation, simulated: number): Verdict {
  const factor = toleranceFactor(tolerance);
  const least = low === undefined ? null : low / factor;
  const most = high === undefined ? null : high * factor;
  const isHighEnough = least === null || simulated >= least * (1 - ROUNDING);
  const isLowEnough = most === null || simulated <= most * (1 + ROUNDING);
  return {
    verdict: isHighEnough && isLowEnough ? "reproduced" : "off",
    ratio: ratioTo(nearest(low, high, simulated), simulated),
    allowed: { low: least, high: most },
  };
}

/** The published value that a simulated one is compared with: of a range the nearer end, or the value if inside. */
function nearest(low: number | undefined, high: number | undefined, simulated: number): number {
  if (low !== undefined && high !== undefined) return Math.min(Math.max(simulated, low), high);
  return low ?? high ?? simulated;
}

function ratioTo(published: number, simulated: number): number | null {
  if (published === simulated) return 1;
  return published === 0 ? null : simulated / published;
}

/** By which factor a ratio is away from 1, >= 1; null for 0 and below, which no factor leads to. */
export function offBy(ratio: number | null): number | null {
  if (ratio === null || ratio <= 0) return null;
  return Math.max(ratio, 1 / ratio);
}
