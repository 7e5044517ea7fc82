/**
 * Axis parts that charts share: labels with units, ticks of a logarithmic axis, and domains.
 * Not a scale library: Vega does the drawing. These exist because its defaults write 12 ms as "12m", and
 * draw a comb of minor grid lines on a logarithmic axis.
 */
import type { JsonObject } from "./chart.js";

/** A label expression for seconds: µs, ms or s, whichever reads best. */
export const DURATION_LABELS =
  "datum.value === 0 ? '0' : " +
  "datum.value < 0.001 ? format(datum.value * 1e6, '.3~r') + ' µs' : " +
  "datum.value < 1 ? format(datum.value * 1e3, '.3~r') + ' ms' : " +
  "format(datum.value, ',.3~r') + ' s'";

/** A label expression for plain amounts: k, M and G from 1,000 on. */
export const AMOUNT_LABELS =
  "datum.value < 1000 ? format(datum.value, '.3~r') : format(datum.value, '.3~s')";

/** A label expression for shares of 1. */
export const PERCENT_LABELS = "format(datum.value * 100, ',.4~r') + ' %'";

/** A linear axis that starts at 0. */
export function amountAxis(title: string): JsonObject {
  return { title, labelExpr: AMOUNT_LABELS, tickCount: 6 };
}

/** Ticks of a logarithmic axis over [min, max], both > 0: powers of ten, or 1-2-5 steps below three decades. */
export function logTicks(min: number, max: number): readonly number[] {
  const decades = Math.log10(max / min);
  const steps = decades < 3 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power += 1) {
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= min && tick <= max) ticks.push(tick);
    }
  }
  return ticks;
}

/** The smallest range of 1-2-5 numbers around values > 0, at least a factor of five wide. */
export function logDomain(values: readonly number[]): readonly [number, number] {
  const min = values.reduce((least, value) => Math.min(least, value), Infinity);
  const max = values.reduce((most, value) => Math.max(most, value), 0);
  if (!(max > 0) || !Number.isFinite(min)) return [0.001, 1];
  const low = roundStep(min * (1 + 1e-9), "down");
  const high = roundStep(max * (1 - 1e-9), "up");
  return high / low < 5 ? [low, roundStep(low * 5, "up")] : [low, high];
}

function roundStep(value: number, direction: "down" | "up"): number {
  const power = Math.floor(Math.log10(value));
  const candidates = [1, 2, 5, 10, 20].map((step) => Number(`${step}e${power}`));
  if (direction === "up") return candidates.find((step) => step >= value) ?? value;
  return candidates.reverse().find((step) => step <= value) ?? value;
}
